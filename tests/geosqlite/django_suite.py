"""Run Django's own spatial tests on geosqlite and compare with the failures that are known.

    python tests/geosqlite/django_suite.py

The tests are those of the installed version of Django, from its source archive, which is fetched
once with pip into `var/django-source` and never committed. Exit status 0: nothing unexpected.
"""

import re
import subprocess
import sys
import tarfile
import tomllib
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from os import environ, pathsep
from pathlib import Path

import django

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CACHE = ROOT / "var" / "django-source"
KNOWN = HERE / "known_failures.toml"
MODULES = (
    "geoapp",
    "distapp",
    "relatedapp",
    "geogapp",
    "gis_migrations",
    "geo3d",
    "layermap",
    "inspectapp",
    "geoadmin",
    "test_fields",
)


@dataclass(frozen=True)
class Outcome:
    """What a run of the tests said."""

    ran: int
    failed: frozenset[str]
    output: str


def archive() -> Path:
    """The source archive of the installed Django, fetched if it is not there yet."""
    wanted = CACHE / f"django-{django.__version__}.tar.gz"
    if not wanted.exists():
        tools = CACHE / "pip"
        venv.create(tools, with_pip=True)
        binaries = "Scripts" if sys.platform == "win32" else "bin"
        fetch = ["-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        source = ["--dest", str(CACHE), f"django=={django.__version__}"]
        subprocess.run([str(tools / binaries / "python"), *fetch, *source], check=True)
    return wanted


def unpacked() -> Path:
    """The folder of Django's tests."""
    folder = CACHE / f"django-{django.__version__}"
    if not folder.exists():
        with tarfile.open(archive()) as tar:
            tar.extractall(CACHE, filter="data")
    return folder / "tests"


def run(tests: Path) -> Outcome:
    """Run the spatial modules."""
    paths = (tests, HERE, ROOT / "src")
    finished = subprocess.run(
        [
            sys.executable,
            str(tests / "runtests.py"),
            "--settings=django_suite_settings",
            "--parallel=1",
            *(f"gis_tests.{module}" for module in MODULES),
        ],
        cwd=tests,
        env=environ | {"PYTHONPATH": pathsep.join(map(str, paths))},
        capture_output=True,
        text=True,
        check=False,
    )
    output = finished.stdout + finished.stderr
    ran = re.search(r"^Ran (\d+) tests", output, re.MULTILINE)
    failed = re.findall(r"^(?:FAIL|ERROR): .*?\(([\w.]+)\)", output, re.MULTILINE)
    return Outcome(int(ran[1]) if ran else 0, frozenset(failed), output)


def complaints(outcome: Outcome, known: dict[str, str], ran_at_least: int) -> Iterator[str]:
    """What differs from what is known, a sentence each."""
    if outcome.ran < ran_at_least:
        yield f"only {outcome.ran} tests ran, {ran_at_least} were expected"
    for test in sorted(outcome.failed - known.keys()):
        yield f"failed: {test}"
    for test in sorted(known.keys() - outcome.failed):
        yield f"passed, and is listed as a known failure: {test}"


def main() -> int:
    """Run, compare, report."""
    listed = tomllib.loads(KNOWN.read_text(encoding="utf-8"))
    known = {failure["test"]: failure["reason"] for failure in listed["failure"]}
    outcome = run(unpacked())
    problems = list(complaints(outcome, known, listed["ran_at_least"]))
    if problems:
        sys.stderr.write(outcome.output)
    for problem in problems:
        sys.stderr.write(f"geosqlite: {problem}\n")
    sys.stdout.write(
        f"Django {django.__version__}: {outcome.ran} spatial tests on geosqlite, "
        f"{len(outcome.failed)} differ, {len(known)} known\n"
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
