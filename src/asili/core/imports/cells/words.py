"""Words of closed lists: yes and no, sex, choices by value or label; telephones and names."""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_noop, override

from asili.core.access import Words
from asili.core.imports.cells.notation import Notation, Raw, bare, plain, shown
from asili.core.imports.problems import BadCell, Problem

_YES: Final = frozenset(
    {"oui", "yes", "o", "y", "x", "1", "vrai", "true", "ndiyo", "ndio", "✓", "✔"}
)
_NO: Final = frozenset({"non", "no", "n", "0", "faux", "false", "hapana"})
_FEMALE: Final = frozenset(
    {
        "f",
        "feminin",
        "feminine",
        "femme",
        "female",
        "fille",
        "woman",
        "girl",
        "mwanamke",
        "ke",
        "mme",
    }
)
_MALE: Final = frozenset(
    {"m", "h", "masculin", "masculine", "homme", "male", "garcon", "man", "boy", "mwanaume", "me"}
)
_PARTS: Final = re.compile(r"\s*(?:[;,/+|]|\bet\b|\band\b|\bna\b)\s*", re.IGNORECASE)
_PHONE: Final = re.compile(r"[\s().\-/]+")

_NOT_YES_NO: Final = gettext_noop("“%(text)s” is neither yes nor no.")
_YES_NO_REMEDY: Final = gettext_noop(
    "Write yes or no, oui or non, 1 or 0; leave what is not known blank."
)
_NOT_SEX: Final = gettext_noop("“%(text)s” is not read as a sex.")
_SEX_REMEDY: Final = gettext_noop("Write F or M, or leave the cell blank.")
_NOT_CHOICE: Final = gettext_noop("“%(text)s” is none of the words that this field knows.")
_CHOICE_REMEDY: Final = gettext_noop("Use one of: %(words)s.")
_NOT_PHONE: Final = gettext_noop("“%(text)s” is not a telephone number.")
_PHONE_REMEDY: Final = gettext_noop("Write all digits, such as 0991234567 or +243991234567.")
_TOO_LONG: Final = gettext_noop(
    "The text has %(length)s characters, and %(longest)s at most are kept."
)
_LONG_REMEDY: Final = gettext_noop("Shorten it, or check that two cells have not run together.")


def parse_text(raw: Raw, longest: int) -> str:
    """Clean text, as it stands: a formula is text like any other. Raises BadCell."""
    text = plain(raw)
    if len(text) > longest:
        raise BadCell(
            Problem(
                "imports.too-long",
                _TOO_LONG,
                {"length": len(text), "longest": longest},
                _LONG_REMEDY,
            )
        )
    return text


def parse_boolean(raw: Raw) -> bool:
    """Yes or no in French, English, Swahili, digits or a cross; raises BadCell."""
    if isinstance(raw, bool):
        return raw
    word = bare(plain(raw)) or plain(raw)
    if word in _YES or word in _NO:
        return word in _YES
    raise BadCell(
        Problem("imports.not-yes-or-no", _NOT_YES_NO, {"text": shown(plain(raw))}, _YES_NO_REMEDY)
    )


def parse_sex(raw: Raw) -> str:
    """ "f" or "m"; raises BadCell."""
    word = bare(plain(raw))
    if word in _FEMALE:
        return "f"
    if word in _MALE:
        return "m"
    raise BadCell(Problem("imports.not-a-sex", _NOT_SEX, {"text": shown(plain(raw))}, _SEX_REMEDY))


def vocabulary(choices: Mapping[str, Sequence[Words]]) -> dict[str, str]:
    """Every way to say each choice, bare, to its value: the value, its words in all languages."""
    known: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for value, words in choices.items():
                for word in (value, *map(str, words)):
                    known.setdefault(bare(word), value)
    return known


def parse_choice(raw: Raw, known: Mapping[str, str]) -> str:
    """The value that a word stands for; a near miss is a problem that suggests, never a guess."""
    word = bare(plain(raw))
    if word in known:
        return known[word]
    near = get_close_matches(word, known, n=3, cutoff=0.75) or sorted(set(known.values()))[:12]
    suggestion = {"text": shown(plain(raw)), "words": ", ".join(near)}
    raise BadCell(Problem("imports.not-a-choice", _NOT_CHOICE, suggestion, _CHOICE_REMEDY))


def parse_choices(raw: Raw, known: Mapping[str, str]) -> tuple[str, ...]:
    """Several values, each once, in the order written; raises BadCell for the first unknown one."""
    text = plain(raw)
    if bare(text) in known:
        return (known[bare(text)],)
    parts: Iterable[str] = (part for part in _PARTS.split(text) if part)
    return tuple(dict.fromkeys(parse_choice(part, known) for part in parts))


def parse_phone(raw: Raw, notation: Notation) -> str:
    """A number as +countrydigits (ITU-T E.164); one that begins with 0 is of the own country."""
    text = plain(raw)
    digits = _PHONE.sub("", text)
    own = notation.country
    if re.fullmatch(r"\+\d{8,15}", digits):
        return digits
    if re.fullmatch(r"00[1-9]\d{7,13}", digits):
        return f"+{digits[2:]}"
    if re.fullmatch(r"0?[1-9]\d{8}", digits):
        return f"+{own}{digits.removeprefix('0')}"
    if re.fullmatch(rf"{own}[1-9]\d{{8}}", digits):
        return f"+{digits}"
    raise BadCell(Problem("imports.not-a-phone", _NOT_PHONE, {"text": shown(text)}, _PHONE_REMEDY))


def split_name(text: str) -> tuple[str, str]:
    """Family and given names of one field, told by capitals: "KALALA NGOY Jean" is two and one.

    Where capitals tell nothing, everything is family name: names are never cut by guess.
    """
    words = plain(text).split()
    family = [word for word in words if len(word) > 1 and word.isupper()]
    if not family or len(family) == len(words):
        return " ".join(words), ""
    return " ".join(family), " ".join(word for word in words if word not in family)
