"""What a search of the report found: statements, headings, sections, and what to ask instead."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language

from asili.domain.insight.report.coverage import coverage
from asili.domain.insight.report.headings import Heading
from asili.domain.insight.report.search import (
    Question,
    ask,
    best_first,
    headings_named,
    instead,
    marked,
    sections_named,
)
from asili.domain.insight.report.sections import BY_SLUG, Section
from asili.domain.insight.report.statements import SOURCE_LANGUAGE, Statement, Wording


@dataclass(frozen=True, slots=True)
class Result:
    """A statement, its text in the reader's language, and the text that the words occur in.

    ``elsewhere`` is None where the reader's text has one of the words itself.
    """

    statement: Statement
    wording: Wording
    elsewhere: Wording | None


@dataclass(frozen=True, slots=True)
class Title:
    """A heading of the report with its section and the number of the first statement below it."""

    section: Section
    heading: Heading
    first: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Other words, and the number of statements that they find."""

    words: str
    number: int


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a question, the best first."""

    question: Question
    results: list[Result]
    sections: list[Section]
    titles: list[Title]
    suggestions: list[Suggestion]
    without_conditions: int
    """Statements that only the other conditions leave out."""


def results(conditions: Mapping[str, str]) -> Results | None:
    """What answers the words among the conditions; None where there are no words."""
    words = conditions.get("words")
    if not words:
        return None
    question = ask(words)
    chosen = best_first(coverage(**conditions).statements, question)
    return Results(
        question,
        [_result(statement, question) for statement in chosen],
        sections_named(question),
        [
            Title(BY_SLUG[one.section], one, f"S-{one.numbers[0]:03}")
            for one in headings_named(question)
        ],
        [] if chosen else [Suggestion(other, _number(other)) for other in instead(question)],
        _number(words) - len(chosen),
    )


def _number(words: str) -> int:
    return len(coverage(words=words).statements)


def _result(statement: Statement, question: Question) -> Result:
    own = statement.wording(get_language() or SOURCE_LANGUAGE)
    others = (statement.wording(language) for language in statement.texts)
    first = next((said for said in (own, *others) if _answers(said, question)), own)
    return Result(statement, own, first if first.language != own.language else None)


def _answers(said: Wording, question: Question) -> bool:
    return any(hit for _piece, hit in marked(said.text, said.language, question))
