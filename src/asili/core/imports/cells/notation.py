"""How a file writes what can be written in several ways, and words compared without their dress."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from django.utils.translation import gettext_noop

from asili.core.imports.problems import BadCell, Problem
from asili.core.words import fold

Raw: TypeAlias = str | int | float | bool | date | bytes | None
"""A cell as a file holds it: text, or what a workbook has typed already."""

BLANKS: Final = frozenset(
    {"", "-", "--", "\u2013", "\u2014", "?", "/", "n/a", "na", "n.a.", "nd", "n.d.", "null", "none"}
    | {"inconnu", "inconnue", "unknown", "non renseigné", "non renseigne", "not recorded"}
)
"""Words for "not recorded" in a column that holds no words."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\ufeff]")
_SPACE: Final = re.compile(r"\s+")
_ERRORS: Final = frozenset(
    {"#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!", "#nom?", "#valeur!"}
)
_ERROR: Final = gettext_noop("The spreadsheet holds an error here: %(text)s.")
_ERROR_REMEDY: Final = gettext_noop("Correct the formula, or clear the cell.")


@dataclass(frozen=True, slots=True)
class Notation:
    """What a file's columns settle together; "" and None where they leave it open.

    ``decimal`` is the decimal sign, "," or "."; ``day_first`` says that 5/3 is in March;
    ``today`` bounds dates written with two digits of the year; ``country`` is dialled before a
    number that begins with 0.
    """

    today: date
    decimal: str = ""
    day_first: bool | None = None
    country: str = "243"


def plain(raw: Raw) -> str:
    """The cell as clean text: no control characters, single spaces, no guard of a spreadsheet.

    An apostrophe before a sign that begins formulas is what `core.exports` puts there, and goes.
    Raises BadCell for an error value of a spreadsheet.
    """
    if raw is None:
        return ""
    if isinstance(raw, str):
        text = clean(raw)
        if text.casefold() in _ERRORS:
            raise BadCell(
                Problem("imports.spreadsheet-error", _ERROR, {"text": text}, _ERROR_REMEDY)
            )
        return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA) else text
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 2**53:
        return str(int(raw))
    return "" if isinstance(raw, bytes) else str(raw)


def clean(text: str) -> str:
    """Text without control characters and with single spaces."""
    return _SPACE.sub(" ", _CONTROLS.sub("", text)).strip()


def bare(text: str) -> str:
    """Words without accents, case and punctuation: "N° de l'Opérateur" is "n de l operateur"."""
    kept = "".join(mark if mark.isalnum() else " " for mark in fold(text))
    return _SPACE.sub(" ", kept).strip()


def shown(text: object) -> str:
    """A cell as a problem quotes it: the first sixty characters."""
    words = clean(str(text))
    return words if len(words) <= 60 else f"{words[:59]}…"
