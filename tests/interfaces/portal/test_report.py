"""The report page: anchors, filters, statements, downloads."""

import csv
import io
import json
import re

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


def listed(report: str) -> list[str]:
    """Numbers of the statements that a page lists, in its order."""
    return re.findall(r'<(?:tr|li) id="(S-[0-9]{3})">', report)


def test_words_and_state_narrow_the_list_without_script(client: Client) -> None:
    report = page(client, "/report?words=artisanal+product&state=")
    assert listed(report)[0] == "S-034"
    assert len(listed(report)) == len(coverage(words="artisanal product").statements)
    none = page(client, "/report?state=none_follows")
    assert len(listed(none)) == coverage().counts[State.NONE_FOLLOWS]


def test_what_was_found_is_counted_and_marked(client: Client) -> None:
    report = page(client, "/report?words=royalty")
    assert f"{len(listed(report))} statements on “royalty”" in " ".join(report.split())
    assert "control <mark>royalties</mark> better" in report


def test_a_french_word_on_an_english_page_shows_where_it_was_found(client: Client) -> None:
    report = page(client, "/report?words=recensement+des+exploitants")
    assert listed(report)[0] == "S-018"
    assert "<mark>census</mark> of artisanal miners" in report
    assert "<mark>recensement</mark> des <mark>exploitants</mark>" not in report
    other = page(client, "/report?words=bankable", "fr")
    assert '<p class="small quiet" lang="en">' in other


def test_the_search_of_the_head_stays_empty(client: Client) -> None:
    head = page(client, "/report?words=royalty").split("</header>")[0]
    assert 'name="q" type="search" value=""' in head


def test_what_was_typed_is_never_markup(client: Client) -> None:
    report = page(client, "/report?words=%3Cscript%3Ealert(1)%3C/script%3E+census%22%3E")
    assert "<script>alert" not in report
    assert "&lt;script&gt;alert(1)" in report


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("S-034", "/report/S-034"),
        (" s34 ", "/report/S-034"),
        ("3.III", "/report/breakouts/3"),
        ("Groupe 5", "/report/breakouts/5"),
        ("group ii", "/report/breakouts/2"),
        ("VI", "/report/breakouts/6"),
    ],
)
def test_the_number_of_a_part_leads_to_it(client: Client, typed: str, address: str) -> None:
    answer = client.get("/report", {"words": typed})
    assert (answer.status_code, answer["Location"]) == (302, address)


def test_headings_and_sections_with_the_words_are_offered_first(client: Client) -> None:
    report = page(client, "/report?words=challenges+government")
    assert "/report/focus-groups#S-016" in report
    assert (
        "/report/breakouts/5" in page(client, "/report?words=tracing").split('class="results"')[0]
    )


def test_a_search_without_result_says_what_else_to_ask(client: Client) -> None:
    report = page(client, "/report?words=royaltis")
    assert "/report?words=royalties#statements" in report
    report = page(client, "/report?words=road+fund")
    assert {"/report?words=road#statements", "/report?words=fund#statements"} <= set(
        re.findall(r'href="([^"]*)"', report)
    )
    narrow = page(client, "/report?words=royalty&section=breakouts/1")
    assert "statements in the whole report" in narrow


def test_a_search_without_result_says_so_and_leads_back(client: Client) -> None:
    report = page(client, "/report?words=xyzzy")
    assert 'class="empty"' in report
    assert listed(report) == []


@pytest.mark.parametrize("address", ["/report", "/report/focus-groups", "/report/breakouts/5"])
def test_every_part_of_the_report_has_its_search_box(client: Client, address: str) -> None:
    assert '<input id="words" name="words" type="search"' in page(client, address)


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
