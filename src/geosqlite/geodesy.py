"""Lengths, areas and distances, on the plane and on the ellipsoid.

On the plane the answer is in the units of the reference system. On the ellipsoid (longitude and
latitude) it is in metres and square metres, along geodesics (C. F. F. Karney, "Algorithms for
geodesics", Journal of Geodesy 87, 2013), as computed by PROJ.
"""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from shapely import Geometry

from geosqlite.blob import Spatial
from geosqlite.crs import ellipsoid

Points = np.ndarray[Any, Any]
"""One row for each point."""

HORIZON = 0.05
"""Least cosine of the angle from the centre at which a gnomonic view is still used (87 degrees)."""


def parts(shape: Geometry) -> Iterator[Geometry]:
    """The single points, lines and polygons of a geometry, however deeply collected."""
    if hasattr(shape, "geoms"):
        for member in shape.geoms:
            yield from parts(member)
    else:
        yield shape


def _of_dimension(shape: Geometry, dimension: int) -> Iterator[Geometry]:
    return (part for part in parts(shape) if shapely.get_dimensions(part) == dimension)


def _rings(shape: Geometry) -> Iterator[Geometry]:
    for polygon in _of_dimension(shape, 2):
        yield polygon.exterior
        yield from polygon.interiors


def _run(line: Geometry) -> float:
    """Length of one line on the plane, in space where it has heights."""
    steps = np.diff(shapely.get_coordinates(line, include_z=bool(line.has_z)), axis=0)
    return float(np.sqrt((steps**2).sum(axis=1)).sum())


def _geodesic_run(line: Geometry, srid: int) -> float:
    points = shapely.get_coordinates(line, include_z=True)
    flat = np.asarray(ellipsoid(srid).line_lengths(points[:, 0], points[:, 1]))
    rise = np.diff(points[:, 2]) if line.has_z else np.zeros(len(points) - 1)
    return float(np.hypot(flat[: len(rise)], rise).sum())


def length(spatial: Spatial) -> float:
    """Length of the lines of a geometry on the plane; areas and points have none."""
    return math.fsum(_run(line) for line in _of_dimension(spatial.shape, 1))


def perimeter(spatial: Spatial) -> float:
    """Length of the outlines of the areas of a geometry on the plane, holes included."""
    return math.fsum(_run(ring) for ring in _rings(spatial.shape))


def geodesic_length(spatial: Spatial) -> float:
    """Length in metres of the lines of a geometry in longitude and latitude."""
    return math.fsum(_geodesic_run(line, spatial.srid) for line in _of_dimension(spatial.shape, 1))


def area(spatial: Spatial, geodetic: int = 0) -> float:
    """Area on the plane or, when `geodetic`, on the ellipsoid in square metres."""
    if not geodetic:
        return float(spatial.shape.area)
    geod = ellipsoid(spatial.srid)
    # The signed area of a ring follows its direction: outlines one way, holes the other.
    return math.fsum(
        abs(geod.geometry_area_perimeter(shapely.orient_polygons(polygon))[0])
        for polygon in _of_dimension(spatial.shape, 2)
    )


def _directions(points: Points) -> Points:
    """Longitude and latitude in degrees as unit vectors."""
    lon, lat = np.radians(points).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _nearest_seen_from(centre: Points, one: Geometry, other: Geometry) -> Points | None:
    """The nearest pair of points in the gnomonic view from `centre`, a unit vector.

    There every great circle is a straight line, and lengths near the centre are true. `None`
    if the geometries reach beyond the half of the globe that is seen.
    """
    if (_directions(shapely.get_coordinates([one, other])) @ centre).min() <= HORIZON:
        return None
    across = math.hypot(centre[0], centre[1])
    east = np.array([-centre[1], centre[0], 0.0]) / across if across else np.array([0.0, 1.0, 0.0])
    north = np.cross(centre, east)

    def view(points: Points) -> Points:
        directions = _directions(points)
        seen: Points = directions @ np.column_stack([east, north]) / (directions @ centre)[:, None]
        return seen

    pair = shapely.shortest_line(shapely.transform(one, view), shapely.transform(other, view))
    x, y, z = (centre + shapely.get_coordinates(pair) @ np.stack([east, north])).T
    places: Points = np.column_stack([np.arctan2(y, x), np.arctan2(z, np.hypot(x, y))])
    return np.degrees(places)


def _nearest(one: Geometry, other: Geometry) -> Points:
    """The nearest pair of points, sides being great circles: found on the map, then refined."""
    pair: Points = shapely.get_coordinates(shapely.shortest_line(one, other))
    if one.geom_type == other.geom_type == "Point":
        return pair
    for _ in range(3):
        middle = _directions(pair).sum(axis=0)
        nearer = _nearest_seen_from(middle / max(np.linalg.norm(middle), 1e-9), one, other)
        if nearer is None:
            break
        pair = nearer
    return pair


def geodesic_distance(one: Spatial, other: Spatial) -> float | None:
    """Shortest distance in metres on the ellipsoid, `None` if either geometry is empty."""
    if one.shape.is_empty or other.shape.is_empty:
        return None
    (lon1, lat1), (lon2, lat2) = _nearest(one.shape, other.shape)
    return float(ellipsoid(one.srid).inv(lon1, lat1, lon2, lat2)[2])


def distance(one: Spatial, other: Spatial, spheroid: int | None = None) -> float | None:
    """Shortest distance, `None` if either geometry is empty.

    With two arguments on the plane; with a third one, whatever its value, on the ellipsoid in
    metres. GeoDjango passes 0 there to ask for a sphere; the ellipsoid is nearer the truth and
    costs little, so it is the answer to both.
    """
    if spheroid is not None:
        return geodesic_distance(one, other)
    if one.shape.is_empty or other.shape.is_empty:
        return None
    return float(one.shape.distance(other.shape))


def azimuth(one: Spatial, other: Spatial) -> float | None:
    """Bearing from one point to another in radians clockwise from north, on the plane."""
    east, north = other.shape.x - one.shape.x, other.shape.y - one.shape.y
    return None if east == north == 0 else math.atan2(east, north) % math.tau
