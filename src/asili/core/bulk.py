"""Many rows at once, or few in one message: set reads, inserts and updates below the ORM.

For acts whose tables take thousands of rows, and for acts of which hundreds a second are wanted.
On PostgreSQL, many rows go in by COPY, and small writes that follow one another travel in one
message; on SQLite, all go through executemany. Table and column names come from Django's models,
never from input. Values are plain: None, booleans, integers, strings, instants, decimals, UUIDs;
members of an enumeration are passed as strings.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from django.db import connection, models

Row: TypeAlias = Sequence[Any]
_Statement: TypeAlias = tuple[str, list[Any]]

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
            _send([_statement(change) for change in group])


def next_ids(counts: Mapping[type[models.Model], int]) -> list[Iterator[int]]:
    """For each table, as many unused identifiers; inside a transaction that may write."""
    tables = [model._meta.db_table for model in counts]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            one = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            values = [value for pair in zip(tables, counts.values(), strict=True) for value in pair]
            cursor.execute(" UNION ALL ".join([one] * len(tables)), values)
            drawn = iter([id_ for (id_,) in cursor.fetchall()])
            return [iter([next(drawn) for _ in range(count)]) for count in counts.values()]
        found = []
        for table, count in zip(tables, counts.values(), strict=True):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM {name}")  # noqa: S608  a model's own
            last = cursor.fetchone()[0]
            found.append(iter(range(last + 1, last + 1 + count)))
        return found


def read_rows(
    model: type[models.Model],
    columns: Sequence[str],
    key: str,
    keys: Collection[Any],
    *,
    lock: bool = False,
) -> list[tuple[Any, ...]]:
    """Values of ``columns`` of the rows whose ``key`` is among ``keys``, however many.

    Instants, decimals and UUIDs come back as the database stores them. With ``lock``, rows are held
    until the end of the transaction, taken in the order of their identifiers.
    """
    if not keys:
        return []
    table, names = _names(model, columns)
    column = connection.ops.quote_name(key)
    adapt = _adapter(model._meta.get_field(key))
    wanted = [adapt(value) for value in keys] if adapt else list(keys)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            hold = " ORDER BY id FOR NO KEY UPDATE" if lock else ""
            statement = f"SELECT {names} FROM {table} WHERE {column} = ANY(%s){hold}"  # noqa: S608
            cursor.execute(statement, [wanted])
        else:
            among = "SELECT value FROM json_each(%s)"
            statement = f"SELECT {names} FROM {table} WHERE {column} IN ({among})"  # noqa: S608
            cursor.execute(statement, [json.dumps(wanted)])
        return list(cursor.fetchall())


def _write_each(change: Change) -> None:
    table, names = _names(change.model, change.columns)
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
    table, names = _names(change.model, change.columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in change.rows:
            copy.write_row(row)


def _statement(change: Change) -> _Statement:
    model, columns, rows = change
    quote = connection.ops.quote_name
    if isinstance(change, Insert):
        table, names = _names(model, columns)
        marks = "(" + ", ".join(["%s"] * len(columns)) + ")"
        values = ", ".join([marks] * len(rows))
        return (
            f"INSERT INTO {table} ({names}) VALUES {values}",  # noqa: S608
            [value for row in rows for value in row],
        )
    fields = {field.column: field for field in model._meta.concrete_fields}
    given = [*columns, "id"]
    types = ", ".join(f"{quote(c)} {fields[c].rel_db_type(connection)}" for c in given)
    settings = ", ".join(f"{quote(column)} = new.{quote(column)}" for column in columns)
    table = quote(model._meta.db_table)
    records = [dict(zip(given, row, strict=True)) for row in rows]
    return (
        f"UPDATE {table} SET {settings} "  # noqa: S608
        f"FROM json_to_recordset(%s) AS new ({types}) WHERE {table}.id = new.id",
        [json.dumps(records, default=_as_text)],
    )


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no plain value")


def _send(statements: Sequence[_Statement]) -> None:
    """Several statements as one message."""
    with connection.cursor() as cursor:
        cursor.execute(
            "; ".join(statement for statement, _ in statements),
            [value for _, values in statements for value in values],
        )


def _names(model: type[models.Model], columns: Sequence[str]) -> tuple[str, str]:
    quote = connection.ops.quote_name
    return quote(model._meta.db_table), ", ".join(quote(column) for column in columns)
