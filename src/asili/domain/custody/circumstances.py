"""What the rules must know beside an event: tags allocated, tolerances, pits of sites."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter

from asili.core.questions import Answer, Read, ask
from asili.domain.custody.models import TagAllocation
from asili.domain.custody.rules import Circumstances, EventView, Tolerances, Verdict
from asili.domain.custody.rules.values import TagBook, TagRange
from asili.domain.custody.views import order_of
from asili.domain.law.models import LegalValue
from asili.domain.places.models import Place
from asili.network.vocabulary import EventKind

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SINCE = itemgetter(2)
_DAY = 86_400_000_000
_TOLERANCES = {
    "reweigh_permille": "custody.reweigh_tolerance",
    "balance_permille": "custody.balance_tolerance",
}
_COUNTRY = "CD"
TOLERANCES = Read(
    LegalValue,
    ("key", "value", "valid_from", "valid_to", "jurisdiction"),
    "key",
    tuple(_TOLERANCES.values()),
)
"""Every tolerance that ever held, as `CircumstancesOf` takes it."""


class CircumstancesOf:
    """Circumstances of an event; those of a batch are fetched at once, others when asked for.

    ``law`` answers `TOLERANCES` and ``sites`` maps places to the site of each, where these were
    asked before.
    """

    def __init__(self, law: Answer | None = None, sites: Mapping[int, int] | None = None) -> None:
        self._books: dict[int, TagBook] = {}
        self._sites = dict(sites or {})
        self._law = law
        self._tolerances: dict[int, Tolerances] = {}

    def prepare(self, events: Iterable[EventView]) -> None:
        """Fetch the circumstances of a batch."""
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
        (found,) = ask(Read(Place, ("id", "parent_id"), "id", places))
        self._sites |= {place: parent or place for place, parent in found}

    def _tolerances_on(self, at: int) -> Tolerances:
        day = at // _DAY
        if day not in self._tolerances:
            if self._law is None:
                (self._law,) = ask(TOLERANCES)
            on = (_EPOCH + timedelta(days=day)).date()
            self._tolerances[day] = Tolerances(
                **{
                    name: int(value * 10)
                    for name, key in _TOLERANCES.items()
                    for of, value, since, until, where in sorted(self._law, key=_SINCE)
                    if (of, where) == (key, _COUNTRY) and _holds(since, until, on)
                }
            )
        return self._tolerances[day]


def _holds(since: date, until: date | None, on: date) -> bool:
    return since <= on and (until is None or on < until)


def _tags(first: int, last: int) -> TagBook:
    allocations = (
        TagAllocation.objects.filter(first__lte=last, last__gte=first)
        .exclude(event__outcome__verdict=Verdict.VOIDED)
        .values_list(
            "first",
            "last",
            "place_id",
            "event__happened_at",
            "event__uuid",
            "event__counterparty_id",
        )
    )
    return TagBook(
        tuple(
            TagRange(start, end, place, order_of(happened_at, uuid)[0], party)
            for start, end, place, happened_at, uuid, party in allocations
        )
    )
