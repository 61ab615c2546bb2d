"""Vector tiles as bytes: what a map fetches square by square.

Method: Mapbox Vector Tile Specification 2.1 (version 2 of the format), protocol buffers written by
hand, because a tile is six kinds of field. Units: whole steps of a grid of `EXTENT` by `EXTENT`, x
to the east and y to the south from the north-western corner; what lies beyond the edge is allowed.
Polygons are sequences of rings; the area by the surveyor's formula is positive for an outer ring
and negative for a hole, which follows its outer ring. `project` and `grid` are the Web Mercator
square (EPSG:3857) scaled to one.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

EXTENT: Final = 4096
LATITUDE: Final = 85.05112877980659
"""Degrees: where the square ends."""

Value: TypeAlias = str | bool | int | float
Steps: TypeAlias = npt.NDArray[np.int64]
"""Points of one part of a shape, shape (n, 2)."""
Degrees: TypeAlias = npt.NDArray[np.float64]


class Kind(IntEnum):
    """What the parts of a feature are."""

    POINT = 1
    LINE = 2
    POLYGON = 3


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing on the map: its parts and what is said of it; ``key`` is unique in its layer.

    The ring of a polygon is not closed by its first point: closing is a command.
    """

    kind: Kind
    parts: Sequence[Steps]
    values: Mapping[str, Value]
    key: int | None = None


def project(degrees: Degrees) -> Degrees:
    """Longitudes and latitudes, shape (n, 2), as parts of the square, from 0 to 1."""
    longitude, latitude = degrees[:, 0], np.clip(degrees[:, 1], -LATITUDE, LATITUDE)
    sine = np.sin(np.radians(latitude))
    return np.column_stack(
        (longitude / 360 + 0.5, 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi))
    )


def unproject(square: Degrees) -> Degrees:
    """The opposite of `project`."""
    latitude = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * square[:, 1]))))
    return np.column_stack(((square[:, 0] - 0.5) * 360, latitude))


def grid(square: Degrees, zoom: int, column: int, row: int) -> Steps:
    """Parts of the square as steps of one tile."""
    steps = (square * 2**zoom - (column, row)) * EXTENT
    rounded: Steps = np.rint(steps).astype(np.int64)
    return rounded


def encode(layers: Mapping[str, Iterable[Feature]]) -> bytes:
    """A tile of layers by name; a layer without features is left out."""
    written = (_layer(name, features) for name, features in layers.items())
    return b"".join(_bytes(3, layer) for layer in written if layer)


def _layer(name: str, features: Iterable[Feature]) -> bytes:
    keys: dict[str, int] = {}
    values: dict[tuple[type, Value], int] = {}
    written = [_bytes(2, _feature(feature, keys, values)) for feature in features]
    if not written:
        return b""
    return b"".join(
        [
            _bytes(1, name.encode()),
            *written,
            *(_bytes(3, key.encode()) for key in keys),
            *(_bytes(4, _value(value)) for _type, value in values),
            _number(5, EXTENT),
            _number(15, 2),
        ]
    )


def _feature(
    feature: Feature, keys: dict[str, int], values: dict[tuple[type, Value], int]
) -> bytes:
    tags: list[int] = []
    for key, value in feature.values.items():
        tags.append(keys.setdefault(key, len(keys)))
        tags.append(values.setdefault((type(value), value), len(values)))
    number = b"" if feature.key is None else _number(1, feature.key)
    return b"".join(
        [
            number,
            _bytes(2, _varints(tags)),
            _number(3, feature.kind),
            _bytes(4, _varints(_commands(feature.kind, feature.parts))),
        ]
    )


_MOVE, _LINE, _CLOSE = 1, 2, 7


def _commands(kind: Kind, parts: Sequence[Steps]) -> list[int]:
    """Commands and zigzag steps, each from the point before, also from one part to the next."""
    points: Steps = np.concatenate(parts)
    steps = points.copy()
    steps[1:] -= points[:-1]
    zigzag = ((steps << 1) ^ (steps >> 63)).ravel().tolist()
    if kind is Kind.POINT:
        return [_MOVE | len(steps) << 3, *zigzag]
    commands: list[int] = []
    at = 0
    for part in parts:
        end = at + 2 * len(part)
        commands += [_MOVE | 1 << 3, *zigzag[at : at + 2]]
        commands += [_LINE | (len(part) - 1) << 3, *zigzag[at + 2 : end]]
        if kind is Kind.POLYGON:
            commands.append(_CLOSE | 1 << 3)
        at = end
    return commands


def _value(value: Value) -> bytes:
    if isinstance(value, bool):
        return _number(7, value)
    if isinstance(value, int):
        return _number(6, value << 1 if value >= 0 else (-value << 1) - 1)
    if isinstance(value, float):
        return b"\x19" + struct.pack("<d", value)
    return _bytes(1, value.encode())


def _number(field: int, value: int) -> bytes:
    return _varints([field << 3, value])


def _bytes(field: int, content: bytes) -> bytes:
    return _varints([field << 3 | 2, len(content)]) + content


def _varints(numbers: Iterable[int]) -> bytes:
    """Seven bits a byte, the lowest first; the eighth says that more follow."""
    written = bytearray()
    for number in numbers:
        left = number
        while left > 127:
            written.append(left & 127 | 128)
            left >>= 7
        written.append(left)
    return bytes(written)
