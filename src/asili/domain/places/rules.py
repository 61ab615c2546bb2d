"""What titles may be, which ground they share, and who sees a point, judged on plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

import numpy as np
import shapely
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from asili.core.access import Actor
from asili.core.findings import Rule, Severity

ZONE_LIMIT: Final = Rule(
    code="places.5",
    title=_("A cooperative holds more zones or squares than the law allows."),
    remedy=_("Compare the decisions that assigned the zones; amend the one that went too far."),
    severity=Severity.WARNING,
)
ZONE_LIMIT_TEXT: Final = gettext_noop(
    "%(holder)s holds %(zones)s zones of %(squares)s squares in all; the law as recorded allows "
    "%(zones_allowed)s of %(squares_allowed)s squares each."
)

RIGHTS: Final = frozenset(
    {"active", "suspended", "instituted", "viabilised", "assigned", "producing", "exhausted"}
)
"""Statuses under which a title is a right over ground; planned, applied, closed, ended are not."""

SMALLEST: Final = Decimal("0.0001")
"""Hectares, that is one square metre: neighbours that share less share a boundary (places.4)."""

COARSE_DEGREES: Final = 1
"""Decimals of a degree in a point for everybody: a tenth, about eleven kilometres (places.6)."""

_ELLIPSOID: Final = Geod(ellps="WGS84")
_POLYGON: Final = 3


@dataclass(frozen=True, slots=True)
class Extent:
    """Ground that a title covers from one day up to, not including, another."""

    key: int
    title: int
    geometry: BaseGeometry
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class SharedGround:
    """Ground that two extents cover together; ``first`` and ``second`` are keys in order."""

    first: int
    second: int
    geometry: shapely.MultiPolygon
    hectares: Decimal
    since: date
    until: date | None


def in_order(since: date, until: date | None) -> bool:
    """Rule places.3: a period ends after it begins."""
    return until is None or since < until


def hectares(geometry: BaseGeometry) -> Decimal:
    """Area on the ellipsoid WGS 84, to a square metre; edges are geodesics.

    Method: C. F. F. Karney, "Algorithms for geodesics", J. Geodesy 87 (2013), by pyproj.
    """
    oriented = shapely.orient_polygons(geometry)
    square_metres, _perimeter = _ELLIPSOID.geometry_area_perimeter(oriented)
    return Decimal(repr(square_metres / 10_000)).quantize(SMALLEST, ROUND_HALF_EVEN)


def shared_ground(changed: Sequence[Extent], others: Sequence[Extent] = ()) -> list[SharedGround]:
    """What the changed extents share with one another and with the others, by keys.

    Only extents of different titles whose periods have a day in common, and no less than a square
    metre. Pairs are found by a tree of bounding boxes (sort-tile-recursive), so the work grows with
    the neighbours and not with the square of the titles.
    """
    extents = [*changed, *others]
    tree = shapely.STRtree([extent.geometry for extent in extents])
    geometries = np.array([extent.geometry for extent in changed], dtype=object)
    left, right = tree.query(geometries, predicate="intersects")
    found = []
    for a, b in zip(left.tolist(), right.tolist(), strict=True):
        if a < b and extents[a].title != extents[b].title:
            shared = _shared(*sorted((extents[a], extents[b]), key=lambda extent: extent.key))
            if shared is not None:
                found.append(shared)
    return sorted(found, key=lambda shared: (shared.first, shared.second))


def sees_exact_points(actor: Actor, programme: str, province: str) -> bool:
    """Rule places.6: exact points are for those with a role in the programme and province."""
    return actor.has(programme=programme, province=province)


def coarse(degrees: float) -> float:
    """A coordinate as everybody may see it (places.6)."""
    return round(degrees, COARSE_DEGREES)


def _shared(first: Extent, second: Extent) -> SharedGround | None:
    since = max(first.since, second.since)
    ends = [until for until in (first.until, second.until) if until is not None]
    until = min(ends, default=None)
    if not in_order(since, until):
        return None
    parts = shapely.get_parts(shapely.intersection(first.geometry, second.geometry))
    surfaces = [
        part
        for piece in parts
        for part in shapely.get_parts(piece)
        if shapely.get_type_id(part) == _POLYGON
    ]
    area = shapely.MultiPolygon(surfaces)
    measured = hectares(area) if surfaces else Decimal(0)
    if measured < SMALLEST:
        return None
    return SharedGround(first.key, second.key, area, measured, since, until)
