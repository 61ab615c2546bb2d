"""The command that simulates, with and without a file of differences."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from asili.network.folder import Folder
from asili.simulation.books import planted, truth_path


def run(place: Path, **options: object) -> str:
    said = StringIO()
    call_command("simulate", place, bags=500, seed=9, stdout=said, **options)
    return said.getvalue()


def test_without_a_file_nothing_is_planted(tmp_path: Path) -> None:
    said = run(tmp_path / "network")
    assert "500 bags" in said
    assert "planted" not in said
    assert [*planted(tmp_path / "network")] == []


def test_a_file_of_differences_is_planted_and_the_truth_lies_apart(tmp_path: Path) -> None:
    asked = tmp_path / "asked.toml"
    asked.write_text('[[difference]]\nkind = "under_weighing"\nat = 1\nsize = 0.005\n')
    said = run(tmp_path / "network", difference=asked)
    rows = [*planted(tmp_path / "network")]
    assert f"planted: under_weighing, {len(rows)} rows" in said
    assert {row["kind"] for row in rows} == {"under_weighing"}
    assert not {*truth_path(tmp_path / "network").iterdir()} & {*(tmp_path / "network").iterdir()}


def test_parquet_holds_the_same_rows(tmp_path: Path) -> None:
    run(tmp_path / "csv")
    run(tmp_path / "parquet", parquet=True)
    folders = [Folder.open(tmp_path / name) for name in ("csv", "parquet")]
    assert folders[0].manifest.counts == folders[1].manifest.counts
    for table in ("events", "lines"):
        assert [*folders[0].rows(table)] == [*folders[1].rows(table)]


@pytest.mark.parametrize("text", ["kind = 1", '[[difference]]\nkind = "late_record"\nat = 9\n'])
def test_a_file_that_asks_for_the_impossible_writes_nothing(tmp_path: Path, text: str) -> None:
    asked = tmp_path / "asked.toml"
    asked.write_text(text)
    with pytest.raises(CommandError):
        run(tmp_path / "network", difference=asked)
    with pytest.raises(CommandError):
        run(tmp_path / "network", difference=tmp_path / "absent.toml")
    assert not (tmp_path / "network").exists()
    assert not truth_path(tmp_path / "network").exists()
