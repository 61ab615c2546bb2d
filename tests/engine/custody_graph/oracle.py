"""The custody graph by definition: exact fractions, dictionaries and recursion over every path.

Slow and obvious. Nothing here is shared with the engine.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from asili.engine.custody_graph import Graph, Network

Shares = dict[int, Fraction]


@dataclass(frozen=True)
class Case:
    """A small network: edges (src, dst, weights) in any order, an amount for every node."""

    edges: list[tuple[int, int, tuple[int, ...]]]
    amounts: list[tuple[int, ...]]

    def graph(self) -> Graph:
        network = Network.of(
            len(self.amounts), [e[0] for e in self.edges], [e[1] for e in self.edges]
        )
        analytes = len(self.amounts[0])
        weights = np.array([e[2] for e in self.edges], float).reshape(-1, analytes)
        return Graph.of(network, weights, np.array(self.amounts, float))

    def inputs(self, node: int, analyte: int) -> list[tuple[int, Fraction]]:
        """Where a node's content is from: source and share for each edge that carries."""
        into = [(src, w[analyte]) for src, dst, w in self.edges if dst == node and w[analyte] > 0]
        whole = sum(w for _, w in into)
        return [(src, Fraction(w, whole)) for src, w in into]

    def paths(self, target: int, analyte: int, share: Fraction = Fraction(1)) -> list[Shares]:
        """Every path from the target down to where it ends: share at each node passed."""
        found: list[Shares] = []
        inputs = self.inputs(target, analyte)
        for src, part in inputs:
            for path in self.paths(src, analyte, share * part):
                found.append({target: next(reversed(path.values())), **path})
        return found or [{target: share}]

    def origins(self, target: int, analyte: int) -> Shares:
        """Share of the target that ends in each node."""
        total: Shares = {}
        for path in self.paths(target, analyte):
            end, share = min(path.items())
            total[end] = total.get(end, Fraction(0)) + share
        return total

    def through(self, target: int, analyte: int) -> Shares:
        """Share of the target that passed through each node."""
        total: Shares = {}
        for path in self.paths(target, analyte):
            for node, share in path.items():
                total[node] = total.get(node, Fraction(0)) + share
        return total

    def reached(self, target: int) -> set[int]:
        """Nodes upstream of the target, whatever the edges carry."""
        above = {target}
        for _ in self.amounts:
            above |= {src for src, dst, _ in self.edges if dst in above}
        return above

    def due(self, node: int, analyte: int, part: dict[int, Fraction]) -> Fraction:
        """Share of a node that is due to seeds, of each of which a part is followed."""
        own = part.get(node, Fraction(0))
        inherited = sum(
            (share * self.due(src, analyte, part) for src, share in self.inputs(node, analyte)),
            Fraction(0),
        )
        return own + (1 - own) * inherited

    def rank(self, node: int) -> int:
        return max((1 + self.rank(src) for src, dst, _ in self.edges if dst == node), default=0)


@st.composite
def cases(draw: st.DrawFn, analytes: int = 2, lightest: int = 0, nodes: int = 9) -> Case:
    """Networks with empty edges, empty nodes, double edges, separate parts, in shuffled order."""
    count = draw(st.integers(1, nodes))
    mass = st.tuples(*[st.integers(lightest, 9)] * analytes)
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(
        lambda pair: pair[0] < pair[1]
    )
    chosen = draw(st.lists(pairs, max_size=16)) if count > 1 else []
    return Case([(s, d, draw(mass)) for s, d in chosen], [draw(mass) for _ in range(count)])


def pile(days: int) -> Case:
    """A stockpile that gets three lots a day, keeps 60 % and gets a tenth of each batch back."""
    edges: list[tuple[int, int, tuple[int, ...]]] = []
    for day in range(days):
        lots, state, batch = [5 * day + i for i in range(3)], 5 * day + 3, 5 * day + 4
        edges += [(lot, state, (100 + i, 200 + i)) for i, lot in enumerate(lots)]
        if day:
            edges += [(state - 5, state, (450, 800)), (batch - 5, state, (30, 60))]
        edges.append((state, batch, (300, 600)))
    return Case(edges, [(100, 200)] * (5 * days))


DIAMOND = Case(
    [(0, 1, (6, 1)), (0, 2, (4, 3)), (1, 3, (6, 0)), (2, 3, (4, 3))],
    [(10, 4), (6, 1), (4, 3), (10, 3)],
)
STRADDLING = Case(
    [
        (0, 2, (3, 3)),
        (1, 2, (2, 2)),
        (1, 3, (3, 3)),
        (2, 4, (5, 5)),
        (3, 4, (1, 1)),
        (3, 5, (2, 2)),
    ],
    [(3, 3), (5, 5), (5, 5), (3, 3), (6, 6), (2, 2)],
)
HUB = Case(
    [(0, 2, (8, 1)), (1, 2, (2, 9)), (2, 3, (7, 6)), (2, 4, (1, 3))],
    [(8, 1), (2, 9), (10, 10), (7, 6), (1, 3)],
)
EMPTY_EDGE = Case(
    [(0, 2, (0, 0)), (1, 2, (4, 0)), (2, 3, (4, 1))], [(0, 0), (4, 0), (4, 1), (4, 1)]
)
KNOWN = [DIAMOND, STRADDLING, HUB, EMPTY_EDGE, pile(3)]
