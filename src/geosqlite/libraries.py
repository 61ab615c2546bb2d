"""Where the GDAL and GEOS libraries carried by the pyogrio and shapely wheels lie.

A settings module says::

    from geosqlite.libraries import GDAL_LIBRARY_PATH, GEOS_LIBRARY_PATH

and GeoDjango runs without any system library. The wheels are located, never imported: importing
pyogrio in settings would start GDAL (and pandas, where installed) before Django has loaded it,
and would install an error handler of its own.

A path is `None` where the wheel is absent or was built against system libraries; GeoDjango then
searches the system, as it does by default.
"""

import os
from importlib.util import find_spec
from pathlib import Path


def _package_folder(package: str) -> Path | None:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent


def bundled_library(package: str, name: str) -> str | None:
    """The shared library `name` that the wheel of `package` carries, or `None`.

    The folders are those of auditwheel (Linux), delocate (macOS) and delvewheel (Windows); the
    file name carries a hash and a version, hence the pattern.
    """
    folder = _package_folder(package)
    if folder is None:
        return None
    places = (
        (folder.parent / f"{package}.libs", f"lib{name}-*.so*"),
        (folder / ".dylibs", f"lib{name}.*dylib"),
        (folder.parent / f"{package}.libs", f"{name}-*.dll"),
        (folder.parent / f"{package}.libs", f"{name}.dll"),
    )
    for place, pattern in places:
        for file in sorted(place.glob(pattern)):
            return str(file)
    return None


def data_folders() -> dict[str, str]:
    """`PROJ_DATA` and `GDAL_DATA` of the pyogrio wheel: variable name to existing folder."""
    folder = _package_folder("pyogrio")
    if folder is None:
        return {}
    places = {"PROJ_DATA": folder / "proj_data", "GDAL_DATA": folder / "gdal_data"}
    return {variable: str(place) for variable, place in places.items() if place.is_dir()}


def use_bundled_data() -> None:
    """Let GDAL find its tables, for wheels that do not embed them; what is set already stays."""
    for variable, place in data_folders().items():
        os.environ.setdefault(variable, place)


GDAL_LIBRARY_PATH: str | None = bundled_library("pyogrio", "gdal")
GEOS_LIBRARY_PATH: str | None = bundled_library("shapely", "geos_c")
