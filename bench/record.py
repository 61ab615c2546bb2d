"""Bag lines a second through `record_events`, with every check, verdict, finding and the journal.

    ./asili bench record [--bags N] [--writers W] [--acts N] [--rounds N] [--json FILE]

In bulk, on SQLite (a file in a temporary folder) and on PostgreSQL (a database of its own at
ASILI_BENCH_POSTGRES_URL, dropped at the end): each bag is filled, sent, received and bought, in
reports of events of 25 lines; every line of every event counts as one. One act at a time, on
PostgreSQL: W processes record events of one line side by side, on bags of their own and then on
bags that they share. Durability is as in production: WAL on SQLite, fsync and synchronous_commit
on PostgreSQL. Figures are medians over the rounds, with the load of the machine before each beside
them. Lines for each second of processor time, the server's included, depend on that load less.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import psycopg
import psycopg.sql

ROOT = Path(__file__).resolve().parents[1]
DEFAULT_URL = "postgresql://postgres@127.0.0.1:5432/postgres"
SHARED_BAGS = 16
GOALS = {"SQLite": 5_000, "PostgreSQL": 10_000}
SINGLE_GOAL = 300
LONGEST_MS = 250
_CHILD = (
    "import sys, django; django.setup(); from bench import recorder; "
    "recorder.run(sys.argv[1], *map(int, sys.argv[2:]))"
)


@dataclass
class Report:
    """Everything measured, as printed and as written to the file."""

    bags: int
    writers: int
    acts: int
    machine: str
    bulk: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    single: dict[str, list[dict[str, float]]] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    not_measured: dict[str, str] = field(default_factory=dict)


def main(argv: list[str] | None = None) -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(prog="asili bench record", description=__doc__.split("\n")[0])
    parser.add_argument("--bags", type=int, default=10_000, help="bags in each round")
    parser.add_argument("--writers", type=int, default=8, help="processes that record side by side")
    parser.add_argument("--acts", type=int, default=100, help="single acts of each process")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    chosen = parser.parse_args(argv)
    report = Report(
        chosen.bags, chosen.writers, chosen.acts, f"{platform.machine()}, {os.cpu_count()} cores"
    )
    with sqlite() as environment:
        run_bulk("SQLite", environment, chosen.rounds, report)
    url = os.environ.get("ASILI_BENCH_POSTGRES_URL", DEFAULT_URL)
    try:
        with postgres(url, report) as environment:
            run_bulk("PostgreSQL", environment, chosen.rounds, report)
            run_single(environment, chosen.rounds, report)
    except psycopg.OperationalError as error:
        report.not_measured["PostgreSQL"] = str(error).strip().splitlines()[0]
    print("\n".join(lines(report)))
    if chosen.json:
        chosen.json.write_text(json.dumps(asdict(report), indent=1) + "\n")
    return 0


@contextmanager
def sqlite() -> Iterator[dict[str, str]]:
    """Environment of a fresh database file, removed at the end."""
    with tempfile.TemporaryDirectory() as folder:
        yield prepared({"ASILI_DATA_DIR": folder, "ASILI_DATABASE_URL": ""})


@contextmanager
def postgres(url: str, report: Report) -> Iterator[dict[str, str]]:
    """Environment of a fresh database of a server, dropped at the end."""
    name = f"asili_bench_record_{os.getpid()}"
    with (
        tempfile.TemporaryDirectory() as folder,
        psycopg.connect(url, autocommit=True, connect_timeout=5) as server,
    ):
        shown = ("server_version", "fsync", "synchronous_commit", "shared_buffers")
        values = [server.execute(f"SHOW {what}").fetchone() for what in shown]
        report.settings["PostgreSQL"] = ", ".join(
            f"{what} {value[0]}" for what, value in zip(shown, values, strict=True) if value
        )
        remove_leftovers(server)
        server.execute(f"CREATE DATABASE {name}")
        try:
            own = psycopg.conninfo.conninfo_to_dict(url)
            address = "postgres://{user}:{password}@{host}:{port}/{name}".format(
                user=own.get("user", ""),
                password=own.get("password", ""),
                host=own.get("host", ""),
                port=own.get("port", "5432"),
                name=name,
            )
            yield prepared({"ASILI_DATA_DIR": folder, "ASILI_DATABASE_URL": address})
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def remove_leftovers(server: psycopg.Connection[tuple[str]]) -> None:
    """Drop what a run that was killed left behind; a database in use is left alone."""
    query = "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY datname"
    for (name,) in server.execute(query, [r"asili\_bench\_record\_%"]).fetchall():
        with suppress(psycopg.errors.ObjectInUse):
            server.execute(psycopg.sql.SQL("DROP DATABASE {}").format(psycopg.sql.Identifier(name)))


def prepared(changes: dict[str, str]) -> dict[str, str]:
    """The environment with a migrated database in which there is something to record."""
    environment = os.environ | changes
    environment["DJANGO_SETTINGS_MODULE"] = "asili.config.settings"
    environment["PYTHONPATH"] = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
    migrate = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"]
    subprocess.run(migrate, env=environment, check=True)
    call(environment, "prepare")
    return environment


def call(environment: dict[str, str], name: str, *arguments: int) -> Any:
    """Run a function of `bench.recorder` in a process of its own, and return what it returns."""
    done = subprocess.run(
        command(name, *arguments), env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout)


def command(name: str, *arguments: int) -> list[str]:
    return [sys.executable, "-c", _CHILD, name, *map(str, arguments)]


def load() -> float:
    """Processes that want a core, averaged over a minute."""
    return os.getloadavg()[0]


def run_bulk(engine: str, environment: dict[str, str], rounds: int, report: Report) -> None:
    """Record the same season again and again, with new bags, in one growing database."""
    for n in range(rounds):
        before = load()
        first = (n + 1) * 10_000_000
        figures = call(environment, "bulk", report.bags, first)
        report.bulk.setdefault(engine, []).append(figures | {"load": before})


def run_single(environment: dict[str, str], rounds: int, report: Report) -> None:
    """Let the writers record one act at a time: on bags of their own, then on shared ones."""
    call(environment, "fill_shared", SHARED_BAGS)
    for what, shared in (("bags of their own", 0), ("shared bags", SHARED_BAGS)):
        for n in range(rounds):
            before = load()
            first = (n + 1) * 1_000_000_000
            figures = race(environment, first, shared, report)
            report.single.setdefault(what, []).append(figures | {"load": before})


def race(environment: dict[str, str], first: int, shared: int, report: Report) -> dict[str, float]:
    """Start every writer, let them go together, and wait for the last."""
    writers = [
        subprocess.Popen(
            command("single", report.acts, first + 1_000_000 * writer, shared),
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for writer in range(report.writers)
    ]
    for writer in writers:
        writer.stdout.readline()
    begin = perf_counter()
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    done = [json.loads(writer.stdout.readline()) for writer in writers]
    whole = perf_counter() - begin
    for writer in writers:
        writer.communicate()
    seconds = [second for figures in done for second in figures["seconds"]]
    busy = sum(figures["processor_seconds"] for figures in done)
    return {
        "processor_ms_per_act": busy / len(seconds) * 1e3,
        "acts_per_second": len(seconds) / whole,
        "median_act_ms": median(seconds) * 1e3,
        "longest_act_ms": max(seconds) * 1e3,
    }


def lines(report: Report) -> Iterator[str]:
    """The report as text."""
    yield f"{report.bags:,} bags in each round; {report.machine}"
    for engine, setting in report.settings.items():
        yield f"  {engine}: {setting}"
    for engine, rounds in report.bulk.items():
        kinds = rounds[0]["lines_per_second"]
        yield f"\n{engine}, bag lines a second in bulk (median of {len(rounds)})"
        for kind in kinds:
            yield f"  {kind:<14}{median(r['lines_per_second'][kind] for r in rounds):>10,.0f}"
        whole = median(r["all_lines_per_second"] for r in rounds)
        yield f"  {'all':<14}{whole:>10,.0f}   goal {GOALS[engine]:,}: {met(whole, GOALS[engine])}"
        busy = median(r["lines_per_processor_second"] for r in rounds)
        yield f"  {busy:,.0f} lines for each second of processor time, the server's included"
        longest = median(r["longest_act_ms"] for r in rounds)
        yield f"  longest act {longest:,.0f} ms (goal {LONGEST_MS}: {met(LONGEST_MS, longest)})"
        yield f"  load of the machine {loads(rounds)}"
    for what, races in report.single.items():
        each = median(r["acts_per_second"] for r in races)
        yield f"\nPostgreSQL, {report.writers} writers, one act at a time, {what}"
        yield f"  {each:,.0f} acts a second (goal {SINGLE_GOAL}: {met(each, SINGLE_GOAL)})"
        yield (
            f"  an act takes {median(r['median_act_ms'] for r in races):,.0f} ms, "
            f"the longest {median(r['longest_act_ms'] for r in races):,.0f} ms; "
            f"{median(r['processor_ms_per_act'] for r in races):.1f} ms of processor time"
        )
        yield f"  load of the machine {loads(races)}"
    for what, reason in report.not_measured.items():
        yield f"Not measured: {what}: {reason}."


def loads(rounds: list[dict[str, Any]]) -> str:
    """The load of the machine before each round."""
    return ", ".join(f"{figures['load']:.1f}" for figures in rounds)


def met(value: float, goal: float) -> str:
    """Whether a value reaches its goal, in a word."""
    return "met" if value >= goal else "missed"


if __name__ == "__main__":
    sys.exit(main())
