"""Masses and estimates: read from people, written for people, exact in between.

Stored mass is integer grams. People read and type kilograms, or grams where the commodity says so,
with the separators of their language. An estimate is printed with its standard uncertainty at two
significant digits, and the value at the same decimals (GUM, JCGM 100:2008, 7.2.6).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Final

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

GRAMS_IN_KILOGRAM: Final = 1000
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f']+")
_UNIT = re.compile(r"\s*(kgs?|kilos?|g|gr)\.?$", re.IGNORECASE)
_COMMA_DECIMAL: Final = frozenset({"fr", "sw"})
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(,\d{3})+")


class BadQuantity(ValueError):
    """The text is no number, or no whole number of grams; the message is for the person."""


def parse_number(text: str, language: str | None = None) -> Decimal:
    """Exact number from text such as "1 234,5", "1,234.5" or "-3".

    Where both separators occur, the last is the decimal one. A single comma before three digits
    groups thousands, except in French and Swahili, where it is the decimal sign. Raises
    BadQuantity.
    """
    compact = _SPACES.sub("", text.strip()).replace("\u2212", "-")
    comma, point = compact.rfind(","), compact.rfind(".")
    if comma > point >= 0:
        compact = compact.replace(".", "").replace(",", ".")
    elif point > comma >= 0:
        compact = compact.replace(",", "")
    elif comma >= 0:
        compact = compact.replace(",", "" if _groups(compact, language) else ".")
    try:
        number = Decimal(compact)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not re.fullmatch(r"[+-]?\d*\.?\d*", compact):
        raise BadQuantity(_("“%(text)s” is not a number.") % {"text": text})
    return number


HEAVIEST_G = 10**12
"""A million tonnes: more than any lot, and far below what an integer column holds."""


def parse_grams(text: str, language: str | None = None, unit: str = "kg") -> int:
    """Grams from a mass as typed, in "kg" or "g" where it names no unit; raises BadQuantity.

    Refuses a negative mass, one that no lot can have, and a fraction of a gram: nothing is rounded
    unseen.
    """
    named = _UNIT.search(text)
    if named:
        unit = "kg" if named[1].lower().startswith("k") else "g"
    grams = parse_number(_UNIT.sub("", text), language) * (GRAMS_IN_KILOGRAM if unit == "kg" else 1)
    if grams < 0:
        raise BadQuantity(_("A mass cannot be negative."))
    if grams > HEAVIEST_G:
        raise BadQuantity(_("Please give a mass below a million tonnes."))
    if grams != grams.to_integral_value():
        raise BadQuantity(_("Please give kilograms with three decimals at most (whole grams)."))
    return int(grams)


def format_number(number: Decimal | int, decimals: int) -> str:
    """A number with so many decimals (half to even), grouped in the reader's language."""
    rounded = Decimal(number).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
    return number_format(rounded, decimal_pos=decimals, force_grouping=True)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its standard uncertainty in the same unit; ``u`` None where it is not known."""

    value: Decimal
    u: Decimal | None
    unit: str = "kg"

    @classmethod
    def of(cls, value: float | Decimal, u: float | Decimal | None, unit: str = "kg") -> "Estimate":
        """From numbers of any kind; floats are read as they print."""
        return cls(Decimal(str(value)), None if u is None else Decimal(str(u)), unit)

    def decimals(self) -> int:
        """Decimals shown: those of two significant digits of ``u``; never more than six."""
        if not self.u:
            return min(6, max(0, -int(self.value.normalize().as_tuple().exponent)))
        places = max(0, 1 - self.u.adjusted())
        rounded = self.u.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
        return min(6, max(0, 1 - rounded.adjusted()))  # 0.996 is written 1.0

    def __str__(self) -> str:
        """As "123.4 ± 5.6 kg" in the reader's language."""
        value, u = self._rounded()
        decimals = self.decimals()
        text = format_number(value, decimals)
        if u is not None and u:
            text = f"{text} ± {format_number(u, decimals)}"
        return f"{text}\u00a0{self.unit}" if self.unit else text

    def _rounded(self) -> tuple[Decimal, Decimal | None]:
        """Value and u, rounded to tens, hundreds … where u has more than two digits before."""
        if not self.u or self.u.adjusted() < 2:
            return self.value, self.u
        step = Decimal(1).scaleb(self.u.adjusted() - 1)
        return (
            (self.value / step).quantize(Decimal(1), ROUND_HALF_EVEN) * step,
            (self.u / step).quantize(Decimal(1), ROUND_HALF_EVEN) * step,
        )


@dataclass(frozen=True, slots=True)
class Units:
    """What masses and grades are read in: "kg" or "g", and "%" or "g/t" by code of the analyte.

    They are kept in grams and in percent, whatever they are read in; every conversion is by a power
    of ten and exact.
    """

    mass: str = "kg"
    grades: Mapping[str, str] = field(default_factory=dict)

    def amount(self, grams: int, decimals: int | None = None) -> str:
        """A mass without its unit; every gram of it where ``decimals`` is None.

        ``decimals`` are those of kilograms: grams have three fewer, and none at least.
        """
        if self.mass == "g":
            return format_number(grams, 0)
        kilograms = Decimal(grams) / GRAMS_IN_KILOGRAM
        if decimals is None:
            decimals = max(0, -int(kilograms.normalize().as_tuple().exponent))
        return format_number(kilograms, decimals)

    def exact(self, grams: int) -> Decimal:
        """A mass as a number for a file."""
        return Decimal(grams) if self.mass == "g" else Decimal(grams) / GRAMS_IN_KILOGRAM

    def of(self, estimate: Estimate, analyte: str = "") -> Estimate:
        """The same quantity in these units; a percentage only where it is an analyte's grade."""
        unit = self.mass if estimate.unit == "kg" else self.grades.get(analyte, estimate.unit)
        exponent = _POWERS.get((estimate.unit, unit))
        if exponent is None:
            return estimate
        u = None if estimate.u is None else estimate.u.scaleb(exponent)
        return Estimate(estimate.value.scaleb(exponent), u, unit)


_POWERS: Final = {("kg", "g"): 3, ("%", "g/t"): 4}
"""A kilogram is 10^3 g; a percent is 10^4 g in a tonne."""
KILOGRAMS: Final = Units()
"""What is read where no commodity says otherwise."""


def _groups(compact: str, language: str | None) -> bool:
    """True where the commas of the text group thousands."""
    spoken = (language or get_language() or "en").split("-")[0]
    if compact.count(",") > 1:
        return True
    return spoken not in _COMMA_DECIMAL and bool(_GROUPED.fullmatch(compact))
