"""SQLite in memory, with covering indexes in both directions."""

import sqlite3
from collections.abc import Mapping

import numpy as np

from bench.networks import Custody
from bench.runners.runner import Answer, Ask, Question
from bench.runners.sql import Statements


class SQLite:
    """The database that the product runs on where nothing else is installed."""

    name = "SQLite"
    setting = f"{sqlite3.sqlite_version}, in memory"

    def load(self, custody: Custody) -> None:
        self.sql = Statements.of(custody)
        self.database = sqlite3.connect(":memory:", isolation_level=None)
        run = self.database.execute
        run("PRAGMA temp_store = MEMORY")
        run("CREATE TABLE node (id INTEGER PRIMARY KEY, site INTEGER, kg REAL)")
        run("CREATE TABLE edge (dst INTEGER, src INTEGER, share REAL)")
        run("CREATE TEMP TABLE tr (id INTEGER, amount REAL)")
        run("CREATE TEMP TABLE cell (id INTEGER, site INTEGER, part REAL)")
        run("BEGIN")
        nodes = (range(custody.nodes), custody.site.tolist(), custody.amount.tolist())
        edges = (custody.dst.tolist(), custody.src.tolist(), custody.share.tolist())
        self.database.executemany("INSERT INTO node VALUES (?, ?, ?)", zip(*nodes, strict=True))
        self.database.executemany("INSERT INTO edge VALUES (?, ?, ?)", zip(*edges, strict=True))
        run("COMMIT")
        run("CREATE INDEX edge_into ON edge (dst, src, share)")
        run("CREATE INDEX edge_out_of ON edge (src, dst, share)")
        run("CREATE INDEX cell_id ON cell (id, site, part)")
        run("ANALYZE")

    def forms(self, question: Question) -> Mapping[str, Ask]:
        return {
            Question.BAGS: {
                "recursive": lambda target: self._answer(self.sql.bags_recursive(target)),
                "layer by layer": self._bags,
            },
            Question.AHEAD: {"recursive": lambda bag: self._answer(self.sql.ahead_recursive(bag))},
            Question.SITES: {"layer by layer": self._sites},
        }[question]

    def close(self) -> None:
        self.database.close()

    def _answer(self, statement: str) -> Answer:
        rows = self.database.execute(statement).fetchall()
        ids, kilograms = zip(*rows, strict=True) if rows else ((), ())
        return Answer(np.array(ids, np.int64), np.array(kilograms, np.float64))

    def _bags(self, target: int) -> Answer:
        self.database.execute("DELETE FROM tr")
        self.database.execute(self.sql.bags_begin(target))
        for low, end in reversed(self.sql.upper_layers):
            if low <= target:
                self.database.execute(self.sql.bags_step(low, end))
        return self._answer(self.sql.bags_end())

    def _sites(self, _: int) -> Answer:
        self.database.execute("DELETE FROM cell")
        for low, end in self.sql.upper_layers:
            self.database.execute(self.sql.sites_step(low, end))
        return self._answer(self.sql.sites_end())
