"""Triggers that outlive the rebuilding of their table.

SQLite alters little in place, so Django's schema editor often creates a new table, copies the
rows, drops the old table and renames the new one. Dropping a table drops its triggers without a
word, and a trigger of another table that mentions it makes the renaming fail. The schema editor
therefore takes them all away before a rebuild and puts them back after it.

Names inside a trigger are found and replaced by SQLite itself: a column is renamed within a
savepoint, the rewritten triggers are read, and the savepoint is rolled back.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from django.db import ProgrammingError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

Renaming = tuple[str, str]
"""Old and new name of a column."""

_NOWHERE = "geosqlite_column_taken_away"


class TriggerMentionsColumnError(ProgrammingError):
    """A column is to be removed while a trigger mentions it."""


class Trigger(NamedTuple):
    """A trigger with the statement that creates it."""

    name: str
    sql: str


@contextmanager
def _trying(cursor: CursorWrapper) -> Iterator[None]:
    """What is done inside is undone at the end."""
    cursor.execute("SAVEPOINT geosqlite_trial")
    try:
        yield
    finally:
        cursor.execute("ROLLBACK TO geosqlite_trial")
        cursor.execute("RELEASE geosqlite_trial")


def _statements(cursor: CursorWrapper) -> dict[str, str]:
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid")
    return dict(cursor.fetchall())


def concerning(cursor: CursorWrapper, table: str, *, but: Collection[str] = ()) -> list[Trigger]:
    """The triggers of a table and those of other tables whose text holds its name.

    Those named in `but` are left out. One too many does no harm: it is put back as it was.
    """
    cursor.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' "
        "AND (lower(tbl_name) = lower(%s) OR instr(lower(sql), lower(%s))) ORDER BY rowid",
        (table, table),
    )
    return [Trigger(name, sql) for name, sql in cursor.fetchall() if name not in but]


def _rename_column(connection: BaseDatabaseWrapper, table: str, old: str, new: str) -> str:
    quote = connection.ops.quote_name
    return f"ALTER TABLE {quote(table)} RENAME COLUMN {quote(old)} TO {quote(new)}"


def renamed(
    connection: BaseDatabaseWrapper,
    table: str,
    triggers: Sequence[Trigger],
    renamings: Sequence[Renaming],
) -> list[Trigger]:
    """The triggers as they read once columns of the table are renamed."""
    if not triggers or not renamings:
        return list(triggers)
    with connection.cursor() as cursor, _trying(cursor):
        for old, new in renamings:
            cursor.execute(_rename_column(connection, table, old, new))
        statements = _statements(cursor)
    return [Trigger(trigger.name, statements[trigger.name]) for trigger in triggers]


def refuse_removal(
    connection: BaseDatabaseWrapper, table: str, column: str, triggers: Sequence[Trigger]
) -> None:
    """Raise `TriggerMentionsColumnError` if any of the triggers mentions the column."""
    after = renamed(connection, table, triggers, [(column, _NOWHERE)])
    for trigger, changed in zip(triggers, after, strict=True):
        if trigger != changed:
            raise TriggerMentionsColumnError(
                f'Column "{column}" of table "{table}" cannot be removed: trigger '
                f'"{trigger.name}" mentions it. Drop or replace the trigger first, in an '
                "earlier operation of the same migration."
            )
