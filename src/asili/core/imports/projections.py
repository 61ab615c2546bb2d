"""Coordinate systems that files of the region are in, and a guess where a file names none."""

from collections.abc import Iterable
from typing import Final

from pyproj import CRS, Transformer

from asili.core.imports.targets import Box

WGS84: Final = CRS.from_epsg(4326)
IN_USE: Final = (4326, 32735, 32734, 32733, 32736, 32635, 32634, 3857)
"""EPSG codes tried in turn: degrees, zones of UTM over the Congo basin, web maps."""


def guessed(extent: Iterable[float] | None, box: Box | None) -> CRS:
    """The system in use under which the middle of an extent lies in the box; else WGS 84.

    Exchanged axes are tried last, so that they are noticed as such.
    """
    if extent is None or box is None:
        return WGS84
    west, south, east, north = box
    left, bottom, right, top = extent
    x, y = (left + right) / 2, (bottom + top) / 2
    for code in IN_USE:
        transformer = Transformer.from_crs(CRS.from_epsg(code), WGS84, always_xy=True)
        longitude, latitude = transformer.transform(x, y)
        if west <= longitude <= east and south <= latitude <= north:
            return CRS.from_epsg(code)
    return WGS84


def named(crs: CRS) -> str:
    """Authority and code, such as EPSG:32735; the name where there is no authority."""
    found = crs.to_authority(min_confidence=25)
    return ":".join(found) if found else str(crs.name)
