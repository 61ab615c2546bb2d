"""One simulated folder for the tests that only read it."""

from pathlib import Path

import pytest

from asili.network.folder import Folder
from asili.simulation.books import Books
from asili.simulation.run import simulate
from asili.simulation.settings import Request

BAGS = 1_200


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Folder, Books]:
    path = tmp_path_factory.mktemp("simulation") / "network"
    books = simulate(Request(bags=BAGS, seed=11), path)
    return Folder.open(path), books


@pytest.fixture(scope="session")
def folder(run: tuple[Folder, Books]) -> Folder:
    return run[0]


@pytest.fixture(scope="session")
def books(run: tuple[Folder, Books]) -> Books:
    return run[1]


@pytest.fixture(scope="session")
def workshop() -> Path:
    """The folder of the workshop's material and of public data, beside the project."""
    shared = Path(__file__).resolve().parents[3] / "shared"
    if not shared.is_dir():
        pytest.skip("the workshop report and the imported data are not beside the project")
    return shared
