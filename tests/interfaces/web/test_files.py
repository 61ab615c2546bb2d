"""Every list is a file in every form, with its notes, and shows in it what the page may show."""

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client

from tests.domain.custody.valley import Valley
from tests.interfaces.web.conftest import Visit, enrol
from tests.interfaces.web.files import read_csv, read_parquet, read_xlsx, text_of

LISTS = ("places", "titles", "parties", "lots", "shipments", "findings", "journal", "notices",
         "jobs", "visits")  # fmt: skip
READERS = {"csv": read_csv, "xlsx": read_xlsx, "parquet": read_parquet}


def rows_of(client: Client, name: str, form: str, query: str = "") -> tuple[list[Any], list[str]]:
    answer = client.get(f"/{name}?format={form}{query}")
    assert answer.status_code == 200
    assert f".{form}" in answer["Content-Disposition"]
    rows, notes = READERS[form](answer)  # type: ignore[operator]  # of each form its own
    return list(rows)[1:] if form == "xlsx" else rows, notes


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_a_file_with_its_notes(
    told: Valley, visit: Visit, name: str, form: str
) -> None:
    client = visit("kasongo")
    rows, notes = rows_of(client, name, form)
    assert notes[0].startswith("Simulated") or name == "visits"  # which names each of its files
    assert re.search(r"journal position \d+", notes[-1])
    page = client.get(f"/{name}")
    assert len(rows) == page.context["listing"].total


@pytest.mark.parametrize("name", LISTS)
def test_a_file_and_its_page_are_narrowed_alike(told: Valley, visit: Visit, name: str) -> None:
    client, query = visit("kasongo"), "&q=zzzz"
    rows, _notes = rows_of(client, name, "csv", query)
    assert len(rows) == client.get(f"/{name}?x=1{query}").context["listing"].total


def test_a_name_that_would_be_a_formula_is_text_in_a_file(told: Valley, visit: Visit) -> None:
    enrol(told, "=HYPERLINK(1)", "north")
    body = text_of(visit("kasongo").get("/parties?format=csv&kind=person"))
    cells = [cell for row in csv.reader(io.StringIO(body)) for cell in row]
    assert not [cell for cell in cells if cell.startswith("=")]
    assert [cell for cell in cells if cell.startswith("'=")]


def test_a_file_has_no_more_than_its_reader_may_see(told: Valley, visit: Visit) -> None:
    for name in ("parties", "lots", "findings"):
        seen = {who: len(rows_of(visit(who), name, "csv")[0]) for who in ("kasongo", "stranger")}
        assert seen["stranger"] <= seen["kasongo"]
        assert name != "lots" or seen["stranger"] == 0
