"""Simulated folders for the tests that only read them: the demonstration's story, and honesty."""

from datetime import date
from pathlib import Path

import pytest

from asili.network.folder import Folder
from asili.simulation.books import Books
from asili.simulation.differences import STORY
from asili.simulation.run import simulate
from asili.simulation.settings import Request
from tests.simulation.judging import Judged, judged

BAGS = 1_200
YEAR = Request(bags=4_000, seed=3, first=date(2025, 9, 1), last=date(2026, 8, 31))
"""An honest year with its rains, its cut road and its rare events."""


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Folder, Books]:
    path = tmp_path_factory.mktemp("simulation") / "network"
    books = simulate(Request(bags=BAGS, seed=11, differences=STORY), path)
    return Folder.open(path), books


@pytest.fixture(scope="session")
def folder(run: tuple[Folder, Books]) -> Folder:
    return run[0]


@pytest.fixture(scope="session")
def books(run: tuple[Folder, Books]) -> Books:
    return run[1]


@pytest.fixture(scope="session")
def honest_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Folder, Books]:
    path = tmp_path_factory.mktemp("honest") / "network"
    books = simulate(YEAR, path)
    return Folder.open(path), books


@pytest.fixture(scope="session")
def honest(honest_run: tuple[Folder, Books]) -> Folder:
    return honest_run[0]


@pytest.fixture(scope="session")
def verdicts(honest: Folder) -> Judged:
    """The honest year as the rules of custody judge it."""
    return judged(honest)


@pytest.fixture(scope="session")
def workshop() -> Path:
    """The folder of the workshop's material and of public data, beside the project."""
    shared = Path(__file__).resolve().parents[3] / "shared"
    if not shared.is_dir():
        pytest.skip("the workshop report and the imported data are not beside the project")
    return shared
