"""Read a network folder as a stream of typed rows.

Memory does not grow with the number of bags: rows are read one by one (CSV) or by the thousand
(Parquet), and events are joined with their lines and measurements as they are read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from asili.network.joining import joined
from asili.network.manifest import Manifest, read_manifest
from asili.network.problems import FolderError, Problem
from asili.network.schema import TABLES
from asili.network.tabular import Record, Report, Row, raw_rows, records, refuse

SUFFIXES: Final = (".csv", ".parquet")


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One event with everything that the folder says about it.

    ``row``, ``line_rows`` and ``measurement_rows`` are the places of the rows in their files.
    """

    row: int
    event: Row
    lines: list[Row]
    measurements: list[Row]
    line_rows: list[int] = field(default_factory=list)
    measurement_rows: list[int] = field(default_factory=list)

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Rows of the event in the tables events, lines and measurements."""
        return 1, len(self.lines), len(self.measurements)


@dataclass(frozen=True, slots=True)
class SettlementRecord:
    """One settlement with its deductions; ``row`` is its place in the file."""

    row: int
    settlement: Row
    deductions: list[Row]
    deduction_rows: list[int] = field(default_factory=list)

    @property
    def sizes(self) -> tuple[int, int]:
        """Rows in the tables settlements and deductions."""
        return 1, len(self.deductions)


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
        for row, event, (lines, measurements) in joined(
            self, ("events", "uuid"), (("lines", "event"), ("measurements", "event")), report
        ):
            yield EventRecord(
                row,
                event,
                [line for _, line in lines],
                [measurement for _, measurement in measurements],
                [number for number, _ in lines],
                [number for number, _ in measurements],
            )

    def settlements(self, report: Report = refuse) -> Iterator[SettlementRecord]:
        """Yield each settlement with its deductions; whole or not at all, like `events`."""
        key = ("event", "lot")
        for row, settlement, (deductions,) in joined(
            self, ("settlements", *key), (("deductions", *key),), report
        ):
            yield SettlementRecord(
                row,
                settlement,
                [deduction for _, deduction in deductions],
                [number for number, _ in deductions],
            )

    def size(self, table: str) -> int:
        """Return the number of rows of ``table``, readable or not."""
        file = self.file(table)
        return sum(1 for _ in raw_rows(file)) if file else 0

    def name(self, table: str) -> str:
        """Return the file name of ``table``, whether it exists or not."""
        file = self.file(table)
        return file.name if file else f"{table}.csv"
