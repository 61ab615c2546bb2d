"""The file is a GeoPackage: GDAL opens it, finds the layers and reads every column."""

import datetime
import decimal

import numpy as np
import pyogrio
import pytest
import shapely
from django.contrib.gis.geos import GEOSGeometry, Point

from tests.geosqlite.models import Landmark, Place, Road, Zone
from tests.geosqlite.test_rtree import execute, square

NOON = datetime.datetime(2026, 11, 23, 12, 30, 15, 250_000, tzinfo=datetime.UTC)

pytestmark = pytest.mark.filterwarnings(
    "ignore:Non-conformant content.*successfully parsed",  # Django writes a space for the T
    "ignore:Table landscape_zone appearing several times",  # once for each geometry column
)


@pytest.fixture
def file(landscape):
    """A file with three places, two zones and a road."""
    for number in range(3):
        Place.objects.using("geosqlite").create(
            name=f"Kawama {number}",
            remark="un puits abandonné",
            grams=2**40 + number,
            grade=decimal.Decimal("2.375"),
            seen_on=NOON.date(),
            noted_at=NOON,
            active=number != 1,
            point=Point(25.5 + number, -10.7, srid=4326),
        )
    zones = Zone.objects.using("geosqlite")
    zones.create(name="north", outline=square(0, 0), site=Point(5, 5, srid=32735))
    zones.create(name="south", outline=square(100, 0), site=None)
    Road.objects.using("geosqlite").create(
        name="N39", course=GEOSGeometry("SRID=32735;LINESTRING(0 0,3 4)")
    )
    return landscape.settings_dict["NAME"]


def test_the_pragmas_say_so(landscape):
    assert execute(landscape, "PRAGMA application_id") == [(0x47504B47,)]
    assert execute(landscape, "PRAGMA user_version") == [(10400,)]


def test_every_geometry_column_is_a_layer_of_its_type(file):
    layers = {str(name): str(kind) for name, kind in pyogrio.list_layers(file)}
    assert layers == {
        "landscape_place": "Point",
        "landscape_zone (outline)": "MultiPolygon",
        "landscape_zone (site)": "Point",
        "landscape_road": "LineString",
        "landscape_landmark": "Point",
    }


def test_the_fields_have_the_types_of_the_models(file):
    info = pyogrio.read_info(file, layer="landscape_place", force_total_bounds=True)
    assert info["crs"] == "EPSG:4326"
    assert info["features"] == 3
    assert info["fid_column"] == "id"
    assert dict(zip(info["fields"], info["dtypes"], strict=True)) == {
        "name": "object",
        "remark": "object",
        "grams": "int64",
        "grade": "float64",
        "seen_on": "datetime64[D]",
        "noted_at": "datetime64[ms]",
        "active": "bool",
        "key": "object",
    }


def test_the_features_are_the_rows(file):
    meta, keys, shapes, columns = pyogrio.raw.read(file, layer="landscape_place", return_fids=True)
    rows = dict(zip(meta["fields"], columns, strict=True))
    assert list(keys) == [1, 2, 3]
    assert list(rows["name"]) == ["Kawama 0", "Kawama 1", "Kawama 2"]
    assert list(rows["remark"]) == ["un puits abandonné"] * 3
    assert list(rows["grams"]) == [2**40, 2**40 + 1, 2**40 + 2]
    assert list(rows["grade"]) == [2.375] * 3
    assert list(rows["active"]) == [True, False, True]
    assert rows["noted_at"][0] == np.datetime64("2026-11-23T12:30:15.250")
    assert shapely.get_x(shapely.from_wkb(shapes)).tolist() == [25.5, 26.5, 27.5]


def test_gdal_searches_by_the_same_index(file):
    _, keys, _, _ = pyogrio.raw.read(
        file, layer="landscape_place", bbox=(26, -11, 27, -10), return_fids=True
    )
    assert list(keys) == [2]
    with pytest.raises(shapely.errors.GEOSException):
        shapely.from_wkb(b"GP")  # a blob is no plain well-known binary
    extent = pyogrio.read_info(file, layer="landscape_place", force_total_bounds=True)
    assert extent["total_bounds"] == pytest.approx((25.5, -10.7, 27.5, -10.7), abs=1e-5)


def test_the_extent_is_left_unknown_rather_than_wrong(landscape, file):
    columns = "min_x, min_y, max_x, max_y"
    rows = execute(landscape, f"SELECT {columns} FROM gpkg_contents")  # noqa: S608
    assert set(rows) == {(None, None, None, None)}


def test_a_missing_geometry_is_read_as_missing(file):
    _, _, shapes, _ = pyogrio.raw.read(file, layer="landscape_zone (site)")
    assert [shape is None for shape in shapes] == [False, True]


def test_the_reference_systems_in_use_are_listed(landscape):
    rows = execute(landscape, "SELECT srs_id, organization FROM gpkg_spatial_ref_sys ORDER BY 1")
    assert rows == [(-1, "NONE"), (0, "NONE"), (4326, "EPSG"), (32735, "EPSG")]


def test_the_metadata_of_a_dropped_table_is_gone(landscape):
    with landscape.schema_editor() as editor:
        for model in (Place, Zone, Road, Landmark):
            editor.delete_model(model)
    for table in ("gpkg_contents", "gpkg_geometry_columns", "gpkg_extensions"):
        assert execute(landscape, f"SELECT count(*) FROM {table}") == [(0,)]  # noqa: S608
    left = execute(landscape, "SELECT name FROM sqlite_master WHERE name LIKE '%landscape%'")
    assert left == []


def test_preparing_a_database_twice_changes_nothing(landscape):
    before = execute(landscape, "SELECT name, sql FROM sqlite_master ORDER BY name")
    landscape.prepare_database()
    assert execute(landscape, "SELECT name, sql FROM sqlite_master ORDER BY name") == before


def test_the_indexed_columns_are_listed_as_the_extension_asks(landscape):
    rows = execute(landscape, "SELECT table_name, column_name, extension_name FROM gpkg_extensions")
    assert sorted(rows) == [
        ("landscape_place", "point", "gpkg_rtree_index"),
        ("landscape_zone", "outline", "gpkg_rtree_index"),
        ("landscape_zone", "site", "gpkg_rtree_index"),
    ]
