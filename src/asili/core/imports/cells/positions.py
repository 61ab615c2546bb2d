"""Latitudes and longitudes: decimal degrees, degrees-minutes-seconds, with or without letters."""

import re
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from django.utils.translation import gettext_noop

from asili.core.imports.cells.notation import Notation, Raw, bare, plain, shown
from asili.core.imports.cells.numbers import parse_decimal
from asili.core.imports.problems import BadCell, Problem

E7: Final = Decimal("0.0000001")
_LATITUDE, _LONGITUDE = "NS", "EWO"
_HEMISPHERES: Final = {"N": 1, "S": -1, "E": 1, "W": -1, "O": -1}
_WORDS: Final = {"nord": "N", "north": "N", "sud": "S", "south": "S", "est": "E", "east": "E",
                 "ouest": "W", "west": "W"}  # fmt: skip
_LETTER: Final = re.compile(r"^([NSEWO])(?![a-z])[\s:]*|\s*(?<![a-z])([NSEWO])$", re.IGNORECASE)
_SEXAGESIMAL: Final = re.compile(
    r"([+-]?\d{1,3})\s*[°ºd:\s]\s*(\d{1,2}(?:[.,]\d+)?)\s*(?:['\u2032\u2019m:\s]\s*"
    r"(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:\"|''|″|”|s)?\s*)?)?"
)

_NOT_A_POSITION: Final = gettext_noop("“%(text)s” is not a coordinate.")
_REMEDY: Final = gettext_noop("Write decimal degrees such as -10.7165, or 10°43'00\" S.")
_WRONG_COLUMN: Final = gettext_noop("“%(text)s” belongs into the other column of the position.")
_SWAP_REMEDY: Final = gettext_noop(
    "Exchange the two cells; where all rows are so, exchange the two columns instead."
)
_OUT_OF_RANGE: Final = gettext_noop("“%(text)s” is no number of degrees that the earth has.")
_RANGE_REMEDY: Final = gettext_noop(
    "Give degrees (WGS 84). Metres of a projection are read from map files only; a lost decimal "
    "sign must be put back."
)
_SWAPPED: Final = gettext_noop(
    "Latitude %(latitude)s and longitude %(longitude)s lie in the programme's area when exchanged."
)
_SIGN: Final = gettext_noop(
    "Latitude %(latitude)s lies in the programme's area with the other sign."
)
_SIGN_REMEDY: Final = gettext_noop("South of the equator a latitude is negative, or carries an S.")
_OUTSIDE: Final = gettext_noop(
    "Latitude %(latitude)s and longitude %(longitude)s lie outside the programme's area."
)
_OUTSIDE_REMEDY: Final = gettext_noop("Compare the coordinates with the source.")
_NULL_ISLAND: Final = gettext_noop("Latitude 0 and longitude 0 stand for a position not recorded.")
_NULL_REMEDY: Final = gettext_noop("Leave both cells blank, or give the position.")


def parse_latitude(raw: Raw, notation: Notation) -> Decimal:
    """Degrees north, to 1e-7; raises BadCell."""
    return _degrees(raw, notation, _LATITUDE, 90)


def parse_longitude(raw: Raw, notation: Notation) -> Decimal:
    """Degrees east, to 1e-7; raises BadCell."""
    return _degrees(raw, notation, _LONGITUDE, 180)


def judge_position(
    latitude: Decimal, longitude: Decimal, box: tuple[float, float, float, float] | None
) -> Problem | None:
    """What is wrong with a position, exchanged axes and lost signs noticed; None where it is well.

    ``box`` is where positions must lie: west, south, east, north.
    """
    given = {"latitude": str(latitude.normalize()), "longitude": str(longitude.normalize())}
    if latitude == 0 and longitude == 0:
        return Problem("imports.null-island", _NULL_ISLAND, given, _NULL_REMEDY)
    if box is None or _inside(latitude, longitude, box):
        return None
    if _inside(longitude, latitude, box):
        return Problem("imports.swapped", _SWAPPED, given, _SWAP_REMEDY)
    if _inside(-latitude, longitude, box):
        return Problem("imports.lost-sign", _SIGN, given, _SIGN_REMEDY)
    return Problem("imports.outside", _OUTSIDE, given, _OUTSIDE_REMEDY)


def _inside(latitude: Decimal, longitude: Decimal, box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    return south <= latitude <= north and west <= longitude <= east


def _degrees(raw: Raw, notation: Notation, letters: str, limit: int) -> Decimal:
    text = _unworded(plain(raw)).replace("\u2212", "-")
    letter = ""
    if match := _LETTER.search(text):
        letter = (match[1] or match[2]).upper()
        text = _LETTER.sub("", text, count=1).strip()
    if letter and letter not in letters:
        raise BadCell(
            Problem("imports.wrong-axis", _WRONG_COLUMN, {"text": shown(plain(raw))}, _SWAP_REMEDY)
        )
    value = _value(text, raw, notation)
    if letter:
        value = abs(value) * _HEMISPHERES[letter]
    if abs(value) > limit:
        code = "imports.degrees-out-of-range"
        raise BadCell(Problem(code, _OUT_OF_RANGE, {"text": shown(plain(raw))}, _RANGE_REMEDY))
    return value.quantize(E7, ROUND_HALF_EVEN)


def _value(text: str, raw: Raw, notation: Notation) -> Decimal:
    if match := _SEXAGESIMAL.fullmatch(text):
        minutes = Decimal(match[2].replace(",", "."))
        seconds = Decimal((match[3] or "0").replace(",", "."))
        if minutes < 60 and seconds < 60:
            size = abs(Decimal(match[1])) + minutes / 60 + seconds / 3600
            return -size if match[1].startswith("-") else size
    try:
        return parse_decimal(
            raw if isinstance(raw, int | float) else text.rstrip("°º "), notation
        ).value
    except BadCell as error:
        problem = Problem(
            "imports.not-a-position", _NOT_A_POSITION, {"text": shown(plain(raw))}, _REMEDY
        )
        raise BadCell(problem) from error


def _unworded(text: str) -> str:
    """Hemispheres as words become letters; labels such as "lat:" go."""
    for word in bare(text).split():
        if word in _WORDS:
            text = re.sub(rf"\b{word}\b", _WORDS[word], text, flags=re.IGNORECASE)
    return re.sub(r"^(lat|long?|latitude|longitude)\b\s*[:=.]?\s*", "", text, flags=re.IGNORECASE)
