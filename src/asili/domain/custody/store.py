"""The fold's view of the database: lots as their stored verdicts left them."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Q

from asili.core.questions import Answer, Read, ask
from asili.domain.custody.models import LineOutcome, Lot
from asili.domain.custody.rules import ABSENT, EventView, LotState, Status
from asili.domain.custody.rules.catalogue import AHEAD
from asili.domain.custody.views import load_views

Key = tuple[int, int]

STATE_FIELDS = (
    "status",
    "holder",
    "owner",
    "place",
    "to_party",
    "container",
    "wet_g",
    "node",
    "parts",
    "drawn",
    "segregated",
)
HEAD_FIELDS = (
    "status",
    "holder_id",
    "owner_id",
    "place_id",
    "to_party_id",
    "container_id",
    "wet_g",
    "node",
    "parts",
    "drawn",
    "segregated",
)
_HEAD = ("id", "code", "programme_id", "kind", "number", "last_at", "last_tie", *HEAD_FIELDS)
_STATUSES = {str(status): status for status in Status}


class Head(NamedTuple):
    """A stored lot as its last event left it; ``last`` is None where no event judged it."""

    lot: int
    code: str
    programme: int
    kind: str
    number: int | None
    last: Key | None
    state: LotState


def heads_by(key: str, keys: Collection[Any]) -> Read:
    """Asks for lots by "code" or "id", to be held until the end of the transaction."""
    return Read(Lot, _HEAD, key, keys, hold=True)


def heads_of(answer: Answer) -> list[Head]:
    """The lots of an answer to `heads_by`."""
    return [
        Head(id_, code, programme, kind, number, None if at is None else (at, tie), _state(state))
        for id_, code, programme, kind, number, at, tie, *state in answer
    ]


def read_heads(key: str, keys: Collection[Any]) -> list[Head]:
    """Lots by "code" or "id"; their rows are held until the end of the transaction."""
    (answer,) = ask(heads_by(key, keys))
    return heads_of(answer)


class DatabaseStore:
    """Reads states around any event; the latest ones are given, others are read when asked for."""

    def __init__(
        self, heads: Iterable[Head], new_events: Iterable[int], new_lots: Iterable[int] = ()
    ) -> None:
        self._heads: dict[int, tuple[Key | None, LotState]] = dict.fromkeys(
            new_lots, (None, ABSENT)
        )
        self._heads |= {head.lot: (head.last, head.state) for head in heads}
        self._new = frozenset(new_events)
        self._views: dict[int, EventView] = {}

    def head_key(self, lot: int) -> Key | None:
        """Place in order of the lot's last stored event; None where it has none."""
        return self._head(lot)[0]

    def state_before(self, lot: int, key: Key) -> LotState:
        """State of the lot after its last stored event before ``key``."""
        last, state = self._head(lot)
        if last is None or last < key:
            return state
        at, tie = key
        row = (
            LineOutcome.objects.filter(Q(at__lt=at) | Q(at=at, tie__lt=tie), lot_id=lot, at__lte=at)
            .exclude(rule=AHEAD.code)
            .order_by("-at", "-tie", "-n")
            .values_list(*STATE_FIELDS)
            .first()
        )
        return _state(row) if row else ABSENT

    def next_event(self, lot: int, key: Key) -> EventView | None:
        """The first stored event after ``key`` with a line on the lot."""
        last, _ = self._head(lot)
        if last is None or last <= key:
            return None
        at, tie = key
        following = (
            LineOutcome.objects.filter(Q(at__gt=at) | Q(at=at, tie__gt=tie), lot_id=lot, at__gte=at)
            .exclude(rule=AHEAD.code)
            .order_by("at", "tie")
            .values_list("event_id", flat=True)
            .first()
        )
        return self._view(following) if following else None

    def states_after(self, event: int) -> dict[int, LotState] | None:
        """State of each lot of a stored event after it; None for an event of this batch."""
        if event in self._new:
            return None
        rows = (
            LineOutcome.objects.filter(event_id=event)
            .order_by("n")
            .values_list("lot_id", *STATE_FIELDS)
        )
        return {lot: _state(row) for lot, *row in rows}

    def _head(self, lot: int) -> tuple[Key | None, LotState]:
        if lot not in self._heads:
            (head,) = read_heads("id", [lot])
            self._heads[lot] = (head.last, head.state)
        return self._heads[lot]

    def _view(self, event: int) -> EventView:
        if event not in self._views:
            self._views |= load_views([event])
        return self._views[event]


def _state(values: Sequence[Any]) -> LotState:
    return LotState(_STATUSES[values[0]], *values[1:])
