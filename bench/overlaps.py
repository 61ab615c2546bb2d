"""How long it takes to find what titles share, every title with every other: see README.md."""

import argparse
import json
import time
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import shapely

from asili.domain.places import grid, ground
from asili.domain.places.ground import Extent

SEED: Final = 2007
DENSITY: Final = 0.35
"""Squares of titles for each square of the country: some titles overlap, most do not."""
ZONES: Final = 0.07
"""Share of artisanal zones, of two squares each; there are 507 beside 7,355 permits [CAMI]."""
ROUGH: Final = 0.1
"""Share of outlines with a corner cut off along no line of the grid."""
CHECKED: Final = 1500
BUDGET_S: Final = 10.0


def titles(count: int, seed: int = SEED) -> list[Extent]:
    """Synthetic titles: blocks and L-shapes of squares laid over a country at random.

    Sizes are log-normal with a median of forty squares, as those of research permits are.
    """
    random = np.random.default_rng(seed)
    size = np.clip(np.exp(random.normal(np.log(40), 1.0, count)), 1, 471)
    zone = random.random(count) < ZONES
    wide = np.where(zone, 2, np.ceil(np.sqrt(size * random.uniform(0.5, 2, count)))).astype(int)
    high = np.where(zone, 1, np.ceil(size / wide)).astype(int)
    side = int(np.sqrt((wide * high).sum() / DENSITY))
    west, south = random.integers(0, side, (2, count))
    cut = random.random(count)
    shapes = shapely.box(west, south, west + wide, south + high)
    for at in np.flatnonzero((cut < 2 * ROUGH) & (wide > 2) & (high > 2)).tolist():
        x, y = west[at] + wide[at], south[at] + high[at]
        if cut[at] < ROUGH:
            corner = shapely.Polygon([(x, y), (x - 1.3, y), (x, y - 1.7)])
        else:
            corner = shapely.box(x - wide[at] // 2, y - high[at] // 2, x, y)
        shapes[at] = shapely.difference(shapes[at], corner)
    placed = shapely.transform(shapes, lambda xy: xy / grid.PER_DEGREE + [15.0, -13.0])
    since = [date(2000, 1, 1).toordinal() + int(day) for day in random.integers(0, 9000, count)]
    return [
        Extent(key, key, shape, date.fromordinal(day), is_zone=bool(is_zone))
        for key, (shape, day, is_zone) in enumerate(
            zip(placed.tolist(), since, zone.tolist(), strict=True)
        )
    ]


def differences(extents: list[Extent]) -> int:
    """Pairs on which the bulk and a loop over every pair of some titles disagree."""
    middle = np.array([15.0, -13.0]) + 0.5
    near = sorted(extents, key=lambda one: float(np.abs(_corner(one) - middle).max()))[:CHECKED]
    found = {(one.first, one.second): one.hectares for one in ground.shared_ground(near)}
    ordered = sorted(near, key=lambda one: one.key)
    slow = {}
    for at, first in enumerate(ordered):
        for second in ordered[at + 1 :]:
            if first.geometry.intersects(second.geometry):
                common = shapely.intersection(first.geometry, second.geometry)
                area = ground.hectares(common)
                if area >= ground.SMALLEST:
                    slow[first.key, second.key] = area
    return len(found.items() ^ slow.items())


def _corner(extent: Extent) -> np.ndarray:
    return np.array(extent.geometry.bounds[:2])


def main() -> int:
    """Measure, compare a part with the loop over all pairs, print, and fail over the budget."""
    options = argparse.ArgumentParser(prog="./asili bench overlaps")
    options.add_argument("--titles", type=int, default=100_000)
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    extents = titles(given.titles)
    wall, processor = time.perf_counter(), time.process_time()
    found = ground.shared_ground(extents)
    result = {
        "titles": given.titles,
        "overlaps": len(found),
        "hectares": float(sum(one.hectares for one in found)),
        "seconds": round(time.perf_counter() - wall, 2),
        "processor_seconds": round(time.process_time() - processor, 2),
        "compared": min(CHECKED, given.titles),
        "differences": differences(extents),
    }
    wall = time.perf_counter()
    ground.shared_ground(extents[:1], extents[1:])
    result["one_title_seconds"] = round(time.perf_counter() - wall, 2)
    for name, value in result.items():
        print(f"{name.replace('_', ' '):24}{value:>14,}")
    if given.json:
        given.json.write_text(json.dumps(result, indent=1), encoding="utf-8")
    return int(bool(result["differences"]) or result["processor_seconds"] > BUDGET_S)
