"""What ore is worth by reference: exact, on plain values.

Method: dry mass = wet mass x (1 - moisture); metal = dry mass x grade; value = metal x reference
price x payable share. Moisture in percent of the wet mass, grades in percent of the dry mass. All
steps are exact fractions; only the value of each metal is rounded, once, half to even, to a minor
unit, and the total is the sum of the rounded lines. It is a reference, no judgement of a bargain.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext_lazy as _

from asili.core.access import Words
from asili.core.money import major

GRAMS: Final[dict[str, Fraction]] = {
    "t metal": Fraction(1_000_000),
    "kg metal": Fraction(1000),
    "lb metal": Fraction("453.59237"),
    "g metal": Fraction(1),
    "oz t metal": Fraction("31.1034768"),
}
"""Grams of metal that a price is for, by the unit it names.

Pound: international, 1959; troy ounce: 480 of the 7000 grains that make such a pound.
"""


@dataclass(frozen=True, slots=True)
class Price:
    """A reference price: ``amount_minor`` for one unit ``per`` (a key of `GRAMS`)."""

    analyte: str
    on: date
    amount_minor: int
    currency: str
    per: str
    source: str
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """Payable share (0 to 1) from a grade on (percent of dry ore)."""

    analyte: str
    grade_from: Decimal
    share: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the computation: what, how much, in which unit, and where it comes from.

    ``analyte`` is "" where the step concerns the whole. ``value`` is None where not recorded, and
    rounded to six decimals for reading otherwise; the computation goes on with the exact value.
    """

    label: Words
    value: Decimal | None
    unit: str
    source: Words = ""
    analyte: str = ""


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """One metal: its mass and its value; ``amount_minor`` None where something is not recorded."""

    analyte: str
    grade: Decimal | None
    metal_g: Fraction | None
    price: Price | None
    band: Band | None
    amount_minor: int | None


@dataclass(frozen=True, slots=True)
class ReferenceValue:
    """Value of a lot by reference prices, with each step.

    ``total_minor`` sums what is known and is None where nothing is, or where prices are in several
    currencies; ``complete`` says that every metal asked about is in it.
    """

    dry_g: Fraction | None
    lines: tuple[ReferenceLine, ...]
    steps: tuple[Step, ...]
    currency: str
    total_minor: int | None
    complete: bool


def band_for(bands: Iterable[Band], grade: Decimal) -> Band | None:
    """The band with the highest grade that is reached; None below the first (trade.2)."""
    reached = [band for band in bands if band.grade_from <= grade]
    return max(reached, key=lambda band: band.grade_from, default=None)


def reference_value(
    wet_g: int | None,
    moisture: Decimal | None,
    grades: Mapping[str, Decimal | None],
    prices: Mapping[str, Price],
    bands: Mapping[str, Iterable[Band]],
) -> ReferenceValue:
    """Value of ``wet_g`` grams; None stands for not recorded and is never taken for zero."""
    dry = None
    if wet_g is not None and moisture is not None:
        dry = wet_g * (1 - Fraction(moisture) / 100)
    steps = [
        Step(_("Wet mass as weighed"), None if wet_g is None else Decimal(wet_g), "g"),
        Step(_("Moisture, of the wet mass"), moisture, "%"),
        Step(_("Dry mass: wet mass without its moisture"), _read(dry), "g"),
    ]
    lines = []
    for analyte, grade in grades.items():
        line = _line(analyte, grade, dry, prices.get(analyte), bands.get(analyte, ()))
        lines.append(line)
        steps += _steps_of(line)
    known = [line for line in lines if line.amount_minor is not None]
    currencies = sorted({line.price.currency for line in known if line.price})
    total = sum(line.amount_minor or 0 for line in known) if len(currencies) == 1 else None
    currency = currencies[0] if len(currencies) == 1 else ""
    steps.append(Step(_("Reference value of all metals"), _major(total, currency), currency))
    return ReferenceValue(
        dry_g=dry,
        lines=tuple(lines),
        steps=tuple(steps),
        currency=currency,
        total_minor=total,
        complete=bool(lines) and total is not None and len(known) == len(lines),
    )


def together(values: Sequence[ReferenceValue]) -> ReferenceValue:
    """Several lots as one, metal by metal; what is not recorded of one is not of the whole.

    The payable share stands only where it is the same for all.
    """
    if len(values) == 1:
        return values[0]
    lines = [_joined(of_one) for of_one in zip(*(value.lines for value in values), strict=True)]
    currencies = sorted(
        {line.price.currency for line in lines if line.price and line.amount_minor is not None}
    )
    amounts = [line.amount_minor for line in lines if line.amount_minor is not None]
    one = len(currencies) == 1
    return ReferenceValue(
        dry_g=_sum([value.dry_g for value in values]),
        lines=tuple(lines),
        steps=(),
        currency=currencies[0] if one else "",
        total_minor=sum(amounts) if one else None,
        complete=bool(lines) and one and len(amounts) == len(lines),
    )


def _joined(of_one: Sequence[ReferenceLine]) -> ReferenceLine:
    """One metal of several lots."""
    first = of_one[0]
    amounts = [line.amount_minor for line in of_one]
    known = [amount for amount in amounts if amount is not None]
    return ReferenceLine(
        analyte=first.analyte,
        grade=None,
        metal_g=_sum([line.metal_g for line in of_one]),
        price=first.price,
        band=first.band if all(line.band == first.band for line in of_one) else None,
        amount_minor=sum(known) if len(known) == len(amounts) else None,
    )


def _sum(parts: Sequence[Fraction | None]) -> Fraction | None:
    known = [part for part in parts if part is not None]
    return sum(known, Fraction()) if parts and len(known) == len(parts) else None


def _line(
    analyte: str,
    grade: Decimal | None,
    dry: Fraction | None,
    price: Price | None,
    bands: Iterable[Band],
) -> ReferenceLine:
    band = None if grade is None else band_for(bands, grade)
    metal = None if grade is None or dry is None else dry * Fraction(grade) / 100
    amount = None
    if metal is not None and price is not None and band is not None and price.per in GRAMS:
        amount = round(metal / GRAMS[price.per] * price.amount_minor * Fraction(band.share))
    return ReferenceLine(analyte, grade, metal, price, band, amount)


def _steps_of(line: ReferenceLine) -> list[Step]:
    price, band, analyte = line.price, line.band, line.analyte
    currency = price.currency if price else ""
    return [
        Step(_("Grade, of the dry mass"), line.grade, "%", analyte=analyte),
        Step(_("Metal contained"), _read(line.metal_g), "g", analyte=analyte),
        Step(
            _("Reference price"),
            _major(price.amount_minor, currency) if price else None,
            f"{currency}/{price.per}" if price else "",
            f"{price.source}, {price.on:%Y-%m-%d}" if price else _("not recorded"),
            analyte,
        ),
        Step(
            _("Payable share at this grade"),
            band.share if band else None,
            "",
            band.source if band else _("not recorded"),
            analyte,
        ),
        Step(_("Reference value"), _major(line.amount_minor, currency), currency, "", analyte),
    ]


def _major(minor: int | None, currency: str) -> Decimal | None:
    return None if minor is None else major(minor, currency)


def _read(exact: Fraction | None) -> Decimal | None:
    """An exact fraction rounded for reading."""
    return None if exact is None else Decimal(round(exact * 1_000_000)).scaleb(-6)
