"""What the file says of its tables: geometry types and spatial indexes from its metadata."""

import re
from typing import Any

from django.contrib.gis.gdal import OGRGeomType
from django.db.backends.sqlite3.introspection import (
    DatabaseIntrospection as SQLiteIntrospection,
)
from django.db.backends.sqlite3.introspection import (
    FieldInfo,
    FlexibleFieldLookupDict,
)
from django.db.backends.utils import CursorWrapper

from geosqlite import geopackage, rtree

_RESERVED = ("gpkg_", "rtree_")
"""Prefixes that GeoPackage keeps for its own tables."""

_SIZED_TEXT = re.compile(r"\s*text\s*\(\s*(\d+)\s*\)\s*", re.IGNORECASE)


class GeoFieldLookupDict(FlexibleFieldLookupDict):
    """Field classes by declared type, with those that GeoPackage prefers."""

    base_data_types_reverse = {
        **FlexibleFieldLookupDict.base_data_types_reverse,
        "numeric": "DecimalField",
        "geometry": "GeometryField",
        "point": "GeometryField",
        "linestring": "GeometryField",
        "polygon": "GeometryField",
        "multipoint": "GeometryField",
        "multilinestring": "GeometryField",
        "multipolygon": "GeometryField",
        "geometrycollection": "GeometryField",
    }

    def __getitem__(self, key: str) -> str:
        """`text(80)` is a `CharField`, `text` a `TextField`."""
        return "CharField" if _SIZED_TEXT.fullmatch(key) else super().__getitem__(key)


class DatabaseIntrospection(SQLiteIntrospection):
    """Django's introspection of SQLite, aware of GeoPackage metadata."""

    data_types_reverse = GeoFieldLookupDict()

    def get_table_list(self, cursor: CursorWrapper) -> list[Any]:
        """Tables and views, without those of GeoPackage itself."""
        tables = super().get_table_list(cursor)
        return [table for table in tables if not table.name.startswith(_RESERVED)]

    def get_table_description(self, cursor: CursorWrapper, table_name: str) -> list[FieldInfo]:
        """The columns of a table; a text column with a size has it as display size."""
        return [
            info._replace(display_size=int(size[1]))
            if (size := _SIZED_TEXT.fullmatch(str(info.type_code)))
            else info
            for info in super().get_table_description(cursor, table_name)
        ]

    def get_geometry_type(
        self, table_name: str, description: FieldInfo
    ) -> tuple[str, dict[str, int]]:
        """Field class and its non-default arguments; raises `LookupError` if not listed."""
        with self.connection.cursor() as cursor:
            for geometry in self._geometries(cursor, table_name):
                if geometry.column == description.name:
                    arguments = {} if geometry.srid == 4326 else {"srid": geometry.srid}
                    if geometry.has_z:
                        arguments["dim"] = 3
                    return OGRGeomType(geometry.geometry_type).django, arguments
        raise LookupError(f'No geometry column "{table_name}"."{description.name}" is listed.')

    def get_constraints(self, cursor: CursorWrapper, table_name: str) -> dict[str, Any]:
        """Constraints and indexes, spatial ones included."""
        constraints: dict[str, Any] = super().get_constraints(cursor, table_name)
        for geometry in self._geometries(cursor, table_name):
            if geometry.indexed:
                constraints[rtree.index_name(table_name, geometry.column)] = {
                    "columns": [geometry.column],
                    "primary_key": False,
                    "unique": False,
                    "foreign_key": None,
                    "check": False,
                    "index": True,
                    "type": "rtree",
                }
        return constraints

    def _geometries(
        self, cursor: CursorWrapper, table_name: str
    ) -> list[geopackage.GeometryColumn]:
        if not geopackage.is_geopackage(self.connection):
            return []
        return geopackage.columns_of(cursor, table_name)
