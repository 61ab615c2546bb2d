"""The box of tags: one number or many, ranges, and a mass after each that was weighed.

Read are ``B-37T7T9JDM3 52,4``, several numbers on one line, and ``B-… .. B-… 50`` for every tag
from one to another. Numbers may be typed without hyphens, masses with a comma or a point.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from asili.core.identifiers import BadCode, parse
from asili.core.quantities import BadQuantity, parse_grams
from asili.engine.codes import block, decode

LINES: Final = 500
"""Lots of one record typed at a desk; more come as a file."""
LOTS: Final = "BLS"
"""Letters of the numbers that material can be under: bag, lot, shipment."""
_NUMBER: Final = re.compile(r"[A-Za-z]-?[0-9A-Za-z-]{7,14}")
_RANGE: Final = frozenset({"..", "...", "…", "\u2013", "\u2014", "-", "to", "à", "hadi"})
_MASS: Final = re.compile(r"\S+|\d{1,3}( \d{3})+([.,]\d+)?")
"""One word, or one number whose thousands are set apart: "50 52" is neither."""
_UNITS: Final = frozenset({"kg", "kg.", "g", "g."})


@dataclass(slots=True)
class Entry:
    """One number, or a range of numbers, with what was typed as its mass, and the unit of it."""

    row: int
    first: str
    last: str = ""
    mass: str = ""
    unit: str = ""


def read_tags(
    text: str, letters: str = LOTS, *, weighed: bool = False, unit: str = "kg"
) -> list[tuple[str, int | None]]:
    """Codes with grams (None where nothing was weighed), in the order typed.

    ``letters`` are the kinds of numbers that belong here; where ``weighed``, each needs its mass,
    which is in ``unit`` where it names none.
    Raises ValidationError with every mistake, each with the number of its line.
    """
    found: dict[str, int | None] = {}
    mistakes: list[str] = []
    for entry in _entries(text, mistakes):
        try:
            grams = _grams(entry.mass, entry.unit or unit)
            if weighed and grams is None:
                raise BadQuantity(
                    _("What is made is weighed: type the kilograms after “%(text)s” (custody.16).")
                    % {"text": entry.first}
                )
            for code in _codes(entry, letters):
                if code in found:
                    raise BadCode(_("“%(code)s” is in the box twice.") % {"code": code})
                found[code] = grams
        except (BadCode, BadQuantity) as error:
            mistakes.append(_at(entry.row, str(error)))
    if len(found) > LINES:
        mistakes.append(
            _("These are %(count)s numbers; type %(most)s at most, or send a file.")
            % {"count": len(found), "most": LINES}
        )
    if mistakes:
        raise ValidationError(mistakes)
    return list(found.items())


def _entries(text: str, mistakes: list[str]) -> Iterator[Entry]:
    """Numbers with what follows each of them; what follows none is a mistake."""
    for row, line in enumerate(text.splitlines(), 1):
        entries: list[Entry] = []
        to = False
        for word in line.replace("..", " .. ").replace("…", " … ").replace(";", " ").split():
            token = word.strip(",=:")
            if _NUMBER.fullmatch(token):
                if to and entries:
                    entries[-1].last = token
                else:
                    entries.append(Entry(row, token))
                to = False
            elif token.lower() in _RANGE:
                to = True
            elif entries and token.lower() in _UNITS:
                entries[-1].unit = token.lower().strip(".")
            elif entries and token:
                entries[-1].mass = f"{entries[-1].mass} {token}".strip()
            elif token and not entries:
                mistakes.append(_at(row, _("“%(text)s” is not a number.") % {"text": token}))
                break
        yield from entries


def _codes(entry: Entry, letters: str) -> list[str]:
    first = parse(entry.first)
    if first[0] not in letters:
        parse(first, letters[0])
    if not entry.last:
        return [first]
    kind, low = decode(first)
    _kind, high = decode(parse(entry.last, kind))
    if not low <= high < low + LINES:
        raise BadCode(
            _("From %(first)s to %(last)s are not 1 to %(most)s numbers.")
            % {"first": first, "last": entry.last, "most": LINES}
        )
    return block(kind, low, high - low + 1)


def _grams(mass: str, unit: str) -> int | None:
    if not mass:
        return None
    if not _MASS.fullmatch(mass):
        raise BadQuantity(_("“%(text)s” is not one number.") % {"text": mass})
    return parse_grams(mass, unit=unit)


def _at(row: int, message: str) -> str:
    return _("Line %(row)s: %(message)s") % {"row": row, "message": message}
