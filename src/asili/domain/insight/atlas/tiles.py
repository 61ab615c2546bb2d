"""Layers cut into vector tiles of bounded size, with nothing left out unsaid.

Points: where several fall into one cell of a tile they become one point with their number, at
their middle. Areas: those that would be a few pixels wide are drawn as squares of a grid, which
say that something is there; the others are simplified to half a pixel. Where a tile would hold
more than `MOST` areas, the smallest join the squares. So a tile has an upper bound whatever the
data, and every feature is in it: by itself, as a part of a number, or as a part of the texture.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from asili.core.access import Actor
from asili.domain.insight.atlas.holding import Held
from asili.domain.insight.atlas.views import Selection, View, seen_of
from asili.engine.vector_tile import (
    EXTENT,
    Feature,
    Kind,
    Steps,
    Value,
    encode,
    grid,
    project,
)

FINEST: Final = 14
"""Zoom of the smallest tiles; beyond it the browser enlarges them."""
MOST: Final = 1000
"""Areas of one layer in one tile that are drawn by themselves."""

_FULL: Final = 10  # zoom from which outlines carry all that is said of them
_FINDING: Final = ("code", "first")
_PIXELS: Final = 512  # that browsers make of a tile
_PIXEL: Final = EXTENT // _PIXELS
_EDGE: Final = 8 * _PIXEL  # beyond the tile's edge, so that outlines do not end at it
_SMALL: Final = 4 * _PIXEL  # areas narrower and lower than this are texture
_TEXTURE: Final = 8 * _PIXEL  # side of a square of the texture
_CELLS: Final = ((10, 8), (FINEST, 16), (FINEST + 1, 64))
"""Cells of a tile, each way, for points: below a zoom."""


def tile(actor: Actor, layers: Iterable[Held], asked: Selection, *at: int) -> bytes:
    """The tile at (zoom, column, row) with all layers; empty where nothing is there."""
    cut: dict[str, Iterator[Feature]] = {}
    for held in layers:
        layer, seen = held.layer, seen_of(actor, held, asked)
        if layer.is_areas:
            large, small = _sorted_by_size(seen, *at)
            cut[layer.name] = _areas(seen.held, large, *at)
            cut[f"{layer.name}-texture"] = _texture(seen.held, small, *at)
        else:
            cut[layer.name] = _points(seen, *at)
    return encode(cut)


def _values(held: Held, row: int, zoom: int) -> dict[str, Value]:
    """What is said of one feature; of an outline among hundreds only what names and finds it."""
    layer = held.layer
    brief = layer.is_areas and zoom < _FULL
    return {
        one.name: value.isoformat() if isinstance(value, date) else value
        for one, column in zip(layer.fields, held.columns, strict=True)
        if one.drawn
        and (not brief or one.name in (layer.label, *_FINDING))
        and (value := column[row]) not in (None, "")
    }


# Points


def _points(seen: View, zoom: int, column: int, row: int) -> Iterator[Feature]:
    steps = grid(project(seen.points), zoom, column, row)
    inside = ((steps >= 0) & (steps < EXTENT)).all(axis=1)
    steps, rows, degrees = steps[inside], seen.rows[inside], seen.points[inside]
    if not len(rows):
        return
    cells = next(cells for below, cells in _CELLS if zoom < below)
    cell = steps // (EXTENT // cells)
    _cells, of, number = np.unique(
        cell[:, 1] * cells + cell[:, 0], return_inverse=True, return_counts=True
    )
    alone = number[of] == 1
    for at in np.flatnonzero(alone).tolist():
        held_row = int(rows[at])
        values = _values(seen.held, held_row, zoom)
        yield Feature(Kind.POINT, [steps[at : at + 1]], values, int(seen.held.keys[held_row]))
    order = np.argsort(of, kind="stable")
    order = order[~alone[order]]
    if not len(order):
        return
    starts = np.flatnonzero(np.diff(of[order], prepend=-1))
    sizes = np.diff(starts, append=len(order))
    middles = np.add.reduceat(steps[order], starts, axis=0) // sizes[:, None]
    low = np.minimum.reduceat(degrees[order], starts, axis=0)
    high = np.maximum.reduceat(degrees[order], starts, axis=0)
    for middle, size, (west, south), (east, north) in zip(
        middles, sizes.tolist(), low.tolist(), high.tolist(), strict=True
    ):
        box = f"{west:.5f},{south:.5f},{east:.5f},{north:.5f}"
        yield Feature(Kind.POINT, [middle[None, :]], {"many": size, "box": box})


# Areas


def _sorted_by_size(
    seen: View, zoom: int, column: int, row: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Rows in the tile to be drawn by themselves, by key, and those for the texture."""
    boxes = (seen.held.square_boxes[seen.rows] * 2**zoom - [column, row] * 2) * EXTENT
    near = (boxes[:, :2] <= EXTENT + _EDGE).all(axis=1) & (boxes[:, 2:] >= -_EDGE).all(axis=1)
    rows, sides = seen.rows[near], boxes[near, 2:] - boxes[near, :2]
    longest = sides.max(axis=1, initial=0)
    by_itself = longest >= _SMALL
    if by_itself.sum() > MOST:
        largest = np.argsort(-sides.prod(axis=1) * by_itself, kind="stable")[:MOST]
        by_itself = np.zeros(len(rows), bool)
        by_itself[largest] = True
    return rows[by_itself], rows[~by_itself]


def _areas(
    held: Held, rows: npt.NDArray[np.int64], zoom: int, column: int, row: int
) -> Iterator[Feature]:
    unit = 1 / (2**zoom * EXTENT)  # one step on the square
    west, north = column / 2**zoom, row / 2**zoom
    margin, side = _EDGE * unit, 1 / 2**zoom
    shapes = held.square[rows]
    frame = (west - margin, north - margin, west + side + margin, north + side + margin)
    boxes = held.square_boxes[rows]
    across = (boxes[:, :2] < frame[:2]).any(axis=1) | (boxes[:, 2:] > frame[2:]).any(axis=1)
    shapes[across] = shapely.clip_by_rect(shapes[across], *frame)
    if zoom < FINEST:
        shapes = shapely.simplify(shapes, unit * _PIXEL / 2, preserve_topology=True)
    shapes = shapely.orient_polygons(shapes, exterior_cw=False)
    for held_row, rings in zip(rows.tolist(), _rings(shapes, zoom, column, row), strict=True):
        if rings:
            key = int(held.keys[held_row])
            yield Feature(Kind.POLYGON, rings, _values(held, held_row, zoom), key)


def _rings(shapes: npt.NDArray[np.object_], zoom: int, column: int, row: int) -> list[list[Steps]]:
    """Rings of each shape in steps, holes after their outer ring, without those that vanished."""
    found: list[list[Steps]] = [[] for _shape in shapes]
    parts, of_shape = shapely.get_parts(shapes, return_index=True)
    surfaces = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    parts, of_shape = parts[surfaces], of_shape[surfaces]
    rings, of_part = shapely.get_rings(parts, return_index=True)
    points, of_ring = shapely.get_coordinates(rings, return_index=True)
    steps = grid(points, zoom, column, row)
    if not len(rings):
        return found
    cuts = np.flatnonzero(np.diff(of_ring)) + 1
    part_before, kept = -1, False
    for part, ring in zip(of_part.tolist(), np.split(steps, cuts), strict=True):
        outer = part != part_before
        part_before = part
        if not outer and not kept:  # a hole of a part that vanished
            continue
        moved = np.any(ring[1:] != ring[:-1], axis=1)
        open_ring = ring[1:][moved]  # the last point is the first
        visible = len(open_ring) > 2 and _turns(open_ring) != 0
        if outer:
            kept = visible
        if visible:
            found[of_shape[part]].append(open_ring)
    return found


def _turns(ring: Steps) -> int:
    """Twice the area by the surveyor's formula."""
    x, y = ring[:, 0], ring[:, 1]
    return int(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))


def _texture(
    held: Held, rows: npt.NDArray[np.int64], zoom: int, column: int, row: int
) -> Iterator[Feature]:
    """Squares of the grid in which small areas lie, those with equally many in one feature."""
    if not len(rows):
        return
    boxes = held.square_boxes[rows]
    steps = grid((boxes[:, :2] + boxes[:, 2:]) / 2, zoom, column, row)
    cells, numbers = np.unique(steps // _TEXTURE, axis=0, return_counts=True)
    inside = ((cells >= 0) & (cells < EXTENT // _TEXTURE)).all(axis=1)
    cells, numbers = cells[inside] * _TEXTURE, numbers[inside]
    corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) * _TEXTURE
    dense = np.minimum(numbers, 4)
    for density in np.unique(dense).tolist():
        squares = [cell + corners for cell in cells[dense == density]]
        total = int(numbers[dense == density].sum())
        yield Feature(Kind.POLYGON, squares, {"density": density, "many": total})
