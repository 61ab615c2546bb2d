"""Geometry written as text: GeoJSON, KML, well-known text, geohash."""

import json
import re
from typing import Any

import shapely
from shapely import Geometry

from geosqlite.blob import Spatial
from geosqlite.crs import UNDEFINED_GEOGRAPHIC, transform

_WITH_BOX, _WITH_CRS = 1, 2
_GEOHASH_SYMBOLS = "0123456789bcdefghjkmnpqrstuvwxyz"
_GEOHASH_LENGTH = 20


def _rounded(value: Any, digits: int) -> Any:
    if isinstance(value, (list, tuple)):
        return [_rounded(item, digits) for item in value]
    return round(value, digits)


def _rounded_members(document: dict[str, Any], digits: int) -> dict[str, Any]:
    if "geometries" in document:
        members = [_rounded_members(member, digits) for member in document["geometries"]]
        return document | {"geometries": members}
    return document | {"coordinates": _rounded(document["coordinates"], digits)}


def as_geojson(spatial: Spatial, digits: int = 9, options: int = 0) -> str:
    """GeoJSON with so many decimals; `options` adds a bounding box (1), the system (2), both (3).

    Source: RFC 7946; the arguments are those of `ST_AsGeoJSON` in PostGIS.
    """
    document = _rounded_members(json.loads(shapely.to_geojson(spatial.shape)), digits)
    head: dict[str, Any] = {"type": document.pop("type")}
    if options & _WITH_CRS and spatial.srid != UNDEFINED_GEOGRAPHIC:
        head["crs"] = {"type": "name", "properties": {"name": f"EPSG:{spatial.srid}"}}
    if options & _WITH_BOX and not spatial.shape.is_empty:
        head["bbox"] = _rounded(spatial.shape.bounds, digits)
    return json.dumps(head | document, separators=(",", ":"))


def _kml(shape: Geometry, digits: int) -> str:
    if hasattr(shape, "geoms"):
        members = "".join(_kml(member, digits) for member in shape.geoms)
        return f"<MultiGeometry>{members}</MultiGeometry>"
    if shape.geom_type == "Polygon":
        inner = "".join(
            f"<innerBoundaryIs>{_kml(ring, digits)}</innerBoundaryIs>" for ring in shape.interiors
        )
        outer = f"<outerBoundaryIs>{_kml(shape.exterior, digits)}</outerBoundaryIs>"
        return f"<Polygon>{outer}{inner}</Polygon>"
    points = shapely.get_coordinates(shape, include_z=bool(shape.has_z))
    places = " ".join(",".join(f"{round(x, digits):.15g}" for x in point) for point in points)
    return f"<{shape.geom_type}><coordinates>{places}</coordinates></{shape.geom_type}>"


def as_kml(spatial: Spatial, digits: int = 15) -> str:
    """KML geometry in longitude and latitude of WGS 84 (OGC 12-007r2), with so many decimals."""
    return _kml(transform(spatial, 4326).shape, digits)


def as_text(spatial: Spatial) -> str:
    """Well-known text, spaced as PostGIS spaces it: `POINT(1 2)`, `POINT Z (1 2 3)`."""
    text = shapely.to_wkt(spatial.shape, rounding_precision=15, trim=True)
    return re.sub(r"(?<=[A-Y]) \(", "(", text.replace(", ", ","))


def _halvings(value: float, low: float, high: float, count: int) -> list[int]:
    bits = []
    for _ in range(count):
        middle = (low + high) / 2
        upper = value >= middle
        bits.append(int(upper))
        low, high = (middle, high) if upper else (low, middle)
    return bits


def _geohash(longitude: float, latitude: float, length: int) -> str:
    half = (length * 5 + 1) // 2
    pairs = zip(
        _halvings(longitude, -180, 180, half), _halvings(latitude, -90, 90, half), strict=True
    )
    bits = [bit for pair in pairs for bit in pair]
    groups = (bits[start : start + 5] for start in range(0, length * 5, 5))
    return "".join(_GEOHASH_SYMBOLS[int("".join(map(str, group)), 2)] for group in groups)


def geohash(spatial: Spatial, length: int = _GEOHASH_LENGTH) -> str | None:
    """Geohash of a place in longitude and latitude (G. Niemeyer, 2008).

    That of an extended geometry is the longest one that holds it whole, at most `length` long.
    """
    if spatial.shape.is_empty:
        return None
    west, south, east, north = spatial.shape.bounds
    corners = _geohash(west, south, length), _geohash(east, north, length)
    common = next((i for i, (a, b) in enumerate(zip(*corners, strict=True)) if a != b), length)
    return corners[0][:common]
