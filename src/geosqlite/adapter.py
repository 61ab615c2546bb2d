"""Between GeoDjango's geometries and the blobs of the file."""

import sqlite3

import shapely
from django.contrib.gis.geos import GEOSGeometry, Polygon

from geosqlite.blob import Spatial, encode, frame


def to_blob(geometry: GEOSGeometry) -> bytes:
    """The blob of a GeoDjango geometry; no reference system is written as 0."""
    srid = geometry.srid or 0
    if geometry.empty:  # an empty point has no well-known binary in GEOS
        return encode(Spatial(shapely.from_wkt(geometry.wkt), srid))
    wkb = bytes(geometry.wkb)
    shape = shapely.from_wkb(wkb)
    if geometry.hasz:  # GEOS flags the third dimension in its own manner
        return encode(Spatial(shape, srid))
    return frame(wkb, srid, shape.bounds)


class GeoPackageAdapter:
    """A geometry on its way into a statement."""

    def __init__(self, geometry: GEOSGeometry) -> None:
        self.srid = geometry.srid
        self.blob = to_blob(geometry)

    @staticmethod
    def _fix_polygon(polygon: Polygon) -> Polygon:
        """Part of GeoDjango's interface of adapters: nothing to mend here."""
        return polygon

    def __conform__(self, protocol: object) -> bytes | None:
        return self.blob if protocol is sqlite3.PrepareProtocol else None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GeoPackageAdapter) and self.blob == other.blob

    def __hash__(self) -> int:
        return hash(self.blob)

    def __repr__(self) -> str:
        return f"<GeoPackageAdapter of {len(self.blob)} bytes, SRID {self.srid}>"
