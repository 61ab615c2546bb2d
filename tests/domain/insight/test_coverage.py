"""The report of 2007: nothing left out, nothing invented, every state proved."""

import csv
import hashlib
import re
from pathlib import Path

import pytest

from asili.domain.insight.report.coverage import coverage
from asili.domain.insight.report.sections import SECTIONS
from asili.domain.insight.report.statements import FOLDER, by_id, statements
from asili.domain.insight.report.vocabulary import GROUPS, KINDS, MODULES, REASONS, State

ROOT = Path(__file__).resolve().parents[3]
REPORT = ROOT.parent / "shared" / "workshop" / "workshop-summary-2007.txt"
WORD = re.compile(r"[^\W\d_]+")
# SHA-256 of the names of persons that the report prints, in small letters.
NAMES = {
    "57c6e0e30cff791c756a2eb0b7defd75eae1da56545bbfb420952c9edd5303b9",
    "a8810cef62813241401175203741972ed88d813a6ab852510e72d496f13dab92",
    "bb77cdc0a70a1fd5f34187527a0742f11444b0c9bf81f059c3b774b525d48a59",
    "61c83d0c2bba8869d9475bc8bf8ae6eae1347ec035d9ba3fc55aa36620ad9cb7",
    "00d027c7c5580e52feb9a100b35cf1d30a73d078c41cb2a87b533816e9143372",
    "09e0f31aa9182b56e41d85311fbda94cb0ffd5555b0dd4daf370cb1ab13dd4b9",
    "097477e63dc4f9a3ba1d44aafa9fbb7412e1d33fd42159904c2a85f13a8260f3",
    "7e14f728cdc8ee095408173d8361853ca6622dcd556b809576232f984d5909d3",
    "83b42317db14892c80249043b228adb24129ce9e99fb7bfcfaf0effb7da6488c",
    "375ae8c3f749b794642c9559ffa524d2287243cc2ae8b7fd5e12a1fc5e150a6b",
}


def catalogue(name: str = "catalogue.csv") -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_statement_of_the_catalogue_has_one_place_and_one_state() -> None:
    assert sorted(statement.id for statement in statements()) == sorted(
        row["id"] for row in catalogue()
    )
    assert len(by_id()) == len(statements()) == 382


def test_each_statement_stands_in_the_section_that_the_catalogue_says() -> None:
    sections = {row["id"]: row["section"] for row in catalogue()}
    assert all(statement.section.key == sections[statement.id] for statement in statements())


def test_the_sections_come_in_the_order_of_the_report() -> None:
    assert [part.section for part in coverage().parts] == list(SECTIONS)


def test_codes_of_the_catalogue_all_have_a_name() -> None:
    for statement in statements():
        assert statement.group in GROUPS
        assert statement.kind in KINDS
        assert set(statement.modules) <= set(MODULES)


def test_none_follows_exactly_where_the_catalogue_names_no_capability() -> None:
    without = {row["id"] for row in catalogue() if row["modules"] == "NONE"}
    assert {one.id for one in coverage(state=State.NONE_FOLLOWS).statements} == without


def test_only_what_works_has_an_address_and_a_test() -> None:
    for statement in statements():
        works = statement.state is State.WORKS
        assert bool(statement.view) == bool(statement.test) == works, statement.id


def test_whatever_does_not_work_says_why() -> None:
    silent = [one.id for one in statements() if one.state is not State.WORKS and not one.reason]
    assert silent == []


def test_every_reason_is_given_somewhere() -> None:
    given = {row["reason"] for row in catalogue("coverage.csv")}
    assert given == set(REASONS)


def test_the_test_named_by_what_works_exists() -> None:
    for statement in coverage(state=State.WORKS).statements:
        path, name = statement.test.split("::")
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), statement.id


def test_the_counts_add_up_to_all_statements_in_every_view() -> None:
    whole = coverage()
    assert sum(whole.counts.values()) == 382
    for state in State:
        assert whole.counts[state] == sum(part.counts[state] for part in whole.parts)
        assert len(coverage(state=state).statements) == whole.counts[state]


def test_search_ignores_accents_and_capitals_and_reads_numbers() -> None:
    assert [one.id for one in coverage(words="s-034").statements] == ["S-034"]
    assert coverage(words="GEOCHIMIQUE").statements == (by_id()["S-019"],)
    assert coverage(words="no such words at all").parts == ()


def test_conditions_are_joined_by_and() -> None:
    chosen = coverage(module="TRC", group="BRK", state=State.NOT_YET).statements
    assert all("TRC" in one.modules and one.group == "BRK" for one in chosen)
    assert set(chosen) <= set(coverage(module="TRC").statements)


def test_french_is_complete_and_another_language_falls_back_openly() -> None:
    for statement in statements():
        assert statement.wording("fr").is_translated, statement.id
        fallback = statement.wording("sw")
        assert fallback.language == ("sw" if fallback.is_translated else "en")


def test_a_translation_keeps_every_number_of_the_original() -> None:
    figures = re.compile(r"\d+")
    for statement in statements():
        wanted = set(figures.findall(statement.wording("en").text))
        assert wanted <= set(figures.findall(statement.wording("fr").text)), statement.id


def shipped_words() -> set[str]:
    folders = (ROOT / "src" / "asili" / "domain" / "insight", ROOT / "src/asili/interfaces/portal")
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    texts = (path.read_text(encoding="utf-8") for path in files if path.suffix != ".pyc")
    return {word.casefold() for text in texts for word in WORD.findall(text)}


def test_no_name_of_a_person_of_the_report_is_shipped() -> None:
    hashes = {hashlib.sha256(word.encode()).hexdigest() for word in shipped_words()}
    assert not hashes & NAMES


@pytest.mark.skipif(not REPORT.exists(), reason="the text of the report is not supplied here")
def test_no_name_that_the_report_prints_after_a_form_of_address_is_shipped() -> None:
    report = REPORT.read_text(encoding="utf-8", errors="replace")
    addressed = re.findall(r"(?:Mr\.|Ms\.|Excellency)((?: [A-Z][a-z]+)+)", report)
    names = {word.casefold() for found in addressed for word in found.split()}
    assert len(names) >= 7
    assert not names & shipped_words()


@pytest.mark.skipif(not REPORT.exists(), reason="the text of the report is not supplied here")
def test_no_sentence_of_the_report_is_shipped() -> None:
    length = 9

    def runs(text: str) -> set[tuple[str, ...]]:
        words = [word.casefold() for word in WORD.findall(text)]
        return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}

    report = runs(REPORT.read_text(encoding="utf-8", errors="replace"))
    copied = {row["id"] for row in catalogue() if runs(row["text"]) & report}
    assert copied <= {"S-277"}  # a list of the names of organisations
