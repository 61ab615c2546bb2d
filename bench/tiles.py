"""The map at a hundred thousand features: time and size of its tiles, and of a page of its list.

    ./asili bench tiles [--areas N] [--points N] [--json FILE]

Outlines of sixteen corners and points are drawn from a fixed seed over the former Katanga, from a
hundred metres to some kilometres across. Tiles are those around one place, at each zoom; each is
cut three times after a first one that is not timed, and the best counts. Nothing is kept between.
"""

import argparse
import gzip
import json
import math
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

ZOOMS = (4, 5, 6, 7, 8, 9, 10, 12, 14)
CENTRE = (26.1, -10.3)
WEST, SOUTH, EAST, NORTH = 22.0, -13.0, 30.0, -6.0
CORNERS = 16
MOST_MS, MOST_KB = 500, 250
"""What no tile may take: milliseconds of the processor, kilobytes before compression."""


def main(argv: list[str] | None = None) -> int:
    """Measure, print, and return 1 where a tile is above its bounds."""
    parser = argparse.ArgumentParser(prog="asili bench tiles", description=__doc__.split("\n")[0])
    parser.add_argument("--areas", type=int, default=100_000, help="titles")
    parser.add_argument("--points", type=int, default=100_000, help="places")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    asked = parser.parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "asili.config.settings")
    rows = list(_measured(asked.areas, asked.points))
    print(f"{'what':<24}{'ms':>8}{'kB':>8}{'gzip kB':>9}")
    for row in rows:
        print(f"{row['what']:<24}{row['ms']:>8.0f}{row['kb']:>8.0f}{row['gzip_kb']:>9.0f}")
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=2))
    tiles = [row for row in rows if row["what"].startswith("zoom")]
    return int(any(row["ms"] > MOST_MS or row["kb"] > MOST_KB for row in tiles))


def _measured(areas: int, points: int) -> Iterator[dict[str, Any]]:
    import django  # noqa: PLC0415  # the settings have to be named first

    django.setup()
    from asili.core.access import ANONYMOUS  # noqa: PLC0415
    from asili.domain.insight.atlas import catalogue, holding, tiles, views  # noqa: PLC0415

    titles = replace(catalogue.LAYERS[0], rows=lambda: _areas(areas))
    places = replace(catalogue.PLACES, rows=lambda: _points(points))
    held: dict[str, Any] = {}
    for layer in (titles, places):
        cost, held[layer.name] = _timed(partial(holding.hold, layer, "1"), 1)
        yield {"what": f"hold {layer.name}", "ms": cost, "kb": 0, "gzip_kb": 0}

    every = list(held.values())
    for zoom in ZOOMS:
        at = _square(*CENTRE, zoom)
        cut = partial(tiles.tile, ANONYMOUS, every, views.Selection(), *at)
        cost, content = _timed(cut)
        packed = len(gzip.compress(content, 6))
        yield {
            "what": f"zoom {zoom}",
            "ms": cost,
            "kb": len(content) / 1000,
            "gzip_kb": packed / 1000,
        }
    found = views.Selection(words="place 777", kind="site")
    cost, _seen = _timed(lambda: views.seen_of(ANONYMOUS, held["places"], found))
    yield {"what": "search by name", "ms": cost, "kb": 0, "gzip_kb": 0}


def _timed(work: Callable[[], Any], rounds: int = 4) -> tuple[float, Any]:
    """Least milliseconds of the processor, and what came of it."""
    costs = []
    for _round in range(rounds):
        begun = time.process_time()
        result = work()
        costs.append((time.process_time() - begun) * 1000)
    return min(costs), result


def _square(longitude: float, latitude: float, zoom: int) -> tuple[int, int, int]:
    across = 2**zoom
    up = math.asinh(math.tan(math.radians(latitude))) / math.pi
    return zoom, int((longitude + 180) / 360 * across), int((1 - up) / 2 * across)


def _areas(count: int) -> Iterator[Any]:
    import numpy as np  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    from asili.domain.insight.atlas.layers import Row  # noqa: PLC0415

    draw = np.random.default_rng(2007)
    exact = False
    for key in range(1, count + 1):
        x, y = draw.uniform(WEST, EAST), draw.uniform(SOUTH, NORTH)
        turns = np.sort(draw.uniform(0, 2 * np.pi, CORNERS))
        reach = draw.lognormal(-4.6, 0.6) * draw.uniform(0.7, 1.1, CORNERS)
        corners = np.column_stack((x + reach * np.cos(turns), y + reach * np.sin(turns)))
        about = (f"T-{key:010d}", "PE", f"PE {key}", f"Title {key}", "active", f"Firm {key % 500}",
                 "Co Cu", 85.0, "drawn", "P", True)  # fmt: skip
        code, wkb = about[0], shapely.to_wkb(shapely.Polygon(corners))
        yield Row(key, code, code, wkb, None, None, ("P", ""), exact, about)


def _points(count: int) -> Iterator[Any]:
    import numpy as np  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    from asili.domain.insight.atlas.layers import Row  # noqa: PLC0415

    draw = np.random.default_rng(1906)
    hidden = True
    for key in range(1, count + 1):
        point = shapely.Point(draw.uniform(WEST, EAST), draw.uniform(SOUTH, NORTH))
        code = f"G-{key:010d}"
        about = (code, "site", f"Place {key}", "Co", "CD-LU", None, None, "P", True)
        wkb = shapely.to_wkb(point)
        yield Row(key, code, code, wkb, None, None, ("P", "CD-LU"), hidden, about)
