"""The SQL aggregates of the backend, named as in PostGIS."""

import json
import sqlite3

import numpy as np
import shapely
from shapely import Geometry

from geosqlite.blob import Spatial, decode, encode
from geosqlite.geodesy import parts

_MULTIPLE = {
    "Point": shapely.multipoints,
    "LineString": shapely.multilinestrings,
    "Polygon": shapely.multipolygons,
}


class _Aggregate:
    """Gathers the geometries of a group; a group without any answers NULL."""

    def __init__(self) -> None:
        self.shapes: list[Geometry] = []
        self.srid = 0

    def step(self, blob: bytes | None) -> None:
        """Take one more row; NULL counts for nothing."""
        if blob is not None:
            shape, self.srid = decode(blob)
            self.shapes.append(shape)

    def finalize(self) -> bytes | str | None:
        """The answer once all rows are taken."""
        return self._answer() if self.shapes else None

    def _answer(self) -> bytes | str | None:
        raise NotImplementedError


class Union(_Aggregate):
    """The place covered by any of the geometries."""

    def _answer(self) -> bytes:
        return encode(Spatial(shapely.union_all(self.shapes), self.srid))


class Collect(_Aggregate):
    """The geometries side by side, nothing dissolved."""

    def _answer(self) -> bytes:
        kinds = {shape.geom_type for shape in self.shapes}
        gather = _MULTIPLE.get(kinds.pop()) if len(kinds) == 1 else None
        return encode(Spatial((gather or shapely.geometrycollections)(self.shapes), self.srid))


class MakeLine(_Aggregate):
    """The line through the points of the geometries, in the order of the rows."""

    def _answer(self) -> bytes | None:
        members = [part for shape in self.shapes for part in parts(shape)]
        linear = [part for part in members if part.geom_type in {"Point", "LineString"}]
        three = any(part.has_z for part in linear)
        points = shapely.get_coordinates(linear, include_z=three)
        if len(points) < 2:
            return None
        return encode(Spatial(shapely.linestrings(points), self.srid))


class Extent(_Aggregate):
    """The bounding box as JSON: west, south, east, north."""

    def _answer(self) -> str | None:
        box = shapely.total_bounds(self.shapes)
        return None if np.isnan(box).any() else json.dumps(box.tolist())


class Extent3D(_Aggregate):
    """The bounding box in space as JSON: the three least coordinates, then the three greatest."""

    def _answer(self) -> str | None:
        points = shapely.get_coordinates(self.shapes, include_z=True)
        if not len(points):
            return None
        points = np.nan_to_num(points)
        return json.dumps([*points.min(axis=0).tolist(), *points.max(axis=0).tolist()])


AGGREGATES: dict[str, type[_Aggregate]] = {
    "ST_Union": Union,
    "ST_Collect": Collect,
    "ST_MakeLine": MakeLine,
    "ST_Extent": Extent,
    "ST_3DExtent": Extent3D,
}


def register(connection: sqlite3.Connection) -> None:
    """Declare every aggregate on a connection."""
    for name, aggregate in AGGREGATES.items():
        # The stubs of sqlite3 know aggregates of integers only.
        connection.create_aggregate(name, 1, aggregate)  # type: ignore[arg-type]
