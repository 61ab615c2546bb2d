"""Payments that a visitor may see, each with the way to its receipt."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from asili.core.access import Actor
from asili.core.money import format_money
from asili.domain.custody.models import Event, Lot
from asili.domain.custody.queries.history import Step
from asili.domain.custody.rules import Verdict
from asili.domain.trade.models import Settlement
from asili.domain.trade.policies import visible_settlements
from asili.domain.trade.queries import standing_of
from asili.domain.trade.rules.bargain import Standing
from asili.network.vocabulary import EventKind


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment: ``standing`` is a key of `Standing`; ``paid`` the net amount as text."""

    row: Settlement
    paid: str
    standing: Standing


def payments_of_event(actor: Actor, event: Event) -> list[Paid]:
    """Payments for one purchase."""
    if event.kind != EventKind.PURCHASE:
        return []
    return _paid(actor, {event.uuid: Verdict(event.outcome.verdict)})


def payments_of_lot(actor: Actor, lot: Lot, steps: Iterable[Step]) -> list[Paid]:
    """Payments for purchases in the history of the lot, the latest first."""
    bought = {step.uuid: step.verdict for step in steps if step.kind == EventKind.PURCHASE}
    return _paid(actor, bought, lot.code)


def _paid(actor: Actor, verdicts: dict[UUID, Verdict], *lots: str) -> list[Paid]:
    if not verdicts:
        return []
    rows: Iterable[Settlement] = (
        visible_settlements(actor)
        .filter(
            event_code__in=map(str, verdicts), **({"lot_code__in": ["", *lots]} if lots else {})
        )
        .select_related("buyer", "seller")
        .order_by("-settled_at", "pk")
    )
    return [
        Paid(
            row,
            format_money(row.net_minor, row.currency),
            standing_of(row, verdicts[UUID(row.event_code)]),
        )
        for row in rows
    ]
