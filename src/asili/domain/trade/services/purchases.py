"""Record a purchase with its money: what was bought, what it cost, what was held back and paid."""

from dataclasses import dataclass, replace
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from asili.core import journal
from asili.core.access import Actor, NotVisible, Refusal, require
from asili.core.identifiers import document_code
from asili.core.models import Finding
from asili.domain.custody.facts import EventFact
from asili.domain.custody.queries.purchases import Purchase, purchases
from asili.domain.custody.services import Preview, RecordReport, preview_events, record_events
from asili.domain.trade import policies
from asili.domain.trade.models import Settlement
from asili.domain.trade.queries import Receipt, References, goods_of, receipt
from asili.domain.trade.rules import ReferenceValue
from asili.domain.trade.rules.bargain import gross_minor
from asili.domain.trade.services.review import review_settlements
from asili.domain.trade.services.settlements import (
    NewDeduction,
    NewSettlement,
    record_settlement,
)

BASIS_RULE: Final = "trade.10"


@dataclass(frozen=True, slots=True)
class Bargain:
    """The money of a purchase as it was agreed, in minor units of ``currency``.

    Attributes:
        unit_minor: the price of what ``basis`` says (`rules.bargain`).
        paid_minor: what the seller got; None where it is the price less what was held back.
        receipt: number on the paper; where it is "" the purchase gets one.
        weigher: who weighed, in words.
    """

    unit_minor: int
    basis: str
    currency: str
    paid_by: str
    deductions: tuple[NewDeduction, ...] = ()
    paid_minor: int | None = None
    receipt: str = ""
    weigher: str = ""


@dataclass(frozen=True, slots=True)
class RecordedPurchase:
    """What became of a purchase: the report of custody and the payment."""

    report: RecordReport
    settlement: Settlement


@dataclass(frozen=True, slots=True)
class PurchasePreview:
    """What would become of a purchase.

    Attributes:
        custody: how its lines would be judged, and every finding it would open.
        receipt: the payment with its lines.
        reference: what the lots are worth by reference, with the sources of the prices.
    """

    custody: Preview
    receipt: Receipt
    reference: ReferenceValue


@transaction.atomic
def record_purchase(*, actor: Actor, event: EventFact, bargain: Bargain) -> RecordedPurchase:
    """Store and judge a purchase together with what was paid, once for each UUID.

    What was observed is stored always. What the settlement lacks (trade.5) makes it wait, and a
    finding says what to record; it is settled once that is there.

    Raises:
        Refusal: the actor may not record the purchase or its money; the purchase was recorded with
            another payment (trade.8); the price is for something that is not recorded (trade.10).
        UnknownCodes: as `record_events`.
    """
    report = record_events(actor=actor, events=[event])
    purchase = _purchase(str(event.uuid))
    lots = [lot.lot for lot in purchase.lots]
    paid = Settlement.objects.filter(event_code=str(event.uuid)).select_related("programme").first()
    sides = (event.party, event.counterparty)
    require(policies.can_record_settlement(actor, purchase.event.programme.code, sides))
    if paid is None:
        lot_code = lots[0] if len(lots) == 1 else ""
        paid = record_settlement(
            actor=actor,
            programme=purchase.event.programme,
            settlement=_settlement(event, bargain, _gross(purchase, bargain), lot_code),
        )
    return RecordedPurchase(report, paid)


def preview_purchase(*, actor: Actor, event: EventFact, bargain: Bargain) -> PurchasePreview:
    """What `record_purchase` would do, without a trace; raises what it raises."""
    custody = preview_events(actor=actor, events=[event])
    with transaction.atomic():
        known = set(Finding.objects.filter(rule__startswith="trade.").values_list("pk", flat=True))
        settlement = record_purchase(actor=actor, event=event, bargain=bargain).settlement
        paper = receipt(settlement)
        opened = Finding.objects.filter(rule__startswith="trade.").exclude(pk__in=known)
        remarks = [*custody.remarks, *opened.order_by("pk")]
        purchase = _purchase(str(event.uuid))
        reference = References().of_goods(purchase, goods_of(purchase))
        transaction.set_rollback(True)
    return PurchasePreview(replace(custody, remarks=remarks), paper, reference)


@transaction.atomic
def number_receipt(*, actor: Actor, settlement: Settlement, number: str = "") -> Settlement:
    """Write the number of the receipt, or give it one, where none is recorded.

    Raises Refusal where the actor may not, or where it has a number already.
    """
    row = (
        Settlement.objects.select_for_update(of=("self",))
        .select_related("programme", "buyer", "seller")
        .get(pk=settlement.pk)
    )
    sides = (row.buyer.code, row.seller.code)
    require(policies.can_record_settlement(actor, row.programme.code, sides))
    if row.receipt:
        raise Refusal("trade.5", _("This payment has the number of a receipt already."))
    row.receipt = number.strip() or row.code
    row.save(update_fields=["receipt"])
    (row,) = review_settlements([row])
    journal.append(
        act="trade.receipt.numbered",
        actor=actor,
        subjects=[row.code],
        digests=[journal.digest("trade_settlement.receipt", [row.code, row.receipt])],
    )
    return row


def _purchase(uuid: str) -> Purchase:
    found = purchases([uuid]).get(uuid)
    if found is None:
        raise NotVisible(uuid)
    return found


def _gross(purchase: Purchase, bargain: Bargain) -> int:
    gross = gross_minor(bargain.unit_minor, bargain.basis, goods_of(purchase))
    if gross is None:
        raise Refusal(
            BASIS_RULE,
            _("The price is for something that is not recorded, so it cannot be multiplied."),
            remedy=_(
                "Record the mass, moisture and grade with the purchase, or give the price for "
                "everything that is bought."
            ),
        )
    return gross


def _settlement(event: EventFact, bargain: Bargain, gross: int, lot_code: str) -> NewSettlement:
    held_back = sum(line.amount_minor for line in bargain.deductions)
    paid = bargain.paid_minor
    code = document_code()
    return NewSettlement(
        code=code,
        event_code=str(event.uuid),
        lot_code=lot_code,
        buyer=event.party,
        seller=event.counterparty,
        settled_at=event.happened_at,
        gross_minor=gross,
        net_minor=gross - held_back if paid is None else paid,
        currency=bargain.currency,
        paid_by=bargain.paid_by,
        receipt=bargain.receipt.strip() or code,
        deductions=bargain.deductions,
        basis=bargain.basis,
        unit_minor=bargain.unit_minor,
        weigher=bargain.weigher.strip(),
    )
