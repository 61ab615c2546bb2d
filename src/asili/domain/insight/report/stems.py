"""What is left of a word without its inflection, so that a search finds its other forms.

Light stemming in the manner of Harman's S-stemmer (1991) and of Savoy's light stemmer for French
(1999): plural, feminine, participle, infinitive and the commonest noun of action. British and
American spelling give one stem. A stem is a key and is never shown. Words come folded
(`asili.core.words.fold`): in small letters, without accents.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

_Rules = tuple[tuple[re.Pattern[str], str], ...]


def _rules(*pairs: tuple[str, str]) -> _Rules:
    return tuple((re.compile(pattern), put) for pattern, put in pairs)


_ENGLISH: Final = _rules(
    (r"is(e[drs]?|ers|ing|ations?)$", r"iz\1"),  # organise
    (r"(?<=[a-z]{2})our(s|ed|ing|ers?|able)?$", r"or\1"),  # labour
    (r"(?<=gram)me(s?)$", r"\1"),  # programme
    (r"(?<=[a-z][bdent])tre(s?)$", r"ter\1"),  # centre
    (r"(?<=en)ce(s?)$", r"se\1"),  # licence
    (r"ll(ed|ing|ers?)$", r"l\1"),  # travelling
    (r"ies$", "y"),
    (r"(?<=[sxz])es$|(?<=[cs]h)es$|(?<=[a-z]{2})(?<![siu])s$", ""),
    (r"ification$", "ify"),
    (r"(?<=iz)ation$|(?<=[a-z]{5})(ation|at(e|ed|ing))$", ""),
    (r"(?<=[a-z]{3})(ing|ed)$", ""),
    (r"([bdgmnprt])\1$", r"\1"),
    (r"(?<=[a-z]{2})[eyi]$", ""),
)
_FRENCH: Final = _rules(
    (r"iz(ations?|e[er]?s?)$", r"is\1"),  # as written in America
    (r"(?<=e)aux$", "au"),
    (r"(?<=[a-z]{2})aux$", "al"),
    (r"(?<=[a-z]{3})[sx]$", ""),
    (r"euse$", "eur"),
    (r"trice$", "teur"),
    (r"ive$", "if"),
    (r"(?<=[a-z]{2})([lnt])\1e?$", r"\1"),  # actuelle, ancienne
    (r"(?<=ifi)cation$|(?<=[a-z]{4})ation$", ""),
    (r"(?<=[a-z]{3})(e?e|ere|er)$", ""),
)
_STEMMERS: Final[Mapping[str, _Rules]] = {"en": _ENGLISH, "fr": _FRENCH}


@lru_cache(maxsize=8192)
def stem(word: str, language: str) -> str:
    """The stem of a folded word; the word itself in a language that has no rules here."""
    for pattern, put in _STEMMERS.get(language, ()):
        word = pattern.sub(put, word)
    return word
