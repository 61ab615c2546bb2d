"""What a text and a question have in common: the keys of their words.

A word has a key for itself (``=road``), one for its stem in the language of the text
(``en:road``), and one for every concept that `synonyms.csv` puts it under (``~road``), alone or
with its neighbours ("artisanal miner"). Nobody says in which language they ask, so the words of a
question have the keys of every language.
"""

import csv
import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from asili.core.words import fold
from asili.domain.insight.report.stems import stem

LANGUAGES: Final = ("en", "fr", "sw")
EXACT, STEM, CONCEPT = 3.0, 2.0, 1.0
"""How near a key is to the word that it stands for."""

_WORD: Final = re.compile(r"[Ss]-\d{3}|[^\W_]+")
_IDLE: Final = frozenset(
    _WORD.findall(
        "a an and at by for from in is of on or the to with "
        "au aux avec d dans de des du en et l la le les ou par pour sur un une "
        "cha kwa la na ni wa ya za"
    )
)
"""Words without weight of their own."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: where it stands, and its keys."""

    start: int
    end: int
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a question: as it was typed, its keys, and the words that it consists of.

    A text meets it with one of the keys, or with every one of several ``words``.
    """

    typed: str
    keys: frozenset[str]
    words: tuple["Term", ...] = ()


def nearness(key: str) -> float:
    """How near a key is to the word itself."""
    return {"=": EXACT, "~": CONCEPT}.get(key[0], STEM)


def words_of(text: str, language: str) -> list[Word]:
    """The words of a text in their order."""
    found = list(_WORD.finditer(text))
    stems = [stem(fold(one[0]), language) for one in found]
    concepts: list[set[str]] = [set() for _ in found]
    for start, length, concept in _concepts(stems, language):
        for place in range(start, start + length):
            concepts[place].add(f"~{concept}")
    return [
        Word(one.start(), one.end(), frozenset({f"={fold(one[0])}", f"{language}:{root}", *also}))
        for one, root, also in zip(found, stems, concepts, strict=True)
    ]


def terms_of(question: str) -> tuple[Term, ...]:
    """The parts of a question; words without weight are left out where others remain."""
    typed = _WORD.findall(question)
    weighty = [word for word in typed if fold(word) not in _IDLE]
    words = [_term(word) for word in weighty or typed]
    phrases = sorted(_phrases(words), key=lambda phrase: -phrase[1])
    taken: set[int] = set()
    at: dict[int, Term] = dict(enumerate(words))
    for start, length, concept in phrases:
        places = range(start, start + length)
        if taken.isdisjoint(places):
            taken.update(places)
            parts = tuple(at.pop(place) for place in places)
            spoken = " ".join(part.typed for part in parts)
            at[start] = Term(spoken, frozenset({f"~{concept}"}), parts)
    return tuple(at[place] for place in sorted(at))


def _term(word: str) -> Term:
    folded = fold(word)
    keys = {f"={folded}"}
    for language in LANGUAGES:
        root = stem(folded, language)
        keys.add(f"{language}:{root}")
        keys.update(f"~{concept}" for _at, _length, concept in _concepts([root], language))
    return Term(word, frozenset(keys))


def _phrases(words: Sequence[Term]) -> Iterator[tuple[int, int, str]]:
    for language in LANGUAGES:
        stems = [stem(fold(word.typed), language) for word in words]
        yield from (found for found in _concepts(stems, language) if found[1] > 1)


def _concepts(stems: Sequence[str], language: str) -> Iterator[tuple[int, int, str]]:
    """Start, number of words and name of each concept that stands in a row of stems."""
    known = _synonyms()[language]
    for start, first in enumerate(stems):
        for phrase, concept in known.get(first, ()):
            if tuple(stems[start : start + len(phrase)]) == phrase:
                yield start, len(phrase), concept


@functools.cache
def _synonyms() -> Mapping[str, Mapping[str, list[tuple[tuple[str, ...], str]]]]:
    """By language and first stem: the phrases, as stems, and their concepts."""
    path = Path(__file__).parent / "synonyms.csv"
    known: dict[str, dict[str, list[tuple[tuple[str, ...], str]]]] = {
        language: {} for language in LANGUAGES
    }
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for language in {"en", "fr"}:
                for phrase in row[language].split("|"):
                    stems = tuple(stem(word, language) for word in _plain_words(phrase))
                    known[language].setdefault(stems[0], []).append((stems, row["concept"]))
    return known


def _plain_words(phrase: str) -> Iterable[str]:
    """Its folded words; those without weight stay, for a phrase is matched as it is written."""
    return (fold(word) for word in _WORD.findall(phrase))
