"""Prices beside a bargain: the reference prices of a day, and a purchase as it would be settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from asili.core.models import Programme
from asili.core.money import format_money
from asili.domain.trade.explain import basis_words, compared, unit_words
from asili.domain.trade.queries import is_old, prices_on
from asili.domain.trade.rules import Price
from asili.domain.trade.rules.bargain import WHOLE
from asili.domain.trade.services import PurchasePreview


@dataclass(frozen=True, slots=True)
class ReferencePrice:
    """A reference price in words; ``old`` where it is older than law allows without a remark."""

    metal: str
    amount: str
    per: str
    on: date
    source: str
    old: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """What a purchase would come to; amounts as text.

    Attributes:
        unit: the price and what it is for, "" where it is for the whole.
        reference: the reference value, "" where it is not known; ``compared``: how far the price
            lies from it.
        missing: what the settlement would wait for.
    """

    unit: str
    gross: str
    held: Sequence[tuple[str, str]]
    net: str
    unexplained: str
    reference: str
    compared: str
    sources: Sequence[ReferencePrice]
    missing: str


def reference_prices(
    programme: Programme, on: date, analytes: Sequence[str]
) -> list[ReferencePrice]:
    """The reference prices that hold on a day, metal by metal."""
    prices = prices_on(on, programme, analytes)
    return [_written(prices[code], on) for code in sorted(prices)]


def terms(preview: PurchasePreview, on: date) -> Terms:
    """The money of a preview in words."""
    receipt, worth = preview.receipt, preview.reference
    row = receipt.settlement
    known = worth.total_minor if worth.complete else None
    unit = ""
    if row.unit_minor is not None and row.basis != WHOLE:
        unit = f"{format_money(row.unit_minor, row.currency)} {basis_words(row.basis)}"
    missing = receipt.difference_minor
    return Terms(
        unit=unit,
        gross=format_money(row.gross_minor, row.currency),
        held=[
            (line.kind_name, format_money(line.amount_minor, row.currency))
            for line in receipt.deductions
        ],
        net=format_money(row.net_minor, row.currency),
        unexplained=format_money(missing, row.currency) if missing else "",
        reference="" if known is None else format_money(known, worth.currency),
        compared=compared(row.gross_minor, row.currency, known, worth.currency),
        sources=[_written(line.price, on) for line in worth.lines if line.price],
        missing=row.missing_words,
    )


def _written(price: Price, on: date) -> ReferencePrice:
    return ReferencePrice(
        metal=price.analyte,
        amount=format_money(price.amount_minor, price.currency),
        per=unit_words(price.per),
        on=price.on,
        source=price.source,
        old=is_old(price, on),
    )
