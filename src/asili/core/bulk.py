"""Many rows at once, or few in one message: inserts and updates below the ORM.

For acts whose tables take thousands of rows, and for acts of which hundreds a second are wanted.
On PostgreSQL, many rows go in by COPY, and small writes that follow one another travel in one
message; on SQLite, all go through executemany. Table and column names come from Django's models,
never from input. Values are plain: None, booleans, integers, strings, instants, decimals, UUIDs;
members of an enumeration are passed as strings.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from django.db import connection, models

from asili.core.questions import Statement, column_names, send

Row: TypeAlias = Sequence[Any]

_FEW = 24
"""Up to so many rows an INSERT is cheaper than a COPY, which takes messages of its own."""


class Insert(NamedTuple):
    """Rows to be added, each with the values of ``columns``."""

    model: type[models.Model]
    columns: Sequence[str]
    rows: Sequence[Row]


class Update(NamedTuple):
    """Rows to be changed: values of ``columns``, and last the identifier of the row."""

    model: type[models.Model]
    columns: Sequence[str]
    rows: Sequence[Row]


Change: TypeAlias = Insert | Update


def write(changes: Iterable[Change]) -> None:
    """Write in the order given; raises IntegrityError where a constraint refuses a row."""
    wanted = [change for change in changes if change.rows]
    if connection.vendor != "postgresql":
        for change in wanted:
            _write_each(change)
        return
    for copies, group in groupby(wanted, _is_copied):
        if copies:
            for change in group:
                _copy(change)
        else:
            send([_statement(change) for change in group])


def _write_each(change: Change) -> None:
    table, names = column_names(change.model, change.columns)
    columns, adapted = change.columns, _adapted(change)
    with connection.cursor() as cursor:
        if isinstance(change, Insert):
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", adapted)  # noqa: S608
        else:
            settings = ", ".join(f"{connection.ops.quote_name(column)} = %s" for column in columns)
            cursor.executemany(f"UPDATE {table} SET {settings} WHERE id = %s", adapted)  # noqa: S608


def _adapted(change: Change) -> Sequence[Row]:
    """The rows as SQLite stores them; themselves where nothing needs another form."""
    fields = {field.column: field for field in change.model._meta.concrete_fields}
    adapters = {
        at: adapt
        for at, column in enumerate(change.columns)
        if (adapt := _adapter(fields[column])) is not None
    }
    if not adapters:
        return change.rows
    return [
        [adapters[at](value) if at in adapters else value for at, value in enumerate(row)]
        for row in change.rows
    ]


def _adapter(field: Any) -> Callable[[Any], Any] | None:  # a field of any kind, as Django has it
    if connection.vendor == "postgresql" or not isinstance(
        field, models.UUIDField | models.DateTimeField | models.DecimalField
    ):
        return None
    return lambda value: field.get_db_prep_save(value, connection)


def _is_copied(change: Change) -> bool:
    return isinstance(change, Insert) and len(change.rows) > _FEW


def _copy(change: Change) -> None:
    table, names = column_names(change.model, change.columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in change.rows:
            copy.write_row(row)


def _statement(change: Change) -> Statement:
    model, columns, rows = change
    if isinstance(change, Insert):
        table, names = column_names(model, columns)
        marks = "(" + ", ".join(["%s"] * len(columns)) + ")"
        values = ", ".join([marks] * len(rows))
        return (
            f"INSERT INTO {table} ({names}) VALUES {values}",  # noqa: S608
            [value for row in rows for value in row],
        )
    return _updating(model, tuple(columns)), [_array(values) for values in zip(*rows, strict=True)]


@cache
def _updating(model: type[models.Model], columns: tuple[str, ...]) -> str:
    """An update of any number of rows, from one array for each column."""
    table, names = column_names(model, (*columns, "id"))
    fields = {field.column: field for field in model._meta.concrete_fields}
    arrays = ", ".join(f"%s::{fields[c].rel_db_type(connection)}[]" for c in (*columns, "id"))
    quoted = map(connection.ops.quote_name, columns)
    settings = ", ".join(f"{column} = new.{column}" for column in quoted)
    return (
        f"UPDATE {table} SET {settings} "  # noqa: S608
        f"FROM unnest({arrays}) AS new ({names}) WHERE {table}.id = new.id"
    )


def _array(values: Iterable[object]) -> str:
    """An array as PostgreSQL reads it from text."""
    return "{" + ",".join([_ELEMENTS[type(value)](value) for value in values]) + "}"


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


_ELEMENTS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _value: "NULL",
    bool: str,
    int: str,
    str: _quoted,
    datetime: lambda value: _quoted(value.isoformat()),
    Decimal: str,
    UUID: str,
}
"""How plain values are written in an array; looked up, for acts write thousands."""
