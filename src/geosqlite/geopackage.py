"""The tables that make a SQLite file a GeoPackage, and the geometry columns listed in them.

Source: OGC 12-128r18, GeoPackage Encoding Standard, clauses 1.1.1 (pragmas), 1.1.2 (reference
systems), 1.1.3 (contents), 2.1.5 (geometry columns), 2.3.2 (extensions), annex F.3 (R*Tree).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from geosqlite.crs import definition, reference_system

Statement = tuple[str, Sequence[Any] | None]

APPLICATION_ID = 0x47504B47  # "GPKG"
USER_VERSION = 10400  # GeoPackage 1.4
RTREE_EXTENSION = (
    "gpkg_rtree_index",
    "http://www.geopackage.org/spec120/#extension_rtree",
    "write-only",
)

_TABLES = (
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {USER_VERSION}",
    """CREATE TABLE IF NOT EXISTS gpkg_spatial_ref_sys (
        srs_name TEXT NOT NULL,
        srs_id INTEGER PRIMARY KEY NOT NULL,
        organization TEXT NOT NULL,
        organization_coordsys_id INTEGER NOT NULL,
        definition TEXT NOT NULL,
        description TEXT)""",
    """CREATE TABLE IF NOT EXISTS gpkg_contents (
        table_name TEXT PRIMARY KEY NOT NULL,
        data_type TEXT NOT NULL,
        identifier TEXT UNIQUE,
        description TEXT DEFAULT '',
        last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
        min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
        srs_id INTEGER REFERENCES gpkg_spatial_ref_sys (srs_id))""",
    """CREATE TABLE IF NOT EXISTS gpkg_geometry_columns (
        table_name TEXT NOT NULL,
        column_name TEXT NOT NULL,
        geometry_type_name TEXT NOT NULL,
        srs_id INTEGER NOT NULL REFERENCES gpkg_spatial_ref_sys (srs_id),
        z TINYINT NOT NULL,
        m TINYINT NOT NULL,
        PRIMARY KEY (table_name, column_name))""",
    """CREATE TABLE IF NOT EXISTS gpkg_extensions (
        table_name TEXT,
        column_name TEXT,
        extension_name TEXT NOT NULL,
        definition TEXT NOT NULL,
        scope TEXT NOT NULL,
        UNIQUE (table_name, column_name, extension_name))""",
    """INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES
        ('Undefined Cartesian', -1, 'NONE', -1, 'undefined', NULL),
        ('Undefined geographic', 0, 'NONE', 0, 'undefined', NULL)""",
)


@dataclass(frozen=True)
class GeometryColumn:
    """A geometry column: what GeoPackage records of it, and whether it is indexed."""

    column: str
    geometry_type: str
    srid: int
    has_z: bool
    indexed: bool

    @classmethod
    def of_field(cls, field: GeometryField) -> "GeometryColumn":
        """The column of a model field."""
        indexed = bool(field.spatial_index)
        return cls(str(field.column), field.geom_type, field.srid, field.dim == 3, indexed)

    def without_index(self) -> "GeometryColumn":
        """The same column of a table that cannot have a spatial index."""
        return replace(self, indexed=False)


def tables_sql() -> list[Statement]:
    """Statements that make the file a GeoPackage; harmless where it is one already."""
    return [(sql, None) for sql in _TABLES] + [_reference_system_sql(4326)]


def is_geopackage(connection: BaseDatabaseWrapper) -> bool:
    """Whether the file has the tables of this module."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'gpkg_extensions'")
        return cursor.fetchone() is not None


def _reference_system_sql(srid: int) -> Statement:
    authority, crs = reference_system(srid)
    row = (crs.name, srid, authority, srid, definition(crs), None)
    return "INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES (%s, %s, %s, %s, %s, %s)", row


def register_sql(table: str, column: GeometryColumn) -> list[Statement]:
    """Statements that list a geometry column; the extent stays NULL, which means unknown.

    An extent written once would be wrong after the next insert; readers take it from the index.
    """
    statements = [_reference_system_sql(column.srid)] if column.srid > 0 else []
    statements += [
        (
            "INSERT OR IGNORE INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
            "VALUES (%s, 'features', %s, %s)",
            (table, table, column.srid),
        ),
        (
            "INSERT INTO gpkg_geometry_columns VALUES (%s, %s, %s, %s, %s, 0)",
            (table, column.column, column.geometry_type, column.srid, int(column.has_z)),
        ),
    ]
    if column.indexed:
        row = (table, column.column, *RTREE_EXTENSION)
        statements.append(("INSERT INTO gpkg_extensions VALUES (%s, %s, %s, %s, %s)", row))
    return statements


def unregister_sql(table: str) -> list[Statement]:
    """Statements that forget a table and its geometry columns."""
    return [
        (f"DELETE FROM {metadata} WHERE lower(table_name) = lower(%s)", (table,))
        for metadata in ("gpkg_extensions", "gpkg_geometry_columns", "gpkg_contents")
    ]


def columns_of(cursor: CursorWrapper, table: str) -> list[GeometryColumn]:
    """The geometry columns listed for a table."""
    cursor.execute(
        """SELECT g.column_name, g.geometry_type_name, g.srs_id, g.z, e.extension_name NOT NULL
        FROM gpkg_geometry_columns g
        LEFT JOIN gpkg_extensions e
            ON e.extension_name = %s
            AND lower(e.table_name) = lower(g.table_name) AND e.column_name = g.column_name
        WHERE lower(g.table_name) = lower(%s)""",
        (RTREE_EXTENSION[0], table),
    )
    return [
        GeometryColumn(name, kind, srid, bool(z), bool(indexed))
        for name, kind, srid, z, indexed in cursor.fetchall()
    ]
