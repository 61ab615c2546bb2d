"""Read a network folder as a stream of typed rows.

Memory does not grow with the number of bags: rows are read one by one (CSV) or by the thousand
(Parquet), and `Folder.events` joins events with their lines and measurements as it goes, which
needs one small entry for each event and none for a line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self
from uuid import UUID

from asili.network.manifest import Manifest, read_manifest
from asili.network.problems import FolderError, Problem
from asili.network.schema import TABLES
from asili.network.tabular import Record, Report, Row, header_of, raw_rows, records, refuse

SUFFIXES: Final = (".csv", ".parquet")


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One event with everything that the folder says about it; ``row`` is its place in the file."""

    row: int
    event: Row
    lines: list[Row]
    measurements: list[Row]


@dataclass(frozen=True, slots=True)
class Folder:
    """An open folder."""

    path: Path
    manifest: Manifest

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Open the folder at ``path``; raises FolderError where it has no readable manifest."""
        folder = Path(path)
        return cls(folder, read_manifest(folder))

    def file(self, table: str) -> Path | None:
        """Return the file of ``table``, or None where the folder has none.

        Raises FolderError where the table is there twice.
        """
        candidates = [self.path / f"{table}{suffix}" for suffix in SUFFIXES]
        found = [file for file in candidates if file.is_file()]
        if len(found) > 1:
            rule = "the table is there twice, as CSV and as Parquet"
            raise FolderError(Problem(found[1].name, 0, "", "", rule, "Keep one of the files."))
        return found[0] if found else None

    def records(self, table: str, report: Report = refuse) -> Iterator[Record]:
        """Yield every row of ``table``, those that cannot be read with ``row`` None.

        Problems go to ``report``, by default as a FolderError. A table that the folder need not
        have, and has not, yields nothing.
        """
        file = self.file(table)
        if file is not None:
            yield from records(file, TABLES[table], report)
        elif TABLES[table].required:
            report(Problem(f"{table}.csv", 0, "", "", "the table is missing", "Add the file."))

    def rows(self, table: str, report: Report = refuse) -> Iterator[Row]:
        """Yield the rows of ``table`` that can be read, each with all columns of the schema."""
        return (found.row for found in self.records(table, report) if found.row is not None)

    def events(self, report: Report = refuse) -> Iterator[EventRecord]:
        """Yield each event with its lines and measurements, in the order of the file.

        An event that loses a line or a measurement to a problem is left out whole, for half an
        event would be another event. All problems go to ``report``.
        """
        order = self._order_of_events()
        lines = _Follower(self, "lines", order, report)
        measurements = _Follower(self, "measurements", order, report)
        for number, event in self._events_once(order, report):
            record = EventRecord(number, event, lines.upto(number), measurements.upto(number))
            if lines.has_lost(number) or measurements.has_lost(number):
                uuid, rule = str(event["uuid"]), "a line or measurement of the event has a problem"
                remedy = "Put that row right; the event is left out until then."
                report(Problem(self.name("events"), number, "", uuid, rule, remedy))
            else:
                yield record
        lines.upto(_END)
        measurements.upto(_END)

    def name(self, table: str) -> str:
        """Return the file name of ``table``, whether it exists or not."""
        file = self.file(table)
        return file.name if file else f"{table}.csv"

    def _events_once(self, order: Mapping[UUID, int], report: Report) -> Iterator[tuple[int, Row]]:
        for found in self.records("events", report):
            if found.row is None:
                continue
            uuid = found.row["uuid"]
            if isinstance(uuid, UUID) and order[uuid] == found.number:
                yield found.number, found.row
            else:
                rule, remedy = "the event is there twice", "Keep one of the two rows."
                report(Problem(self.name("events"), found.number, "uuid", str(uuid), rule, remedy))

    def _order_of_events(self) -> dict[UUID, int]:
        """Row number of each event."""
        file = self.file("events")
        header = header_of(file) if file else []
        order: dict[UUID, int] = {}
        if file is None or "uuid" not in header:
            return order
        at = header.index("uuid")
        for number, cells in enumerate(raw_rows(file), start=2):
            uuid = _uuid(cells[at]) if at < len(cells) else None
            if uuid is not None:
                order.setdefault(uuid, number)
        return order


_END: Final = 2**62
"""A row number below every row."""


class _Follower:
    """The rows of a table that stand in the order of the events, handed out event by event."""

    def __init__(
        self, folder: Folder, table: str, order: Mapping[UUID, int], report: Report
    ) -> None:
        self._file = folder.name(table)
        self._order = order
        self._report = report
        file = folder.file(table)
        header = header_of(file) if file else []
        self._event_at = header.index("event") if "event" in header else None
        self._lost: set[int] = set()
        self._records = folder.records(table, report)
        self._next = self._advance()

    def upto(self, number: int) -> list[Row]:
        """Return the rows of the event in row ``number``; rows of earlier events are reported."""
        found: list[Row] = []
        while self._next is not None and self._next[0] <= number:
            at, record = self._next
            if at < number:
                self._stray(record)
            elif record.row is None:
                self._lost.add(at)
            else:
                found.append(record.row)
            self._next = self._advance()
        return found

    def has_lost(self, number: int) -> bool:
        """Say whether a row of the event in row ``number`` could not be read."""
        return number in self._lost

    def _advance(self) -> tuple[int, Record] | None:
        for record in self._records:
            at = self._position(record)
            if at is not None:
                return at, record
            if record.row is not None:
                self._stray(record)
        return None

    def _position(self, record: Record) -> int | None:
        """Row number of the event that a record names, None where there is no such event."""
        if self._event_at is None or self._event_at >= len(record.cells):
            return None
        uuid = _uuid(record.cells[self._event_at])
        return None if uuid is None else self._order.get(uuid)

    def _stray(self, record: Record) -> None:
        if record.row is None:
            return
        rule = "its event does not stand here: it is missing, has a problem or stands further up"
        remedy = "Put the rows in the order of the events and the event right."
        event = str(record.row["event"])
        self._report(Problem(self._file, record.number, "event", event, rule, remedy))


def _uuid(cell: object) -> UUID | None:
    try:
        return UUID(str(cell))
    except ValueError:
        return None
