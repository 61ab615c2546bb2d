"""The report is searched by what people mean: order, accents, forms, spelling, language."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asili.core.words import fold
from asili.domain.insight.report.coverage import coverage
from asili.domain.insight.report.search import (
    ask,
    best_first,
    headings_named,
    instead,
    marked,
    scores,
    sections_named,
)
from asili.domain.insight.report.statements import FOLDER, by_id, statements
from asili.domain.insight.report.stems import stem
from asili.domain.insight.report.terms import words_of


def found(words: str) -> set[str]:
    return {one.id for one in coverage(words=words).statements}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("census artisanal miners", "miners artisanal census"),
        ("CENSUS", "census"),
        ("geochimique", "géochimique"),
        ("road", "roads"),
        ("royalty", "royalties"),
        ("redevance", "redevances"),
        ("organisation", "organizations"),
        ("programme", "programs"),
        ("labour", "labor"),
        ("formalize", "formalise"),
        ("census of the miners", "census miners"),
        ("le recensement", "recensement"),
        ("recensements", "recensement"),
    ],
)
def test_order_accents_forms_and_spelling_find_the_same(one: str, other: str) -> None:
    assert found(one) == found(other) != set()


@pytest.mark.parametrize(
    ("words", "id_"),
    [
        ("tracking of artisanal product", "S-034"),
        ("suivi produit", "S-034"),
        ("traceability product", "S-034"),
        ("digger census", "S-018"),
        ("creuseurs recensement", "S-018"),
        ("large mine royalty", "S-045"),
        ("redevance LSM", "S-045"),
        ("small-scale miner formalisation", "S-096"),
        ("géochim", "S-019"),
    ],
)
def test_french_words_synonyms_and_beginnings_find_the_statement(words: str, id_: str) -> None:
    assert id_ in found(words)


def test_a_statement_is_found_by_any_words_of_its_own_text() -> None:
    for statement in statements():
        for language, text in statement.texts.items():
            written = [text[word.start : word.end] for word in words_of(text, language)]
            assert statement.id in scores(ask(" ".join(reversed(written[:6])))), (text, written)


def test_the_word_itself_comes_before_a_synonym() -> None:
    order = [one.id for one in best_first(statements(), ask("diggers"))]
    spoken = [id_ for id_ in order if "digger" in by_id()[id_].texts["en"]]
    assert order[: len(spoken)] == spoken
    assert order.index("S-018") < len(found("diggers"))


def test_every_marked_piece_answers_and_the_pieces_are_the_text() -> None:
    question = ask("royalty mine")
    for statement in statements():
        text = statement.texts["en"]
        pieces = marked(text, "en", question)
        assert "".join(piece for piece, _hit in pieces) == text
    assert ("royalties", True) in marked(by_id()["S-062"].texts["en"], "en", question)


def test_titles_of_sections_and_headings_are_found_in_any_language() -> None:
    assert "breakouts/5" in [one.slug for one in sections_named(ask("traçabilité production"))]
    numbers = [one.numbers[0] for one in headings_named(ask("government challenges"))]
    assert numbers == [16, 24]


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        ("royaltis", "royalties"),
        ("road fund", "road"),
        ("censsus miners", "census miners"),
        ("xyzzy census", "census"),
    ],
)
def test_what_finds_nothing_leads_to_words_that_do(asked: str, offered: str) -> None:
    assert scores(ask(asked)) == {}
    assert offered in instead(ask(asked))
    assert all(scores(ask(other)) for other in instead(ask(asked)))


def test_synonyms_are_each_found_under_their_concept() -> None:
    with (FOLDER / "synonyms.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for language in ("en", "fr"):
                for phrase in row[language].split("|"):
                    keys = [word.keys for word in words_of(phrase, language)]
                    assert all(f"~{row['concept']}" in one for one in keys), phrase


@given(st.text(max_size=80))
def test_nothing_typed_breaks_the_search(typed: str) -> None:
    question = ask(typed)
    assert set(scores(question)) <= set(by_id())
    assert "".join(piece for piece, _hit in marked(typed, "en", question)) == typed


@given(st.text(alphabet="abcdefghilmnoprstuvxyz", min_size=1, max_size=14))
def test_a_stem_is_never_empty_and_no_longer_than_its_word_but_for_spelling(word: str) -> None:
    for language in ("en", "fr"):
        root = stem(fold(word), language)
        assert 0 < len(root) <= len(word)
