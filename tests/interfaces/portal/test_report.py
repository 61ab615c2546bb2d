"""The report page: anchors, filters, statements, downloads."""

import csv
import io
import json

import pytest
from django.test import Client
from openpyxl import load_workbook

from asili.domain.insight.report.coverage import coverage
from asili.domain.insight.report.statements import Statement, statements
from asili.domain.insight.report.vocabulary import State

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, language: str = "en") -> str:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_statement_has_its_anchor_in_the_order_of_the_report(client: Client) -> None:
    report = page(client, "/report")
    places = [report.index(f'<tr id="{statement.id}">') for statement in statements()]
    assert places == sorted(places)


def test_the_page_says_todays_counts(client: Client) -> None:
    report = page(client, "/report")
    for number in coverage().counts.values():
        assert f"<dd>{number}</dd>" in report


def test_annexes_that_were_not_supplied_are_listed(client: Client) -> None:
    assert page(client, "/report").count("not supplied</span>") == 5


def test_words_and_state_narrow_the_list_without_script(client: Client) -> None:
    report = page(client, "/report?words=artisanal+product&state=")
    assert '<tr id="S-034">' in report
    assert report.count('<tr id="S-') == len(coverage(words="artisanal product").statements)
    none = page(client, "/report?state=none_follows")
    assert none.count('<tr id="S-') == coverage().counts[State.NONE_FOLLOWS]


def test_a_search_without_result_says_so_and_leads_back(client: Client) -> None:
    report = page(client, "/report?words=xyzzy")
    assert 'class="empty"' in report
    assert '<tr id="S-' not in report


@pytest.mark.parametrize("statement", statements(), ids=lambda statement: statement.id)
def test_every_statement_has_a_page(client: Client, statement: Statement) -> None:
    assert str(statement.state) in page(client, f"/report/{statement.id}")


def test_a_statement_is_told_in_french(client: Client) -> None:
    assert "suivi du produit artisanal" in page(client, "/report/S-034", "fr")


def test_what_nobody_has_translated_is_marked(client: Client) -> None:
    assert '<span lang="en">tracking of artisanal product</span>' in page(
        client, "/report/S-034", "sw"
    )


def test_the_csv_holds_every_statement_and_its_note(client: Client) -> None:
    answer = client.get("/report/coverage.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # streamed
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    rows = list(csv.reader(lines))
    assert text.startswith("# ")
    assert [row[0] for row in rows[1:]] == [statement.id for statement in statements()]


def test_the_json_meets_the_conditions_of_the_page(client: Client) -> None:
    rows = json.loads(client.get("/report/coverage.json?words=S-034").content)["rows"]
    assert len(rows) == 1
    assert "tracking of artisanal product" in rows[0].values()


def test_the_workbook_opens(client: Client) -> None:
    book = load_workbook(io.BytesIO(client.get("/report/coverage.xlsx").content), read_only=True)
    assert sum(1 for _ in book["data"].iter_rows()) == len(statements()) + 1
