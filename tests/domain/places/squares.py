"""Ground in cadastral squares of 30 seconds, and the area of a block of them by another formula."""

import math
from datetime import date

from django.contrib.gis.geos import Polygon

from asili.domain.places.services import NewTitle, NewVersion

SECONDS = 30
WEST, SOUTH = 25.5, -10.7
"""Corner of the grid, near Kolwezi."""

Block = tuple[int, int, int, int]
"""Columns and rows of a block: west, south, east, north."""

_A, _F = 6_378_137.0, 1 / 298.257223563
_E2 = _F * (2 - _F)
_E = math.sqrt(_E2)


def bounds(block: Block) -> tuple[float, float, float, float]:
    """Longitudes and latitudes of a block, degrees."""
    west, south, east, north = block
    step = SECONDS / 3600
    return WEST + west * step, SOUTH + south * step, WEST + east * step, SOUTH + north * step


def polygon(block: Block) -> Polygon:
    outline = Polygon.from_bbox(bounds(block))
    outline.srid = 4326
    return outline


def hectares(block: Block) -> float:
    """Area of a block between parallels and meridians on WGS 84, by the authalic formula.

    Source: J. P. Snyder, "Map Projections: A Working Manual" (USGS 1987), equation 3-12. Its edges
    are parallels and not geodesics, which for blocks this small differs by less than 1e-6.
    """
    west, south, east, north = bounds(block)
    return (
        _A**2
        * (1 - _E2)
        * math.radians(east - west)
        / 2
        * (_authalic(north) - _authalic(south))
        / 10_000
    )


def _authalic(latitude: float) -> float:
    sine = math.sin(math.radians(latitude))
    return sine / (1 - _E2 * sine**2) + math.atanh(_E * sine) / _E


def common(first: Block, second: Block) -> Block | None:
    """Block that two blocks share; None where they share no square."""
    west, south = max(first[0], second[0]), max(first[1], second[1])
    east, north = min(first[2], second[2]), min(first[3], second[3])
    return (west, south, east, north) if west < east and south < north else None


def title(number: str, block: Block, since: date, **more: object) -> NewTitle:
    """A title over a block; what is not the kind goes to its version."""
    kind = str(more.pop("kind", "PE"))
    return NewTitle(number, kind, f"Title {number}", (version(block, since, **more),))


def version(block: Block, since: date, **more: object) -> NewVersion:
    return NewVersion(polygon(block), since, "simulated", **more)  # type: ignore[arg-type]
