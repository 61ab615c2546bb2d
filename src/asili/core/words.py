"""Words as people type them: accents, capitals and the order of words make no difference.

The same holds on every database, because a letter is looked for as itself or with an accent; no
extension and no collation is needed.
"""

import re
import unicodedata
from collections import defaultdict
from functools import reduce
from operator import and_, or_
from typing import Final

from django.db.models import Q

_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "\u2019": "'"})
_LATIN: Final = map(chr, range(0xC0, 0x180))
"""Letters with accents: Latin-1 Supplement and Latin Extended-A."""


def fold(text: str) -> str:
    """The text in small letters without accents: "Négociant" becomes "negociant"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))


def named(words: str, *fields: str) -> Q:
    """Condition: each of the words stands in one of the fields, whole or as a part of a word.

    Without a word every row meets it.
    """
    patterns = [_pattern(word) for word in fold(words).split()]
    each = (reduce(or_, (Q((f"{field}__iregex", one)) for field in fields)) for one in patterns)
    return reduce(and_, each, Q())


def _accented() -> dict[str, str]:
    letters: dict[str, str] = defaultdict(str)
    for letter in _LATIN:
        plain = unicodedata.normalize("NFKD", letter)[0]
        if plain.isascii() and plain.isalpha():
            letters[plain.lower()] += letter
    return letters


_ACCENTED: Final = _accented()


def _pattern(word: str) -> str:
    """Regular expression, read alike by Python and PostgreSQL, for a folded word."""
    return "".join(
        f"[{mark}{_ACCENTED[mark]}]" if mark in _ACCENTED else re.escape(mark) for mark in word
    )
