"""PostgreSQL with covering indexes; answers come back by binary COPY, its fastest way out."""

import os
from collections.abc import Mapping

import numpy as np
import psycopg

from bench.networks import Custody
from bench.runners.runner import Answer, Ask, Question, Unavailable
from bench.runners.sql import Statements

DEFAULT_URL = "postgresql://postgres@127.0.0.1:5432/postgres"
_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = b"\xff\xff"


class Postgres:
    """A schema of its own in the database of ASILI_BENCH_POSTGRES_URL, dropped at the end."""

    name = "PostgreSQL"
    setting = ""

    def load(self, custody: Custody) -> None:
        url = os.environ.get("ASILI_BENCH_POSTGRES_URL", DEFAULT_URL)
        try:
            self.connection = psycopg.connect(url, autocommit=True, connect_timeout=5)
        except psycopg.OperationalError as error:
            raise Unavailable(str(error).strip().splitlines()[0]) from error
        self.sql = Statements.of(custody)
        self.schema = f"asili_bench_{os.getpid()}"
        run = self.connection.execute
        run("SET client_min_messages = warning")
        run(f"DROP SCHEMA IF EXISTS {self.schema} CASCADE")
        run(f"CREATE SCHEMA {self.schema}")
        run(f"SET search_path = {self.schema}")
        run("SET jit = off")
        run("SET work_mem = '512MB'")
        run("SET temp_buffers = '512MB'")
        self.setting = self._setting()
        run("CREATE TABLE node (id int4, site int4, kg float8)")
        run("CREATE TABLE edge (dst int4, src int4, share float8)")
        self._copy("node", (np.arange(custody.nodes), custody.site, custody.amount))
        self._copy("edge", (custody.dst, custody.src, custody.share))
        run("ALTER TABLE node ADD PRIMARY KEY (id)")
        run("CREATE INDEX edge_into ON edge (dst) INCLUDE (src, share)")
        run("CREATE INDEX edge_out_of ON edge (src) INCLUDE (dst, share)")
        run("VACUUM ANALYZE node")
        run("VACUUM ANALYZE edge")
        run("CREATE TEMP TABLE tr (id int4, amount float8)")
        run("CREATE TEMP TABLE cell (id int4, site int4, part float8)")

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
        self.connection.execute(f"DROP SCHEMA IF EXISTS {self.schema} CASCADE")
        self.connection.close()

    def _setting(self) -> str:
        row = self.connection.execute(
            "SELECT current_setting('server_version'), current_setting('shared_buffers')"
        ).fetchone()
        version, buffers = row or ("", "")
        return f"{version}, shared buffers {buffers}, work_mem 512MB, jit off"

    def _copy(self, table: str, columns: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
        rows = np.zeros(len(columns[0]), _row(">i4"))
        rows["fields"] = 3
        for at, column in enumerate(columns):
            rows[f"size{at}"] = rows[f"value{at}"].dtype.itemsize
            rows[f"value{at}"] = column
        with self.connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
            copy.write(_HEADER)
            copy.write(rows.tobytes())
            copy.write(_TRAILER)

    def _answer(self, statement: str) -> Answer:
        with self.connection.cursor().copy(f"COPY ({statement}) TO STDOUT (FORMAT binary)") as copy:
            received = b"".join(copy)
        body = memoryview(received)[len(_HEADER) : -len(_TRAILER)]
        rows = np.frombuffer(body, _row())
        return Answer(rows["value0"].astype(np.int64), rows["value1"].astype(np.float64))

    def _bags(self, target: int) -> Answer:
        run = self.connection.execute
        run("TRUNCATE tr")
        run(self.sql.bags_begin(target))
        for low, end in reversed(self.sql.upper_layers):
            if low <= target:
                run(self.sql.bags_step(low, end))
        return self._answer(self.sql.bags_end())

    def _sites(self, _: int) -> Answer:
        self.connection.execute("TRUNCATE cell")
        for low, end in self.sql.upper_layers:
            self.connection.execute(self.sql.sites_step(low, end))
            self.connection.execute("ANALYZE cell")
        return self._answer(self.sql.sites_end())


def _row(middle: str | None = None) -> np.dtype:
    """One row of PostgreSQL's binary COPY: int4, then ``middle`` if any, then float8."""
    kinds = [">i4", *([middle] if middle else []), ">f8"]
    fields = [("fields", ">i2")]
    for at, kind in enumerate(kinds):
        fields += [(f"size{at}", ">i4"), (f"value{at}", kind)]
    return np.dtype(fields)
