"""Where things are: cadastral squares of 30" x 30" in Lualaba, near real towns and on none.

The first six sites, three zones, two titles, three depots and the plant have fixed squares; one of
these zones reaches into a title. A larger province grows around them: zones of four sites each
on free ground, further depots and plants beside them.
"""

from dataclasses import dataclass
from math import hypot
from typing import Final

import shapely
from numpy.random import Generator

GRID: Final = 120
"""Squares in one degree."""

Square = tuple[int, int]
"""Column and row of a cadastral square, counted from longitude 0 and latitude 0."""

Block = tuple[tuple[int, int], tuple[int, int]]
"""First and last column, first and last row, of a rectangle of squares."""

LonLat = tuple[float, float]


@dataclass(frozen=True, slots=True)
class SitePlan:
    """A site: its square, its zone (None: on a title), cooperative, weight and mean grades."""

    square: Square
    zone: int | None
    cooperative: int
    share: float
    cobalt: float
    copper: float


@dataclass(frozen=True, slots=True)
class Ground:
    """The plan of a province; depots and plants are points (longitude, latitude)."""

    sites: tuple[SitePlan, ...]
    zones: tuple[Block, ...]
    titles: tuple[Block, ...]
    depots: tuple[LonLat, ...]
    plants: tuple[LonLat, ...]


YARD: Final = (25.5523, -10.6847)
BORDER: Final = (25.3614, -11.1938)
OFFICE: Final = (25.5316, -10.7704)

_SITES: Final = (
    SitePlan((3074, -1296), 0, 0, 0.21, 0.034, 0.021),
    SitePlan((3075, -1295), 0, 0, 0.15, 0.026, 0.029),
    SitePlan((3103, -1291), 1, 1, 0.19, 0.041, 0.014),
    SitePlan((3104, -1290), 1, 1, 0.12, 0.018, 0.037),
    SitePlan((3090, -1306), 2, 1, 0.20, 0.047, 0.026),
    SitePlan((3117, -1296), None, 0, 0.13, 0.023, 0.033),
)
_ZONES: Final[tuple[Block, ...]] = (
    ((3074, 3075), (-1296, -1295)),
    ((3103, 3104), (-1292, -1290)),
    ((3090, 3093), (-1306, -1305)),
)
_TITLES: Final[tuple[Block, ...]] = (
    ((3084, 3091), (-1308, -1303)),
    ((3114, 3120), (-1298, -1294)),
)
_DEPOTS: Final = ((25.5571, -10.7632), (25.8264, -10.7183), (25.7812, -10.7988))
_PLANTS: Final = ((25.6518, -10.7036),)

_CENTRE: Final = (3088, -1296)
_COLUMNS: Final = range(3044, 3180, 5)
_ROWS: Final = range(-1336, -1266, 4)
_RANGES: Final = ((0.08, 0.22), (0.014, 0.05), (0.01, 0.04))
"""Weight, cobalt and copper of a site that is added."""

_SIDE: Final = 2
"""Squares along each side of a zone that is added: one site on each."""


def plan(rng: Generator, sites: int, cooperatives: int, depots: int, plants: int) -> Ground:
    """Draw the plan of a province; raises ValueError where it has no room for so many sites."""
    added = _added_zones(rng, -(-(sites - len(_SITES)) // _SIDE**2))
    all_sites = list(_SITES)
    for number, ((west, _), (south, _)) in enumerate(added, start=len(_ZONES)):
        cooperative = (number - 1) % cooperatives
        for at in range(min(_SIDE**2, sites - len(all_sites))):
            square = (west + at % _SIDE, south + at // _SIDE)
            share, cobalt, copper = (float(rng.uniform(*bounds)) for bounds in _RANGES)
            all_sites.append(SitePlan(square, number, cooperative, share, cobalt, copper))
    around = [_middle(zone) for zone in added]
    return Ground(
        tuple(all_sites),
        (*_ZONES, *added),
        _TITLES,
        (*_DEPOTS, *(_beside(rng, around, n) for n in range(depots - len(_DEPOTS)))),
        (*_PLANTS, *(_beside(rng, around, 3 * n + 1) for n in range(plants - len(_PLANTS)))),
    )


def outline(block: Block) -> shapely.Polygon:
    """Polygon of a block in degrees."""
    (west, east), (south, north) = block
    return shapely.box(*(round(edge / GRID, 7) for edge in (west, south, east + 1, north + 1)))


def _added_zones(rng: Generator, wanted: int) -> list[Block]:
    taken = shapely.union_all([outline(block) for block in (*_ZONES, *_TITLES)]).buffer(2 / GRID)
    free: list[tuple[float, Block]] = []
    for column in _COLUMNS:
        for row in _ROWS:
            east, north = int(rng.integers(3)), int(rng.integers(2))
            block = (
                (column + east, column + east + _SIDE - 1),
                (row + north, row + north + _SIDE - 1),
            )
            far = hypot(column - _CENTRE[0], row - _CENTRE[1]) + float(rng.uniform(0, 12))
            if not taken.intersects(outline(block)):
                free.append((far, block))
    if wanted > len(free):
        raise ValueError(f"the province has no room for {wanted} further zones")
    return [block for _, block in sorted(free)[:wanted]]


def _middle(block: Block) -> LonLat:
    (west, east), (south, north) = block
    return (west + east + 1) / 2 / GRID, (south + north + 1) / 2 / GRID


def _beside(rng: Generator, around: list[LonLat], number: int) -> LonLat:
    """A point some kilometres from a zone, towards the middle of the province."""
    lon, lat = around[number % len(around)]
    pull = float(rng.uniform(0.2, 0.5))
    east, north = (float(shift) for shift in rng.uniform(-0.02, 0.02, 2))
    middle = ((_CENTRE[0] + 0.5) / GRID, (_CENTRE[1] + 0.5) / GRID)
    return (
        round(lon + pull * (middle[0] - lon) + east, 5),
        round(lat + pull * (middle[1] - lat) + north, 5),
    )
