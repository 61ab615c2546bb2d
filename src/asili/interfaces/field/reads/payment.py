"""What was paid for a bag, line by line, in the money and the words of its receipt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from asili.core.access import Actor
from asili.core.money import format_money
from asili.domain.trade.explain import basis_words
from asili.domain.trade.models import Deduction, Settlement
from asili.domain.trade.policies import visible_settlements
from asili.domain.trade.rules.bargain import WHOLE, difference


@dataclass(frozen=True, slots=True)
class Held:
    """One deduction: what for, how much, and on what ground."""

    what: str
    amount: str
    basis: str
    informal: bool


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as its receipt shows it.

    Attributes:
        whole_lot: code of the lot that was paid for with this bag inside it; "" otherwise.
        together: whether one price was paid for several lots.
        counts: whether the purchase behind it counts. missing: what it waits for besides.
        unit: the price and what it is for, as agreed; "" where not recorded.
        unexplained: what was neither paid nor accounted for, as text; "" where it adds up.
    """

    code: str
    buyer: str
    seller: str
    paid_at: datetime
    whole_lot: str
    together: bool
    counts: bool
    missing: str
    unit: str
    gross: str
    held: Sequence[Held]
    net: str
    unexplained: str
    means: str
    receipt: str
    weigher: str


def payments_of(
    actor: Actor, lot: str, around: Sequence[str], purchases: Mapping[str, bool]
) -> list[Payment]:
    """Payments for a bag (``lot``), and for lots that it was inside of (``around``), that the
    actor may see.

    ``purchases`` are those of the bag that are not voided, by identifier, and whether each counts;
    the payments of those that count come first.
    """
    rows = (
        visible_settlements(actor)
        .filter(Q(lot_code__in=["", lot, *around]), event_code__in=list(purchases))
        .select_related("buyer", "seller")
        .prefetch_related("deductions")
        .order_by("-settled_at", "pk")
    )
    payments = [
        payment_of(
            row,
            list(row.deductions.all()),
            counts=purchases[row.event_code],
            whole_lot="" if row.lot_code == lot else row.lot_code,
        )
        for row in rows
    ]
    return sorted(payments, key=lambda payment: not payment.counts)


def payment_of(
    row: Settlement, held: Sequence[Deduction], *, counts: bool, whole_lot: str = ""
) -> Payment:
    """One payment in words and figures."""
    unexplained = difference(row.gross_minor, row.net_minor, [line.amount_minor for line in held])
    return Payment(
        code=row.code,
        buyer=row.buyer.name,
        seller=row.seller.name,
        paid_at=row.settled_at,
        whole_lot=whole_lot,
        together=not row.lot_code,
        counts=counts,
        missing=row.missing_words,
        unit=_unit(row),
        gross=format_money(row.gross_minor, row.currency),
        held=[_held(line, row.currency) for line in held],
        net=format_money(row.net_minor, row.currency),
        unexplained=format_money(unexplained, row.currency) if unexplained else "",
        means=row.means,
        receipt=row.receipt,
        weigher=row.weigher,
    )


def _unit(row: Settlement) -> str:
    if row.unit_minor is None or row.basis == WHOLE:
        return ""
    return f"{format_money(row.unit_minor, row.currency)} {basis_words(row.basis)}"


def _held(line: Deduction, currency: str) -> Held:
    amount = format_money(line.amount_minor, currency)
    return Held(line.kind_name, amount, line.legal_basis, line.informal)
