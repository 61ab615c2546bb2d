"""The libraries inside the wheels are found, and no wheel is imported to find them."""

import subprocess
import sys
from pathlib import Path

import pytest

from geosqlite import libraries


def test_looking_imports_neither_wheel():
    code = (
        "import sys; from geosqlite.libraries import GDAL_LIBRARY_PATH, GEOS_LIBRARY_PATH; "
        "sys.exit(bool({'pyogrio', 'shapely', 'django'} & set(sys.modules)))"
    )
    source = Path(libraries.__file__).parents[1]
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": str(source)})


def test_both_libraries_are_found_in_this_environment():
    for path in (libraries.GDAL_LIBRARY_PATH, libraries.GEOS_LIBRARY_PATH):
        assert path is not None
        assert Path(path).is_file()


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("orewheel.libs/libgdal-253d08a6.so.38.3.12.4", "gdal"),
        ("orewheel/.dylibs/libgdal.38.dylib", "gdal"),
        ("orewheel/.dylibs/libgeos_c.1.20.5.dylib", "geos_c"),
        ("orewheel.libs/gdal-8f3a.dll", "gdal"),
        ("orewheel.libs/geos_c-8f3a.dll", "geos_c"),
    ],
)
def test_the_layouts_of_all_three_systems_are_known(tmp_path, monkeypatch, file, name):
    for path in ("orewheel/__init__.py", "orewheel.libs/libgeos-1.so.3", file):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    monkeypatch.syspath_prepend(tmp_path)
    assert libraries.bundled_library("orewheel", name) == str(tmp_path / file)


def test_without_the_wheel_the_search_is_left_to_django():
    assert libraries.bundled_library("no_such_wheel", "gdal") is None


def test_data_folders_exist_and_do_not_override_the_environment(monkeypatch):
    folders = libraries.data_folders()
    assert all(Path(folder).is_dir() for folder in folders.values())
    monkeypatch.setenv("GDAL_DATA", "chosen by the administrator")
    libraries.use_bundled_data()
    assert libraries.os.environ["GDAL_DATA"] == "chosen by the administrator"
