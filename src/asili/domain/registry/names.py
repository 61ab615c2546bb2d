"""How names sound: keys that are the same for the spellings of one Congolese name.

The rules are our own. They stand in `RULES` in the order in which they are applied to a folded word
(`asili.core.words.fold`), and follow how one name is written in Swahili, in the Luba languages and
by French-speaking registrars. They join what is heard alike and keep apart what is not: l and r, s
and z, o and u stay different.

| spellings | key | example |
| --- | --- | --- |
| tsh, tch, ts, ch, sh | c | Tshombe, Tchombe, Chombe |
| dj, dg, j | j | Djuma, Juma |
| ou, w, u | u | Mwamba, Muamba, Mouamba |
| gn, ny, ni before a vowel; y, i | ni; i | Nyembo, Gnembo; Kyungu, Kiungu |
| qu, q, k, c before a, o, u | k | Nkoulou, Nculu |
| c before e, i | s | Celestin, Selestin |
| ph, f; x, ks; au, eau, o | f; ks; o | Josephine, Josefine |
| h, apostrophes | nothing | N'Kulu, Nkulu; Mohamed, Moamed |
| m or n before a consonant at the start | nothing | Mbuyi, Buyi; Ngoy, Goy |
| doubled letters | one | Illunga, Ilunga |

The order of names is never looked at. Small words between names (wa, ya, de) carry no key.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations
from typing import Final

from rapidfuzz.distance import JaroWinkler

from asili.core.words import fold

RULES: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"[^a-z0-9]", ""),
        (r"eau|au", "o"),
        (r"tsh|tch|ts|ch|sh", "C"),
        (r"dj|dg", "j"),
        (r"ph", "f"),
        (r"x", "ks"),
        (r"gn", "ni"),
        (r"ou|w", "u"),
        (r"y", "i"),
        (r"qu|q", "k"),
        (r"c(?=[ei])", "s"),
        (r"c", "k"),
        (r"C", "c"),
        (r"h", ""),
        (r"^(m(?=[bpvf])|n(?=[dtgkzsjc]))", ""),
        (r"(.)\1+", r"\1"),
    )
)
SMALL_WORDS: Final = frozenset({"a", "da", "de", "des", "du", "et", "la", "le", "les", "na", "of",
                                "the", "wa", "ya", "za"})  # fmt: skip
SLIPS_FROM: Final = 4
"""Letters of a key from which one may be wrong: shorter ones would find everything."""
_BETWEEN: Final = re.compile(r"[^\w']+|_")


def words_of(name: str) -> list[str]:
    """The folded words of a name that carry a key; the small ones where there is nothing else."""
    found = [word.replace("'", "")[:80] for word in _BETWEEN.split(fold(name))]
    words = [word for word in found if word]
    return [word for word in words if word not in SMALL_WORDS] or words


@lru_cache(maxsize=100_000)
def key_of(word: str) -> str:
    """Key of a folded word; the word itself where no sound is left."""
    key = word
    for pattern, sound in RULES:
        key = pattern.sub(sound, key)
    return key or word


def keys_of(name: str) -> list[str]:
    """Keys of the words of a name, in alphabetical order."""
    return sorted(key_of(word) for word in words_of(name))


def name_key(name: str) -> str:
    """One key of a whole name, for which the order of its words makes no difference."""
    return " ".join(keys_of(name))[:160]


def filed_under(name: str) -> list[str]:
    """Every key that a name is filed under: those of its words, and of each two of them."""
    keys = keys_of(name)
    return sorted({*keys, *(pair(first, second) for first, second in combinations(keys, 2))})


def pair(first: str, second: str) -> str:
    """The key of two words, whichever comes first."""
    return f"{first} {second}" if first <= second else f"{second} {first}"


def neighbours(key: str) -> set[str]:
    """The key and, where it is long enough, all that one letter left out makes of it.

    Two keys that share a neighbour differ by a letter added, left out, changed, or by two
    neighbouring letters that changed places (Garbe, SymSpell, 2012).
    """
    if len(key) < SLIPS_FROM:
        return {key}
    return {key, *(key[:at] + key[at + 1 :] for at in range(len(key)))}


def likeness(one: str, other: str) -> int:
    """How alike two names are, from 0 to 100, whatever the order of their words.

    Each word of the shorter name is compared with the word of the other that is most like it, by
    spelling and by key (Jaro-Winkler; Winkler, 1990). A word more or less costs a tenth.
    """
    short, long = sorted((words_of(one), words_of(other)), key=len)
    if not short:
        return 0
    total, left = 0.0, list(long)
    for word in sorted(short, key=len, reverse=True):
        best = max(left, key=lambda candidate: _alike(word, candidate))
        total += _alike(word, best)
        left.remove(best)
    missing = 0.9 if len(short) < len(long) else 1.0
    return round(100 * missing * total / len(short))


def nearest(name: str, wanted: Sequence[str]) -> int:
    """How near a name is to words that were typed, from 0 to 100: words typed too few are free."""
    words = words_of(name)
    if not words or not wanted:
        return 0
    return round(
        100 * sum(max(_alike(one, word) for word in words) for one in wanted) / len(wanted)
    )


def _alike(one: str, other: str) -> float:
    spelling: float = JaroWinkler.similarity(one, other)
    sound: float = JaroWinkler.similarity(key_of(one), key_of(other))
    return (spelling + sound) / 2
