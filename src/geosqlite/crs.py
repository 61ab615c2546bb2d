"""Reference systems by number, from the database of PROJ (OGC and EPSG definitions)."""

import threading
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from pyproj import CRS, Geod, Transformer
from pyproj.enums import WktVersion
from pyproj.exceptions import CRSError

from geosqlite.blob import Spatial

UNDEFINED_CARTESIAN, UNDEFINED_GEOGRAPHIC = -1, 0


class UnknownReferenceSystem(LookupError):
    """No authority known to PROJ defines this number."""


@lru_cache(maxsize=256)
def reference_system(srid: int) -> tuple[str, CRS]:
    """The authority (`EPSG`, else `ESRI`) and the definition of a number.

    Raises `UnknownReferenceSystem`.
    """
    for authority in ("EPSG", "ESRI"):
        try:
            return authority, CRS.from_authority(authority, srid)
        except CRSError:
            continue
    raise UnknownReferenceSystem(f"PROJ knows no reference system numbered {srid}.")


def definition(crs: CRS) -> str:
    """Well-known text that GDAL reads: version 1 as GeoPackage asks, else version 2."""
    try:
        return str(crs.to_wkt(WktVersion.WKT1_GDAL))
    except CRSError:
        return str(crs.to_wkt())


class _Projections(threading.local):
    """Transformers and ellipsoids of this thread: those of pyproj are not shared safely."""

    def __init__(self) -> None:
        self.transformer = lru_cache(maxsize=64)(self._transformer)
        self.ellipsoid = lru_cache(maxsize=64)(self._ellipsoid)

    @staticmethod
    def _transformer(source: int, target: int) -> Transformer:
        return Transformer.from_crs(
            reference_system(source)[1], reference_system(target)[1], always_xy=True
        )

    @staticmethod
    def _ellipsoid(srid: int) -> Geod:
        return reference_system(srid)[1].get_geod() or Geod(ellps="WGS84")


_projections = _Projections()


def ellipsoid(srid: int) -> Geod:
    """The ellipsoid on which lengths and areas of this system are measured."""
    return _projections.ellipsoid(srid)


def transform(spatial: Spatial, srid: int) -> Spatial:
    """The same place in another reference system (x east or longitude, y north or latitude)."""
    if spatial.srid == srid:
        return spatial
    transformer = _projections.transformer(spatial.srid, srid)

    def project(points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return np.column_stack(transformer.transform(*points.T))

    shape = spatial.shape
    return Spatial(shapely.transform(shape, project, include_z=bool(shape.has_z)), srid)
