"""Which models of custody lie between the bags and a lot, and the weakest of them.

What is said of a lot is never stronger than the weakest place on its way: once ore was mixed, no
later care tells it apart again. Source: ISO 22095:2020, models of the chain of custody.
"""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from asili.engine.custody_graph.trace import Origin
from asili.network.accounts import Accounted
from asili.network.stores import is_layer
from asili.network.vocabulary import EventKind

_PACKED = frozenset({EventKind.COMMISSION, EventKind.AGGREGATE})


class Model(StrEnum):
    """A model of custody, from the strongest to the weakest."""

    IDENTITY = "identity preserved"
    SEGREGATED = "segregated"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Keeping:
    """How the ore of a lot was kept on its way: the weakest model, and at how many places.

    ``segregated_at`` and ``mixed_at`` count places; one place may be among both.
    """

    weakest: Model
    segregated_at: int
    mixed_at: int


def keeping(accounted: Accounted, origin: Origin) -> Keeping:
    """The models of custody among the nodes that a trace reached.

    Several bags in an outer lot keep their identity, until it is drawn from as it stands. What one
    record puts into a store that keeps its inputs apart is one layer of it and counts as such, and
    so does a load that took several layers of one store.
    """
    nodes, network = accounted.part.nodes, accounted.network
    inner = origin.nodes[: origin.inner][(origin.through[: origin.inner] > 0).any(axis=1)]
    carried = np.array([wet_g for _src, _dst, wet_g in accounted.part.edges])[network.order] > 0
    into = Counter(network.dst[carried].tolist())
    segregated: set[int] = set()
    mixed: set[int] = set()
    for index in inner.tolist():
        node = nodes[index]
        if is_layer(node):
            segregated.add(node.place)
        elif node.made_by not in _PACKED:
            edges = slice(network.first_in[index], network.first_in[index + 1])
            sources = [nodes[u] for u in network.src[edges][carried[edges]].tolist()]
            inputs = {u.lot if is_layer(u) else u.id for u in sources}
            outer = [u for u in sources if u.made_by is EventKind.AGGREGATE]
            if len(inputs) > 1 or any(into[accounted.position[u.id]] > 1 for u in outer):
                mixed.add(node.place)
    weakest = Model.MIXED if mixed else Model.SEGREGATED if segregated else Model.IDENTITY
    return Keeping(weakest, len(segregated), len(mixed))
