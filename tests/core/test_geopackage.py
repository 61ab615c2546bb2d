"""A GeoPackage holds shapes, typed columns and the notes, as any GIS program reads them."""

import sqlite3
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyogrio
import shapely

from asili.core.geopackage import export_geopackage

COLUMNS = ("number", "area (ha)", "squares", "since")
ROWS = [
    (shapely.to_wkb(shapely.Point(25.5, -10.7)), ("PE 1", Decimal("84.9550"), 1, date(2026, 3, 5))),
    (shapely.to_wkb(shapely.box(25, -11, 26, -10)), ("é = 2", None, None, None)),
    (None, (None, Decimal("1"), 3, None)),
]
NOTES = ("Simulated: every figure is invented.", "Source: the demonstration.")


def written(folder: Path) -> Path:
    path = folder / "titles.gpkg"
    path.write_bytes(export_geopackage(ROWS, COLUMNS, "titles", NOTES).content)
    return path


def test_shapes_and_typed_columns_come_back_as_they_were(tmp_path: Path) -> None:
    about, _fids, shapes, values = pyogrio.raw.read(written(tmp_path), layer="titles")
    assert tuple(about["fields"]) == COLUMNS
    assert about["crs"] == "EPSG:4326"
    assert [None if one is None else bytes(one) for one in shapes][2] is None
    assert shapely.from_wkb(shapes[0]) == shapely.Point(25.5, -10.7)
    assert values[0].tolist() == ["PE 1", "é = 2", None]
    assert values[1][0] == 84.955
    assert str(values[3][0])[:10] == "2026-03-05"
    assert [str(one) for one in values[3][1:]] == ["NaT", "NaT"]


def test_the_notes_are_in_the_description_and_in_the_metadata(tmp_path: Path) -> None:
    path = written(tmp_path)
    with sqlite3.connect(path) as connection:
        (description,) = connection.execute("SELECT description FROM gpkg_contents").fetchone()
    assert all(note in description for note in NOTES)
    assert "the demonstration" in pyogrio.read_info(path)["dataset_metadata"]["notes"]


def test_a_list_without_rows_is_an_empty_layer(tmp_path: Path) -> None:
    path = tmp_path / "none.gpkg"
    path.write_bytes(export_geopackage([], COLUMNS, "none").content)
    assert pyogrio.read_info(path)["features"] == 0
