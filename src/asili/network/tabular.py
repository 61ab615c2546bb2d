"""Rows of one table in one file, CSV or Parquet, each cell typed or explained."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from asili.network.cells import BadCell, Reader, Value, reader
from asili.network.layout import Table
from asili.network.problems import FolderError, Problem

Row = dict[str, Value]
"""One row: column name to value, None where the cell is blank."""

Report = Callable[[Problem], None]
"""Called for each problem; the row concerned is left out."""

BATCH: Final = 4096
"""Rows of a Parquet file that are in memory at a time."""

_LARGEST_CELL: Final = 16 * 2**20
"""Characters that one CSV cell may have: polygons are long."""


def refuse(problem: Problem) -> None:
    """Raise FolderError: the report of a reader that accepts no problem at all."""
    raise FolderError(problem)


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a file as it stands (``cells``) and as understood (``row``, None if it cannot).

    ``number`` counts as a spreadsheet does: the header is row 1.
    """

    number: int
    cells: Sequence[object]
    row: Row | None


def header_of(file: Path) -> list[str]:
    """Return the column names of ``file``; raises FolderError where it is no such table."""
    if file.suffix == ".parquet":
        try:
            return list(pq.read_schema(file).names)
        except pa.ArrowInvalid as error:
            raise _unreadable(file, "the file is not Parquet", str(error)) from None
    with file.open(encoding="utf-8-sig", newline="") as stream:
        try:
            return next(csv.reader(stream), [])
        except (UnicodeDecodeError, csv.Error) as error:
            raise _unreadable(file, "the file is not CSV in UTF-8", str(error)) from None


def records(file: Path, table: Table, report: Report = refuse) -> Iterator[Record]:
    """Yield every row of ``file`` understood as a row of ``table``.

    Problems go to ``report``, by default as a FolderError. A header that misses a required column
    or has an unknown one makes the whole file unreadable.
    """
    header = header_of(file)
    faults = _header_faults(file, table, header)
    for fault in faults:
        report(fault)
    if faults:
        return
    readers = [(name, reader(table.column(name))) for name in header]
    blank: Row = dict.fromkeys(table.names)
    for number, cells in enumerate(raw_rows(file), start=2):
        yield Record(number, cells, _understand(file, number, cells, readers, blank, report))


def raw_rows(file: Path) -> Iterator[Sequence[object]]:
    """Yield the rows below the header as they stand."""
    if file.suffix == ".parquet":
        yield from _parquet_rows(file)
    else:
        yield from _csv_rows(file)


def _csv_rows(file: Path) -> Iterator[Sequence[object]]:
    csv.field_size_limit(_LARGEST_CELL)
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.reader(stream, strict=True)
        next(rows, None)
        try:
            yield from rows
        except (UnicodeDecodeError, csv.Error) as error:
            raise _unreadable(file, "the file is not CSV in UTF-8", str(error)) from None


def _parquet_rows(file: Path) -> Iterator[Sequence[object]]:
    with pq.ParquetFile(file) as parquet:
        for batch in parquet.iter_batches(batch_size=BATCH):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _header_faults(file: Path, table: Table, header: list[str]) -> list[Problem]:
    known = set(table.names)
    faults = [
        Problem(file.name, 1, name, "", "the column is not known", "Remove it or correct its name.")
        for name in header
        if name not in known
    ]
    faults += [
        Problem(file.name, 1, column.name, "", "the column is missing", "Add it to the header.")
        for column in table.columns
        if column.required and column.name not in header
    ]
    faults += [
        Problem(file.name, 1, name, "", "the column is there twice", "Keep one of them.")
        for name in sorted({name for name in header if header.count(name) > 1})
    ]
    return faults


def _understand(
    file: Path,
    number: int,
    cells: Sequence[object],
    readers: list[tuple[str, Reader]],
    blank: Row,
    report: Report,
) -> Row | None:
    if len(cells) != len(readers):
        remedy = f"Give it {len(readers)} cells; put a text that has a comma between quotes."
        rule = "the row has another number of cells than the header"
        report(Problem(file.name, number, "", str(len(cells)), rule, remedy))
        return None
    row = blank.copy()
    sound = True
    for (name, read), cell in zip(readers, cells, strict=True):
        try:
            row[name] = read(cell)
        except BadCell as bad:
            value = "" if cell is None else str(cell)
            report(Problem(file.name, number, name, value, bad.rule, bad.remedy))
            sound = False
    return row if sound else None


def _unreadable(file: Path, rule: str, value: str) -> FolderError:
    remedy = "Save it again as CSV in UTF-8 or as Parquet."
    return FolderError(Problem(file.name, 0, "", value, rule, remedy))
