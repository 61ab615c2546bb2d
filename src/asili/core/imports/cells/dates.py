"""Dates as files write them: ISO, day first, month names in French and English, Excel's days."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.translation import gettext_noop

from asili.core.imports.cells.notation import Notation, Raw, bare, plain, shown
from asili.core.imports.problems import BadCell, Problem, Weight

_EPOCH: Final = date(1899, 12, 30)
"""Day 0 of Excel's 1900 system, with its invented 29 February 1900 taken into account."""
_SERIALS: Final = range(10_000, 80_000)
"""May 1927 to January 2119: numbers that a date column may hold as days."""

_MONTHS: Final = {
    "jan": 1, "janv": 1, "janvier": 1, "january": 1, "januari": 1,
    "fev": 2, "fevr": 2, "fevrier": 2, "feb": 2, "february": 2, "februari": 2,
    "mar": 3, "mars": 3, "march": 3, "machi": 3,
    "avr": 4, "avril": 4, "apr": 4, "april": 4, "aprili": 4,
    "mai": 5, "may": 5, "mei": 5,
    "juin": 6, "jun": 6, "june": 6, "juni": 6,
    "juil": 7, "juill": 7, "juillet": 7, "jul": 7, "july": 7, "julai": 7,
    "aou": 8, "aout": 8, "aug": 8, "august": 8, "agosti": 8,
    "sep": 9, "sept": 9, "septembre": 9, "september": 9, "septemba": 9,
    "oct": 10, "octobre": 10, "october": 10, "oktoba": 10,
    "nov": 11, "novembre": 11, "november": 11, "novemba": 11,
    "dec": 12, "decembre": 12, "december": 12, "desemba": 12,
}  # fmt: skip
_TIME: Final = r"(?:[T ]\d{1,2}[:h]\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?"
_ISO: Final = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}")
_COMPACT: Final = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_TRIPLE: Final = re.compile(
    rf"(\d{{1,2}})\s?[-/. ]\s?(\d{{1,2}})\s?[-/. ]\s?(\d{{4}}|\d{{2}}){_TIME}"
)
_DAY_MONTH: Final = re.compile(
    r"(?:[a-z]+ )?(\d{1,2})(?:er|st|nd|rd|th)? ?(?:de )?([a-z]+) ?(\d{4}|\d{2})"
)
_MONTH_DAY: Final = re.compile(r"([a-z]+) (\d{1,2})(?:st|nd|rd|th)? (\d{4})")

_NOT_A_DATE: Final = gettext_noop("“%(text)s” is not a date.")
_REMEDY: Final = gettext_noop("Write it as 2026-03-05 or 05/03/2026.")
_ONLY_YEAR: Final = gettext_noop("“%(text)s” is a year, and a whole date is needed.")
_NO_SUCH_DAY: Final = gettext_noop("There is no day “%(text)s” in the calendar.")
_IN_DOUBT: Final = gettext_noop("“%(text)s” was read as %(read)s.")
_DOUBT_REMEDY: Final = gettext_noop(
    "If the month stands first in this file, say so on the page of its columns."
)
_NOT_A_YEAR: Final = gettext_noop("“%(text)s” is not a year.")
_YEAR_REMEDY: Final = gettext_noop("Write four digits, such as 1998.")


@dataclass(frozen=True, slots=True)
class Day:
    """A date as read; ``in_doubt`` where day and month, or the century, could be others."""

    value: date
    in_doubt: bool = False


def parse_date(raw: Raw, notation: Notation) -> Day:
    """The date that a cell holds; raises BadCell.

    Day stands before month unless the file says otherwise. A year of two digits is the latest that
    is not more than a year ahead of ``notation.today``, and is said to be in doubt. A number of
    days as Excel counts them is read as one, and said to be.
    """
    if isinstance(raw, datetime):
        return Day(raw.date())
    if isinstance(raw, date):
        return Day(raw)
    text = plain(raw)
    if isinstance(raw, bool) or not text:
        raise _bad(raw)
    if text.isdigit() and int(text) in _SERIALS:
        return Day(_EPOCH + timedelta(days=int(text)), in_doubt=True)
    try:
        return _read(text, notation)
    except ValueError as error:
        if isinstance(error, BadCell):
            raise
        raise BadCell(
            Problem("imports.no-such-day", _NO_SUCH_DAY, {"text": shown(text)}, _REMEDY)
        ) from error


def parse_year(raw: Raw) -> int:
    """A year of four digits, or the year of a date; raises BadCell."""
    if isinstance(raw, date):
        return raw.year
    text = plain(raw)
    match = re.fullmatch(r"((?:18|19|20|21)\d{2})(?:[.,]0+)?", text) or _ISO.fullmatch(text)
    if match is None:
        raise BadCell(
            Problem("imports.not-a-year", _NOT_A_YEAR, {"text": shown(text)}, _YEAR_REMEDY)
        )
    return int(match[1])


def doubt(raw: Raw, found: Day) -> Problem:
    """The note on a date that could be another."""
    read = {"text": shown(plain(raw)), "read": found.value.isoformat()}
    return Problem("imports.date-in-doubt", _IN_DOUBT, read, _DOUBT_REMEDY, weight=Weight.NOTE)


def day_first(raw: Raw) -> bool | None:
    """Whether a text settles that the day stands first; None where it does not."""
    match = _TRIPLE.fullmatch(plain(raw)) if isinstance(raw, str) else None
    if match is None:
        return None
    first, second = int(match[1]), int(match[2])
    if first > 12 >= second:
        return True
    return False if second > 12 >= first else None


def from_parts(parts: list[str]) -> str:
    """Three columns as one text: the year is the part of four digits, the day stands first."""
    clean = [part.strip() for part in parts if part.strip()]
    years = [part for part in clean if re.fullmatch(r"\d{4}", part)]
    if len(clean) != 3 or len(years) != 1:
        return " ".join(clean)
    rest = [part for part in clean if part != years[0]]
    if clean[0] == years[0]:
        rest.reverse()
    return f"{rest[0]} {rest[1]} {years[0]}"


def _read(text: str, notation: Notation) -> Day:
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return Day(date(int(match[1]), int(match[2]), int(match[3])))
    if match := _TRIPLE.fullmatch(text):
        return _triple(int(match[1]), int(match[2]), match[3], notation)
    words = bare(text)
    if match := _DAY_MONTH.fullmatch(words):
        return _named(match[1], match[2], match[3], notation, text)
    if match := _MONTH_DAY.fullmatch(words):
        return _named(match[2], match[1], match[3], notation, text)
    if re.fullmatch(r"(19|20)\d{2}", text):
        raise BadCell(Problem("imports.only-a-year", _ONLY_YEAR, {"text": text}, _REMEDY))
    raise _bad(text)


def _triple(first: int, second: int, digits: str, notation: Notation) -> Day:
    year = _year(digits, notation)
    either = first <= 12 and second <= 12 and first != second
    reverse = (either and notation.day_first is False) or (second > 12 >= first)
    day, month = (second, first) if reverse else (first, second)
    in_doubt = len(digits) == 2 or (either and notation.day_first is None)
    return Day(date(year, month, day), in_doubt)


def _named(day: str, month: str, digits: str, notation: Notation, text: str) -> Day:
    if month not in _MONTHS:
        raise _bad(text)
    return Day(date(_year(digits, notation), _MONTHS[month], int(day)), in_doubt=len(digits) == 2)


def _year(digits: str, notation: Notation) -> int:
    if len(digits) == 4:
        return int(digits)
    year = 2000 + int(digits)
    return year if year <= notation.today.year + 1 else year - 100


def _bad(raw: object) -> BadCell:
    return BadCell(Problem("imports.not-a-date", _NOT_A_DATE, {"text": shown(raw or "")}, _REMEDY))
