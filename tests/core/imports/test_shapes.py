"""Map files come in as WGS 84, whatever they were in, and say what was done to their shapes."""

import json
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pyogrio
import pytest
import shapely
from pyproj import Transformer

from asili.core.access import Refusal
from asili.core.imports import shapes
from asili.core.imports.reading import kind_of, open_table
from asili.core.imports.tables import Options

BOX = (12.2, -13.5, 31.4, 5.4)
SQUARE = shapely.box(26.0, -11.0, 26.1, -10.9)
BOW_TIE = shapely.Polygon([(26, -11), (26.1, -10.9), (26.1, -11), (26, -10.9)])
NAMES = ["Zone de l'Étoile", "Kawama"]


def write(
    path: Path, geometries: list[shapely.Geometry], driver: str, crs: str = "EPSG:4326"
) -> Path:
    """A file of pyogrio's making: another road to GDAL than the one under test."""
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(geometries),
        field_data=[
            np.array(NAMES[: len(geometries)], dtype=object),
            np.array([1.5, 2.5][: len(geometries)]),
        ],
        fields=["nom", "surface"],
        geometry_type="Polygon",
        crs=crs,
        driver=driver,
    )
    return path


def in_utm(shape: shapely.Geometry) -> shapely.Geometry:
    project = Transformer.from_crs("EPSG:4326", "EPSG:32735", always_xy=True)
    return shapely.transform(shape, project.transform, interleaved=False)


def zipped(folder: Path, *, without: str = "") -> Path:
    archive = folder / "titles.zip"
    with ZipFile(archive, "w") as zip_file:
        for part in sorted(folder.glob("titles.*")):
            if part.suffix not in (".zip", without):
                zip_file.write(part, f"export/{part.name}")
    return archive


def geojson(tmp_path: Path) -> Path:
    return write(tmp_path / "titles.geojson", [SQUARE, SQUARE], "GeoJSON")


def geopackage(tmp_path: Path) -> Path:
    return write(tmp_path / "titles.gpkg", [in_utm(SQUARE)] * 2, "GPKG", "EPSG:32735")


def shapefile(tmp_path: Path) -> Path:
    write(tmp_path / "titles.shp", [in_utm(SQUARE)] * 2, "ESRI Shapefile", "EPSG:32735")
    return zipped(tmp_path)


def kml(tmp_path: Path) -> Path:
    return write(tmp_path / "titles.kml", [SQUARE, SQUARE], "LIBKML")


@pytest.mark.parametrize("make", [geojson, geopackage, shapefile, kml])
def test_every_format_gives_the_same_ground_and_names(
    make: Callable[[Path], Path], tmp_path: Path
) -> None:
    path = make(tmp_path)
    table = open_table(path, Options(), frozenset(), BOX)
    rows = list(table.read())
    assert [row.number for row in rows] == [2, 3]
    at = next(i for i, name in enumerate(table.headers) if name.casefold() in ("nom", "name"))
    assert [
        row.cells[table.headers.index("nom") if "nom" in table.headers else at] for row in rows
    ] == NAMES
    for row in rows:
        shape = shapely.from_wkb(row.cells[-1])
        assert shapely.hausdorff_distance(shape, SQUARE) < 1e-6
        assert row.problems == ()


def test_a_shapefile_in_the_letters_of_windows_is_read(tmp_path: Path) -> None:
    write(tmp_path / "titles.shp", [SQUARE], "ESRI Shapefile")
    table = tmp_path / "titles.dbf"
    table.write_bytes(table.read_bytes().replace("É".encode(), b"\xc9 "))
    (row,) = open_table(zipped(tmp_path, without=".cpg"), Options(), frozenset(), BOX).read()
    assert row.cells[0] == "Zone de l'É toile"


def test_a_file_without_a_coordinate_system_is_guessed_and_said_to_be(tmp_path: Path) -> None:
    write(tmp_path / "titles.shp", [in_utm(SQUARE)], "ESRI Shapefile", "EPSG:32735")
    table = open_table(zipped(tmp_path, without=".prj"), Options(), frozenset(), BOX)
    assert table.facts["crs"] == "EPSG:32735"
    assert [note.code for note in table.notes] == ["imports.crs-guessed"]
    (row,) = table.read()
    assert shapely.hausdorff_distance(shapely.from_wkb(row.cells[-1]), SQUARE) < 1e-6


def test_exchanged_axes_are_noticed_and_exchanged_when_asked(tmp_path: Path) -> None:
    swapped = shapely.transform(SQUARE, lambda x, y: (y, x), interleaved=False)
    path = write(tmp_path / "t.geojson", [swapped], "GeoJSON")
    assert [n.code for n in open_table(path, Options(), frozenset(), BOX).notes] == ["imports.axes"]
    (row,) = open_table(path, Options(swap=True), frozenset(), BOX).read()
    assert shapely.equals(shapely.from_wkb(row.cells[-1]), SQUARE)


def test_a_ring_that_crosses_itself_is_repaired_and_the_area_said(tmp_path: Path) -> None:
    path = write(tmp_path / "t.geojson", [BOW_TIE], "GeoJSON")
    (row,) = open_table(path, Options(), frozenset(), BOX).read()
    shape = shapely.from_wkb(row.cells[-1])
    assert shape.is_valid
    assert [note.code for note in row.problems] == ["imports.repaired"]
    assert not row.problems[0].stops
    half = shapes.area_ha(SQUARE) / 2
    assert shapes.area_ha(shape) == pytest.approx(half, rel=1e-3)
    assert float(str(row.problems[0].params["hectares"])) == pytest.approx(half, rel=0.01)


def test_a_feature_without_a_shape_is_a_problem_of_its_row(tmp_path: Path) -> None:
    features = [
        {"type": "Feature", "properties": {"nom": "a"}, "geometry": None},
        {
            "type": "Feature",
            "properties": {"nom": "b"},
            "geometry": json.loads(shapely.to_geojson(SQUARE)),
        },
    ]
    path = tmp_path / "t.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    first, second = open_table(path, Options(), frozenset(), BOX).read()
    assert [problem.code for problem in first.problems] == ["imports.no-shape"]
    assert second.problems == ()


def test_a_shape_of_too_many_vertices_stops_its_row_only(tmp_path: Path) -> None:
    angles = 2 * 3.14159265 * np.arange(shapes.VERTICES + 10) / (shapes.VERTICES + 10)
    ring = np.column_stack([26 + 0.1 * np.cos(angles), -11 + 0.1 * np.sin(angles)])
    path = write(tmp_path / "t.geojson", [shapely.Polygon(ring), SQUARE], "GeoJSON")
    first, second = open_table(path, Options(), frozenset(), BOX).read()
    assert [problem.code for problem in first.problems] == ["imports.too-fine"]
    assert first.cells[-1] is None
    assert second.cells[-1]


@pytest.mark.parametrize(
    "content",
    [
        '<?xml version="1.0"?><OGRVRTDataSource><Src>x</Src></OGRVRTDataSource>',
        '<?xml version="1.0"?><gml/>',
    ],
)
def test_xml_that_is_not_kml_is_never_shown_to_gdal(content: str, tmp_path: Path) -> None:
    path = tmp_path / "t.kml"
    path.write_text(content)
    with pytest.raises(Refusal, match="Only CSV"):
        kind_of(path)


@pytest.mark.parametrize(
    "content",
    [
        '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/passwd"}',
        '{"displayFieldName": "", "geometryType": "esriGeometryPoint", "features": []}',
        "{not json",
    ],
)
def test_json_of_another_kind_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "t.geojson"
    path.write_text(content)
    with pytest.raises(Refusal):
        open_table(path, Options(), frozenset(), BOX)


def test_kml_that_declares_entities_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.kml"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>&b;</name></Document></kml>'
    )
    with pytest.raises(Refusal, match="entities"):
        open_table(path, Options(), frozenset(), BOX)


def test_an_archive_of_two_shapefiles_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "two.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("a.shp", b"")
        archive.writestr("b.shp", b"")
    with pytest.raises(Refusal, match="2 shapefiles"):
        open_table(path, Options(), frozenset(), BOX)
