"""Settings to run these tests without any project: `pytest --ds=tests.geosqlite.settings`."""

from geosqlite.libraries import GDAL_LIBRARY_PATH, GEOS_LIBRARY_PATH  # noqa: F401

SECRET_KEY = "no secret: settings of tests"  # noqa: S105
DATABASES = {"default": {"ENGINE": "geosqlite", "NAME": ":memory:"}}
INSTALLED_APPS = ["django.contrib.gis"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
