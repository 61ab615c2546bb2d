"""Downloads of lists: CSV, XLSX, Parquet and JSON, each with its notes.

Notes (attribution, "simulated") travel inside the file: as first lines that begin with "#" in CSV,
as a sheet in XLSX, as metadata in Parquet, as a member in JSON. A text that a spreadsheet would
take for a formula is made harmless: in CSV by an apostrophe before it (OWASP, "CSV Injection"), in
XLSX by storing it as text. Numbers are left alone.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import chain, islice
from typing import Any, Final, Literal, TypeAlias
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from asili.core.access import Refusal

Format: TypeAlias = Literal["csv", "xlsx", "parquet", "json"]
FORMATS: Final[tuple[Format, ...]] = ("csv", "xlsx", "parquet", "json")
XLSX_ROWS: Final = 1_048_576
"""Rows of a worksheet, the header among them."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}
Row: TypeAlias = Sequence[object]


class _Echo:
    """A file that gives back what is written, so that CSV can be streamed."""

    def write(self, text: str) -> str:
        return text


def export(
    rows: Iterable[Row],
    columns: Sequence[str],
    fmt: Format,
    filename: str,
    notes: tuple[str, ...] = (),
) -> HttpResponseBase:
    """The rows as a download named ``filename`` plus the extension of the format.

    ``columns`` are the headers, with units in them. CSV is streamed. Raises Refusal where the rows
    do not fit into a worksheet, and KeyError for an unknown format.
    """
    media_type = _TYPES[fmt]
    response: HttpResponseBase
    if fmt == "csv":
        response = StreamingHttpResponse(_csv(rows, columns, notes), content_type=media_type)
    else:
        write = {"xlsx": _xlsx, "parquet": _parquet, "json": _json}[fmt]
        response = HttpResponse(write(rows, columns, notes), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{filename}.{fmt}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def harmless(value: object) -> object:
    """A text that would be taken for a formula gets an apostrophe before it."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _csv(rows: Iterable[Row], columns: Sequence[str], notes: tuple[str, ...]) -> Iterator[str]:
    yield "\ufeff"  # without it spreadsheets read UTF-8 as something else
    for note in notes:
        yield f"# {' '.join(note.split())}\r\n"
    writer = csv.writer(_Echo())
    for row in chain([columns], rows):
        yield writer.writerow([_plain(harmless(value)) for value in row])


def _xlsx(rows: Iterable[Row], columns: Sequence[str], notes: tuple[str, ...]) -> bytes:
    held = list(islice(rows, XLSX_ROWS))
    if len(held) == XLSX_ROWS:  # with the header one more than a worksheet takes
        raise Refusal(
            "core.8",
            _("A worksheet holds 1,048,575 rows, and this list has more."),
            remedy=_("Download it as CSV or Parquet, or narrow the list down."),
        )
    book = Workbook(write_only=True)
    sheet = book.create_sheet("data")
    for row in chain([columns], held):
        sheet.append([_cell(sheet, value) for value in row])
    about = book.create_sheet("notes")
    for note in notes:
        about.append([_cell(about, note)])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: Any, value: object) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if not isinstance(value, str):
        return _plain(value) if isinstance(value, UUID | list | dict) else value
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    return cell


def _parquet(rows: Iterable[Row], columns: Sequence[str], notes: tuple[str, ...]) -> bytes:
    held = [[_storable(value) for value in row] for row in rows]
    arrays = [pa.array([row[at] for row in held]) for at in range(len(columns))]
    table = pa.table(arrays, names=list(columns))
    table = table.replace_schema_metadata({"notes": json.dumps(notes, ensure_ascii=False)})
    file = BytesIO()
    pq.write_table(table, file, compression="zstd")
    return file.getvalue()


def _json(rows: Iterable[Row], columns: Sequence[str], notes: tuple[str, ...]) -> bytes:
    content = {
        "notes": notes,
        "rows": [dict(zip(columns, (_plain(value) for value in row), strict=True)) for row in rows],
    }
    return json.dumps(content, ensure_ascii=False).encode()


def _plain(value: object) -> object:
    """Decimals, dates and identifiers as exact text; numbers and texts as they are."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return str(value)


def _storable(value: object) -> object:
    """What Arrow can hold in a typed column; anything else as text."""
    if value is None or isinstance(value, str | bool | int | float | Decimal | date):
        return value
    return str(value)
