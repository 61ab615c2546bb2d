"""The same questions in SQL, in the forms that SQL allows.

*Recursive*: one recursive common table expression, as a reader of the manual would write it.
Recursion may not aggregate, so it enumerates paths. *Layer by layer*: one statement for each layer,
which sums what arrived at a node before it is divided further; layers must be known beforehand.

Tables: node(id, site, kg) and edge(src, dst, share), where the share of an edge is its weight
divided by the sum of weights into its destination; for the second form a temporary tr(id, amount),
for the matrix a temporary cell(id, site, part).
"""

from dataclasses import dataclass
from itertools import pairwise

from bench.networks import Custody
from bench.runners.runner import SITE_STEP


@dataclass(frozen=True)
class Statements:
    """SQL for one network; ``into`` and ``out_of`` name the copy of the edges that suits."""

    layers: tuple[int, ...]
    into: str = "edge"
    out_of: str = "edge"

    @classmethod
    def of(cls, custody: Custody, into: str = "edge", out_of: str = "edge") -> "Statements":
        return cls(tuple(custody.layers.tolist()), into, out_of)

    @property
    def upper_layers(self) -> list[tuple[int, int]]:
        """First node and end of each layer above the bags."""
        return list(pairwise(self.layers[1:]))

    def is_bag(self, column: str) -> str:
        return f"{column} < {self.layers[1]}"

    def is_target(self, column: str) -> str:
        return f"{column} >= {self.layers[-2]}"

    def bags_recursive(self, target: int) -> str:
        return (
            f"WITH RECURSIVE tr(id, kg) AS (SELECT id, kg FROM node WHERE id = {target} UNION ALL"
            f" SELECT e.src, tr.kg * e.share FROM tr JOIN {self.into} e ON e.dst = tr.id)"
            f" SELECT id, sum(kg) AS kg FROM tr WHERE {self.is_bag('id')} GROUP BY id"
        )

    def ahead_recursive(self, bag: int) -> str:
        return (
            "WITH RECURSIVE tr(id, part) AS ("
            f"SELECT id, CAST(1 AS double precision) FROM node WHERE id = {bag} UNION ALL"
            f" SELECT e.dst, tr.part * e.share FROM tr JOIN {self.out_of} e ON e.src = tr.id)"
            " SELECT n.id, sum(tr.part * n.kg) AS kg FROM tr JOIN node n ON n.id = tr.id"
            f" WHERE {self.is_target('tr.id')} GROUP BY n.id"
        )

    def bags_begin(self, target: int) -> str:
        return f"INSERT INTO tr SELECT id, kg FROM node WHERE id = {target}"

    def bags_step(self, low: int, end: int) -> str:
        """Divide what arrived at the nodes from ``low`` up to ``end`` among their inputs."""
        return (
            f"INSERT INTO tr SELECT e.src, sum(a.amount * e.share) FROM {self._arrived(low, end)} a"
            f" JOIN {self.into} e ON e.dst = a.id WHERE e.dst >= {low} AND e.dst < {end}"
            " GROUP BY e.src"
        )

    def bags_end(self) -> str:
        return f"SELECT id, sum(amount) AS kg FROM tr WHERE {self.is_bag('id')} GROUP BY id"

    def ahead_begin(self, bag: int) -> str:
        return f"INSERT INTO tr VALUES ({bag}, 1)"

    def ahead_step(self, low: int, end: int) -> str:
        """Pass the share at the nodes from ``low`` up to ``end`` on to what was made of them."""
        return (
            f"INSERT INTO tr SELECT e.dst, sum(a.amount * e.share) FROM {self._arrived(low, end)} a"
            f" JOIN {self.out_of} e ON e.src = a.id WHERE e.src >= {low} AND e.src < {end}"
            " GROUP BY e.dst"
        )

    def ahead_end(self) -> str:
        return (
            "SELECT n.id, sum(tr.amount * n.kg) AS kg FROM tr JOIN node n ON n.id = tr.id"
            f" WHERE {self.is_target('tr.id')} GROUP BY n.id"
        )

    def sites_step(self, low: int, end: int) -> str:
        """Sum the shares of every site in the nodes from ``low`` up to ``end``."""
        here = f"e.dst >= {low} AND e.dst < {end}"
        return (
            "INSERT INTO cell SELECT id, site, sum(part) FROM ("
            f"SELECT e.dst AS id, n.site AS site, e.share AS part FROM {self.into} e"
            f" JOIN node n ON n.id = e.src WHERE {here} AND {self.is_bag('e.src')} UNION ALL"
            f" SELECT e.dst, c.site, e.share * c.part FROM {self.into} e"
            f" JOIN cell c ON c.id = e.src WHERE {here}) found GROUP BY id, site"
        )

    def sites_end(self) -> str:
        return (
            f"SELECT c.id * {SITE_STEP} + c.site AS id, c.part * n.kg AS kg FROM cell c"
            f" JOIN node n ON n.id = c.id WHERE {self.is_target('c.id')}"
        )

    @staticmethod
    def _arrived(low: int, end: int) -> str:
        here = f"id >= {low} AND id < {end}"
        return f"(SELECT id, sum(amount) AS amount FROM tr WHERE {here} GROUP BY id)"
