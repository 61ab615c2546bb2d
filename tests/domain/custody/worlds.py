"""Random custody histories for the property tests, and the slow fold they are checked by."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from asili.domain.custody.rules import (
    ABSENT,
    Circumstances,
    EventView,
    Judgement,
    LineView,
    LotState,
    Status,
    judge,
    postpone,
)
from asili.domain.custody.rules.catalogue import AHEAD
from asili.domain.custody.rules.values import TagBook, TagRange
from asili.network.vocabulary import EventKind, LineRole

PARTIES = (1, 2, 3)
PLACES = (11, 12)
LOTS = tuple(range(100, 108))
AROUND = Circumstances(tags=TagBook((TagRange(0, 10_000, 11, 0),)), site_of={11: 11, 12: 12})


def _postponed(judgement: Judgement) -> bool:
    """Whether it was stored while its day had not come: no part of the order of its lots."""
    return any(line.reason and line.reason.rule == AHEAD.code for line in judgement.lines)


@dataclass
class MemoryStore:
    """What a database would hold: every judged event, in order, by lot."""

    events: dict[int, EventView]
    judgements: dict[int, Judgement]

    def _on(self, lot: int) -> list[EventView]:
        having = [
            event
            for id_, event in self.events.items()
            if id_ in self.judgements
            and not _postponed(self.judgements[id_])
            and any(line.lot == lot for line in event.lines)
        ]
        return sorted(having, key=lambda event: event.key)

    def state_before(self, lot: int, key: tuple[int, int]) -> LotState:
        state = ABSENT
        for event in self._on(lot):
            if event.key < key:
                state = self._after(event.id, lot)
        return state

    def _after(self, event: int, lot: int) -> LotState:
        return [line.after for line in self.judgements[event].lines if line.lot == lot][-1]

    def next_event(self, lot: int, key: tuple[int, int]) -> EventView | None:
        return next((event for event in self._on(lot) if event.key > key), None)

    def states_after(self, event: int) -> dict[int, LotState] | None:
        if event not in self.judgements:
            return None
        return {line.lot: line.after for line in self.judgements[event].lines}


def whole_fold(events: list[EventView]) -> dict[int, Judgement]:
    """The oracle: every event from the beginning, in the one order."""
    states: dict[int, LotState] = {}
    judgements = {}
    for event in sorted(events, key=lambda event: event.key):
        if event.ahead:
            judgements[event.id] = postpone(event)
            continue
        judgement = judge(event, states, AROUND)
        for line in judgement.lines:
            states[line.lot] = line.after
        judgements[event.id] = judgement
    return judgements


_KINDS = tuple(
    kind for kind in EventKind if kind not in {EventKind.ALLOCATE, EventKind.VOID, EventKind.ACCEPT}
)


@st.composite
def sensible_events(draw: st.DrawFn, id_: int, at: int, states: dict[int, LotState]) -> EventView:
    """An event that fits what is there: one party, lots that it has, masses near the book."""
    kind = draw(st.sampled_from(_KINDS))
    if kind is EventKind.TRANSFER_IN:
        ready = {lot: s.to_party for lot, s in states.items() if s.status is Status.IN_TRANSIT}
    elif kind is EventKind.DISAGGREGATE:
        ready = {lot: s.holder for lot, s in states.items() if s.parts and s.status is Status.OPEN}
    else:
        ready = {lot: s.holder for lot, s in states.items() if s.status is Status.OPEN}
    party = draw(st.sampled_from(sorted(set(ready.values()), key=str) or [1])) or 1
    mine = sorted(lot for lot, holder in ready.items() if holder == party)
    free = [lot for lot in LOTS if states.get(lot, ABSENT).status is Status.ABSENT]
    used = (
        draw(st.lists(st.sampled_from(mine), min_size=1, max_size=3, unique=True)) if mine else []
    )
    if kind is EventKind.DISAGGREGATE and used:
        inside = [lot for lot, s in states.items() if s.container == used[0]]
        lots = [used[0], *inside]
    elif kind in {EventKind.BLEND, EventKind.SHIP, EventKind.AGGREGATE}:
        lots = [draw(st.sampled_from(free or list(LOTS))), *used]
    elif kind is EventKind.SPLIT:
        lots = used[:1] + free[:2]
    elif kind is EventKind.PROCESS:
        lots = free[:2] + used[:2]
    elif kind is EventKind.COMMISSION:
        lots = free[:2]
    else:
        lots = used
    lots = list(dict.fromkeys(lots)) or [draw(st.sampled_from(LOTS))]
    owner = states.get(lots[0], ABSENT).owner
    return EventView(
        id=id_,
        at=at,
        tie=id_,
        kind=kind,
        party=draw(st.sampled_from(PARTIES)) if kind is EventKind.PURCHASE else party,
        counterparty=owner if kind is EventKind.PURCHASE else draw(st.sampled_from(PARTIES)),
        place=11,
        to_place=12,
        lines=tuple(
            LineView(
                id_ * 10 + n,
                _role(kind, n, len(lots)),
                lot,
                _near(draw, kind, n, lots, states),
                lot if kind is EventKind.COMMISSION else None,
                lot in LOTS[-2:],
            )
            for n, lot in enumerate(lots)
        ),
    )


def _near(
    draw: st.DrawFn, kind: EventKind, n: int, lots: list[int], states: dict[int, LotState]
) -> int | None:
    book = states.get(lots[n], ABSENT).wet_g
    if kind is EventKind.COMMISSION:
        return draw(st.integers(900, 1100))
    if kind is EventKind.SPLIT:
        whole = states.get(lots[0], ABSENT).wet_g
        return whole if n == 0 else whole // max(1, len(lots) - 1)
    if kind is EventKind.PROCESS and n < 2:
        return draw(st.integers(1, 800))
    if not book:
        return None
    return draw(st.one_of(st.none(), st.integers(book * 985 // 1000, book * 1015 // 1000)))


_masses = st.integers(0, 1200)


@st.composite
def events(draw: st.DrawFn, id_: int) -> EventView:
    """An event of any kind on any lots, sensible or not."""
    kind = draw(
        st.sampled_from(
            [
                EventKind.COMMISSION,
                EventKind.COMMISSION,
                EventKind.TRANSFER_OUT,
                EventKind.TRANSFER_IN,
                EventKind.PURCHASE,
                EventKind.BLEND,
                EventKind.BLEND,
                EventKind.PROCESS,
                EventKind.SPLIT,
                EventKind.AGGREGATE,
                EventKind.DISAGGREGATE,
                EventKind.STOCK_TAKE,
                EventKind.SEIZE,
                EventKind.SHIP,
                EventKind.EXPORT,
                EventKind.ASSAY,
            ]
        )
    )
    lots = draw(st.lists(st.sampled_from(LOTS), min_size=1, max_size=4, unique=True))
    party = draw(st.sampled_from(PARTIES))
    return EventView(
        id=id_,
        at=draw(st.integers(0, 40)),
        tie=id_,
        kind=kind,
        party=party,
        counterparty=draw(st.sampled_from(PARTIES)),
        place=11,
        to_place=12,
        lines=tuple(
            LineView(
                id_ * 10 + n,
                _role(kind, n, len(lots)),
                lot,
                _mass(draw, kind),
                lot if kind is EventKind.COMMISSION else None,
                lot in LOTS[-2:],
            )
            for n, lot in enumerate(lots)
        ),
        voided=draw(st.integers(0, 12)) == 0,
        ahead=draw(st.integers(0, 5)) == 0,
    )


def _role(kind: EventKind, n: int, count: int) -> LineRole:
    if kind is EventKind.COMMISSION:
        return LineRole.MAKE
    if kind in {EventKind.AGGREGATE, EventKind.DISAGGREGATE}:
        return LineRole.PARENT if n == 0 else LineRole.CHILD
    if kind is EventKind.SPLIT:
        return LineRole.TAKE if n == 0 else LineRole.MAKE
    if kind is EventKind.PROCESS:
        return (LineRole.MAKE, LineRole.TAIL, LineRole.TAKE, LineRole.TAKE)[n]
    if kind in {EventKind.BLEND, EventKind.SHIP}:
        return LineRole.MAKE if n == 0 else LineRole.TAKE
    return LineRole.SEE


def _mass(draw: st.DrawFn, kind: EventKind) -> int | None:
    if kind is EventKind.COMMISSION:
        return draw(st.one_of(st.none(), st.just(1000), _masses))
    return draw(st.one_of(st.none(), st.none(), _masses))


@st.composite
def histories(draw: st.DrawFn) -> list[EventView]:
    """Up to fourteen events over eight lots and three parties, beginning with some full bags.

    Most events fit what is there when they happen; some are anything at all.
    """
    history = [
        EventView(
            id=900 + n,
            at=0,
            tie=900 + n,
            kind=EventKind.COMMISSION,
            party=1,
            counterparty=None,
            place=11,
            to_place=None,
            lines=(LineView(9000 + n, LineRole.MAKE, lot, 1000, lot),),
        )
        for n, lot in enumerate(LOTS[:3])
    ]
    states: dict[int, LotState] = {}
    for event in history:
        _apply(event, states)
    at = 0
    for id_ in range(1, draw(st.integers(1, 14)) + 1):
        at += draw(st.integers(0, 2))
        sensible = draw(st.integers(0, 3)) > 0
        event = draw(sensible_events(id_, at, states) if sensible else events(id_).map(_later(at)))
        _apply(event, states)
        history.append(event)
    return history


def _later(at: int) -> Callable[[EventView], EventView]:
    return lambda event: replace(event, at=at)


def _apply(event: EventView, states: dict[int, LotState]) -> None:
    if event.ahead:
        return
    for line in judge(event, states, AROUND).lines:
        states[line.lot] = line.after
