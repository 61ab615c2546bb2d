"""What was paid for a bag, line by line, in the money and the words of its receipt."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from asili.core.access import Actor, Words
from asili.core.quantities import format_number
from asili.domain.custody.models import Lot
from asili.domain.trade.models import Deduction, Settlement
from asili.domain.trade.policies import visible_settlements
from asili.domain.trade.rules.bargain import difference

_MEANS: Mapping[str, Words] = {
    "cash": _("cash"),
    "mobile_money": _("mobile money"),
    "bank": _("bank transfer"),
}


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
        whole_lot: code of the lot that was paid for with this bag inside it; "" for the bag alone.
        counts: whether the purchase behind it counts.
        unexplained: what was neither paid nor accounted for, as text; "" where it adds up.
    """

    code: str
    buyer: str
    seller: str
    paid_at: datetime
    whole_lot: str
    counts: bool
    gross: str
    held: Sequence[Held]
    net: str
    unexplained: str
    means: Words
    receipt: str


def money(minor: int, currency: str) -> str:
    """An amount with its currency, in the separators of the reader's language."""
    return f"{format_number(major(minor, currency), minor_digits(currency))}\u00a0{currency}"


def payments_of(
    actor: Actor, lot: Lot, outer: QuerySet[Any, Any], counting: Collection[str]
) -> list[Payment]:
    """Payments for a bag, and for lots that it was inside of (``outer``), that the actor may see.

    Those of the purchases that count (``counting``: their public identifiers) come first.
    """
    around = Lot.objects.filter(pk__in=outer).values("code")
    rows = (
        visible_settlements(actor)
        .filter(Q(lot_code=lot.code) | Q(lot_code__in=around))
        .select_related("buyer", "seller")
        .prefetch_related("deductions")
        .order_by("-settled_at", "pk")
    )
    payments = [_payment(row, lot, counting) for row in rows]
    return sorted(payments, key=lambda payment: not payment.counts)


def _payment(row: Settlement, lot: Lot, counting: Collection[str]) -> Payment:
    held = list(row.deductions.all())
    missing = difference(row.gross_minor, row.net_minor, [line.amount_minor for line in held])
    return Payment(
        code=row.code,
        buyer=row.buyer.name,
        seller=row.seller.name,
        paid_at=row.settled_at,
        whole_lot="" if row.lot_code == lot.code else row.lot_code,
        counts=row.event_code in counting,
        gross=money(row.gross_minor, row.currency),
        held=[_held(line, row.currency) for line in held],
        net=money(row.net_minor, row.currency),
        unexplained=money(missing, row.currency) if missing else "",
        means=_MEANS.get(row.paid_by, row.paid_by),
        receipt=row.receipt,
    )


def _held(line: Deduction, currency: str) -> Held:
    return Held(line.kind_name, money(line.amount_minor, currency), line.legal_basis, line.informal)
