"""Judgement of what goes in and what comes out: blend, split, process, ship."""

from asili.domain.custody.rules import catalogue
from asili.domain.custody.rules.checks import (
    all_wait,
    because,
    common_owner,
    conclude,
    count,
    exceeds,
    not_held,
    wait,
)
from asili.domain.custody.rules.values import (
    ABSENT,
    Circumstances,
    EventView,
    Judgement,
    LineVerdict,
    LineView,
    LotState,
    Reason,
    Status,
)
from asili.network.vocabulary import EventKind, LineRole

_MADE = frozenset({LineRole.MAKE, LineRole.TAIL})


def _taken(event: EventView, line: LineView, state: LotState, around: Circumstances) -> LineVerdict:
    refused = not_held(event, line, state)
    if refused:
        return wait(line, state, refused)
    moved_g = state.wet_g if line.wet_g is None else line.wet_g
    excess = moved_g > state.wet_g and exceeds(
        moved_g, state.wet_g, around.tolerances.reweigh_permille
    )
    if not moved_g or (excess and catalogue.TAKE.code not in event.accepted_rules):
        return wait(
            line,
            state,
            because(catalogue.TAKE.code, lot=line.lot, found_g=moved_g, book_g=state.wet_g),
        )
    if moved_g >= state.wet_g:
        after = state._replace(status=Status.EMPTIED, wet_g=0, drawn=True)
        return count(line, state, after, moved_g, moved_g - state.wet_g)
    after = state._replace(wet_g=state.wet_g - moved_g, drawn=True)
    return count(line, state, after, moved_g)


def _unmakeable(event: EventView, line: LineView, state: LotState, wet_g: int) -> Reason | None:
    if wet_g <= 0:
        return because(catalogue.WEIGHED.code, lot=line.lot)
    if state.status is Status.ABSENT:
        return None
    if not line.is_pile or event.kind is EventKind.PROCESS:
        return because(catalogue.TAG_ONCE.code, lot=line.lot)
    if state.status is Status.EMPTIED and state.holder == event.party:
        return None
    return not_held(event, line, state)


def mix(event: EventView, states: dict[int, LotState], around: Circumstances) -> Judgement:
    """Blend, split, ship and process: takes go in, makes and tailings come out."""
    before = dict(states)
    lines: dict[int, LineVerdict] = {}
    owners: set[int | None] = set()
    for line in event.lines:
        if line.role is not LineRole.TAKE:
            continue
        lines[line.id] = taken = _taken(event, line, states.get(line.lot, ABSENT), around)
        states[line.lot] = taken.after
        if taken.accepted:
            owners.add(taken.before.owner)
    in_g = sum(line.moved_g for line in lines.values())
    makes = [line for line in event.lines if line.role in _MADE]
    weighed_alone = event.kind is not EventKind.PROCESS and len(makes) == 1
    out_g = sum(in_g if line.wet_g is None and weighed_alone else line.wet_g or 0 for line in makes)
    unbalanced = (
        event.kind is not EventKind.PROCESS
        and catalogue.BALANCE.code not in event.accepted_rules
        and exceeds(out_g, in_g, around.tolerances.balance_permille)
    )
    if not in_g or not makes or unbalanced:
        waiting = next((line.reason for line in lines.values() if line.reason), None)
        lot = makes[0].lot if makes else None
        balance = because(catalogue.BALANCE.code, lot=lot, found_g=out_g, book_g=in_g)
        return all_wait(event, before, waiting or balance)
    booked_g = out_g - in_g
    for line in makes:
        state = states.get(line.lot, ABSENT)
        wet_g = in_g if line.wet_g is None and weighed_alone else line.wet_g or 0
        refused = _unmakeable(event, line, state, wet_g)
        if refused:
            return all_wait(event, before, refused)
        carried = state.status is Status.OPEN
        made = LotState(
            Status.OPEN,
            event.party,
            common_owner(owners | {state.owner} if carried else owners),
            event.place,
            None,
            None,
            wet_g + state.wet_g,
            line.id,
            segregated=state.segregated if carried else bool(line.segregated),
        )
        lines[line.id] = count(line, state, made, wet_g, booked_g)
        states[line.lot] = made
        booked_g = 0
    return conclude(event, [lines[line.id] for line in event.lines])
