"""Finding parties by name, telephone or number: one way on every database.

A typed word stands for the keys of its sound and for keys that differ from it by a slip; the last
one, which may be unfinished, for the words that begin with it as well; and where that finds no
word at all, for words that hold it. Parties are filed under keys of words and of two words
(`asili.domain.registry.names`), so that a name of several words is found by an equality in an
index.
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final, TypeVar

from django.db.models import Q, QuerySet, Value

from asili.domain.registry.models import Likeness, NameKey, NameNear, NameWord, Party, Person
from asili.domain.registry.names import key_of, nearest, neighbours, pair, words_of

P = TypeVar("P", bound=Party)
_CODE: Final = re.compile(r"P-[0-9A-Za-z]{2,10}")
_PHONE: Final = re.compile(r"[+0-9][0-9 ./()-]{6,19}")
_KEYS: Final = 40
"""Keys that a typed word may stand for, the surest first: a beginning of two letters has more."""
RANKED: Final = 200
"""Parties that a page puts in order of likeness; the list has the further ones."""


def standing(rows: QuerySet[Party]) -> QuerySet[Party]:
    """Without those that lead to another since a merge."""
    return rows.exclude(pk__in=Likeness.objects.filter(gone__isnull=False).values("gone"))


def sought(words: str) -> Q:
    """Condition on parties: the number, the telephone, or a name like the words typed.

    Every word must be in the name, in any order, and each may have a slip. Without a word, every
    party meets it.
    """
    text = words.strip()
    if _CODE.fullmatch(text):
        return Q(code__startswith=text.upper())
    if _PHONE.fullmatch(text):
        return Q(pk__in=Person.objects.filter(phone__in=_phones(text)).values("party"))
    typed = words_of(text)
    if not typed:
        return Q()
    meanings = [_meant_by(word, unfinished=word == typed[-1]) for word in typed]
    condition = Q()
    if len(meanings) == 1:
        return _filed(meanings[0])
    for first, second in pairwise(meanings):
        condition &= _filed([pair(one, other) for one in first for other in second])
    return condition


def nearest_first(parties: Iterable[P], words: str) -> list[P]:
    """The parties in order of the likeness of their names to the words, the nearest first."""
    typed = words_of(words)
    return sorted(parties, key=lambda party: (-nearest(party.name, typed), party.name, party.code))


def _filed(keys: list[str]) -> Q:
    return Q(pk__in=NameKey.objects.filter(key__in=keys).values("party"))


def _meant_by(word: str, *, unfinished: bool) -> list[str]:
    """Keys that a folded word may stand for: its own, those a slip away, those it begins."""
    own = key_of(word)
    rows = NameNear.objects.filter(near__in=neighbours(own)).annotate(rank=Value(0))
    found = rows.values_list("rank", "key")
    if unfinished:
        begun = NameWord.objects.filter(text__startswith=word).annotate(rank=Value(1))
        found = found.union(begun.values_list("rank", "key"))
    keys = [key for _rank, key in sorted(found)]
    if not keys:
        held = NameWord.objects.filter(text__contains=word).order_by("text")
        keys = list(held.values_list("key", flat=True)[:_KEYS])
    return list(dict.fromkeys([own, *keys]))[:_KEYS]


def _phones(text: str) -> list[str]:
    """How a number may stand in the register: with the country of the service before it."""
    digits = re.sub(r"\D", "", text)
    return [f"+{digits}", f"+243{digits.removeprefix('0')}", f"+{digits.removeprefix('00')}"]
