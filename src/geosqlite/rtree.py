"""The spatial index: an R*Tree of bounding boxes, kept by triggers.

Named and shaped as the GeoPackage extension `gpkg_rtree_index` asks, so that GDAL and QGIS use
it too. Its `id` is the integer primary key of the row: a bare `rowid` may change when the file
is vacuumed. A table whose key is no integer therefore has no spatial index (`geosqlite.W001`)
and is searched row by row.

Boxes are kept in single precision, rounded outwards: the index proposes, the predicate decides.
"""

import re
from collections.abc import Callable

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field

INTEGER = re.compile(r"(small|big)?int", re.IGNORECASE)
EVENTS = ("insert", "update", "delete")

Quote = Callable[[str], str]


def index_name(table: str, column: str) -> str:
    """The virtual table that indexes a column."""
    return f"rtree_{table}_{column}"


def trigger_names(table: str, column: str) -> list[str]:
    """The triggers that keep the index of a column."""
    return [f"{index_name(table, column)}_{event}" for event in EVENTS]


def key_column(primary_key: Field, connection: BaseDatabaseWrapper) -> str | None:
    """The column by which the rows of a table are indexed, `None` if its key is no integer."""
    declared = primary_key.db_type(connection=connection)
    return primary_key.column if declared is not None and INTEGER.match(declared) else None


def _box(row: str, quoted_column: str) -> str:
    sides = ("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY")
    return ", ".join(f"{side}({row}.{quoted_column})" for side in sides)


def create_sql(table: str, column: str, key: str, quote: Quote) -> list[str]:
    """Statements that create the index, fill it from the rows and keep it from then on.

    NULL and empty geometries are left out: they meet nothing.
    """
    tree, rows, geometry, identity = map(quote, (index_name(table, column), table, column, key))
    on_insert, on_update, on_delete = map(quote, trigger_names(table, column))

    def entry(row: str) -> str:
        return (
            f"INSERT OR REPLACE INTO {tree} SELECT {row}.{identity}, {_box(row, geometry)} "
            f"WHERE {row}.{geometry} NOT NULL AND NOT ST_IsEmpty({row}.{geometry})"
        )

    remove = f"DELETE FROM {tree} WHERE id = OLD.{identity}"
    return [
        f"CREATE VIRTUAL TABLE {tree} USING rtree(id, minx, maxx, miny, maxy)",
        f"INSERT INTO {tree} SELECT {identity}, {_box(rows, geometry)} FROM {rows} "
        f"WHERE {geometry} NOT NULL AND NOT ST_IsEmpty({geometry})",
        f"CREATE TRIGGER {on_insert} AFTER INSERT ON {rows} BEGIN {entry('NEW')}; END",
        f"CREATE TRIGGER {on_update} AFTER UPDATE OF {identity}, {geometry} ON {rows} "
        f"BEGIN {remove}; {entry('NEW')}; END",
        f"CREATE TRIGGER {on_delete} AFTER DELETE ON {rows} BEGIN {remove}; END",
    ]


def drop_sql(table: str, column: str, quote: Quote) -> list[str]:
    """Statements that remove the index and its triggers, whether or not they are there."""
    return [
        *(f"DROP TRIGGER IF EXISTS {quote(name)}" for name in trigger_names(table, column)),
        f"DROP TABLE IF EXISTS {quote(index_name(table, column))}",
    ]


def search_sql(alias: str, table: str, column: str, key: str, quote: Quote) -> str:
    """The rows whose box meets a box given as four parameters: west, east, south, north."""
    return (
        f"{quote(alias)}.{quote(key)} IN (SELECT id FROM {quote(index_name(table, column))} "
        "WHERE maxx >= %s AND minx <= %s AND maxy >= %s AND miny <= %s)"
    )
