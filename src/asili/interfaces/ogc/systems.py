"""Reference systems in which features may be asked for (OGC API Features, Part 2, OGC 18-058r1).

CRS84 has longitude first, EPSG:4326 latitude first, as their authorities say; EPSG:32735 is UTM
zone 35 south, in metres, in which most of the copper belt is surveyed.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG4326: Final = "http://www.opengis.net/def/crs/EPSG/0/4326"
UTM35S: Final = "http://www.opengis.net/def/crs/EPSG/0/32735"
SYSTEMS: Final = (CRS84, EPSG4326, UTM35S)

_UTM: Final = Transformer.from_crs("OGC:CRS84", "EPSG:32735", always_xy=True)
_DECIMALS: Final = {CRS84: 7, EPSG4326: 7, UTM35S: 2}
"""About a centimetre."""


def written_in(shapes: list[Any], system: str) -> npt.NDArray[np.object_]:
    """Shapes in CRS84 with their coordinates and axes as the system has them."""
    held = np.empty(len(shapes), object)
    held[:] = shapes

    def change(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        x, y = points[:, 0], points[:, 1]
        if system == UTM35S:
            x, y = _UTM.transform(x, y)
        pairs = (y, x) if system == EPSG4326 else (x, y)
        changed: npt.NDArray[np.float64] = np.column_stack(pairs)
        return changed.round(_DECIMALS[system])

    changed: npt.NDArray[np.object_] = shapely.transform(held, change)
    return changed


def box_in_degrees(
    box: tuple[float, float, float, float], system: str
) -> tuple[float, float, float, float]:
    """A box of a system as west, south, east, north in degrees; its edges are followed."""
    first, second, third, fourth = box
    if system == EPSG4326:
        return second, first, fourth, third
    if system == UTM35S:
        west, south, east, north = _UTM.transform_bounds(*box, direction="INVERSE")
        return west, south, east, north
    return box
