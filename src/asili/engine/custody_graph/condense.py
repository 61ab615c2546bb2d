"""A smaller graph with the same answers by group: all leaves of one group become one leaf.

Method: bags are a hundred times as many as lots, yet a question by site, cooperative or month does
not tell the bags of one group apart. Their edges into one lot are added up, so a trace through the
condensed graph visits lots and groups and never a bag. Shares are sums, hence exact.

Numbers: leaf g stands for group g, the leaf after the last group for all leaves without a label,
then follow the inner nodes in their order. Assumptions and units are those of the graph given.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from asili.engine.custody_graph.compiled import compiled
from asili.engine.custody_graph.labels import labels
from asili.engine.custody_graph.structure import Floats, Graph, Ints, Network


@dataclass(frozen=True, eq=False)
class Condensed:
    """The condensed graph, the number in it of every node of the original, and its own labels.

    ``group`` is the label of every node of the condensed graph, -1 where there is none.
    """

    graph: Graph
    number: Ints
    group: Ints
    groups: int


def condense(graph: Graph, leaf_group: ArrayLike, groups: int | None = None) -> Condensed:
    """Merge the leaves of every group; inner nodes keep their own labels.

    The amount of a merged leaf is the sum of theirs.
    """
    label, count = labels(leaf_group, groups)
    network = graph.network
    inner = np.flatnonzero(~network.is_leaf)
    number = label.copy()
    number[inner] = count + 1 + np.arange(len(inner))
    src, dst, weight = _merged(
        network.first_in, network.src, graph.weight, inner, number, count + 1
    )
    amount = np.column_stack(
        [np.bincount(number, weights=column, minlength=count + 1) for column in graph.amount.T]
    )
    merged = Graph.of(Network.of(len(amount), src, dst), weight, amount)
    group = np.append(np.arange(count + 1), label[inner])
    group[group == count] = -1
    return Condensed(merged, number, group, count)


@compiled
def _merged(
    first_in: Ints, src: Ints, weight: Floats, inner: Ints, number: Ints, merged_leaves: int
) -> tuple[Ints, Ints, Floats]:
    """Edges in new numbers, those from one merged leaf into one node added up."""
    new_src, new_dst = np.empty_like(src), np.empty_like(src)
    new_weight = np.zeros_like(weight)
    latest = np.full(merged_leaves, -1)
    count = 0
    for v in inner:
        first = count
        for e in range(first_in[v], first_in[v + 1]):
            u = number[src[e]]
            to = count
            if u < merged_leaves:
                if latest[u] >= first:
                    to = latest[u]
                latest[u] = to
            if to == count:
                new_src[to], new_dst[to] = u, number[v]
                count += 1
            for analyte in range(weight.shape[1]):
                new_weight[to, analyte] += weight[e, analyte]
    return new_src[:count], new_dst[:count], new_weight[:count]
