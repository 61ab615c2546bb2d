"""Find statements and headings of the report by words, whatever their order and form.

Every word of a question must be met somewhere in a statement: in its text in any language, in its
number, its heading or who said it, and one of them at least in the text itself. Rare words weigh
more than common ones, the word itself more than its other forms, and those more than a synonym. A
word that nothing meets is taken for the beginning of one.
"""

import functools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Final

from django.utils import translation

from asili.core.access import Words
from asili.core.words import fold
from asili.domain.insight.report.headings import HEADINGS, Heading
from asili.domain.insight.report.sections import SECTIONS, Section
from asili.domain.insight.report.statements import Statement, statements
from asili.domain.insight.report.terms import LANGUAGES, Term, nearness, terms_of, words_of

_IN_THE_TEXT, _BESIDE_IT = 1.0, 0.4
"""What a word counts for in the text of a statement, and in its number, heading or group."""
_BEGINNING: Final = 3
"""Letters that the beginning of a word must have."""

Weights = dict[str, dict[str, float]]
"""Key of a word to the statements that have it, and what it counts for there."""


@dataclass(frozen=True, slots=True)
class _Index:
    """All that can be found; ``spellings`` are the folded words and a way to write each."""

    in_text: Weights
    anywhere: Weights
    spellings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, in terms whose keys the report knows."""

    typed: str
    terms: tuple[Term, ...]

    @property
    def keys(self) -> frozenset[str]:
        """Every key that answers a part of it; what has one of them is worth highlighting."""
        parts = [part for term in self.terms for part in (term, *term.words)]
        return frozenset().union(*(part.keys for part in parts))


def ask(typed: str) -> Question:
    """The question that was typed; a word unknown to the report stands for those it begins."""
    return Question(typed, tuple(_known(term) for term in terms_of(typed)))


def scores(question: Question) -> dict[str, float]:
    """Numbers of the statements that answer, each with how well; {} where none does."""
    index = _index()
    found = [_weights(term, index.anywhere) for term in question.terms]
    if not found:
        return {}
    spoken = set().union(*(_weights(term, index.in_text) for term in question.terms))
    met = set.intersection(*(set(weights) for weights in found))
    rarity = [math.log(1 + len(statements()) / (1 + len(weights))) for weights in found]
    return {
        id_: sum(weights[id_] * rare for weights, rare in zip(found, rarity, strict=True))
        for id_ in met & spoken or met
    }


def best_first(chosen: Iterable[Statement], question: Question) -> list[Statement]:
    """Statements in the order of how well they answer, then of the report."""
    score = scores(question)
    return sorted(chosen, key=lambda statement: -score.get(statement.id, 0))


def sections_named(question: Question) -> list[Section]:
    """Sections whose title has every word of the question."""
    titles = _titles()
    return [one for one in SECTIONS if meets(question, titles[one.slug])]


def headings_named(question: Question) -> list[Heading]:
    """Headings of tables and lists that have every word of the question."""
    titles = _titles()
    return [one for one in HEADINGS if meets(question, titles[_name(one)])]


def instead(question: Question) -> list[str]:
    """What to ask where nothing answers: a word written much alike, or fewer words."""
    known = [term.typed for term in question.terms if _weights(term, _index().anywhere)]
    spellings = _index().spellings
    near: list[str] = []
    for term in question.terms:
        if term.typed not in known:
            alike = get_close_matches(fold(term.typed), spellings, 3, 0.75)
            near += [question.typed.replace(term.typed, spellings[word]) for word in alike]
    return list(dict.fromkeys(other for other in [*near, *known] if scores(ask(other))))


def marked(text: str, language: str, question: Question) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it answers the question."""
    keys, pieces, at = question.keys, [], 0
    for word in words_of(text, language):
        if word.keys & keys:
            pieces += [(text[at : word.start], False), (text[word.start : word.end], True)]
            at = word.end
    pieces.append((text[at:], False))
    return [piece for piece in pieces if piece[0]]


def meets(question: Question, keys: frozenset[str]) -> bool:
    """True where words with these keys answer every term of a question that has any."""
    return bool(question.terms) and all(
        term.keys & keys or (term.words and all(part.keys & keys for part in term.words))
        for term in question.terms
    )


def _known(term: Term) -> Term:
    if _weights(term, _index().anywhere) or len(term.typed) < _BEGINNING:
        return term
    begun = {f"={word}" for word in _index().spellings if word.startswith(fold(term.typed))}
    return replace(term, keys=term.keys | begun)


def _weights(term: Term, weights: Weights) -> dict[str, float]:
    """Statements that meet a term and what it counts for there, the best of its ways."""
    found: dict[str, float] = {}
    for key in term.keys:
        for id_, weight in weights.get(key, {}).items():
            found[id_] = max(weight, found.get(id_, 0))
    if term.words:
        parts = [_weights(part, weights) for part in term.words]
        for id_ in set.intersection(*(set(part) for part in parts)):
            found[id_] = max(min(part[id_] for part in parts), found.get(id_, 0))
    return found


def _name(heading: Heading) -> str:
    return f"S-{heading.numbers[0]:03}"


@functools.cache
def _titles() -> Mapping[str, frozenset[str]]:
    """Keys of the words of sections, by slug, and of headings, by their first statement."""
    titled: dict[str, frozenset[str]] = {}
    for section in SECTIONS:
        titled[section.slug] = _spoken(section.title) | _spoken(section.short)
    for heading in HEADINGS:
        titled[_name(heading)] = _spoken(heading.title)
    return titled


@functools.cache
def _index() -> _Index:
    in_text: Weights = {}
    anywhere: Weights = {}
    spellings: dict[str, str] = {}
    for statement in statements():
        for language, text in statement.texts.items():
            for word in words_of(text, language):
                _count(in_text, word.keys, statement.id, _IN_THE_TEXT)
                _count(anywhere, word.keys, statement.id, _IN_THE_TEXT)
                written = text[word.start : word.end]
                spellings.setdefault(fold(written), written.lower())
        beside = _spoken(statement.heading) | _spoken(statement.group_name)
        _count(anywhere, beside | {f"={fold(statement.id)}"}, statement.id, _BESIDE_IT)
    return _Index(in_text, anywhere, spellings)


def _count(weights: Weights, keys: frozenset[str], id_: str, factor: float) -> None:
    for key in keys:
        counted = weights.setdefault(key, {})
        counted[id_] = max(nearness(key) * factor, counted.get(id_, 0))


def _spoken(title: Words) -> frozenset[str]:
    """Keys of the words of a title in every language."""
    keys: set[str] = set()
    for language in LANGUAGES:
        with translation.override(language):
            keys.update(*(word.keys for word in words_of(str(title), language)))
    return frozenset(keys)
