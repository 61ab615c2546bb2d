"""Many rows at once: COPY on PostgreSQL, executemany on SQLite.

For services whose tables take thousands of rows in one act. Values are written as they are, so
callers pass integers, strings, booleans, None and, on PostgreSQL only, what psycopg adapts. Table
and column names come from Django's models, never from input.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models

Row = Sequence[Any]


def next_ids(model: type[models.Model], count: int) -> range | list[int]:
    """``count`` unused identifiers of a table; inside a transaction that may write."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, count],
            )
            return [row[0] for row in cursor.fetchall()]
        name = connection.ops.quote_name(table)
        cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM {name}")  # noqa: S608  a model's own name
        first = cursor.fetchone()[0] + 1
        return range(first, first + count)


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Add rows; raises IntegrityError where a constraint refuses one."""
    if not rows:
        return
    table, names = _names(model, columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608


def update_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Set ``columns`` of the rows named by identifier; each row ends with its identifier."""
    if not rows:
        return
    table, names = _names(model, [*columns, "id"])
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays, values = _arrays(model, [*columns, "id"], rows)
            settings = ", ".join(f"{quote(column)} = new.{quote(column)}" for column in columns)
            cursor.execute(
                f"UPDATE {table} SET {settings} "  # noqa: S608
                f"FROM unnest({arrays}) AS new ({names}) WHERE {table}.id = new.id",
                values,
            )
            return
        settings = ", ".join(f"{quote(column)} = %s" for column in columns)
        cursor.executemany(f"UPDATE {table} SET {settings} WHERE id = %s", rows)  # noqa: S608


def _arrays(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[Row]
) -> tuple[str, list[list[Any]]]:
    """One typed array for each column: a statement of thousands of rows in one round trip."""
    fields = {field.column: field for field in model._meta.concrete_fields}
    types = [fields[column].rel_db_type(connection) for column in columns]
    arrays = ", ".join(f"%s::{type_}[]" for type_ in types)
    return arrays, [list(column) for column in zip(*rows, strict=True)]


def _names(model: type[models.Model], columns: Sequence[str]) -> tuple[str, str]:
    quote = connection.ops.quote_name
    return quote(model._meta.db_table), ", ".join(quote(column) for column in columns)
