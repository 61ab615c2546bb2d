"""Where GDAL and GEOS are: inside the wheels of pyogrio and shapely, found without importing them."""

from importlib.util import find_spec
from pathlib import Path


def _find(package: str, *patterns: str) -> str | None:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    for pattern in patterns:
        for found in sorted(home.parent.glob(pattern)):
            return str(found)
    return None


GDAL_LIBRARY_PATH = _find("pyogrio", "pyogrio.libs/libgdal*", "pyogrio/.dylibs/libgdal*", "pyogrio.libs/gdal*.dll")
GEOS_LIBRARY_PATH = _find("shapely", "shapely.libs/libgeos_c*", "shapely/.dylibs/libgeos_c*", "shapely.libs/geos_c*.dll", "Shapely.libs/geos_c*.dll")
