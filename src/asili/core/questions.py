"""What an act must know before it judges, asked below the ORM in as few messages as possible.

Each message to a server costs more than most of the answers in it. `ask` sends several questions
as one on PostgreSQL; each is answered as of the moment when its turn comes, so one that follows a
`Turn` or waits for a held row sees what was committed meanwhile. On SQLite, where a message costs
nothing, they are asked one by one. Table and column names come from Django's models, never from
input.
"""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from django.db import connection, models


class Turn(NamedTuple):
    """Wait for a lock of the service until the end of the transaction; the answer is empty.

    Those who do not want it ``alone`` have it together. On SQLite, one transaction writes at a
    time anyway.
    """

    lock: int
    alone: bool


class Read(NamedTuple):
    """Values of ``columns`` of the rows whose ``key`` is among ``keys``, however many.

    With ``hold``, rows are held until the end of the transaction, taken in the order of their
    identifiers.
    """

    model: type[models.Model]
    columns: tuple[str, ...]
    key: str
    keys: Collection[Any]
    hold: bool = False


class Draw(NamedTuple):
    """So many unused identifiers of a table; inside a transaction that may write.

    On SQLite they are drawn again by the next who asks, unless they are used before.
    """

    model: type[models.Model]
    number: int


Question: TypeAlias = Turn | Read | Draw
Answer: TypeAlias = list[tuple[Any, ...]]
Statement: TypeAlias = tuple[str, Sequence[Any]]
_Converters: TypeAlias = tuple[tuple[int, Callable[[Any], Any]], ...]


def ask(*questions: Question) -> list[Answer]:
    """The answers in the order of the questions; an identifier is a row of one value."""
    found = iter(_together(questions) if connection.vendor == "postgresql" else _each(questions))
    return [_answer(question, next(found)) if _asks(question) else [] for question in questions]


def drawn(answer: Answer) -> Iterator[int]:
    """The identifiers of an answer to `Draw`."""
    return (row[0] for row in answer)


def column_names(model: type[models.Model], columns: Sequence[str]) -> tuple[str, str]:
    """Table, and columns between commas, as SQL."""
    quote = connection.ops.quote_name
    return quote(model._meta.db_table), ", ".join(quote(column) for column in columns)


def _asks(question: Question) -> bool:
    match question:
        case Turn():
            return connection.vendor == "postgresql"
        case Read():
            return bool(question.keys)
        case Draw():
            return question.number > 0


def _together(questions: Sequence[Question]) -> list[Answer]:
    asked = [_statement(question) for question in questions if _asks(question)]
    return send(asked) if asked else []


def send(statements: Sequence[Statement]) -> list[Answer]:
    """Several statements to PostgreSQL as one message, and the rows that each returns.

    Values are bound statement by statement, because the driver keeps what it made of a text only
    where it is short.
    """
    with connection.cursor() as cursor:
        cursor.execute("; ".join([cursor.mogrify(text, values) for text, values in statements]))
        found = []
        more = True
        while more:
            found.append(cursor.fetchall() if cursor.description else [])
            more = cursor.nextset()
    return found


def _statement(question: Question) -> Statement:
    match question:
        case Turn(lock, alone):
            function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
            return f"SELECT {function}({lock})", []
        case Read(model, columns, key, keys, hold):
            return _selection(model, columns, key, hold=hold), [list(keys)]
        case Draw(model, number):
            # The name in a subquery of its own, so that it is looked up once and not for each.
            name = "SELECT pg_get_serial_sequence(%s, 'id')::regclass"
            return (
                f"SELECT nextval(({name})) FROM generate_series(1, %s)",  # noqa: S608
                [model._meta.db_table, number],
            )


@cache
def _selection(model: type[models.Model], columns: tuple[str, ...], key: str, *, hold: bool) -> str:
    table, names = column_names(model, columns)
    ending = " ORDER BY id FOR NO KEY UPDATE" if hold else ""
    column = connection.ops.quote_name(key)
    return f"SELECT {names} FROM {table} WHERE {column} = ANY(%s){ending}"  # noqa: S608


def _each(questions: Sequence[Question]) -> Iterator[Answer]:
    with connection.cursor() as cursor:
        for question in questions:
            if isinstance(question, Read) and _asks(question):
                model, columns, key, keys, _hold = question
                table, names = column_names(model, columns)
                field = model._meta.get_field(key)
                stored = [field.get_db_prep_value(value, connection) for value in keys]  # type: ignore[union-attr]
                among = "SELECT value FROM json_each(%s)"
                column = connection.ops.quote_name(key)
                cursor.execute(
                    f"SELECT {names} FROM {table} WHERE {column} IN ({among})",  # noqa: S608
                    [json.dumps(stored)],
                )
                yield cursor.fetchall()
            elif isinstance(question, Draw) and _asks(question):
                table, _names = column_names(question.model, ())
                cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}")  # noqa: S608
                last = cursor.fetchone()[0]
                yield [(last + 1 + n,) for n in range(question.number)]


def _answer(question: Question, rows: Answer) -> Answer:
    if not isinstance(question, Read):
        return rows
    converters = _converters(question.model, question.columns)
    if not converters:
        return rows
    changed = []
    for row in rows:
        values = list(row)
        for at, convert in converters:
            values[at] = convert(values[at])
        changed.append(tuple(values))
    return changed


@cache
def _converters(model: type[models.Model], columns: tuple[str, ...]) -> _Converters:
    """How values of the database become Python's, for the columns that need it."""
    fields = {field.column: field for field in model._meta.concrete_fields}
    found = []
    for at, column in enumerate(columns):
        field = fields[column]
        expression = field.get_col(model._meta.db_table)
        for convert in [
            *connection.ops.get_db_converters(expression),
            *field.get_db_converters(connection),
        ]:
            found.append((at, _bound(convert, expression)))
    return tuple(found)


def _bound(convert: Callable[..., Any], expression: object) -> Callable[[Any], Any]:
    return lambda value: convert(value, expression, connection)
