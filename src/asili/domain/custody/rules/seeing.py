"""Judgements of events that see lots as they are: moved, sold, assayed, counted, seized, exported.

Each line stands for itself.
"""

from collections.abc import Callable

from asili.domain.custody.rules import catalogue
from asili.domain.custody.rules.checks import (
    because,
    conclude,
    count,
    not_held,
    reweighed,
    seen,
    unfit,
    wait,
)
from asili.domain.custody.rules.sampling import not_possible
from asili.domain.custody.rules.values import (
    ABSENT,
    Circumstances,
    EventView,
    Judgement,
    LineView,
    LotState,
    Reason,
    Status,
)

_Judge = Callable[[EventView, dict[int, LotState], Circumstances], Judgement]
_See = Callable[[EventView, LineView, LotState, Circumstances], "Reason | LotState"]


def each(
    see: _See, *, weighs: bool = True
) -> Callable[[EventView, dict[int, LotState], Circumstances], Judgement]:
    """A judge of events whose lines stand each for itself.

    Where the event ``weighs``, the mass of a line becomes that of its lot.
    """

    def judge_lines(
        event: EventView, states: dict[int, LotState], around: Circumstances
    ) -> Judgement:
        lines = []
        for line in event.lines:
            state = states.get(line.lot, ABSENT)
            found = see(event, line, state, around)
            if isinstance(found, Reason):
                lines.append(wait(line, state, found))
            else:
                lines.append(seen(line, state, found) if weighs else count(line, state, found))
                states[line.lot] = lines[-1].after
        return conclude(event, lines)

    return judge_lines


def transfer_out(
    event: EventView, line: LineView, state: LotState, around: Circumstances
) -> Reason | LotState:
    """The holder sends a lot to an addressee."""
    refused = not_held(event, line, state) or reweighed(event, line, state, around)
    addressee = event.counterparty if event.counterparty is not None else event.party
    return refused or state._replace(status=Status.IN_TRANSIT, to_party=addressee)


def transfer_in(
    event: EventView, line: LineView, state: LotState, around: Circumstances
) -> Reason | LotState:
    """The addressee receives a lot that is on its way."""
    refused = unfit(event, line, state)
    if not refused and (state.status is not Status.IN_TRANSIT or state.to_party != event.party):
        refused = because(catalogue.ADDRESSEE.code, lot=line.lot, party=event.party)
    refused = refused or reweighed(event, line, state, around)
    return refused or state._replace(
        status=Status.OPEN, holder=event.party, place=event.place, to_party=None
    )


def purchase(
    event: EventView, line: LineView, state: LotState, around: Circumstances
) -> Reason | LotState:
    """The owner sells a lot; the buyer gets custody too where the seller had it."""
    refused = unfit(event, line, state)
    if not refused and (event.counterparty is None or state.owner != event.counterparty):
        refused = because(
            catalogue.OWNER.code, lot=line.lot, seller=event.counterparty, owner=state.owner
        )
    refused = refused or reweighed(event, line, state, around)
    handed_over = state.status is Status.OPEN and state.holder == event.counterparty
    holder = event.party if handed_over else state.holder
    return refused or state._replace(owner=event.party, holder=holder)


def assay(
    event: EventView, line: LineView, state: LotState, around: Circumstances
) -> Reason | LotState:
    """A sample of a lot is measured; the lot does not change."""
    if state.status is Status.ABSENT:
        return because(catalogue.ORIGIN.code, lot=line.lot)
    return not_possible(event.samples, line.lot) or state


def stock_take(
    event: EventView, line: LineView, state: LotState, around: Circumstances
) -> Reason | LotState:
    """The holder weighs what is there; whatever the difference, it is booked."""
    return not_held(event, line, state) or state._replace(place=event.place)


def seize(
    event: EventView, line: LineView, state: LotState, around: Circumstances
) -> Reason | LotState:
    """An authority takes custody, whoever had it."""
    refused = unfit(event, line, state) or reweighed(event, line, state, around)
    return refused or state._replace(
        status=Status.OPEN, holder=event.party, place=event.place, to_party=None
    )


def export(
    event: EventView, line: LineView, state: LotState, around: Circumstances
) -> Reason | LotState:
    """The holder takes a lot over the border."""
    refused = not_held(event, line, state) or reweighed(event, line, state, around)
    return refused or state._replace(status=Status.EXPORTED, place=event.place)
