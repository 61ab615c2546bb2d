"""A bargain: its price by a basis, whether its receipt adds up, and what it still waits for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

WHOLE: Final = "whole"
WET: Final = "wet"
DRY: Final = "dry"
"""What a price is for: all that is bought, a kilogram as weighed, a kilogram without its water.

The code of an analyte stands for a kilogram of that metal contained.
"""

RECEIPT: Final = "receipt"
"""Stands, in what is missing, for the number of the receipt; the other words are quantities."""


class Standing(StrEnum):
    """Where a payment stands; derived from its purchase and from what is recorded."""

    SETTLED = "settled"
    INCOMPLETE = "incomplete"
    """Moisture, a metal or the number of the receipt is not recorded (trade.5)."""
    WAITING = "waiting"
    """The purchase behind it waits in custody."""
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Goods:
    """One lot of a purchase: grams as weighed, percentages as measured; None: not recorded.

    ``sampled`` names what was measured on it although nothing can be computed from it yet.
    """

    wet_g: int | None
    moisture: Decimal | None
    grades: Mapping[str, Decimal | None]
    sampled: frozenset[str] = frozenset()

    def lacks(self, quantity: str, value: Decimal | None) -> bool:
        """Whether nothing is recorded of a quantity."""
        return value is None and quantity not in self.sampled


def kilograms(basis: str, goods: Sequence[Goods]) -> Fraction | None:
    """What a unit price is multiplied with, exactly; 1 for the whole, None where not recorded."""
    if basis == WHOLE:
        return Fraction(1)
    grams = [_grams(basis, lot) for lot in goods]
    known = [amount for amount in grams if amount is not None]
    return sum(known, Fraction()) / 1000 if grams and len(known) == len(grams) else None


def gross_minor(unit_minor: int, basis: str, goods: Sequence[Goods]) -> int | None:
    """Price before deductions, rounded once, half to even; None where it cannot be computed."""
    amount = kilograms(basis, goods)
    return None if amount is None else round(unit_minor * amount)


def difference(gross: int, net: int, held_back: Iterable[int]) -> int:
    """Rule trade.3: what of the price was neither paid nor accounted for; 0 where it adds up."""
    return gross - sum(held_back) - net


def missing(
    goods: Sequence[Goods], analytes: Iterable[str], moisture: str, *, receipt: bool
) -> tuple[str, ...]:
    """Rule trade.5: quantities that some lot lacks, and `RECEIPT` where there is none.

    ``moisture`` is the word for it. Without goods (a purchase that custody does not know) only the
    receipt is asked for.
    """
    lacking = [moisture] if any(lot.lacks(moisture, lot.moisture) for lot in goods) else []
    lacking += [
        code for code in analytes if any(lot.lacks(code, lot.grades.get(code)) for lot in goods)
    ]
    return (*lacking, *(() if receipt else (RECEIPT,)))


def is_far_below(paid: int, worth: int, floor: Decimal) -> bool:
    """Rule trade.9: less than ``floor`` (0 to 1) of the reference value was paid."""
    return worth > 0 and paid < Fraction(floor) * worth


def share_of(part: int, whole: int) -> Decimal:
    """A part as a share of a whole that is not zero, to four decimals."""
    return Decimal(round(Fraction(part, whole) * 10_000)).scaleb(-4)


def _grams(basis: str, lot: Goods) -> Fraction | None:
    if lot.wet_g is None:
        return None
    if basis == WET:
        return Fraction(lot.wet_g)
    if lot.moisture is None:
        return None
    dry = lot.wet_g * (1 - Fraction(lot.moisture) / 100)
    if basis == DRY:
        return dry
    grade = lot.grades.get(basis)
    return None if grade is None else dry * Fraction(grade) / 100
