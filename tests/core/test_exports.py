"""Downloads hold the rows exactly, carry their notes and cannot run anything."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from uuid import UUID

import openpyxl
import pyarrow.parquet as pq
import pytest
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from hypothesis import given
from hypothesis import strategies as st

from asili.core import exports
from asili.core.access import Refusal
from asili.core.exports import FORMATS, Format, export

COLUMNS = ("lot", "wet mass (g)", "grade (%)", "on")
ROWS = [
    ("L-1", 52500, Decimal("3.25"), date(2026, 3, 5)),
    ("L-2", None, Decimal("-0.10"), None),
]
NOTES = ("Simulated: every figure is invented.", "Source: the demonstration.")


def body(response: HttpResponseBase) -> bytes:
    if isinstance(response, StreamingHttpResponse):
        return b"".join(response.streaming_content)
    assert isinstance(response, HttpResponse)
    return response.content


def lines(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(line for line in StringIO(text, newline="") if line[0] != "#"))


def test_csv_holds_the_rows_and_begins_with_the_notes() -> None:
    content = body(export(ROWS, COLUMNS, "csv", "lots", NOTES))
    assert content.decode("utf-8-sig").splitlines()[:2] == [f"# {note}" for note in NOTES]
    assert lines(content) == [
        list(COLUMNS),
        ["L-1", "52500", "3.25", "2026-03-05"],
        ["L-2", "", "-0.10", ""],
    ]


def test_xlsx_holds_numbers_as_numbers_and_the_notes_on_a_sheet() -> None:
    book = openpyxl.load_workbook(BytesIO(body(export(ROWS, COLUMNS, "xlsx", "lots", NOTES))))
    sheet = list(book["data"].iter_rows(values_only=True))
    assert sheet[0] == COLUMNS
    assert sheet[1][:3] == ("L-1", 52500, 3.25)
    assert [row[0] for row in book["notes"].iter_rows(values_only=True)] == list(NOTES)


def test_parquet_holds_types_and_the_notes_as_metadata() -> None:
    table = pq.read_table(BytesIO(body(export(ROWS, COLUMNS, "parquet", "lots", NOTES))))
    assert [tuple(row.values()) for row in table.to_pylist()] == ROWS
    assert json.loads(table.schema.metadata[b"notes"]) == list(NOTES)


def test_json_holds_exact_decimals_as_text() -> None:
    content = json.loads(body(export(ROWS, COLUMNS, "json", "lots", NOTES)))
    assert content["notes"] == list(NOTES)
    assert list(content["rows"][0].items()) == list(
        zip(COLUMNS, ("L-1", 52500, "3.25", "2026-03-05"), strict=True)
    )


FORMULAS = ('=HYPERLINK("http://x","y")', "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1")


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_in_a_text_stays_text(formula: str) -> None:
    content = body(export([(formula,)], ("note",), "csv", "lots"))
    (cell,) = lines(content)[1]
    assert cell == f"'{formula}"
    book = openpyxl.load_workbook(BytesIO(body(export([(formula,)], ("note",), "xlsx", "lots"))))
    assert book["data"]["A2"].data_type == "s"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1))
def test_no_text_in_a_csv_begins_like_a_formula(text: str) -> None:
    content = body(export([(text,)], ("x",), "csv", "f")).decode("utf-8-sig")
    (cell,) = list(csv.reader(StringIO(content, newline="")))[1]
    assert not cell.startswith(("=", "+", "-", "@"))
    assert cell in (text, f"'{text}")


def test_a_negative_number_is_no_formula() -> None:
    assert lines(body(export([(-5, Decimal("-1.5"))], ("a", "b"), "csv", "f")))[1] == ["-5", "-1.5"]


def test_a_note_cannot_break_out_of_its_line() -> None:
    content = body(export([], ("a",), "csv", "f", ("one\r\n=two",)))
    assert content.decode("utf-8-sig").splitlines() == ["# one =two", "a"]


def test_csv_is_written_while_the_rows_are_read() -> None:
    read = []

    def rows() -> Iterator[tuple[int]]:
        for number in range(1000):
            read.append(number)
            yield (number,)

    response = export(rows(), ("n",), "csv", "f")
    assert isinstance(response, StreamingHttpResponse)
    stream = iter(response.streaming_content)
    for _ in range(4):
        next(stream)
    assert len(read) < 10


def test_a_list_longer_than_a_worksheet_is_refused_with_a_way_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exports, "XLSX_ROWS", 3)
    assert body(export([(1,), (2,)], ("n",), "xlsx", "f"))
    with pytest.raises(Refusal) as caught:
        export([(1,), (2,), (3,)], ("n",), "xlsx", "f")
    assert "Parquet" in str(caught.value.remedy)


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_format_takes_every_plain_value(fmt: Format) -> None:
    row = (None, True, 1, 1.5, "é", Decimal("1.10"), datetime(2026, 3, 5, tzinfo=UTC), UUID(int=1))
    response = export([row, row], [str(at) for at in range(len(row))], fmt, "all")
    assert body(response)
    assert response["Content-Disposition"] == f'attachment; filename="all.{fmt}"'


@pytest.mark.parametrize("fmt", FORMATS)
def test_an_empty_list_is_still_a_file_with_its_columns(fmt: Format) -> None:
    assert body(export([], COLUMNS, fmt, "none", NOTES))
