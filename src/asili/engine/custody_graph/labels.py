"""Labels of nodes: site, cooperative, month, or any other group.

Labels are numbers from 0; a negative label means that none is recorded. What has no label is never
dropped: every result by group has one row more than there are groups, and the last row holds it.
"""

import numpy as np
from numpy.typing import ArrayLike

from asili.engine.custody_graph.structure import Ints


def labels(group: ArrayLike, groups: int | None = None) -> tuple[Ints, int]:
    """Return labels with the negative ones replaced by the number of groups, and that number.

    Raises ValueError where a label is not below the number of groups.
    """
    given = np.asarray(group, np.int64)
    highest = int(given.max(initial=-1))
    count = highest + 1 if groups is None else groups
    if highest >= count:
        raise ValueError(f"label {highest} is not below the number of groups, {count}")
    return np.where(given < 0, count, given), count
