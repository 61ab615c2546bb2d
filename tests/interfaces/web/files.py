"""Downloads read back as a spreadsheet or a program would."""

import csv
import io
import json
from typing import Any

import pyarrow.parquet as pq
from django.http import HttpResponse
from openpyxl import load_workbook


def text_of(response: Any) -> str:
    """The whole body, streamed or not."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode()


def read_csv(response: HttpResponse) -> tuple[list[dict[str, str]], list[str]]:
    """Rows and notes of a CSV file."""
    lines = text_of(response).removeprefix("\ufeff").splitlines()
    notes = [line.removeprefix("# ") for line in lines if line.startswith("#")]
    rows = csv.DictReader(io.StringIO("\n".join(lines[len(notes) :])))
    return list(rows), notes


def read_xlsx(response: HttpResponse) -> tuple[list[tuple[Any, ...]], list[str]]:
    """Rows with their header, and notes, of a worksheet."""
    book = load_workbook(io.BytesIO(response.content), read_only=True)
    notes = [str(row[0]) for row in book["notes"].iter_rows(values_only=True)]
    return list(book["data"].iter_rows(values_only=True)), notes


def read_parquet(response: HttpResponse) -> tuple[list[dict[str, Any]], list[str]]:
    """Rows and notes of a Parquet file."""
    table = pq.read_table(io.BytesIO(response.content))
    return table.to_pylist(), json.loads(table.schema.metadata[b"notes"])
