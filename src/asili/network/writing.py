"""Write a network folder, row by row, as CSV or Parquet.

The folder appears under its name only when it is complete: it is written beside its place and
renamed at the end.
"""

import csv
import shutil
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, Protocol, Self
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq

from asili.network.cells import Value, written
from asili.network.manifest import FILE, Manifest, write_manifest
from asili.network.problems import FolderError, Problem
from asili.network.schema import GRAMS, TABLES, Column, Table, Type
from asili.network.tabular import BATCH

Format = Literal["csv", "parquet"]
Cells = Mapping[str, Value]


class _Sink(Protocol):
    def add(self, row: Cells) -> None: ...
    def close(self) -> None: ...


class FolderWriter:
    """Writes the tables of one folder side by side.

    Use it as a context manager; an exception inside leaves nothing behind. Raises FolderError
    where the place is taken by something that is no network folder.
    """

    def __init__(self, path: Path | str, manifest: Manifest, form: Format = "csv") -> None:
        self.path = Path(path)
        self.counts: dict[str, int] = {}
        self._manifest = manifest
        self._form: Format = form
        self._partial = self.path.with_name(f".{self.path.name}.partial")
        self._sinks: dict[str, _Sink] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        taken = self.path.exists() and not (self.path / FILE).is_file()
        if taken and not (self.path.is_dir() and not any(self.path.iterdir())):
            rule = "the place is taken by something that is no network folder"
            raise FolderError(Problem(self.path.name, 0, "", "", rule, "Choose another place."))
        shutil.rmtree(self._partial, ignore_errors=True)
        self._partial.mkdir(parents=True)
        return self

    def add(self, table: str, row: Cells) -> None:
        """Add a row; columns that it does not name stay blank."""
        sink = self._sinks.get(table)
        if sink is None:
            sink = self._sinks[table] = self._sink(TABLES[table])
        sink.add(row)
        self.counts[table] = self.counts.get(table, 0) + 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            for table in TABLES.values():
                if table.required and table.name not in self._sinks:
                    self._sinks[table.name] = self._sink(table)
        self._open.close()
        if kind is not None:
            shutil.rmtree(self._partial)
            return
        write_manifest(self._partial, replace(self._manifest, counts=self.counts))
        if self.path.exists():
            shutil.rmtree(self.path)
        self._partial.rename(self.path)

    def _sink(self, table: Table) -> _Sink:
        maker = _CsvSink if self._form == "csv" else _ParquetSink
        sink: _Sink = maker(self._partial / f"{table.name}.{self._form}", table)
        self._open.callback(sink.close)
        return sink


def write(
    path: Path | str,
    tables: Mapping[str, Iterable[Cells]],
    manifest: Manifest,
    form: Format = "csv",
) -> None:
    """Write a whole folder from ``tables`` (name to rows); counts go to the manifest."""
    with FolderWriter(path, manifest, form) as writer:
        for table, rows in tables.items():
            for row in rows:
                writer.add(table, row)


class _CsvSink:
    def __init__(self, file: Path, table: Table) -> None:
        self._names = table.names
        self._stream = file.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._stream, lineterminator="\n")
        self._writer.writerow(self._names)

    def add(self, row: Cells) -> None:
        self._writer.writerow([written(row.get(name)) for name in self._names])

    def close(self) -> None:
        self._stream.close()


class _ParquetSink:
    def __init__(self, file: Path, table: Table) -> None:
        self._schema = pa.schema(
            [pa.field(column.name, _arrow_type(column)) for column in table.columns]
        )
        self._writer = pq.ParquetWriter(file, self._schema)
        self._columns: dict[str, list[object]] = {name: [] for name in table.names}
        self._waiting = 0

    def add(self, row: Cells) -> None:
        for name, values in self._columns.items():
            values.append(_arrow_value(row.get(name)))
        self._waiting += 1
        if self._waiting == BATCH:
            self._flush()

    def close(self) -> None:
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
