"""The custody network as arrays: who flowed into whom, and how much of each analyte.

A node is a lot in the state it had after one event; nodes are numbered in time order, so that every
edge runs from a lower number to a higher one and the order of numbers is topological. A pile that
receives material every day is one node for each day. An event with several inputs and several
outputs may be a node of its own between them (a hub).

Edges are stored in the order of their destination (compressed sparse rows); ``order`` leads back to
the caller's order. Mixing is homogeneous: the share of u in v is w(u, v) divided by the sum of w
over all edges into v, analyte by analyte.

Units: weights and amounts are kilograms of each analyte, or any unit that is the same for all edges
into one node, since only shares are formed of weights.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from asili.engine.custody_graph.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Network:
    """Nodes 0 .. nodes - 1 and the edges between them, without quantities.

    The edges into v are those at ``first_in[v]`` up to ``first_in[v + 1]`` of ``src`` and ``dst``.
    ``alone`` says of every edge that its source is a leaf with no other edge, as most bags are: a
    trace reaches such a leaf once only, so it need not look up whether it was there before.
    """

    nodes: int
    first_in: Ints
    src: Ints
    dst: Ints
    order: Ints
    alone: Flags

    @classmethod
    def of(cls, nodes: int, src: ArrayLike, dst: ArrayLike) -> Self:
        """Build from one source and one destination per edge, in any order.

        Raises ValueError where an edge does not run from a lower node to a higher one.
        """
        sources, targets = np.asarray(src, np.int64), np.asarray(dst, np.int64)
        if sources.ndim != 1 or sources.shape != targets.shape:
            raise ValueError("sources and destinations are two lists of equal length")
        if len(sources) and not (
            sources.min() >= 0 and targets.max() < nodes and (sources < targets).all()
        ):
            raise ValueError("an edge runs from a lower node to a higher one, both of the network")
        order = np.argsort(targets, kind="stable")
        first_in = np.zeros(nodes + 1, np.int64)
        np.cumsum(np.bincount(targets, minlength=nodes), out=first_in[1:])
        once = np.bincount(sources, minlength=nodes) == 1
        once &= first_in[1:] == first_in[:-1]
        sources = sources[order]
        return cls(nodes, first_in, sources, targets[order], order, once[sources])

    @cached_property
    def first_out(self) -> Ints:
        """The edges out of u are ``out_edges[first_out[u]:first_out[u + 1]]``."""
        first = np.zeros(self.nodes + 1, np.int64)
        np.cumsum(np.bincount(self.src, minlength=self.nodes), out=first[1:])
        return first

    @cached_property
    def out_edges(self) -> Ints:
        """Positions of the stored edges in the order of their source."""
        return np.argsort(self.src, kind="stable")

    @cached_property
    def is_leaf(self) -> Flags:
        """Which nodes have no edge into them."""
        return np.equal(self.first_in[1:], self.first_in[:-1])


@dataclass(frozen=True, eq=False)
class Graph:
    """A network with the amount of each analyte over each edge and in each node.

    ``weight`` and ``share`` are float64[edges, analytes] in stored order, ``total`` (the sum of the
    weights into a node) and ``amount`` float64[nodes, analytes].
    """

    network: Network
    weight: Floats
    share: Floats
    total: Floats
    amount: Floats

    @classmethod
    def of(cls, network: Network, weight: ArrayLike, amount: ArrayLike) -> Self:
        """Attach weights (in the caller's order of edges) and amounts (NaN where not known).

        Raises ValueError where a weight is negative, unknown or without bound.
        """
        weights, amounts = np.asarray(weight, np.float64), np.asarray(amount, np.float64)
        analytes = amounts.shape[-1]
        if amounts.shape != (network.nodes, analytes):
            raise ValueError("amounts are one row for each node, one column for each analyte")
        if weights.shape != (len(network.src), analytes):
            raise ValueError("weights are one row for each edge, one column for each analyte")
        if not (weights >= 0).all() or not np.isfinite(weights.sum()):
            raise ValueError("a weight is known, finite and not negative")
        weights = weights[network.order]
        total = np.empty((network.nodes, analytes))
        for analyte in range(analytes):
            total[:, analyte] = np.bincount(
                network.dst, weights=weights[:, analyte], minlength=network.nodes
            )
        whole = total[network.dst]
        share = np.divide(weights, whole, out=np.zeros_like(weights), where=whole > 0)
        return cls(network, weights, share, total, amounts)

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return self.network.nodes

    @property
    def analytes(self) -> int:
        """Number of analytes."""
        return int(self.amount.shape[1])


def ranks(network: Network) -> Ints:
    """Longest distance of every node from a leaf, in edges; a leaf has rank 0."""
    return _ranks(network.first_in, network.src)


@compiled
def _ranks(first_in: Ints, src: Ints) -> Ints:
    rank = np.zeros(len(first_in) - 1, np.int64)
    for v in range(len(rank)):
        for e in range(first_in[v], first_in[v + 1]):
            rank[v] = max(rank[v], rank[src[e]] + 1)
    return rank
