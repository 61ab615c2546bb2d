"""A small simulated folder for each test to load, change and load again."""

from pathlib import Path

import pytest

from asili.network.folder import Folder
from asili.simulation.books import Books
from asili.simulation.differences import STORY
from asili.simulation.run import simulate
from asili.simulation.settings import Request


@pytest.fixture
def simulated(tmp_path: Path) -> tuple[Folder, Books]:
    books = simulate(Request(bags=500, seed=4, differences=STORY), tmp_path / "network")
    return Folder.open(tmp_path / "network"), books
