"""The grid of the mining cadastre: squares of thirty seconds of arc, and outlines compared with it.

The cadastre counts a title in whole squares and gives every square the same legal area. On the
ellipsoid a square is smaller the farther it lies from the equator; both figures are kept, and
neither corrects the other. The origin of the grid is not published: its lines are taken to be the
multiples of thirty seconds in WGS 84, and a deviation is a thing to look at, not a fault.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

import numpy as np
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

SECONDS: Final = 30
PER_DEGREE: Final = 3600 // SECONDS
LEGAL_SQUARE_HA: Final = Decimal("84.955")
"""Hectares that the cadastre counts for a square (R27), wherever it lies."""

ALIGNED_METRES: Final = 5.0
"""A corner closer than this to a corner of the grid is taken to lie on it: six decimals of a degree
and a change of datum move it less."""

_ELLIPSOID: Final = Geod(ellps="WGS84")
_HUNDREDTH: Final = Decimal("0.01")

Square = tuple[int, int]
"""Column and row: multiples of thirty seconds east of Greenwich and north of the equator, of the
south-western corner."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How an outline lies in the grid.

    ``squares`` is the area in squares, whole where ``is_aligned``; ``deviation_m`` the largest
    distance of a corner from the nearest corner of the grid, in metres; ``corners`` how many
    corners lie off the grid.
    """

    squares: Decimal
    deviation_m: float
    corners: int

    @property
    def is_aligned(self) -> bool:
        """True where every corner lies on the grid and the area is a whole number of squares."""
        return self.corners == 0 and self.squares == self.whole

    @property
    def whole(self) -> int:
        """The nearest number of whole squares."""
        return round(self.squares)


def legal_area_ha(squares: int) -> Decimal:
    """Hectares that the cadastre counts for so many squares."""
    return squares * LEGAL_SQUARE_HA


def outline(squares: Iterable[Square]) -> shapely.MultiPolygon:
    """The ground of some squares, in degrees of WGS 84; raises ValueError for none at all."""
    wanted = sorted(set(squares))
    if not wanted:
        raise ValueError("an outline has a square at least")
    west, south = np.array(wanted, dtype=float).T
    # Joined in whole squares, so that shared edges are equal to the last bit and straight ones one.
    joined = shapely.simplify(shapely.union_all(shapely.box(west, south, west + 1, south + 1)), 0)
    placed = shapely.transform(joined, lambda xy: xy / PER_DEGREE)
    return shapely.MultiPolygon(shapely.get_parts(placed).tolist())


def squares_of(geometry: BaseGeometry) -> list[Square]:
    """Squares whose middle lies within an outline, in order; geometry in degrees of WGS 84."""
    if geometry.is_empty:
        return []
    west, south, east, north = (np.array(geometry.bounds) * PER_DEGREE).tolist()
    columns = np.arange(np.floor(west), np.ceil(east) + 1)
    rows = np.arange(np.floor(south), np.ceil(north) + 1)
    column, row = (axis.ravel() for axis in np.meshgrid(columns, rows, indexing="ij"))
    shapely.prepare(geometry)
    inside = shapely.contains_xy(geometry, (column + 0.5) / PER_DEGREE, (row + 0.5) / PER_DEGREE)
    return [
        (int(a), int(b)) for a, b in zip(column[inside].tolist(), row[inside].tolist(), strict=True)
    ]


def fit(geometry: BaseGeometry) -> Fit:
    """Compare an outline, in degrees of WGS 84, with the grid.

    A corner where the outline goes straight on along a line of the grid counts like any other: the
    cadastre lists corners, and a point in between is on the grid or is not.
    """
    corners = shapely.get_coordinates(geometry)
    grid = np.round(corners * PER_DEGREE) / PER_DEGREE
    _there, _back, metres = _ELLIPSOID.inv(corners[:, 0], corners[:, 1], grid[:, 0], grid[:, 1])
    off = np.unique(corners[metres > ALIGNED_METRES], axis=0)
    area = shapely.area(shapely.transform(geometry, lambda xy: xy * PER_DEGREE))
    squares = Decimal(repr(float(area))).quantize(_HUNDREDTH, ROUND_HALF_EVEN)
    return Fit(squares, float(metres.max(initial=0.0)), len(off))
