"""Ground that titles share and places that lie on it: pure geometry on plain values, in bulk.

Pairs are found by a tree of bounding boxes (sort-tile-recursive) and judged in arrays, so the work
grows with the neighbours and not with the square of the titles.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from enum import IntEnum
from itertools import pairwise
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

SMALLEST: Final = Decimal("0.0001")
"""Hectares, that is one square metre: neighbours that share less share a boundary (places.4)."""

_ELLIPSOID: Final = Geod(ellps="WGS84")
_POLYGON, _MULTIPOLYGON = 3, 6
_FOREVER: Final = date.max.toordinal() + 1
_SQUARE_METRES_OF_A_HECTARE: Final = 10_000
_METRES_OF_A_DEGREE: Final = 110_000
"""Fewer than there are in any degree of latitude, so that a search by it finds enough."""


class Standing(IntEnum):
    """What ground is to its holder, as far as its status says."""

    RIGHT = 0
    PLANNED = 1
    APPLIED = 2
    PROTECTED = 3


@dataclass(frozen=True, slots=True)
class Extent:
    """Ground that a title covers from one day up to, not including, another."""

    key: int
    title: int
    geometry: BaseGeometry
    since: date
    until: date | None = None
    standing: Standing = Standing.RIGHT
    is_zone: bool = False


@dataclass(frozen=True, slots=True)
class SharedGround:
    """Ground that two extents cover together; ``first`` and ``second`` are keys in order.

    ``standing`` is the later of both in `Standing`: a right only where both are rights.
    """

    first: int
    second: int
    geometry: shapely.MultiPolygon
    hectares: Decimal
    since: date
    until: date | None
    standing: Standing = Standing.RIGHT


@dataclass(frozen=True, slots=True)
class Lying:
    """A point within an extent, or so many metres outside of it; both by their position."""

    point: int
    extent: int
    metres: int = 0


def hectares(geometry: BaseGeometry) -> Decimal:
    """Area on the ellipsoid WGS 84, to a square metre; edges are geodesics.

    Method: C. F. F. Karney, "Algorithms for geodesics", J. Geodesy 87 (2013), by pyproj.
    """
    return _rounded(areas_m2(np.array([geometry], dtype=object))[0])


def areas_m2(geometries: NDArray[Any]) -> NDArray[np.float64]:
    """Square metres of many polygons on the ellipsoid; what is no surface has none."""
    parts, owner = shapely.get_parts(geometries, return_index=True)
    surfaces = shapely.get_type_id(parts) == _POLYGON
    parts, owner = parts[surfaces], owner[surfaces]
    rings, part = shapely.get_rings(parts, return_index=True)
    is_hole = np.zeros(len(part), dtype=bool)
    is_hole[1:] = part[1:] == part[:-1]
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    ends = np.searchsorted(ring, np.arange(len(rings) + 1))
    x, y = np.ascontiguousarray(coordinates[:, 0]), np.ascontiguousarray(coordinates[:, 1])
    measure = _ELLIPSOID.polygon_area_perimeter
    size = np.fromiter(
        (abs(measure(x[a:b], y[a:b])[0]) for a, b in pairwise(ends.tolist())),
        dtype=np.float64,
        count=len(rings),
    )
    signed = np.where(is_hole, -size, size)
    return np.bincount(owner[part], weights=signed, minlength=len(geometries)).astype(np.float64)


def shared_ground(changed: Sequence[Extent], others: Sequence[Extent] = ()) -> list[SharedGround]:
    """What the changed extents share with one another and with the others, by keys.

    Only extents of different titles whose periods have a day in common, and no less than a square
    metre. Two protected areas that overlap concern nobody here.
    """
    extents = [*changed, *others]
    if not changed:
        return []
    geometries = np.array([extent.geometry for extent in extents], dtype=object)
    left, right = _pairs(extents, geometries, len(changed))
    shapely.prepare(geometries[np.unique(left)])
    touching = shapely.intersects(geometries[left], geometries[right])
    left, right = left[touching], right[touching]
    common = _surfaces(shapely.intersection(geometries[left], geometries[right]))
    found = ~shapely.is_empty(common)
    left, right, common = left[found], right[found], common[found]
    measured = areas_m2(common)
    shared = [
        _shared(extents[a], extents[b], ground, size)
        for a, b, ground, size in zip(
            left.tolist(), right.tolist(), common.tolist(), map(_rounded, measured), strict=True
        )
        if size >= SMALLEST
    ]
    return sorted(shared, key=lambda one: (one.first, one.second))


def lying(points: Sequence[shapely.Point], extents: Sequence[Extent], near_m: int) -> list[Lying]:
    """Where points lie: within which extents, and outside which zones by at most ``near_m``."""
    if not points or not extents:
        return []
    spots = np.array(points, dtype=object)
    tree = shapely.STRtree([extent.geometry for extent in extents])
    inside = {(int(a), int(b)) for a, b in tree.query(spots, predicate="intersects").T}
    reach = near_m / _METRES_OF_A_DEGREE / np.cos(np.radians(shapely.get_y(spots)))
    around = tree.query(spots, predicate="dwithin", distance=reach)
    found = [Lying(a, b) for a, b in inside]
    for a, b in around.T.tolist():
        if extents[b].is_zone and (a, b) not in inside:
            metres = metres_outside(points[a], extents[b].geometry)
            if metres <= near_m:
                found.append(Lying(a, b, max(1, round(metres))))
    return sorted(found, key=lambda one: (one.point, one.extent))


def metres_outside(point: shapely.Point, ground: BaseGeometry) -> float:
    """Metres on the ellipsoid from a point to the nearest edge of ground that it lies outside of.

    The nearest point is sought where a degree is as long east as north at the point, which within
    some kilometres is right to a thousandth.
    """
    scale = np.array([np.cos(np.radians(point.y)), 1.0])
    origin = np.array([point.x, point.y])
    flat = shapely.transform(ground, lambda xy: (xy - origin) * scale)
    _here, there = shapely.get_coordinates(shapely.shortest_line(shapely.Point(0, 0), flat))
    x, y = there / scale + origin
    _to, _from, metres = _ELLIPSOID.inv(point.x, point.y, x, y)
    return float(metres)


def _pairs(
    extents: Sequence[Extent], geometries: NDArray[Any], changed: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Positions of pairs, a changed one first, that may share ground on some day."""
    left, right = shapely.STRtree(geometries).query(geometries[:changed])
    once = left < right
    left, right = left[once], right[once]
    title = np.array([extent.title for extent in extents])
    since = np.array([extent.since.toordinal() for extent in extents])
    until = np.array([extent.until.toordinal() if extent.until else _FOREVER for extent in extents])
    protected = np.array([extent.standing is Standing.PROTECTED for extent in extents])
    west, south, east, north = shapely.bounds(geometries).T
    kept = (
        (title[left] != title[right])
        & (np.maximum(since[left], since[right]) < np.minimum(until[left], until[right]))
        & ~(protected[left] & protected[right])
        # Neighbours in a grid have boxes that share an edge: no ground, and most of all pairs.
        & (np.maximum(west[left], west[right]) < np.minimum(east[left], east[right]))
        & (np.maximum(south[left], south[right]) < np.minimum(north[left], north[right]))
    )
    return left[kept], right[kept]


def _surfaces(geometries: NDArray[Any]) -> NDArray[Any]:
    """Only the polygons of each geometry, as multipolygons."""
    kind = shapely.get_type_id(geometries)
    found = np.empty(len(geometries), dtype=object)
    for at, (one, of) in enumerate(zip(geometries.tolist(), kind.tolist(), strict=True)):
        if of == _POLYGON and not one.is_empty:
            found[at] = shapely.MultiPolygon([one])
        elif of == _MULTIPOLYGON:
            found[at] = one
        else:
            parts = shapely.get_parts(one)
            polygons = parts[shapely.get_type_id(parts) == _POLYGON]
            found[at] = shapely.MultiPolygon(polygons.tolist())
    return found


def _shared(a: Extent, b: Extent, ground: shapely.MultiPolygon, size: Decimal) -> SharedGround:
    first, second = (a, b) if a.key < b.key else (b, a)
    ends = [until for until in (a.until, b.until) if until is not None]
    return SharedGround(
        first.key,
        second.key,
        ground,
        size,
        max(a.since, b.since),
        min(ends, default=None),
        max(a.standing, b.standing),
    )


def _rounded(square_metres: float) -> Decimal:
    in_hectares = Decimal(repr(float(square_metres) / _SQUARE_METRES_OF_A_HECTARE))
    return in_hectares.quantize(SMALLEST, ROUND_HALF_EVEN)
