"""Record what was paid for a lot, and what was held back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from asili.core import journal
from asili.core.access import Actor, NotVisible, Refusal, require
from asili.core.identifiers import document_code
from asili.core.models import Programme
from asili.domain.registry.models import Party
from asili.domain.registry.queries import parties_by_code
from asili.domain.trade import policies
from asili.domain.trade.models import Deduction, Settlement
from asili.domain.trade.services.review import review_settlements


@dataclass(frozen=True, slots=True)
class NewDeduction:
    """One line held back, in minor units; ``informal`` where it has no legal basis."""

    kind: str
    amount_minor: int
    legal_basis: str = ""
    informal: bool = False


@dataclass(frozen=True, slots=True)
class NewSettlement:
    """What a receipt says; buyer and seller by code, the purchase by its public identifier.

    ``lot_code`` is "" where one price was paid for all lots of the purchase; ``unit_minor`` is the
    price of what ``basis`` says (`rules.bargain`); ``code`` is a new one where it is "".
    """

    event_code: str
    lot_code: str
    buyer: str
    seller: str
    settled_at: datetime
    gross_minor: int
    net_minor: int
    currency: str
    paid_by: str
    receipt: str = ""
    deductions: tuple[NewDeduction, ...] = ()
    basis: str = ""
    unit_minor: int | None = None
    weigher: str = ""
    code: str = ""


def record_settlement(
    *, actor: Actor, programme: Programme, settlement: NewSettlement
) -> Settlement:
    """Record one payment; as `record_settlements`."""
    return record_settlements(actor=actor, programme=programme, settlements=[settlement])[0]


def record_settlements(
    *, actor: Actor, programme: Programme, settlements: Sequence[NewSettlement]
) -> list[Settlement]:
    """Record payments with their lines, and return them in the order given.

    A payment is an observation: what does not add up (trade.3), is informal (trade.4) or lacks
    moisture, a metal or its receipt (trade.5) is recorded all the same, and a finding asks. Raises
    NotVisible for an unknown party, Refusal (trade.8) where a payment for the lot and purchase is
    recorded already.
    """
    parties = _parties(settlements)
    for pair in sorted({(given.buyer, given.seller) for given in settlements}):
        require(policies.can_record_settlement(actor, programme.code, pair))
    with transaction.atomic():
        _require_new(settlements)
        rows = Settlement.objects.bulk_create(
            Settlement(
                code=given.code or document_code(),
                programme=programme,
                event_code=given.event_code,
                lot_code=given.lot_code,
                buyer=parties[given.buyer],
                seller=parties[given.seller],
                settled_at=given.settled_at,
                gross_minor=given.gross_minor,
                net_minor=given.net_minor,
                currency=given.currency,
                paid_by=given.paid_by,
                receipt=given.receipt,
                basis=given.basis,
                unit_minor=given.unit_minor,
                weigher=given.weigher,
            )
            for given in settlements
        )
        pairs = list(zip(rows, settlements, strict=True))
        Deduction.objects.bulk_create(
            Deduction(
                settlement=row,
                kind=line.kind,
                amount_minor=line.amount_minor,
                legal_basis=line.legal_basis,
                informal=line.informal,
            )
            for row, given in pairs
            for line in given.deductions
        )
        rows = review_settlements(rows)
        journal.append(
            act="trade.settlement.recorded",
            actor=actor,
            subjects=[row.code for row in rows],
            digests=[_digest(row, given) for row, given in pairs],
        )
    return rows


def _require_new(settlements: Sequence[NewSettlement]) -> None:
    wanted = {(given.event_code, given.lot_code) for given in settlements}
    rows = Settlement.objects.filter(event_code__in={event for event, _lot in wanted})
    there = set(rows.values_list("event_code", "lot_code"))
    whole = {event for event, lot in wanted | there if not lot}
    parts = {event for event, lot in wanted | there if lot}
    if wanted & there or whole & parts or len(wanted) < len(settlements):
        raise Refusal(
            "trade.8",
            _("What was paid for this lot in this purchase is recorded already."),
            remedy=_("Where the first record is wrong, void the purchase and record it anew."),
        )


def _parties(settlements: Sequence[NewSettlement]) -> dict[str, Party]:
    codes = {given.buyer for given in settlements} | {given.seller for given in settlements}
    parties = parties_by_code(codes)
    if missing := codes - parties.keys():
        raise NotVisible(min(missing))
    return parties


def _digest(row: Settlement, given: NewSettlement) -> bytes:
    return journal.digest(
        "trade_settlement",
        [
            row.code,
            given.event_code,
            given.lot_code,
            given.buyer,
            given.seller,
            given.settled_at,
            given.gross_minor,
            given.net_minor,
            given.currency,
            given.paid_by,
            given.receipt,
            given.basis,
            given.unit_minor,
            given.weigher,
            [
                [line.kind, line.amount_minor, line.legal_basis, line.informal]
                for line in given.deductions
            ],
        ],
    )
