"""The reference value of a bag in words and figures: a reference, no judgement of a bargain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from asili.core.access import Words
from asili.core.invented import said
from asili.core.money import format_money
from asili.core.quantities import format_number
from asili.domain.trade.explain import unit_words
from asili.domain.trade.rules import ReferenceLine, ReferenceValue


@dataclass(frozen=True, slots=True)
class Metal:
    """One metal of the bag; each figure is "" where it, or what it needs, is not recorded."""

    name: str
    kilograms: str
    share: str
    value: str
    price: str
    per: str
    on: date | None
    source: Words
    verified: bool


@dataclass(frozen=True, slots=True)
class Worth:
    """The reference value: the sum of what is known, and of which metals it is the sum."""

    total: str
    complete: bool
    metals: Sequence[Metal]


def worth_of(reference: ReferenceValue) -> Worth:
    """The reference value as the page prints it."""
    total = reference.total_minor
    return Worth(
        total="" if total is None else format_money(total, reference.currency),
        complete=reference.complete,
        metals=[_metal(line) for line in reference.lines],
    )


def _metal(line: ReferenceLine) -> Metal:
    price, band = line.price, line.band
    priced = price is not None and line.amount_minor is not None
    return Metal(
        name=line.analyte,
        kilograms="" if line.metal_g is None else _kilograms(line.metal_g),
        share="" if band is None else f"{format_number(band.share * 100, 0)}\u00a0%",
        value=format_money(line.amount_minor or 0, price.currency) if price and priced else "",
        price=format_money(price.amount_minor, price.currency) if price else "",
        per=unit_words(price.per) if price else "",
        on=price.on if price else None,
        source=said(price.source) if price else "",
        verified=bool(price and price.verified),
    )


def _kilograms(grams: Fraction) -> str:
    return f"{format_number(Decimal(round(grams)) / 1000, 2)}\u00a0kg"
