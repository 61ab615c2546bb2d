"""A receipt as both sides hold it: what was bought, what was paid, and where it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from asili.core.access import Words
from asili.core.quantities import Estimate
from asili.domain.custody.queries.purchases import Bought, Purchase
from asili.domain.trade.explain import compared
from asili.domain.trade.models import Settlement
from asili.domain.trade.queries import References, goods_of
from asili.domain.trade.queries import receipt as paper_of
from asili.domain.trade.rules.bargain import Standing
from asili.interfaces.field.reads.payment import Payment, payment_of
from asili.interfaces.field.reads.worth import Worth, worth_of

_STANDING: Final[Mapping[Standing, tuple[str, Words, Words]]] = {
    Standing.SETTLED: ("counts", gettext_lazy("Settled"), ""),
    Standing.INCOMPLETE: (
        "waits",
        gettext_lazy("Not settled yet"),
        gettext_lazy("It is settled once everything below is recorded, by an assay or here."),
    ),
    Standing.WAITING: (
        "waits",
        gettext_lazy("It waits with its purchase"),
        gettext_lazy("A record of the purchase waits for an explanation; until then it stands so."),
    ),
    Standing.VOID: (
        "none",
        gettext_lazy("Void"),
        gettext_lazy("The purchase was voided: this receipt counts for nothing."),
    ),
}
"""Look, title and explanation of each standing."""
_COUNTING: Final = frozenset({Standing.SETTLED, Standing.INCOMPLETE})


@dataclass(frozen=True, slots=True)
class Sold:
    """One lot of the receipt: grams as weighed, and its moisture and grades by name."""

    code: str
    bag: bool
    wet_g: int | None
    measured: Sequence[tuple[Words, Estimate | None]]


@dataclass(frozen=True, slots=True)
class Paper:
    """A receipt as its page shows it; ``compared`` is "" where price and value are not alike."""

    event: UUID
    payment: Payment
    standing: Standing
    look: str
    title: Words
    why: Words
    place: str
    on: date
    lots: Sequence[Sold]
    wet_g: int | None
    worth: Worth | None
    compared: str


def read_receipt(settlement: Settlement) -> Paper:
    """Everything that a receipt says."""
    found = paper_of(settlement)
    purchase = found.purchase
    look, title, why = _STANDING[found.standing]
    goods = goods_of(purchase, settlement.lot_code) if purchase else []
    masses = [lot.wet_g for lot in goods]
    return Paper(
        event=UUID(settlement.event_code),
        payment=payment_of(
            settlement, found.deductions, counts=found.standing is not Standing.VOID
        ),
        standing=found.standing,
        look=look,
        title=title,
        why=why,
        place=purchase.event.place.name if purchase else "",
        on=localdate(purchase.event.happened_at if purchase else settlement.settled_at),
        lots=[_sold(lot, purchase) for lot in _lots(purchase, settlement.lot_code)],
        wet_g=None if None in masses else sum(mass or 0 for mass in masses),
        worth=worth_of(References().of_goods(purchase, goods)) if purchase else None,
        compared=compared(
            settlement.gross_minor,
            settlement.currency,
            settlement.reference_minor,
            settlement.reference_currency,
        ),
    )


def _lots(purchase: Purchase | None, lot_code: str) -> list[Bought]:
    lots = purchase.lots if purchase else ()
    return [lot for lot in lots if lot_code in ("", lot.lot)]


def _sold(lot: Bought, purchase: Purchase | None) -> Sold:
    known = lot.account
    measured: list[tuple[Words, Estimate | None]] = [
        (_("Moisture"), known.moisture if known else None)
    ]
    for code in purchase.analytes if purchase else ():
        measured.append((code, known.grades[code] if known else None))
    return Sold(lot.lot, lot.lot.startswith("B-"), lot.wet_g, measured)
