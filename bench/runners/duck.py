"""DuckDB in memory, on copies of the edges sorted for each direction.

DuckDB scans, but skips the row groups of a sorted table that lie outside given bounds; the form
layer by layer therefore first asks between which numbers the next edges lie.
"""

from collections.abc import Mapping

import numpy as np

from bench.networks import Custody
from bench.runners.runner import Answer, Ask, Question, Unavailable
from bench.runners.sql import Statements

try:
    import duckdb
except ImportError:
    duckdb = None


class DuckDB:
    """The columnar engine nearest to the product's own analytics."""

    name = "DuckDB"
    setting = f"{duckdb.__version__}, in memory, sorted tables, 2 threads" if duckdb else ""

    def load(self, custody: Custody) -> None:
        if duckdb is None:
            raise Unavailable("the package duckdb is not installed")
        self.sql = Statements.of(custody, into="edge_into", out_of="edge_out_of")
        self.database = duckdb.connect(":memory:", config={"threads": 2})
        nodes = {"id": np.arange(custody.nodes), "site": custody.site, "kg": custody.amount}
        edges = {"dst": custody.dst, "src": custody.src, "share": custody.share}
        self.database.register("given_node", nodes)
        self.database.register("given_edge", edges)
        for statement in (
            "CREATE TABLE node AS SELECT id::int AS id, site::int AS site, kg FROM given_node",
            "CREATE TABLE edge_into AS SELECT dst::int AS dst, src::int AS src, share"
            " FROM given_edge ORDER BY dst",
            "CREATE TABLE edge_out_of AS FROM edge_into ORDER BY src",
            "CREATE TABLE tr (id int, amount double)",
            "CREATE TABLE cell (id int, site int, part double)",
        ):
            self.database.execute(statement)

    def forms(self, question: Question) -> Mapping[str, Ask]:
        return {
            Question.BAGS: {
                "recursive": lambda target: self._answer(self.sql.bags_recursive(target)),
                "using key": lambda target: self._answer(self._bags_using_key(target)),
                "layer by layer": self._bags,
            },
            Question.AHEAD: {
                "recursive": lambda bag: self._answer(self.sql.ahead_recursive(bag)),
                "layer by layer": self._ahead,
            },
            Question.SITES: {"layer by layer": self._sites},
        }[question]

    def close(self) -> None:
        self.database.close()

    def _answer(self, statement: str) -> Answer:
        found = self.database.execute(statement).fetchnumpy()
        return Answer(
            np.asarray(found["id"], dtype=np.int64), np.asarray(found["kg"], dtype=np.float64)
        )

    def _bags_using_key(self, target: int) -> str:
        """Recursion that keeps one row for each node: passes on what is new, adds up what came."""
        return (
            "WITH RECURSIVE tr(id, kg, news) USING KEY (id) AS ("
            f"SELECT id, kg, kg FROM node WHERE id = {target} UNION ALL"
            " SELECT e.src, coalesce(any_value(k.kg), 0) + sum(tr.news * e.share),"
            " sum(tr.news * e.share)"
            f" FROM tr JOIN {self.sql.into} e ON e.dst = tr.id"
            " LEFT JOIN recurring.tr k ON k.id = e.src GROUP BY e.src)"
            f" SELECT id, kg FROM tr WHERE {self.sql.is_bag('id')}"
        )

    def _bounds(self, low: int, end: int) -> tuple[int, int] | None:
        """First node and end of those in ``tr`` within a layer."""
        found = self.database.execute(
            f"SELECT min(id), max(id) + 1 FROM tr WHERE id >= {low} AND id < {end}"
        ).fetchone()
        return found if found and found[0] is not None else None

    def _bags(self, target: int) -> Answer:
        self.database.execute("CREATE OR REPLACE TABLE tr (id int, amount double)")
        self.database.execute(self.sql.bags_begin(target))
        for layer in reversed(self.sql.upper_layers):
            if bounds := self._bounds(*layer):
                self.database.execute(self.sql.bags_step(*bounds))
        return self._answer(self.sql.bags_end())

    def _ahead(self, bag: int) -> Answer:
        self.database.execute("CREATE OR REPLACE TABLE tr (id int, amount double)")
        self.database.execute(self.sql.ahead_begin(bag))
        for layer in [(0, self.sql.layers[1]), *self.sql.upper_layers[:-1]]:
            if bounds := self._bounds(*layer):
                self.database.execute(self.sql.ahead_step(*bounds))
        return self._answer(self.sql.ahead_end())

    def _sites(self, _: int) -> Answer:
        self.database.execute("CREATE OR REPLACE TABLE cell (id int, site int, part double)")
        for layer in self.sql.upper_layers:
            self.database.execute(self.sql.sites_step(*layer))
        return self._answer(self.sql.sites_end())
