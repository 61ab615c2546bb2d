"""Search of people by name: how long one takes among a million, on SQLite and PostgreSQL.

    ./asili bench names [--people N] [--searches N] [--json FILE]

People get names drawn unevenly from a pool of invented words, two to four each. Searches are of
names that are there: whole and in another order, spelt otherwise, with a slip, a single word, the
beginning of a word, a telephone; and of names that are not there. Each runs as an authority's, with
what they may see, and puts the nearest first, as the page does.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg

from bench.record import DEFAULT_URL, ROOT, Report, postgres, sqlite

GOAL_MS = 100
_CHILD = "import sys, django; django.setup(); from bench import namer; namer.run(*sys.argv[1:])"


def main(argv: list[str] | None = None) -> int:
    """Measure, print, and return 1 where the goal is missed."""
    parser = argparse.ArgumentParser(prog="asili bench names", description=__doc__.split("\n")[0])
    parser.add_argument("--people", type=int, default=1_000_000, help="people in the register")
    parser.add_argument("--searches", type=int, default=300, help="searches that are timed")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    asked = parser.parse_args(argv)
    url = os.environ.get("ASILI_BENCH_POSTGRES_URL", DEFAULT_URL)
    found: dict[str, dict[str, Any]] = {}
    for name in ("SQLite", "PostgreSQL"):
        try:
            with sqlite() if name == "SQLite" else postgres(url, Report(0, 0, 0, "")) as env:
                found[name] = _measured(env, asked.people, asked.searches)
        except psycopg.OperationalError as error:
            print(f"{name}: not measured, {error}")
            continue
        show(name, found[name])
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    return int(any(figures["all"]["p95_ms"] > GOAL_MS for figures in found.values()))


def show(name: str, figures: dict[str, Any]) -> None:
    """Print one table."""
    print(f"\n{name}: {figures['people']:,} people, {figures['keys']:,} keys,", end=" ")
    print(f"{figures['per_second']:,} filed a second")
    print(
        "search               found  median ms   p95 ms   p95 ms of processor time (this process)"
    )
    for kind, one in figures.items():
        if isinstance(one, dict):
            print(
                f"{kind:20} {one['found']:5.0%} {one['median_ms']:10.1f} {one['p95_ms']:8.1f}"
                f" {one['p95_cpu_ms']:10.1f}"
            )


def _measured(env: dict[str, str], people: int, searches: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(people), str(searches)],
        env=env,
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


if __name__ == "__main__":
    sys.exit(main())
