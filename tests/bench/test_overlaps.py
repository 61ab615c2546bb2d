"""The benchmark of overlaps: its titles, its comparison, and one small run."""

import json
from pathlib import Path

import pytest
import shapely

from bench.overlaps import main, titles


def test_a_small_run_agrees_with_the_loop_over_all_pairs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "overlaps.json"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["bench", "--titles", "1500", "--json", str(file)])
        assert main() == 0
    figures = json.loads(file.read_text())
    assert figures["differences"] == 0
    assert figures["overlaps"] > 300
    assert "overlaps" in capsys.readouterr().out


def test_the_titles_are_the_same_everywhere_and_sound() -> None:
    first, again = titles(500), titles(500)
    assert all(a.geometry.equals(b.geometry) for a, b in zip(first, again, strict=True))
    assert all(shapely.is_valid([one.geometry for one in first]))
    assert 15 <= sum(one.is_zone for one in first) <= 60
