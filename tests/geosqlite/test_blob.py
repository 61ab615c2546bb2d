"""The blobs are those of the GeoPackage standard."""

import math
import struct

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geosqlite.blob import Spatial, box_of, decode, encode, is_blob, srid_of, wkb_of

coordinates = st.floats(-1e7, 1e7, allow_nan=False)
points = st.builds(shapely.Point, coordinates, coordinates)
lines = st.lists(st.tuples(coordinates, coordinates), min_size=2, max_size=9).map(
    shapely.LineString
)
solid = st.builds(shapely.Point, coordinates, coordinates, coordinates)
areas = st.builds(lambda point, radius: point.buffer(radius), points, st.floats(0.1, 1e5))
shapes = points | lines | solid | areas


@given(shapes, st.integers(-1, 900_000))
def test_a_geometry_comes_back_from_its_blob_unchanged(shape, srid):
    spatial = decode(encode(Spatial(shape, srid)))
    assert spatial.srid == srid
    assert shapely.equals_identical(spatial.shape, shape)


@given(shapes)
def test_the_header_holds_the_bounding_box(shape):
    blob = encode(Spatial(shape, 4326))
    assert box_of(blob) == shape.bounds
    assert srid_of(blob) == 4326


def test_the_bytes_are_those_of_the_standard():
    blob = encode(Spatial(shapely.Point(1, 2), 4326))
    header = b"GP" + bytes([0, 0b0000_0011]) + struct.pack("<i", 4326)
    assert blob[:8] == header
    assert blob[8:40] == struct.pack("<4d", 1, 1, 2, 2)
    assert blob[40:] == struct.pack("<BI2d", 1, 1, 1, 2)


def test_heights_are_written_in_iso_form():
    blob = encode(Spatial(shapely.Point(1, 2, 3), 0))
    assert bytes(wkb_of(blob)) == struct.pack("<BI3d", 1, 1001, 1, 2, 3)


@pytest.mark.parametrize("wkt", ["POINT EMPTY", "POLYGON EMPTY", "GEOMETRYCOLLECTION EMPTY"])
def test_an_empty_geometry_is_flagged_and_has_no_box(wkt):
    blob = encode(Spatial(shapely.from_wkt(wkt), 4326))
    assert blob[3] == 0b0001_0001
    assert box_of(blob) is None
    assert decode(blob).shape.is_empty


def test_a_big_endian_blob_with_heights_in_its_box_is_read():
    wkb = struct.pack(">BI3d", 0, 1001, 1, 2, 3)
    blob = b"GP" + bytes([0, 0b0000_0100]) + struct.pack(">i6d", 32735, 1, 1, 2, 2, 3, 3) + wkb
    assert srid_of(blob) == 32735
    assert box_of(blob) == (1, 2, 1, 2)
    assert decode(blob).shape.z == 3


def test_a_blob_without_a_box_is_measured():
    blob = b"GP" + bytes([0, 1]) + struct.pack("<i", 0) + struct.pack("<BI2d", 1, 1, 5, 6)
    assert box_of(blob) == (5, 6, 5, 6)


def test_well_known_binary_is_not_taken_for_a_blob():
    assert not is_blob(shapely.to_wkb(shapely.Point(1, 2)))
    assert not is_blob("GP")


def test_a_geometry_is_prepared_when_it_is_asked_for_again():
    blob = encode(Spatial(shapely.Point(math.pi, math.e).buffer(1), 4326))
    assert not shapely.is_prepared(decode(blob).shape)
    assert shapely.is_prepared(decode(blob).shape)


def test_geometries_long_not_asked_for_are_forgotten():
    constant = encode(Spatial(shapely.Point(0.5, 0.25), 4326))
    kept = decode(constant).shape
    for number in range(3 * decode.size):
        decode(encode(Spatial(shapely.Point(number, -1), 4326)))
        if number % (decode.size // 2) == 0:
            assert decode(constant).shape is kept
    assert len(decode._known) == decode.size
