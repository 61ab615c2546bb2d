"""Numbers as people and spreadsheets write them: comma or point, spaces, apostrophes, exponents."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_noop

from asili.core.imports.cells.notation import Notation, Raw, plain, shown
from asili.core.imports.problems import BadCell, Problem, Weight
from asili.core.quantities import GRAMS_IN_KILOGRAM, HEAVIEST_G

_SPACES: Final = " \u00a0\u2009\u202f'\u2019"
_GROUPED: Final = re.compile(rf"\d{{1,3}}([{_SPACES}]\d{{3}})+([.,]\d*)?")
_ONE_SIGN: Final = re.compile(r"(\d*)([.,])(\d*)")
_BOTH: Final = re.compile(r"\d{1,3}(?:(?:,\d{3})+\.\d*|(?:\.\d{3})+,\d*)")
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:(?:,\d{3}){2,}|(?:\.\d{3}){2,})")
_EXPONENT: Final = re.compile(r"(\d+(?:[.,]\d+)?)[eE]([+-]?\d{1,2})")
_UNIT: Final = re.compile(r"\s*(kg|kgs|kilos?|kilogrammes?)\.?$", re.IGNORECASE)
_TONNES: Final = re.compile(r"\s*(t|tonnes?|tons?)\.?$", re.IGNORECASE)
_LONGEST: Final = 40
_LARGEST: Final = Decimal(10) ** 15

_NOT_A_NUMBER: Final = gettext_noop("“%(text)s” is not a number.")
_NUMBER_REMEDY: Final = gettext_noop("Write digits only, such as 1 234,5 or 1234.5.")
_AMBIGUOUS: Final = gettext_noop("“%(text)s” was read as %(read)s.")
_AMBIGUOUS_REMEDY: Final = gettext_noop(
    "If it means something else, say which decimal sign the file uses."
)
_NOT_WHOLE: Final = gettext_noop("“%(text)s” is not a whole number.")
_TOO_LARGE: Final = gettext_noop("“%(text)s” is larger than any number that is kept here.")
_RANGE_REMEDY: Final = gettext_noop("Check the unit and the decimal sign.")
_NEGATIVE: Final = gettext_noop("A mass cannot be negative: “%(text)s”.")
_HEAVY: Final = gettext_noop("“%(text)s” kg is more than a million tonnes.")
_FRACTION: Final = gettext_noop("“%(text)s” kg is not a whole number of grams.")
_FRACTION_REMEDY: Final = gettext_noop("Give kilograms with three decimals at most.")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as read; ``ambiguous`` where a single sign before three digits could group them."""

    value: Decimal
    ambiguous: bool = False


def parse_decimal(raw: Raw, notation: Notation) -> Number:
    """The exact number that a cell holds; raises BadCell.

    Where both signs occur the last is the decimal one. "1,234" and "1.234" could be either: the
    notation of the file decides, else the sign is taken for the decimal one and said to be.
    """
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise _bad(raw)
    if isinstance(raw, int):
        return Number(_bounded(Decimal(raw), raw))
    if isinstance(raw, float):
        number = Decimal(repr(raw))
        if not number.is_finite():
            raise _bad(raw)
        return Number(_bounded(number, raw))
    text = plain(raw).replace("\u2212", "-")
    if len(text) > _LONGEST:
        raise _bad(text)
    sign = text[:1] if text[:1] in "+-" else ""
    digits, ambiguous = _digits(text[len(sign) :].strip(), notation.decimal)
    if digits is None:
        raise _bad(text)
    number = Decimal(digits)
    return Number(_bounded(-number if sign == "-" else number, text), ambiguous)


def parse_integer(raw: Raw, notation: Notation) -> Number:
    """A whole number; 12,0 is one, 12,5 is not. Raises BadCell."""
    found = parse_decimal(raw, notation)
    if found.ambiguous:  # a count is never a fraction: the sign groups thousands
        return Number(parse_decimal(re.sub(r"[.,]", "", plain(raw)), notation).value)
    if found.value != found.value.to_integral_value():
        raise BadCell(
            Problem("imports.not-whole", _NOT_WHOLE, {"text": shown(raw)}, _NUMBER_REMEDY)
        )
    return found


def parse_kilograms(raw: Raw, notation: Notation) -> Number:
    """Grams from kilograms, with or without the unit, or from tonnes with theirs; raises BadCell.

    Refused are negative masses, more than a million tonnes and fractions of a gram.
    """
    factor = GRAMS_IN_KILOGRAM
    if isinstance(raw, str):
        bare_kg = _UNIT.sub("", plain(raw))
        if bare_kg == plain(raw) and _TONNES.search(bare_kg):
            bare_kg, factor = _TONNES.sub("", bare_kg), GRAMS_IN_KILOGRAM * 1000
        found = parse_decimal(bare_kg, notation)
    else:
        found = parse_decimal(raw, notation)
    grams, text = found.value * factor, shown(raw)
    if grams < 0:
        raise BadCell(Problem("imports.negative-mass", _NEGATIVE, {"text": text}, _RANGE_REMEDY))
    if grams > HEAVIEST_G:
        raise BadCell(Problem("imports.mass-too-large", _HEAVY, {"text": text}, _RANGE_REMEDY))
    if grams != grams.to_integral_value():
        raise BadCell(
            Problem("imports.fraction-of-a-gram", _FRACTION, {"text": text}, _FRACTION_REMEDY)
        )
    return Number(grams, found.ambiguous)


def doubt(raw: Raw, found: Number) -> Problem:
    """The note on a number that could be another."""
    read = {"text": shown(raw), "read": format(found.value, "f")}
    return Problem(
        "imports.number-in-doubt", _AMBIGUOUS, read, _AMBIGUOUS_REMEDY, weight=Weight.NOTE
    )


def exact(number: float) -> Decimal:
    """The decimal digits that a float shows."""
    return Decimal(repr(float(number)))


def decimal_sign(raw: Raw) -> str:
    """The decimal sign that a text settles, "" where it settles none."""
    if not isinstance(raw, str):
        return ""
    text = plain(raw).lstrip("+-")
    if (match := _GROUPED.fullmatch(text)) and match[2]:
        return match[2][0]
    if _BOTH.fullmatch(text):
        return max(",.", key=text.rfind)
    match = _ONE_SIGN.fullmatch(text)
    if match and match[3] and (len(match[3]) != 3 or match[1] in ("", "0") or len(match[1]) > 3):
        return match[2]
    return ""


def _digits(text: str, decimal: str) -> tuple[str | None, bool]:
    """The text as Decimal reads it, and whether it could be read otherwise; None where it can't."""
    if _GROUPED.fullmatch(text):
        return re.sub(rf"[{_SPACES}]", "", text).replace(",", "."), False
    if text.isascii() and text.isdigit():
        return text, False
    if match := _EXPONENT.fullmatch(text):
        return f"{match[1].replace(',', '.')}E{match[2]}", False
    if _BOTH.fullmatch(text):
        last = max(",.", key=text.rfind)
        return text.replace("," if last == "." else ".", "").replace(last, "."), False
    if _THOUSANDS.fullmatch(text):
        return text.replace(",", "").replace(".", ""), False
    match = _ONE_SIGN.fullmatch(text)
    if not match or not text.isascii() or not (match[1] or match[3]):
        return None, False
    before, sign, after = match.groups()
    if len(after) == 3 and before not in ("", "0") and len(before) <= 3:
        if decimal and sign != decimal:
            return before + after, False
        return f"{before}.{after}", not decimal
    return f"{before or 0}.{after or 0}", False


def _bounded(number: Decimal, raw: object) -> Decimal:
    if abs(number) > _LARGEST:
        raise BadCell(Problem("imports.too-large", _TOO_LARGE, {"text": shown(raw)}, _RANGE_REMEDY))
    return number


def _bad(raw: object) -> BadCell:
    return BadCell(
        Problem("imports.not-a-number", _NOT_A_NUMBER, {"text": shown(raw)}, _NUMBER_REMEDY)
    )
