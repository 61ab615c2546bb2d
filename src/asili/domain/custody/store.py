"""The fold's view of the database: lots as their stored verdicts left them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Q

from asili.domain.custody.models import LineOutcome, Lot
from asili.domain.custody.rules import ABSENT, EventView, LotState, Status
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
)
_HEAD_FIELDS = (
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
)
_BATCH = 500


class DatabaseStore:
    """Reads states around any event; the latest ones are fetched for a batch at once."""

    def __init__(
        self,
        lots: Iterable[int],
        new_events: Iterable[int],
        new_lots: Iterable[int] = (),
        *,
        lock: bool,
    ) -> None:
        """``lock`` holds the rows of the lots until the end of the transaction."""
        self._heads: dict[int, tuple[Key | None, LotState]] = dict.fromkeys(
            new_lots, (None, ABSENT)
        )
        self._new = frozenset(new_events)
        self._lock = lock
        self._views: dict[int, EventView] = {}
        self._fetch(lot for lot in lots if lot not in self._heads)

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
            self._fetch([lot])
        return self._heads[lot]

    def _view(self, event: int) -> EventView:
        if event not in self._views:
            self._views |= load_views([event])
        return self._views[event]

    def _fetch(self, lots: Iterable[int]) -> None:
        listed = sorted(set(lots))
        for start in range(0, len(listed), _BATCH):
            rows = Lot.objects.filter(id__in=listed[start : start + _BATCH]).order_by("id")
            if self._lock and connection.features.has_select_for_update:
                rows = rows.select_for_update()
            for lot, last_at, last_tie, *state in rows.values_list(
                "id", "last_at", "last_tie", *_HEAD_FIELDS
            ):
                key = None if last_at is None else (last_at, last_tie)
                self._heads[lot] = (key, _state(state))


def _state(values: Sequence[Any]) -> LotState:
    return LotState(Status(values[0]), *values[1:])
