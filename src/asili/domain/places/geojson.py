"""GeoJSON text (RFC 7946) from geometries and properties, many features at once."""

import json
from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

PropertyMap = Mapping[str, object]


def from_points(points: Sequence[tuple[float, float]], properties: Sequence[PropertyMap]) -> str:
    """Feature collection of points (longitude, latitude)."""
    pairs = np.array(points, dtype=float).reshape(len(points), 2)
    return _collection(shapely.to_geojson(shapely.points(pairs)), properties)


def from_wkb(geometries: Sequence[bytes | memoryview], properties: Sequence[PropertyMap]) -> str:
    """Feature collection of geometries in well-known binary."""
    shapes = shapely.from_wkb([bytes(geometry) for geometry in geometries])
    return _collection(shapely.to_geojson(np.array(shapes, dtype=object)), properties)


def shape(wkb: bytes | memoryview) -> BaseGeometry:
    """One geometry from well-known binary."""
    return shapely.from_wkb(bytes(wkb))


def _collection(geometries: Sequence[str], properties: Sequence[PropertyMap]) -> str:
    features = ",".join(
        f'{{"type":"Feature","geometry":{geometry},"properties":{_text(values)}}}'
        for geometry, values in zip(geometries, properties, strict=True)
    )
    return f'{{"type":"FeatureCollection","features":[{features}]}}'


def _text(values: PropertyMap) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=str)
