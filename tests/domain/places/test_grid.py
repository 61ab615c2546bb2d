"""The cadastral grid: squares to an outline and back, and how far corners may lie off it."""

from decimal import Decimal

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from asili.domain.places import grid
from asili.domain.places.ground import hectares

SQUARES = st.sets(st.tuples(st.integers(3060, 3066), st.integers(-1290, -1284)), min_size=1)


@given(SQUARES)
def test_squares_become_an_outline_and_the_outline_the_same_squares(
    squares: set[grid.Square],
) -> None:
    outline = grid.outline(squares)
    assert grid.squares_of(outline) == sorted(squares)
    found = grid.fit(outline)
    assert found.is_aligned
    assert (found.squares, found.corners) == (len(squares), 0)
    assert found.deviation_m < 0.001


@pytest.mark.parametrize(
    ("latitude", "area"), [(-10.7, Decimal("84.03")), (-11.7, Decimal("83.75"))]
)
def test_a_square_is_smaller_on_the_ellipsoid_than_in_law(latitude: float, area: Decimal) -> None:
    square = grid.outline([(25 * grid.PER_DEGREE, round(latitude * grid.PER_DEGREE))])
    assert hectares(square).quantize(Decimal("0.01")) == area
    assert grid.legal_area_ha(1) == Decimal("84.955")


def test_the_law_counts_two_squares_as_169_hectares_and_91_ares() -> None:
    assert grid.legal_area_ha(2) == Decimal("169.910")


def test_a_corner_off_the_grid_is_said_with_its_distance() -> None:
    corners = [(25.0, -11.0), (25.025, -11.0), (25.025, -10.975), (25.001, -10.975)]
    found = grid.fit(shapely.Polygon(corners))
    assert not found.is_aligned
    assert found.corners == 1
    assert found.deviation_m == pytest.approx(109.3, abs=0.2)


def test_six_decimals_of_a_degree_are_on_the_grid() -> None:
    third = shapely.transform(grid.outline([(3061, -1285)]), lambda xy: xy.round(6))
    assert grid.fit(third).is_aligned


def test_no_squares_make_no_outline() -> None:
    with pytest.raises(ValueError, match="square"):
        grid.outline([])
    assert grid.squares_of(shapely.MultiPolygon()) == []
