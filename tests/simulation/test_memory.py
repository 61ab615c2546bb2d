"""A run needs memory for what lies at sites and depots, not for all that passed through them."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import resource, sys
from datetime import date
from asili.simulation.run import simulate
from asili.simulation.settings import Request
year = {"first": date(2025, 9, 1), "last": date(2026, 8, 31)}
simulate(Request(bags=int(sys.argv[1]), **year), sys.argv[2])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def most_megabytes(bags: int, place: Path) -> float:
    """Most resident memory of a process that simulates a year of ``bags``."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(bags), str(place)],
        cwd=ROOT / "src",
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout) / 1024


@pytest.mark.slow
def test_thirty_times_the_bags_need_less_than_twice_the_memory(tmp_path: Path) -> None:
    few = most_megabytes(5_000, tmp_path / "few")
    many = most_megabytes(150_000, tmp_path / "many")
    assert many < 2 * few
