"""What can be read on some words: the report of 2007, the glossary and the law."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language

from asili.domain.insight.glossary import Entry, entries_named
from asili.domain.insight.report.search import (
    Question,
    ask,
    best_first,
    marked,
    meets,
    scores,
    sections_named,
)
from asili.domain.insight.report.sections import Section
from asili.domain.insight.report.statements import SOURCE_LANGUAGE, Statement, statements
from asili.domain.insight.report.terms import words_of
from asili.domain.law.models import LegalValue
from asili.domain.law.queries import in_force

SHOWN: Final = 5
"""Statements; the page behind the link has them all."""


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of the report and its text in pieces, those marked that were looked for."""

    statement: Statement
    language: str
    pieces: list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary in the reader's language, in the others, and its meaning."""

    name: str
    others: list[str]
    meaning: str


@dataclass(frozen=True, slots=True)
class Texts:
    """The first of each kind, and how many statements there are."""

    sections: list[Section]
    statements: list[Said]
    total: int
    terms: list[Term]
    values: list[LegalValue]

    def __bool__(self) -> bool:
        """True where something was found."""
        return bool(self.sections or self.statements or self.terms or self.values)


def texts_on(words: str) -> Texts:
    """What the report, the glossary and the law say on the words; for everybody."""
    question = ask(words)
    answering = scores(question)
    best = best_first((one for one in statements() if one.id in answering), question)
    language = get_language() or SOURCE_LANGUAGE
    said = []
    for statement in best[:SHOWN]:
        wording = statement.wording(language)
        pieces = marked(wording.text, wording.language, question)
        said.append(Said(statement, wording.language, pieces))
    return Texts(
        sections_named(question),
        said,
        len(best),
        [_term(entry, language) for entry in entries_named(words)],
        [value for value in in_force() if _is_on(value, question)],
    )


def _term(entry: Entry, language: str) -> Term:
    return Term(entry.name(language), entry.others(language), entry.meaning)


def _is_on(value: LegalValue, question: Question) -> bool:
    """True where the key or the instrument has the words; keys are English, titles French."""
    key = value.key.replace(".", " ").replace("_", " ")
    words = [*words_of(key, "en"), *words_of(f"{value.instrument.title} {value.article}", "fr")]
    return meets(question, frozenset().union(*(word.keys for word in words)))
