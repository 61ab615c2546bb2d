"""State is a fold over events: what a batch of new or changed events does to what was stored.

All events count in one order, (instant, tie). The fold judges the new events and then, in that
order, each stored event whose lots stand differently because of them, and stops on a lot as soon
as it stands as it stood: what it costs is what changed, never the size of the network. The result
is the same as a fold over all events from the beginning, in whatever order they arrived (property
test), because an event's judgement depends on nothing but the states of its own lots before it.
"""

import heapq
from collections.abc import Callable, Iterable
from typing import Protocol

from asili.domain.custody.rules import (
    ABSENT,
    Circumstances,
    EventView,
    Judgement,
    LotState,
    judge,
    postpone,
)

Key = tuple[int, int]


class Store(Protocol):
    """What was stored before the batch."""

    def state_before(self, lot: int, key: Key) -> LotState:
        """State of the lot after its last stored event before ``key``."""
        ...

    def next_event(self, lot: int, key: Key) -> EventView | None:
        """The first stored event after ``key`` that has a line on the lot."""
        ...

    def states_after(self, event: int) -> dict[int, LotState] | None:
        """State of each lot of a stored event after it, as stored; None if never judged."""
        ...


def fold(
    events: Iterable[EventView],
    store: Store,
    around: Callable[[EventView], Circumstances],
) -> list[tuple[EventView, Judgement]]:
    """Judge ``events`` and whatever they change; return every judgement that is new or differs.

    Args:
        events: new events, and stored ones whose circumstances changed (voided, accepted, tags).
        store: what was stored before; never changed by the fold.
        around: circumstances of an event.
    """
    queue: list[tuple[Key, int, EventView]] = []
    queued: set[int] = set()

    def push(event: EventView | None) -> None:
        if event is not None and event.id not in queued:
            queued.add(event.id)
            heapq.heappush(queue, (event.key, event.id, event))

    for event in events:
        push(event)
    differing: dict[int, LotState] = {}
    results: list[tuple[EventView, Judgement]] = []
    while queue:
        key, _, event = heapq.heappop(queue)
        if event.ahead:
            results.append((event, postpone(event)))
            continue
        lots = dict.fromkeys(line.lot for line in event.lines)
        before = {
            lot: differing[lot] if lot in differing else store.state_before(lot, key)
            for lot in lots
        }
        judgement = judge(event, before, around(event))
        results.append((event, judgement))
        after = dict(before)
        for line in judgement.lines:
            after[line.lot] = line.after
        stored = store.states_after(event.id)
        for lot in lots:
            was = store.state_before(lot, key) if stored is None else stored.get(lot, ABSENT)
            if after[lot] == was:
                differing.pop(lot, None)
            else:
                differing[lot] = after[lot]
                push(store.next_event(lot, key))
    return results
