"""How well the origin of a lot is known: standard uncertainties of a trace by group.

Method: first-order propagation. Of the amount A of the target, y(o) = A * s(o) is due to group o,
where s(o) is the share of o in the target. With x(v) the share of the target that passed through v,
s_u(o) the share of o in node u, and w(e) / W(v) the share of edge e = (u, v) in v,

    d s(o) / d ln w(e)  =  x(v) * w(e) / W(v) * (s_u(o) - s_v(o)).

Relative errors of edges are independent (``edge_u``), except that all edges whose weights rest on
one measurement move together (``source_u``): their derivatives are summed before they are squared.
The relative error of A is independent of both and adds (y(o) * amount_u)^2.

Source: JCGM 100:2008 (GUM), equations 10 and 13.

Assumptions: errors are small (a few tens of percent at most), so that a first order suffices.
Units: results have the unit of the amount; every other uncertainty is relative (0.02 is 2 %).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from asili.engine.custody_graph.compiled import compiled
from asili.engine.custody_graph.labels import labels
from asili.engine.custody_graph.structure import Floats, Graph, Ints
from asili.engine.custody_graph.trace import back


@dataclass(frozen=True, eq=False)
class Estimate:
    """Amount by group and its standard uncertainty: each float64[groups + 1, analytes].

    The last row is what no group explains, as in `by_group`.
    """

    amount: Floats
    u: Floats


def uncertainty(
    graph: Graph,
    target: int,
    amount: ArrayLike,
    amount_u: ArrayLike,
    leaf_group: ArrayLike,
    edge_u: ArrayLike,
    edge_source: ArrayLike,
    source_u: ArrayLike,
    groups: int | None = None,
) -> Estimate:
    """Attribute ``amount`` of the target to groups, with standard uncertainties.

    ``amount`` and ``amount_u`` are one number for each analyte, ``leaf_group`` one label for each
    node. ``edge_u`` is float64[edges, analytes] and ``edge_source`` int64[edges] or
    [edges, analytes], both in the caller's order of edges; a negative source means none.
    ``source_u`` is float64[sources, analytes].
    """
    network = graph.network
    label, count = labels(leaf_group, groups)
    shape = graph.weight.shape
    own = np.broadcast_to(np.asarray(edge_u, np.float64), shape)[network.order]
    source = np.asarray(edge_source, np.int64)
    source = source[:, None] if source.ndim == 1 else source
    source = np.broadcast_to(source, shape)[network.order]
    shared = np.asarray(source_u, np.float64)
    shared = shared.reshape(len(shared), graph.analytes)
    whole, whole_u = np.asarray(amount, np.float64), np.asarray(amount_u, np.float64)
    origin = back(graph, target, np.ones(graph.analytes))
    is_inner = ~network.is_leaf[origin.nodes]
    ascending = np.argsort(origin.nodes[is_inner])
    inner, through = origin.nodes[is_inner][ascending], origin.through[is_inner][ascending]
    row = np.zeros(graph.nodes, np.int64)
    row[inner] = np.arange(len(inner))
    amounts, u = np.empty((count + 1, graph.analytes)), np.empty((count + 1, graph.analytes))
    for k in range(graph.analytes):
        share = np.ascontiguousarray(graph.share[:, k])
        composition = _composition(
            network.first_in, network.src, share, np.ascontiguousarray(graph.total[:, k]), label,
            inner, row, count + 1,
        )  # fmt: skip
        variance = _variance(
            network.first_in, network.src, share, label, inner, row, composition,
            np.ascontiguousarray(through[:, k]), np.ascontiguousarray(own[:, k]),
            np.ascontiguousarray(source[:, k]), np.ascontiguousarray(shared[:, k]),
        )  # fmt: skip
        shares = composition[-1] if len(inner) else np.arange(count + 1) == label[target]
        amounts[:, k] = whole[k] * shares
        u[:, k] = whole[k] * np.sqrt(variance + (shares * whole_u[k]) ** 2)
    return Estimate(amounts, u)


@compiled
def _composition(
    first_in: Ints,
    src: Ints,
    share: Floats,
    total: Floats,
    label: Ints,
    inner: Ints,
    row: Ints,
    groups: int,
) -> Floats:
    """Share of every group in every inner node, which are given from the lowest up."""
    composition = np.zeros((len(inner), groups))
    for at in range(len(inner)):
        v = inner[at]
        if not total[v] > 0:
            composition[at, label[v]] = 1.0
            continue
        for e in range(first_in[v], first_in[v + 1]):
            u = src[e]
            if first_in[u] == first_in[u + 1]:
                composition[at, label[u]] += share[e]
            elif share[e] > 0:
                composition[at] += share[e] * composition[row[u]]
    return composition


@compiled
def _variance(
    first_in: Ints,
    src: Ints,
    share: Floats,
    label: Ints,
    inner: Ints,
    row: Ints,
    composition: Floats,
    through: Floats,
    edge_u: Floats,
    edge_source: Ints,
    source_u: Floats,
) -> Floats:
    """Variance of the share of every group in the last inner node."""
    groups = composition.shape[1]
    place, sources = _places(first_in, edge_source, inner, len(source_u))
    variance = np.zeros(groups)
    together = np.zeros((sources, groups))
    for at in range(len(inner)):
        v = inner[at]
        for e in range(first_in[v], first_in[v + 1]):
            part = through[at] * share[e]
            if part == 0.0:
                continue
            u = src[e]
            slope = -part * composition[at]
            if first_in[u] == first_in[u + 1]:
                slope[label[u]] += part
            else:
                slope += part * composition[row[u]]
            variance += (edge_u[e] * slope) ** 2
            if edge_source[e] >= 0:
                together[place[edge_source[e]]] += slope
    for source in range(len(source_u)):
        if place[source] >= 0:
            variance += (source_u[source] * together[place[source]]) ** 2
    return variance


@compiled
def _places(first_in: Ints, edge_source: Ints, inner: Ints, sources: int) -> tuple[Ints, int]:
    """Number the sources that edges into inner nodes rest on (-1: none), and count them."""
    place = np.full(sources, -1)
    count = 0
    for v in inner:
        for e in range(first_in[v], first_in[v + 1]):
            source = edge_source[e]
            if source >= 0 and place[source] < 0:
                place[source] = count
                count += 1
    return place, count
