"""Geometry as it lies in the file: the GeoPackage binary format.

A blob is a header (`GP`, version, flags, SRID, bounding box) followed by ISO well-known binary.
Bounding-box work reads the header alone; a geometry is decoded once and kept for a while.

Source: OGC 12-128r18, GeoPackage Encoding Standard 1.3.1, clause 2.1.3.
"""

import struct
import threading
from collections import OrderedDict
from typing import NamedTuple, TypeGuard

import shapely
from shapely import Geometry

_MAGIC = b"GP"
_LITTLE_ENDIAN = 0b0000_0001
_ENVELOPE_XY = 0b0000_0010
_EMPTY = 0b0001_0000
_ENVELOPE_DOUBLES = (0, 4, 6, 6, 8)  # by the envelope code of the flags
_HEADER = struct.Struct("<2sBBi")
_HEADER_XY = struct.Struct("<2sBBi4d")

Box = tuple[float, float, float, float]
"""West, south, east, north, in the units of the reference system."""


class Spatial(NamedTuple):
    """A geometry with the number of its reference system (0 and -1: undefined)."""

    shape: Geometry
    srid: int


def frame(wkb: bytes, srid: int, box: Box | None) -> bytes:
    """A blob from little-endian ISO WKB; `box` is `None` for an empty geometry."""
    if box is None:
        return _HEADER.pack(_MAGIC, 0, _LITTLE_ENDIAN | _EMPTY, srid) + wkb
    west, south, east, north = box
    flags = _LITTLE_ENDIAN | _ENVELOPE_XY
    return _HEADER_XY.pack(_MAGIC, 0, flags, srid, west, east, south, north) + wkb


def encode(spatial: Spatial) -> bytes:
    """The blob of a geometry; the third dimension is kept where there is one."""
    shape, srid = spatial
    wkb = shapely.to_wkb(shape, flavor="iso", byte_order=1)
    return frame(wkb, srid, None if shape.is_empty else shape.bounds)


def is_blob(value: object) -> TypeGuard[bytes]:
    """Whether an SQL value is a geometry: well-known binary begins with 0 or 1 instead."""
    return isinstance(value, bytes) and value[:2] == _MAGIC


def _byte_order(blob: bytes) -> str:
    return "<" if blob[3] & _LITTLE_ENDIAN else ">"


def srid_of(blob: bytes) -> int:
    """The reference system named in the header."""
    (srid,) = struct.unpack_from(_byte_order(blob) + "i", blob, 4)
    return int(srid)


def wkb_of(blob: bytes) -> memoryview:
    """The well-known binary after the header, not copied."""
    doubles = _ENVELOPE_DOUBLES[(blob[3] >> 1) & 0b111]
    return memoryview(blob)[8 + 8 * doubles :]


def box_of(blob: bytes) -> Box | None:
    """The bounding box, from the header where it has one; `None` for an empty geometry."""
    if blob[3] & _EMPTY:
        return None
    if (blob[3] >> 1) & 0b111:
        west, east, south, north = struct.unpack_from(_byte_order(blob) + "4d", blob, 8)
        return west, south, east, north
    shape = decode(blob).shape
    return None if shape.is_empty else shape.bounds


class _Decoder(threading.local):
    """The geometries last decoded in this thread; one asked for again is prepared.

    Preparing builds an index inside the geometry: worth while for the constant of a query, met
    with every row, and a waste for the rows. GEOS builds it lazily and without a lock, hence a
    cache for each thread.
    """

    size = 1024

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, Spatial] = OrderedDict()

    def __call__(self, blob: bytes) -> Spatial:
        spatial = self._known.get(blob)
        if spatial is not None:
            self._known.move_to_end(blob)
            shapely.prepare(spatial.shape)
            return spatial
        spatial = Spatial(shapely.from_wkb(bytes(wkb_of(blob))), srid_of(blob))
        self._known[blob] = spatial
        if len(self._known) > self.size:
            self._known.popitem(last=False)
        return spatial


decode = _Decoder()
