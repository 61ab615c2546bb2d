"""The benchmark of the folder measures a sound folder, and each step apart."""

from pathlib import Path

import pytest

from asili.network.folder import Folder
from asili.network.sinks import Format
from bench import network

BAGS = 10_000


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_every_step_accepts_the_folder_that_is_written(tmp_path: Path, form: Format) -> None:
    path = tmp_path / "network"
    network.write(path, BAGS, form)
    counts = Folder.open(path).manifest.counts
    assert counts["lines"] == counts["outcomes"] == 4 * BAGS + 11
    assert counts["flows"] == BAGS + 10
    for step in network.STEPS.values():
        step(path)


def test_a_spoiled_folder_is_not_measured(tmp_path: Path) -> None:
    path = tmp_path / "network"
    network.write(path, BAGS, "csv")
    lines = path / "lines.csv"
    lines.write_bytes(lines.read_bytes().replace(b"50000", b"heavy", 1))
    with pytest.raises(AssertionError, match="whole number"):
        network.judge(path)
