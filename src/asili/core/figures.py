"""Values of a stored sentence: kept exact and untranslated, written in the reader's language.

A finding is stored once and read in several languages. What its sentence says of masses, money,
shares, numbers and days is therefore stored as what it is, and becomes text only where it is shown.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final, TypeAlias, cast

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from asili.core.money import format_money
from asili.core.quantities import GRAMS_IN_KILOGRAM, format_number

Figure: TypeAlias = Mapping[str, object]
"""A typed value as JSON holds it: one entry, its kind and its content."""
Value: TypeAlias = str | int | float | Figure | None


def kilograms(grams: int) -> Figure:
    """A mass; its sentence says "kg" itself."""
    return {"grams": grams}


def money(minor: int, currency: str) -> Figure:
    """An amount, written with its currency."""
    return {"money": [minor, currency]}


def percent(share: Decimal) -> Figure:
    """A share from 0 to 1, written in percent to a tenth with its sign."""
    return {"share": str(share)}


def number(value: Decimal) -> Figure:
    """A number with the decimals that it has; its sentence names the unit itself."""
    return {"number": str(value)}


def day(on: date) -> Figure:
    """A day, written as dates are."""
    return {"day": on.isoformat()}


def listing(words: Iterable[str]) -> Figure:
    """Several words; those of the source language are translated, codes stay what they are."""
    return {"words": list(words)}


def some(first: str, count: int) -> Figure:
    """The first of several codes, and how many there are."""
    return {"some": [first, count]}


def spoken(values: Mapping[str, object]) -> dict[str, str]:
    """The values of a sentence as text in the reader's language."""
    return {name: _written(value) for name, value in values.items()}


def _written(value: object) -> str:
    if not isinstance(value, dict):
        return str(value)
    ((kind, content),) = value.items()
    return _WRITTEN[kind](content)


def _kilograms(grams: object) -> str:
    mass = Decimal(str(grams)) / GRAMS_IN_KILOGRAM
    return format_number(mass, max(0, -int(mass.normalize().as_tuple().exponent)))


def _money(content: object) -> str:
    minor, currency = cast("tuple[int, str]", content)
    return format_money(minor, currency)


def _percent(share: object) -> str:
    return f"{format_number(Decimal(str(share)) * 100, 1)}\u00a0%"


def _number(value: object) -> str:
    exact = Decimal(str(value))
    return format_number(exact, max(0, -int(exact.as_tuple().exponent)))


def _day(on: object) -> str:
    return date_format(date.fromisoformat(str(on)), "DATE_FORMAT")


def _listing(words: object) -> str:
    return ", ".join(gettext(word) for word in cast("list[str]", words))


def _some(content: object) -> str:
    first, count = cast("tuple[str, int]", content)
    if count == 1:
        return first
    more = ngettext("and %(more)s more", "and %(more)s more", count - 1) % {"more": count - 1}
    return f"{first} {more}"


_WRITTEN: Final[Mapping[str, Callable[[object], str]]] = MappingProxyType(
    {
        "grams": _kilograms,
        "money": _money,
        "share": _percent,
        "number": _number,
        "day": _day,
        "words": _listing,
        "some": _some,
    }
)
