"""Join a table with those whose rows stand in its order, as a stream.

Needed in memory is the place of each row of the first table, and nothing for the others.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol

from asili.network.problems import Problem
from asili.network.tabular import Record, Report, Row, header_of, raw_rows

Key = tuple[str, ...]
Joint = tuple[str, ...]
"""Name of a table and of the columns that join it."""

Numbered = tuple[int, Row]
"""A row with its place in its file."""

_END: Final = 2**62
"""A row number below every row."""


class Tables(Protocol):
    """Where the tables come from: a folder."""

    def file(self, table: str) -> Path | None:
        """Return the file of a table, or None."""
        ...

    def records(self, table: str, report: Report) -> Iterator[Record]:
        """Yield every row of a table, those that cannot be read with ``row`` None."""
        ...

    def name(self, table: str) -> str:
        """Return the file name of a table."""
        ...


def joined(
    tables: Tables, first: Joint, others: Sequence[Joint], report: Report
) -> Iterator[tuple[int, Row, list[list[Numbered]]]]:
    """Yield each row of the first table with its number and, by table, the rows that follow it.

    A row that loses a follower to a problem is left out whole and reported, as is a second row of
    the same key, and a follower whose row is missing or stands further up. What follows a row that
    is left out is reported as depending on it.
    """
    table, *columns = first
    name = tables.name(table)
    at = _positions(tables.file(table), columns)
    order = _order(tables.file(table), at)
    followers = [_Follower(tables, joint, order, report) for joint in others]
    for record in tables.records(table, report):
        number, row = record.number, record.row
        key = _key(record.cells, at)
        if row is None:
            if order.get(key) == number:
                for follower in followers:
                    follower.leave_out(follower.upto(number), name, number)
            continue
        if order[key] != number:
            rule, remedy = "the row is there twice", "Keep one of the two."
            report(
                Problem(tables.name(table), number, columns[0], str(row[columns[0]]), rule, remedy)
            )
            continue
        found = [follower.upto(number) for follower in followers]
        if any(follower.has_lost(number) for follower in followers):
            rule = f"a row of {' or '.join(joint[0] for joint in others)} has a problem"
            remedy = "Put that row right; this one is left out until then."
            report(Problem(name, number, "", str(row[columns[0]]), rule, remedy))
            for follower, rows in zip(followers, found, strict=True):
                follower.leave_out(rows, name, number)
        else:
            yield number, row, found
    for follower in followers:
        follower.upto(_END)


def dependent(file: str, row: int, column: str, value: str, needed: str, at: int) -> Problem:
    """The problem of a sound row: row ``at`` of the file ``needed``, which it needs, has one."""
    rule = f"the row that it needs, {needed} row {at}, is left out"
    return Problem(file, row, column, value, rule, "Put that row right; this one follows it.")


class _Follower:
    """The rows of a table that stand in the order of another, handed out row by row of that."""

    def __init__(
        self, tables: Tables, joint: Joint, order: Mapping[Key, int], report: Report
    ) -> None:
        table, *self._columns = joint
        self._file = tables.name(table)
        self._order = order
        self._report = report
        self._at = _positions(tables.file(table), self._columns)
        self._lost: set[int] = set()
        self._records = tables.records(table, report)
        self._next = self._advance()

    def upto(self, number: int) -> list[Numbered]:
        """Return the rows that follow row ``number``; those of earlier rows are reported."""
        found: list[Numbered] = []
        while self._next is not None and self._next[0] <= number:
            at, record = self._next
            if at < number:
                self._stray(record)
            elif record.row is None:
                self._lost.add(at)
            else:
                found.append((record.number, record.row))
            self._next = self._advance()
        return found

    def leave_out(self, rows: Iterable[Numbered], name: str, number: int) -> None:
        """Report rows whose row ``number`` in the file ``name`` does not come in."""
        for at, row in rows:
            value = str(row[self._columns[0]])
            self._report(dependent(self._file, at, self._columns[0], value, name, number))

    def has_lost(self, number: int) -> bool:
        """Say whether a row that follows row ``number`` could not be read."""
        return number in self._lost

    def _advance(self) -> tuple[int, Record] | None:
        for record in self._records:
            at = self._order.get(_key(record.cells, self._at))
            if at is not None:
                return at, record
            self._stray(record)
        return None

    def _stray(self, record: Record) -> None:
        if record.row is None:
            return
        column = self._columns[0]
        rule = f"its {column} does not stand here: it is missing, has a problem or is further up"
        remedy = "Keep the rows in the order of those that they belong to, and put those right."
        value = str(record.row[column])
        self._report(Problem(self._file, record.number, column, value, rule, remedy))


def _order(file: Path | None, at: Sequence[int]) -> dict[Key, int]:
    """Row number of the first row of each key."""
    order: dict[Key, int] = {}
    if file is not None and at:
        for number, cells in enumerate(raw_rows(file), start=2):
            order.setdefault(_key(cells, at), number)
    return order


def _positions(file: Path | None, columns: Sequence[str]) -> list[int]:
    """Where the columns stand in a file; empty where it has not all of them."""
    header = header_of(file) if file else []
    return [header.index(column) for column in columns if set(columns) <= set(header)]


def _key(cells: Sequence[object], at: Sequence[int]) -> Key:
    """Joining cells as text: UUIDs and codes compare without case, hyphens and spaces."""
    found = (str(cells[position]) if position < len(cells) else "" for position in at)
    return tuple(text.lower().replace("-", "").replace(" ", "") for text in found)
