"""Everything that must hold before a change is accepted: ``./asili check [--full]``.

Runs step after step, also after a failure, one line each; what a failing step printed follows, and
everything is kept in ``var/check``. The last line sums up: every test counts, and every other step
counts as one. Something that this machine lacks (a browser, a PostgreSQL server) is skipped with
the reason; with ``CI=true`` it fails.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import benchmarks
from postgres_cluster import NoServer, cluster

ROOT = Path(__file__).resolve().parents[1]
LOGS = ROOT / "var" / "check"
IN_CI = os.environ.get("CI", "").lower() == "true"
PYTHON = (sys.executable, "-W", "ignore::DeprecationWarning")
MANAGE = (*PYTHON, "manage.py")

STATIC: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("code style", (*PYTHON, "-m", "ruff", "check", ".")),
    ("code format", (*PYTHON, "-m", "ruff", "format", "--check", ".")),
    ("types", (*PYTHON, "-m", "mypy", "src")),
    ("layers", (*PYTHON, "-c", "from importlinter.cli import lint_imports_command as run; run()")),
    ("migrations", (*MANAGE, "makemigrations", "--check", "--dry-run")),
    ("settings and models", (*MANAGE, "check", "--fail-level", "WARNING")),
    ("translations", (*PYTHON, "tools/translations.py", "check")),
    ("documentation", (*PYTHON, "-m", "zensical", "build", "--strict")),
)
# What depends on no database, or brings its own, gives the same on either.
ONCE = (
    "architecture",
    "bench",
    "commands",
    "core/imports/test_cells.py",
    "core/imports/test_reading.py",
    "core/imports/test_shapes.py",
    "core/test_wholeness.py",
    "domain/insight",
    "domain/places/test_grid.py",
    "domain/places/test_overlap_rules.py",
    "engine",
    "geosqlite",
    "interfaces/test_leaks.py",
    "interfaces/test_permissions.py",
    "network",
    "simulation",
)
SMALL = {
    "names": ("--people", "2000", "--searches", "20"),
    "network": ("--bags", "2000"),
    "overlaps": ("--titles", "2000"),
    "record": ("--bags", "500", "--writers", "2", "--acts", "5", "--rounds", "1"),
    "trace": ("--bags", "20000", "--shipments", "2", "--days", "60"),
    "tiles": ("--areas", "2000", "--points", "2000"),
}
"""Each benchmark at a size at which it only shows that it works."""


@dataclass(frozen=True)
class Outcome:
    """What a step came to; ``remark`` is one line, ``output`` what it printed."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    remark: str = ""
    output: str = ""


def run(command: Iterable[str], environment: dict[str, str]) -> tuple[int, str]:
    """Exit code and output of a command started in the project folder."""
    done = subprocess.run(
        list(command),
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return done.returncode, done.stdout


def command_step(command: Iterable[str], environment: dict[str, str]) -> Outcome:
    """Run a command that succeeds or fails as a whole."""
    code, output = run(command, environment)
    return Outcome(failed=1, output=output) if code else Outcome(passed=1, output=output)


def pytest_step(arguments: Iterable[str], environment: dict[str, str]) -> Outcome:
    """Run pytest and count its tests; a run that collects nothing has failed."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        options = ("-q", "-p", "no:cacheprovider", f"--junitxml={report}", "--durations=15")
        code, output = run((*PYTHON, "-m", "pytest", *options, *arguments), environment)
        cases = list(ET.parse(report).iter("testcase")) if report.exists() else []
    failed = sum(
        case.find("failure") is not None or case.find("error") is not None for case in cases
    )
    reasons = Counter(
        (case.find("skipped").get("message") or "")
        for case in cases
        if case.find("skipped") is not None
    )
    skipped = sum(reasons.values())
    passed = len(cases) - failed - skipped
    if code and not failed:  # collection failed, or there was nothing to run
        failed = 1
    remark = f"{passed} passed, {failed} failed, {skipped} skipped"
    for reason, count in sorted(reasons.items()):
        remark += f"\n{'':26}skipped {count} x: {reason}"
    return Outcome(passed, failed, skipped, remark, output)


class Check:
    """Runs steps, prints a line for each and keeps the sums."""

    def __init__(self) -> None:
        self.passed = self.failed = self.skipped = 0
        LOGS.mkdir(parents=True, exist_ok=True)

    def step(self, name: str, action: Callable[[], Outcome]) -> None:
        """Run one step and report it."""
        start = time.monotonic()
        outcome = action()
        seconds = time.monotonic() - start
        self.passed += outcome.passed
        self.failed += outcome.failed
        self.skipped += outcome.skipped
        word = "FAILED" if outcome.failed else "ok" if outcome.passed else "skipped"
        print(f"{name:24}  {word:8}{seconds:7.1f} s  {outcome.remark}", flush=True)
        log = LOGS / f"{name.replace(' ', '-')}.log"
        log.write_text(outcome.output, "utf-8")
        if outcome.failed:
            lines = outcome.output.rstrip().splitlines()
            print(*(f"    {line}" for line in lines[-120:]), sep="\n")
            print(f"    (the whole output: {log.relative_to(ROOT)})", flush=True)

    def lacking(self, name: str, reason: str) -> None:
        """Report a step that cannot run here."""
        outcome = Outcome(failed=1, output=reason) if IN_CI else Outcome(skipped=1, remark=reason)
        self.step(name, lambda: outcome)


def tests(check: Check, environment: dict[str, str], server: str) -> None:
    """Run the tests on SQLite, on PostgreSQL (server "": there is none) and in the browser."""

    def step(name: str, *arguments: str, **more: str) -> None:
        check.step(name, lambda: pytest_step(arguments, {**environment, **more}))

    quick = ("-n", "2", "--ignore=tests/browser", "-m", "not slow", "tests")
    spared = tuple(f"--ignore=tests/{name}" for name in ONCE)
    step("tests on SQLite", *quick)
    if server:
        step("tests on PostgreSQL", *quick, *spared, ASILI_DATABASE_URL=server)
    step("tests in the browser", "-m", "not slow", "tests/browser")


def full_steps(check: Check, environment: dict[str, str]) -> None:
    """Run what takes too long for every change."""
    check.step("long tests", lambda: pytest_step(("-m", "slow", "tests"), environment))
    suite = (*PYTHON, "tests/geosqlite/django_suite.py")
    check.step("Django's spatial tests", lambda: command_step(suite, environment))
    for name in benchmarks.names():
        command = (*PYTHON, "tools/benchmarks.py", name, *SMALL[name])
        check.step(f"benchmark {name}", lambda run=command: command_step(run, environment))


def main() -> int:
    """Run every step; the exit code is 1 when anything failed."""
    parser = argparse.ArgumentParser(prog="./asili check", description=__doc__)
    parser.add_argument("--full", action="store_true", help="add what takes longer than 15 minutes")
    full = parser.parse_args().full
    start, check = time.monotonic(), Check()
    with tempfile.TemporaryDirectory(prefix="asili-check-") as data:
        environment = {
            "NO_COLOR": "1",
            "ASILI_DATA_DIR": data,
            "ASILI_DATABASE_URL": "",
            "PYTHONPATH": str(ROOT / "src"),
        }
        for name, command in STATIC:
            check.step(name, lambda command=command: command_step(command, environment))
        with ExitStack() as stack:
            try:
                server = stack.enter_context(cluster())
            except NoServer as reason:
                server = ""
                check.lacking("tests on PostgreSQL", str(reason))
            if server:  # for what compares both databases, whichever the rest runs on
                environment["ASILI_TEST_POSTGRES_URL"] = server
                environment["ASILI_BENCH_POSTGRES_URL"] = server
            tests(check, environment, server)
            if full:
                full_steps(check, environment)
    print(f"all in {time.monotonic() - start:.0f} seconds")
    print(f"{check.passed} passed, {check.failed} failed, {check.skipped} skipped")
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main())
