"""Lengths, areas and distances, against slower ways to the same answers."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geosqlite import geodesy
from geosqlite.blob import Spatial

EARTH = Geod(ellps="WGS84")
DEGREES, METRES = 4326, 32735

places = st.tuples(st.floats(20, 30), st.floats(-15, -5)).map(shapely.Point)
courses = st.lists(
    st.tuples(st.floats(20, 30), st.floats(-15, -5)), min_size=2, max_size=4, unique=True
).map(shapely.LineString)


def along_great_circles(line, step=5000.0):
    """Points every five kilometres along the geodesics between the corners of a line."""
    points = []
    for (x1, y1), (x2, y2) in zip(line.coords, line.coords[1:], strict=False):
        count = int(EARTH.inv(x1, y1, x2, y2)[2] / step)
        points += [(x1, y1), *EARTH.npts(x1, y1, x2, y2, count), (x2, y2)]
    return np.array(points)


@settings(deadline=None, max_examples=40)
@given(courses, places)
def test_the_distance_to_a_line_is_that_to_its_nearest_geodesic_point(line, place):
    points = along_great_circles(line)
    others = np.broadcast_to((place.x, place.y), points.shape)
    searched = EARTH.inv(*points.T, *others.T)[2].min()
    assume(searched > 50_000)  # nearer, the steps of the search would be felt
    found = geodesy.distance(Spatial(line, DEGREES), Spatial(place, DEGREES), 1)
    assert found == pytest.approx(searched, rel=0.004)


@given(places, places)
def test_the_distance_between_points_is_the_geodesic(one, other):
    found = geodesy.distance(Spatial(one, DEGREES), Spatial(other, DEGREES), 0)
    assert found == pytest.approx(EARTH.inv(one.x, one.y, other.x, other.y)[2])


def test_what_meets_is_at_no_distance():
    area = Spatial(shapely.box(25, -11, 26, -10), DEGREES)
    for shape in (shapely.Point(25.5, -10.5), shapely.LineString([(24, -10.5), (27, -10.5)])):
        assert geodesy.distance(area, Spatial(shape, DEGREES), 1) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("one", "other", "kilometres"),
    [
        (shapely.Point(0, 90), shapely.Point(0, 89), 111.694),
        (shapely.Point(0, 90), shapely.LineString([(-10, 80), (10, 80)]), 1101.2),
        (shapely.Point(-179.5, 0), shapely.LineString([(179.5, -1), (179.5, 1)]), 111.319),
        (shapely.Point(0, 0), shapely.Point(180, 0), 20003.931),
        (shapely.Point(0, 0), shapely.LineString([(180, 0), (179, 1)]), 19_847.0),
    ],
    ids=["at the pole", "around the pole", "across the date line", "antipodes", "nearly so"],
)
def test_the_corners_of_the_globe_are_no_trap(one, other, kilometres):
    metres = geodesy.distance(Spatial(one, DEGREES), Spatial(other, DEGREES), 1)
    assert metres / 1000 == pytest.approx(kilometres, rel=0.01)


def test_nothing_is_at_no_distance_from_nothing():
    empty, point = Spatial(shapely.Point(), DEGREES), Spatial(shapely.Point(1, 1), DEGREES)
    assert geodesy.distance(empty, point) is None
    assert geodesy.distance(point, empty, 1) is None


@pytest.mark.parametrize("clockwise", [False, True])
def test_a_geodesic_area_needs_no_order_of_corners_and_leaves_holes_out(clockwise):
    shell, hole = shapely.box(25, -11, 26, -10), shapely.box(25.2, -10.8, 25.4, -10.6)
    areas = [abs(EARTH.geometry_area_perimeter(box)[0]) for box in (shell, hole)]
    polygon = shapely.Polygon(shell.exterior, [hole.exterior])
    turned = shapely.orient_polygons(polygon, exterior_cw=clockwise)
    far = shapely.box(27, -11, 28, -10).reverse()
    both = Spatial(shapely.MultiPolygon([turned, far]), DEGREES)
    expected = 2 * areas[0] - areas[1]
    assert geodesy.area(both, 1) == pytest.approx(expected)
    assert geodesy.area(Spatial(shapely.GeometryCollection([both.shape]), DEGREES), 1) == (
        pytest.approx(expected)
    )


def test_heights_lengthen_a_line():
    stair = Spatial(shapely.LineString([(0, 0, 0), (3, 0, 4), (3, 0, 16)]), METRES)
    assert geodesy.length(stair) == pytest.approx(17)
    slope = Spatial(shapely.LineString([(25, -10, 0), (25.001, -10, 100)]), DEGREES)
    flat = EARTH.inv(25, -10, 25.001, -10)[2]
    assert geodesy.geodesic_length(slope) == pytest.approx(math.hypot(flat, 100))


def test_areas_have_a_perimeter_and_no_length_and_lines_the_contrary():
    area, line = (
        Spatial(shapely.box(0, 0, 3, 4), METRES),
        Spatial(shapely.LineString([(0, 0), (3, 4)]), METRES),
    )
    assert (geodesy.length(area), geodesy.perimeter(area)) == (0, 14)
    assert (geodesy.length(line), geodesy.perimeter(line)) == (5, 0)


def test_azimuths_run_clockwise_from_north():
    def bearing(x, y):
        return geodesy.azimuth(
            Spatial(shapely.Point(0, 0), METRES), Spatial(shapely.Point(x, y), METRES)
        )

    assert bearing(0, 1) == 0
    assert bearing(1, 0) == pytest.approx(math.pi / 2)
    assert bearing(-1, 0) == pytest.approx(3 * math.pi / 2)
    assert bearing(0, 0) is None
