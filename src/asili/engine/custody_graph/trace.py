"""Where the metal of a lot came from, and where the metal of a lot went.

Method: one sweep over the part of the network that is reached. Backwards, nodes are taken from the
highest number down, so that every amount that arrives at a node over any path is summed before the
node is divided among its inputs; forwards, from the lowest up. Paths are never enumerated: a pile
that is mixed again every day has 2^730 paths after two years and takes time in proportion to its
edges. A heap holds the inner nodes that wait (h of them: h log h), leaves never enter it.

A node is known to be reached by the sparse set of P. Briggs and L. Torczon ("An efficient
representation for sparse sets", 1993), not by a non-zero amount, so that edges and nodes that carry
nothing are counted once, and the work space needs no clearing between traces.

Assumptions: homogeneous mixing (see `structure`). Units: those of the amounts given.
"""

from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush

import numpy as np
from numpy.typing import ArrayLike

from asili.engine.custody_graph.compiled import compiled
from asili.engine.custody_graph.structure import Flags, Floats, Graph, Ints


class Workspace:
    """Memory for traces of one graph, for one thread at a time; reuse it for many traces.

    A fresh work space is as large as the graph, but only the part that a trace reaches is touched.
    """

    def __init__(self, graph: Graph) -> None:
        self.slot = np.zeros(graph.nodes, np.int64)
        self.reached = np.zeros(graph.nodes, np.int64)
        self.value = np.zeros((graph.nodes, graph.analytes))


@dataclass(frozen=True, eq=False)
class Origin:
    """What a backward trace found: the ``inner`` nodes first, of them the target, then the leaves.

    ``through`` is float64[len(nodes), analytes]: how much of the target passed through each node.
    """

    graph: Graph
    nodes: Ints
    through: Floats
    inner: int

    @cached_property
    def ends(self) -> Floats:
        """How much of the target has its origin in each node; the column sums are the target.

        In a leaf that is all that passed through it. An inner node whose inputs carry nothing of
        an analyte is the origin of what it holds of it: nothing recorded explains where it is from.
        """
        ends = self.through.copy()
        ends[: self.inner][self.graph.total[self.nodes[: self.inner]] > 0] = 0.0
        return ends

    def leaves(self) -> tuple[Ints, Floats]:
        """The leaves reached and what each contributed."""
        return self.nodes[self.inner :], self.through[self.inner :]


@dataclass(frozen=True, eq=False)
class Destination:
    """What a forward trace found: the nodes reached, the seeds first, in no further order.

    ``share`` is float64[len(nodes), analytes]: the share of each node that is due to the seeds.
    """

    graph: Graph
    nodes: Ints
    share: Floats

    @cached_property
    def amount(self) -> Floats:
        """The amount of each node that is due to the seeds; NaN where its amount is not known."""
        return self.share * self.graph.amount[self.nodes]


def back(
    graph: Graph,
    target: int,
    amount: ArrayLike | None = None,
    workspace: Workspace | None = None,
) -> Origin:
    """Attribute an amount of each analyte in ``target`` (by default all it holds) to its origins.

    Raises ValueError where the target is not a node of the graph.
    """
    if not 0 <= target < graph.nodes:
        raise ValueError(f"node {target} is not one of the {graph.nodes} nodes")
    whole = np.asarray(graph.amount[target] if amount is None else amount, np.float64)
    if whole.shape != (graph.analytes,):
        raise ValueError("the amount of the target is one number for each analyte")
    space = workspace or Workspace(graph)
    network = graph.network
    inner, low = _back(
        network.first_in, network.src, network.alone, graph.share, target, whole,
        space.slot, space.reached, space.value,
    )  # fmt: skip
    nodes = np.concatenate([space.reached[:inner], space.reached[low:]])
    return Origin(graph, nodes, np.concatenate([space.value[:inner], space.value[low:]]), inner)


def forward(
    graph: Graph,
    seeds: ArrayLike,
    amounts: ArrayLike | None = None,
    workspace: Workspace | None = None,
) -> Destination:
    """Find what became of an amount of each analyte in each seed (by default all it holds).

    Where one seed lies downstream of another, the part of it that was not named as a seed still
    inherits from the other, so nothing is counted twice. Raises ValueError for a seed that is not a
    node or that holds less than is asked of it.
    """
    named = np.asarray(seeds, np.int64)
    nodes = np.unique(named)
    if len(nodes) and not (nodes[0] >= 0 and nodes[-1] < graph.nodes):
        raise ValueError("a seed is a node of the graph")
    part = np.ones((len(nodes), graph.analytes))
    if amounts is not None:
        asked = np.zeros_like(part)
        np.add.at(asked, np.searchsorted(nodes, named), np.asarray(amounts, np.float64))
        held = graph.amount[nodes]
        if (asked < 0).any() or (asked > held * (1 + 1e-9)).any():
            raise ValueError("a seed holds at least what is asked of it")
        part = np.divide(asked, held, out=np.zeros_like(part), where=held != 0)
    space = workspace or Workspace(graph)
    network = graph.network
    count = _forward(
        network.first_out, network.out_edges, network.dst, graph.share, nodes, part,
        space.slot, space.reached, space.value,
    )  # fmt: skip
    return Destination(graph, space.reached[:count].copy(), space.value[:count].copy())


@compiled
def _back(
    first_in: Ints,
    src: Ints,
    alone: Flags,
    share: Floats,
    target: int,
    amount: Floats,
    slot: Ints,
    reached: Ints,
    through: Floats,
) -> tuple[int, int]:
    """Fill the work space, inner nodes from its start, leaves from its end; return both ends."""
    inner, low = 1, len(reached)
    at = 0
    if first_in[target] == first_in[target + 1]:
        inner, low = 0, low - 1
        at = low
    slot[target], reached[at], through[at] = at, target, amount
    waiting = [-target]
    while len(waiting) > 0:
        v = -heappop(waiting)
        at = slot[v]
        for e in range(first_in[v], first_in[v + 1]):
            u = src[e]
            if alone[e]:
                low -= 1
                to = low
                reached[to], through[to] = u, 0.0
            else:
                to = slot[u]
                if inner <= to < low or reached[to] != u:
                    if first_in[u] < first_in[u + 1]:
                        to = inner
                        inner += 1
                        heappush(waiting, -u)
                    else:
                        low -= 1
                        to = low
                    slot[u], reached[to], through[to] = to, u, 0.0
            for analyte in range(len(amount)):
                through[to, analyte] += through[at, analyte] * share[e, analyte]
    return inner, low


@compiled
def _forward(
    first_out: Ints,
    out_edges: Ints,
    dst: Ints,
    share: Floats,
    seeds: Ints,
    part: Floats,
    slot: Ints,
    reached: Ints,
    due: Floats,
) -> int:
    count = len(seeds)
    for at in range(count):
        slot[seeds[at]], reached[at], due[at] = at, seeds[at], 0.0
    waiting = [np.int64(0) for _ in range(0)]  # empty, but of a type that Numba can infer
    seed = 0
    while seed < len(seeds) or len(waiting) > 0:
        if len(waiting) == 0 or (seed < len(seeds) and seeds[seed] < waiting[0]):
            u, at = seeds[seed], seed
            due[at] = part[at] + (1.0 - part[at]) * due[at]
            seed += 1
        else:
            u = heappop(waiting)
            at = slot[u]
        for i in range(first_out[u], first_out[u + 1]):
            e = out_edges[i]
            v = dst[e]
            to = slot[v]
            if to >= count or reached[to] != v:
                to = count
                slot[v], reached[to], due[to] = to, v, 0.0
                count += 1
                heappush(waiting, v)
            for analyte in range(due.shape[1]):
                due[to, analyte] += due[at, analyte] * share[e, analyte]
    return count
