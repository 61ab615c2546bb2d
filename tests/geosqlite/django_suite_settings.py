"""Settings with which Django's own spatial tests run on geosqlite."""

from geosqlite.libraries import GDAL_LIBRARY_PATH, GEOS_LIBRARY_PATH  # noqa: F401

SECRET_KEY = "no secret: settings of tests"  # noqa: S105
DATABASES = {"default": {"ENGINE": "geosqlite"}, "other": {"ENGINE": "geosqlite"}}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
USE_TZ = False
