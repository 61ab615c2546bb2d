"""One table written to one file, row by row, as CSV or Parquet."""

import csv
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import file_digest
from pathlib import Path
from typing import Final, Literal, Protocol
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq

from asili.network.cells import Value, written
from asili.network.layout import Column, Table, Type
from asili.network.manifest import FileEntry
from asili.network.schema import GRAMS
from asili.network.tabular import BATCH

Format = Literal["csv", "parquet"]
Cells = Mapping[str, Value]


class Sink(Protocol):
    """A file that takes the rows of one table."""

    def add(self, row: Cells) -> None:
        """Add a row; columns that it does not name stay blank."""
        ...

    def close(self) -> None:
        """Write what waits and close the file; a second time does nothing."""
        ...


def open_sink(folder: Path, table: Table, form: Format) -> Sink:
    """Begin the file of ``table`` in ``folder``."""
    maker = CsvSink if form == "csv" else ParquetSink
    return maker(folder / f"{table.name}.{form}", table)


def entry_of(file: Path) -> FileEntry:
    """Size and SHA-256 of a file, read by the block."""
    with file.open("rb") as stream:
        return FileEntry(file.stat().st_size, file_digest(stream, "sha256").hexdigest())


class CsvSink:
    """A CSV file as the schema asks for."""

    def __init__(self, file: Path, table: Table) -> None:
        self._names = table.names
        self._stream = file.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._stream, lineterminator="\n")
        self._writer.writerow(self._names)

    def add(self, row: Cells) -> None:
        """Add a row."""
        self._writer.writerow([written(row.get(name)) for name in self._names])

    def close(self) -> None:
        """Close the file."""
        self._stream.close()


class ParquetSink:
    """A Parquet file with a type for each column."""

    def __init__(self, file: Path, table: Table) -> None:
        self._schema = pa.schema(
            [pa.field(column.name, _arrow_type(column)) for column in table.columns]
        )
        self._writer = pq.ParquetWriter(file, self._schema)
        self._columns: dict[str, list[object]] = {name: [] for name in table.names}
        self._waiting = 0

    def add(self, row: Cells) -> None:
        """Add a row."""
        for name, values in self._columns.items():
            values.append(_arrow_value(row.get(name)))
        self._waiting += 1
        if self._waiting == BATCH:
            self._flush()

    def close(self) -> None:
        """Close the file."""
        if self._writer.is_open:
            self._flush()
            self._writer.close()

    def _flush(self) -> None:
        self._writer.write_table(pa.table(self._columns, schema=self._schema))
        for values in self._columns.values():
            values.clear()
        self._waiting = 0


_ARROW: Final = {
    Type.TEXT: pa.string(),
    Type.CODE: pa.string(),
    Type.UUID: pa.string(),
    Type.CHOICE: pa.string(),
    Type.INTEGER: pa.int64(),
    Type.DECIMAL: pa.decimal128(24, 9),
    Type.BOOLEAN: pa.bool_(),
    Type.DATE: pa.date32(),
    Type.INSTANT: pa.timestamp("us", tz="UTC"),
    Type.AREA: pa.string(),
}


def _arrow_type(column: Column) -> pa.DataType:
    if column.maximum == GRAMS:
        return pa.uint32()
    return _ARROW[column.type]


def _arrow_value(value: Value) -> object:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Decimal):
        return value.quantize(Decimal("1e-9"))
    return value
