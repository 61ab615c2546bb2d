"""Traces summed by group: site, cooperative, month, or any other label of the nodes.

Labels are numbers from 0; a negative label means that none is recorded. What has no label is never
dropped: every result has one row more than there are groups, and the last row holds it.
"""

import numpy as np
from numpy.typing import ArrayLike

from asili.engine.custody_graph.structure import Floats, Graph, Ints
from asili.engine.custody_graph.trace import Origin, Workspace, back


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


def by_group(origin: Origin, group: ArrayLike, groups: int | None = None) -> Floats:
    """Sum the origins of a backward trace by the label of their nodes.

    ``group`` has one label for each node of the graph. Returns float64[groups + 1, analytes].
    """
    label, count = labels(group, groups)
    return _sums(label[origin.nodes], origin.ends, count)


def origin_matrix(
    graph: Graph, targets: ArrayLike, leaf_group: ArrayLike, groups: int | None = None
) -> Floats:
    """Trace every target back and sum by group: float64[targets, groups + 1, analytes]."""
    label, count = labels(leaf_group, groups)
    nodes = np.asarray(targets, np.int64)
    matrix = np.empty((len(nodes), count + 1, graph.analytes))
    space = Workspace(graph)
    for row, target in zip(matrix, nodes.tolist(), strict=True):
        origin = back(graph, target, workspace=space)
        row[:] = _sums(label[origin.nodes], origin.ends, count)
    return matrix


def _sums(label: Ints, value: Floats, count: int) -> Floats:
    return np.column_stack(
        [np.bincount(label, weights=column, minlength=count + 1) for column in value.T]
    )
