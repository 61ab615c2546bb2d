"""What the rules must know beside an event: tags allocated, tolerances, pits of sites."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from asili.domain.custody.models import Outcome, TagAllocation
from asili.domain.custody.rules import Circumstances, EventView, Tolerances, Verdict
from asili.domain.custody.rules.values import TagBook, TagRange
from asili.domain.custody.views import order_of
from asili.domain.law.queries import value_at
from asili.domain.places.models import Place
from asili.network.vocabulary import EventKind


class CircumstancesOf:
    """Circumstances of an event; those of a batch are fetched at once, others when asked for."""

    def __init__(self, events: Iterable[EventView]) -> None:
        self._books: dict[int, TagBook] = {}
        self._sites: dict[int, int] = {}
        self._tolerances: dict[datetime, Tolerances] = {}
        self._prepare([event for event in events if event.kind is EventKind.COMMISSION])

    def __call__(self, event: EventView) -> Circumstances:
        """Circumstances of one event."""
        tolerances = self._tolerances_on(event.at)
        if event.kind is not EventKind.COMMISSION:
            return Circumstances(tolerances)
        if event.id not in self._books:
            self._prepare([event])
        return Circumstances(tolerances, self._books[event.id], self._sites)

    def _prepare(self, commissions: Sequence[EventView]) -> None:
        numbers = [
            line.number for event in commissions for line in event.lines if line.number is not None
        ]
        book = _tags(min(numbers), max(numbers)) if numbers else TagBook(())
        for event in commissions:
            self._books[event.id] = book
        places = {event.place for event in commissions} - self._sites.keys()
        for place, parent in Place.objects.filter(id__in=places).values_list("id", "parent_id"):
            self._sites[place] = parent or place

    def _tolerances_on(self, at: int) -> Tolerances:
        day = datetime.fromtimestamp(at // 1_000_000, UTC).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        if day not in self._tolerances:
            default = Tolerances()
            reweigh = value_at("custody.reweigh_tolerance", day.date())
            balance = value_at("custody.balance_tolerance", day.date())
            self._tolerances[day] = Tolerances(
                int(reweigh.value * 10) if reweigh else default.reweigh_permille,
                int(balance.value * 10) if balance else default.balance_permille,
            )
        return self._tolerances[day]


def _tags(first: int, last: int) -> TagBook:
    allocations = TagAllocation.objects.filter(first__lte=last, last__gte=first).select_related(
        "event"
    )
    voided = set(
        Outcome.objects.filter(
            event__in=[a.event_id for a in allocations], verdict=Verdict.VOIDED
        ).values_list("event_id", flat=True)
    )
    return TagBook(
        tuple(
            TagRange(a.first, a.last, a.place_id, order_of(a.event.happened_at, a.event.uuid)[0])
            for a in allocations
            if a.event_id not in voided
        )
    )
