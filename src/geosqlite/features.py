"""What the backend can do, as GeoDjango asks it."""

from django.contrib.gis.db.backends.base.features import BaseSpatialFeatures
from django.db.backends.sqlite3.features import DatabaseFeatures as SQLiteFeatures


class DatabaseFeatures(BaseSpatialFeatures, SQLiteFeatures):
    """As PostGIS, without geography columns and rasters."""

    supports_add_srs_entry = False
    supports_3d_storage = True
    supports_3d_functions = True
    supports_empty_geometries = True
    empty_intersection_returns_none = False
