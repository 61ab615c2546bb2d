"""What may be told of a bag: to whoever holds its tag, and to those whom its payment concerns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from asili.core.access import Actor, Words
from asili.core.findings import Rule
from asili.core.quantities import Estimate
from asili.domain.custody.models import LineOutcome, Lot, Measurement
from asili.domain.custody.queries.accounts import LotAccount, node_account
from asili.domain.custody.queries.network import read_upstream
from asili.domain.custody.queries.upstream import analytes_of
from asili.domain.custody.rules import Status, Verdict
from asili.domain.custody.rules.catalogue import RULES
from asili.domain.trade.queries import reference_value
from asili.interfaces.field.reads.payment import Payment, payments_of
from asili.interfaces.field.reads.worth import Worth, worth_of
from asili.network.accounts import account
from asili.network.vocabulary import MOISTURE, EventKind, LineRole

_RULES: Mapping[str, Rule] = {rule.code: rule for rule in RULES}
_STANDING = {
    Status.ABSENT: _("No record that counts says that this bag was filled."),
    Status.OPEN: _("The bag is with the one who holds it."),
    Status.IN_TRANSIT: _("The bag is on its way."),
    Status.CONTAINED: _("The bag is inside a larger lot."),
    Status.EMPTIED: _("The ore of this bag has gone into a larger lot."),
    Status.EXPORTED: _("The bag has left the country."),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured quantity; ``how`` is "" where nothing was measured on this bag."""

    name: Words
    value: Estimate | None
    how: str = ""


@dataclass(frozen=True, slots=True)
class Bag:
    """A bag as its page shows it.

    Attributes:
        weight: wet mass, as last weighed or, once used up, as it was filled.
        used_up: whether the figures are those of the bag as it was.
        waits: the rule behind each record that waits; no names.
        on: the day of the reference prices: of the sale, else ``today``.
        payments: what was paid, for those who may see it.
    """

    lot: Lot
    standing: Words
    weight: Estimate | None
    used_up: bool
    filled_on: date | None
    figures: Sequence[Figure]
    waits: Sequence[Rule]
    on: date
    sold: bool
    worth: Worth
    payments: Sequence[Payment]


def read_bag(actor: Actor, lot: Lot, today: date) -> Bag:
    """Everything that the actor may know of a bag; no name for those whom it does not concern."""
    analytes = analytes_of(lot)
    known = _account(lot, analytes)
    outer = Lot.objects.filter(
        pk__in=LineOutcome.objects.filter(lot=lot, container__isnull=False).values("container")
    )
    outcomes = list(
        LineOutcome.objects.filter(Q(lot=lot) | Q(lot__in=outer, event__kind=EventKind.PURCHASE))
        .exclude(event__outcome__verdict=Verdict.VOIDED)
        .select_related("event", "lot")
        .order_by("at", "tie", "n")
    )
    own = [outcome for outcome in outcomes if outcome.lot_id == lot.pk]
    waits = [_RULES[o.rule] for o in own if o.rule and _concerns(o, own)]
    counted = [o.event for o in outcomes if o.accepted]
    sales = [event for event in counted if event.kind == EventKind.PURCHASE]
    bought = {str(o.event.uuid): False for o in outcomes if o.event.kind == EventKind.PURCHASE}
    bought |= {str(event.uuid): True for event in sales}
    around = {outcome.lot.code for outcome in outcomes if outcome.lot_id != lot.pk}
    filled = [event for event in counted if event.kind == EventKind.COMMISSION]
    on = localdate(sales[-1].happened_at) if sales else today
    return Bag(
        lot=lot,
        standing=_STANDING[Status(lot.status)],
        weight=known.wet if known else None,
        used_up=lot.status == Status.EMPTIED,
        filled_on=localdate(filled[0].happened_at) if filled else None,
        figures=_figures(lot, known, analytes),
        waits=waits,
        on=on,
        sold=bool(sales),
        worth=_worth(lot, known, analytes, on),
        payments=payments_of(actor, lot.code, sorted(around), bought),
    )


def _concerns(waiting: LineOutcome, own: Sequence[LineOutcome]) -> bool:
    """Whether a side of a waiting record ever had the bag: a stranger's word is not shown on it."""
    had = {party for o in own if o.accepted for party in (o.holder, o.owner) if party}
    sides = {waiting.event.party_id, waiting.event.counterparty_id}
    return not had or bool(sides & had)


def _account(lot: Lot, analytes: Sequence[str]) -> LotAccount | None:
    """What the bag weighs and holds; once used up, what it weighed and held."""
    if lot.node is None:
        return None
    accounted = account(read_upstream([lot.node]), analytes)
    index = accounted.position[lot.node]
    return node_account(accounted, index, lot.wet_g or accounted.part.nodes[index].wet_g or 0)


def _figures(lot: Lot, known: LotAccount | None, analytes: Sequence[str]) -> list[Figure]:
    how = _how_measured(lot)
    figures = [Figure(_("Moisture"), known.moisture if known else None, how.get(MOISTURE, ""))]
    for code in analytes:
        figures.append(Figure(code, known.grades[code] if known else None, how.get(code, "")))
    return figures


def _how_measured(lot: Lot) -> dict[str, str]:
    """Method and laboratory of the most certain sample of each quantity, the latest of equals."""
    rows = Measurement.objects.filter(
        Q(lot=lot) | Q(lot=None),
        event__line_outcomes__lot=lot,
        event__line_outcomes__accepted=True,
        event__line_outcomes__line__role__in=[LineRole.MAKE, LineRole.SEE],
    ).order_by("event__happened_at")
    best: dict[str, Measurement] = {}
    for row in rows:
        if row.quantity not in best or _doubt(row) <= _doubt(best[row.quantity]):
            best[row.quantity] = row
    return {
        quantity: " · ".join(filter(None, (row.get_method_display(), row.laboratory)))
        for quantity, row in best.items()
    }


def _doubt(row: Measurement) -> Decimal:
    return row.u / row.value if row.value else Decimal(0)


def _worth(lot: Lot, known: LotAccount | None, analytes: Sequence[str], on: date) -> Worth:
    def value(estimate: Estimate | None) -> Decimal | None:
        return None if estimate is None else estimate.value

    reference = reference_value(
        int(known.wet.value * 1000) if known else None,
        value(known.moisture) if known else None,
        {code: value(known.grades[code]) if known else None for code in analytes},
        on,
        programme=lot.programme,
    )
    return worth_of(reference)
