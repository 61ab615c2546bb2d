"""What titles share: found by a tree of boxes, equal to comparing every pair on every day."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from asili.domain.places.ground import Extent, hectares, lying, shared_ground
from tests.domain.places import squares
from tests.domain.places.squares import Block

FIRST = date(2020, 1, 1)
DAYS = 12
ELLIPSOID = Geod(ellps="WGS84")


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    west, south = draw(st.integers(0, 5)), draw(st.integers(0, 5))
    return west, south, west + draw(st.integers(1, 4)), south + draw(st.integers(1, 4))


Drawn = tuple[int, Block, int, int | None]
"""Title, block, first day, and how many days it lasts (None: no end)."""

DRAWN = st.lists(
    st.tuples(
        st.integers(1, 4), blocks(), st.integers(0, DAYS - 1), st.none() | st.integers(1, DAYS)
    ),
    max_size=7,
)


def extent(key: int, drawn: Drawn) -> Extent:
    title, block, begins, lasts = drawn
    since = FIRST + timedelta(days=begins)
    until = None if lasts is None else since + timedelta(days=lasts)
    return Extent(key, title, shapely.box(*squares.bounds(block)), since, until)


def in_force(one: Extent, day: date) -> bool:
    return one.since <= day and (one.until is None or day < one.until)


def by_comparing_everything(drawn: list[Drawn]) -> dict[tuple[int, int], tuple[list[date], float]]:
    """For each pair that shares ground: the days on which it does, and the hectares."""
    days = [FIRST + timedelta(days=at) for at in range(3 * DAYS)]
    found = {}
    for a in range(len(drawn)):
        for b in range(a + 1, len(drawn)):
            block = squares.common(drawn[a][1], drawn[b][1])
            together = [
                day
                for day in days
                if in_force(extent(a, drawn[a]), day) and in_force(extent(b, drawn[b]), day)
            ]
            if drawn[a][0] != drawn[b][0] and block and together:
                found[a, b] = together, squares.hectares(block)
    return found


@settings(max_examples=150, deadline=None)
@given(DRAWN, st.integers(0, 7))
def test_overlaps_are_those_of_comparing_every_pair_on_every_day(
    drawn: list[Drawn], split: int
) -> None:
    extents = [extent(key, one) for key, one in enumerate(drawn)]
    changed, others = extents[:split], extents[split:]
    found = {(s.first, s.second): s for s in shared_ground(changed, others)}
    expected = {
        pair: value for pair, value in by_comparing_everything(drawn).items() if pair[0] < split
    }
    assert found.keys() == expected.keys()
    for pair, (days, area) in expected.items():
        shared = found[pair]
        assert shared.since == days[0]
        last = None if shared.until is None else shared.until - timedelta(days=1)
        assert last is None or last == days[-1]
        assert float(shared.hectares) == pytest.approx(area, rel=2e-6, abs=1e-4)


ANGLES = st.lists(st.floats(0, 359), min_size=3, max_size=9, unique=True)


@st.composite
def outlines(draw: st.DrawFn) -> shapely.Polygon:
    """A polygon around a point, star-shaped and so never crossing itself, perhaps with a hole."""
    x, y = draw(st.floats(25, 25.2)), draw(st.floats(-11, -10.8))
    angles = np.radians(sorted(draw(ANGLES)))
    reach = draw(st.floats(0.005, 0.1))
    star = shapely.Polygon([(x + reach * np.cos(a), y + reach * np.sin(a)) for a in angles])
    hole = shapely.Point(x, y).buffer(reach / 8)
    outline = shapely.difference(star, hole) if draw(st.booleans()) else star
    return (
        outline if outline.is_valid and outline.area > 1e-7 else shapely.box(x, y, x + 0.1, y + 0.1)
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(outlines(), max_size=9), st.integers(0, 9))
def test_random_outlines_share_what_comparing_each_pair_alone_finds(
    drawn: list[shapely.Polygon], split: int
) -> None:
    extents = [Extent(key, key, outline, FIRST) for key, outline in enumerate(drawn)]
    found = {
        (s.first, s.second): s.hectares for s in shared_ground(extents[:split], extents[split:])
    }
    expected = {}
    for a, first in enumerate(drawn[:split]):
        for b, second in enumerate(drawn):
            parts = shapely.get_parts(shapely.intersection(first, second)) if a < b else []
            ground = [part for part in parts if part.geom_type == "Polygon"]
            area, _ = ELLIPSOID.geometry_area_perimeter(
                shapely.orient_polygons(shapely.MultiPolygon(ground))
            )
            rounded = Decimal(repr(area / 10_000)).quantize(Decimal("0.0001"))
            if rounded:
                expected[a, b] = rounded
    assert found == expected


@settings(max_examples=60, deadline=None)
@given(st.lists(outlines(), min_size=1, max_size=5), st.integers(0, 2**31))
def test_points_lie_where_comparing_each_with_each_outline_finds_them(
    drawn: list[shapely.Polygon], seed: int
) -> None:
    random = np.random.default_rng(seed)
    drawn_points = random.uniform((24.9, -11.1), (25.3, -10.7), (20, 2))
    points = [shapely.Point(x, y) for x, y in drawn_points]
    extents = [
        Extent(key, key, outline, FIRST, is_zone=key % 2 == 0) for key, outline in enumerate(drawn)
    ]
    expected = {}
    for a, point in enumerate(points):
        for b, outline in enumerate(drawn):
            edge = shapely.segmentize(outline, 0.0002)
            ends = shapely.get_coordinates(edge)
            metres = min(ELLIPSOID.inv([point.x] * len(ends), [point.y] * len(ends), *ends.T)[2])
            if outline.intersects(point):
                expected[a, b] = 0.0
            elif b % 2 == 0 and metres <= 500:
                expected[a, b] = metres
    found = {(one.point, one.extent): one.metres for one in lying(points, extents, 500)}
    sure = {pair for pair, metres in expected.items() if metres < 495}
    assert sure <= found.keys()
    for pair in sure:
        # The oracle knows the edge at every 22 m: the nearest point may lie between two of them.
        least = max(0.0, expected[pair] ** 2 - 11.5**2) ** 0.5
        assert least - 1 <= found[pair] <= expected[pair] + 1
    assert all(found[pair] >= 490 for pair in found.keys() - sure)


def test_a_square_near_kolwezi_measures_what_geodesy_says() -> None:
    square = shapely.box(*squares.bounds((0, 0, 1, 1)))
    assert hectares(square) == pytest.approx(Decimal("84.03"), abs=Decimal("0.02"))


def test_a_hole_is_not_ground() -> None:
    outer, inner = squares.bounds((0, 0, 3, 3)), squares.bounds((1, 1, 2, 2))
    ring = shapely.difference(shapely.box(*outer), shapely.box(*inner))
    whole, hole = hectares(shapely.box(*outer)), hectares(shapely.box(*inner))
    assert abs(hectares(ring) - (whole - hole)) <= Decimal("0.0001")
    assert hectares(shapely.reverse(ring)) == hectares(ring)


def test_neighbours_share_a_boundary_and_no_ground() -> None:
    neighbours = [
        extent(0, (1, (0, 0, 2, 2), 0, None)),
        extent(1, (2, (2, 0, 4, 2), 0, None)),
        extent(2, (3, (2, 2, 4, 4), 0, None)),
    ]
    assert shared_ground(neighbours) == []


def test_two_pieces_of_ground_are_one_overlap() -> None:
    comb = shapely.union(
        shapely.box(*squares.bounds((0, 0, 1, 3))), shapely.box(*squares.bounds((2, 0, 3, 3)))
    )
    bar = shapely.box(*squares.bounds((0, 1, 3, 2)))
    (found,) = shared_ground([Extent(1, 1, comb, FIRST), Extent(2, 2, bar, FIRST)])
    assert shapely.get_num_geometries(found.geometry) == 2
    pieces = squares.hectares((0, 1, 1, 2)) + squares.hectares((2, 1, 3, 2))
    assert float(found.hectares) == pytest.approx(pieces, rel=2e-6)
