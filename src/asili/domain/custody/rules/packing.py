"""Judgements of lots that are put into an outer lot whole, and taken out again as they were."""

from asili.domain.custody.rules import catalogue
from asili.domain.custody.rules.checks import (
    all_wait,
    because,
    common_owner,
    conclude,
    count,
    exceeds,
    not_held,
    reweighed,
    seen,
    wait,
)
from asili.domain.custody.rules.values import (
    ABSENT,
    Circumstances,
    EventView,
    Judgement,
    LineVerdict,
    LotState,
    Status,
)
from asili.network.vocabulary import LineRole


def aggregate(event: EventView, states: dict[int, LotState], around: Circumstances) -> Judgement:
    """Lots go into a new outer lot; those that its maker does not hold stay outside."""
    before = dict(states)
    parent = next((line for line in event.lines if line.role is LineRole.PARENT), None)
    if parent is None:
        return all_wait(event, before, because(catalogue.COMPLETE.code, found=0, expected=1))
    lines: dict[int, LineVerdict] = {}
    owners: set[int | None] = set()
    for line in event.lines:
        if line.role is not LineRole.CHILD:
            continue
        state = states.get(line.lot, ABSENT)
        refused = not_held(event, line, state) or reweighed(event, line, state, around)
        if refused:
            lines[line.id] = wait(line, state, refused)
            continue
        owners.add(state.owner)
        inside = state._replace(status=Status.CONTAINED, container=parent.lot)
        lines[line.id] = seen(line, state, inside)
        states[line.lot] = lines[line.id].after
    inside_g = sum(line.after.wet_g for line in lines.values() if line.accepted)
    parts = sum(line.accepted for line in lines.values())
    wet_g = inside_g if parent.wet_g is None else parent.wet_g
    state = states.get(parent.lot, ABSENT)
    refused = None
    if state.status is not Status.ABSENT:
        refused = because(catalogue.TAG_ONCE.code, lot=parent.lot)
    elif not parts or (
        catalogue.BALANCE.code not in event.accepted_rules
        and exceeds(wet_g, inside_g, around.tolerances.balance_permille)
    ):
        refused = because(catalogue.BALANCE.code, lot=parent.lot, found_g=wet_g, book_g=inside_g)
    if refused:
        return all_wait(event, before, refused)
    made = LotState(
        Status.OPEN,
        event.party,
        common_owner(owners),
        event.place,
        None,
        None,
        wet_g,
        parent.id,
        parts,
    )
    lines[parent.id] = count(parent, state, made, inside_g, wet_g - inside_g)
    return conclude(event, [lines[line.id] for line in event.lines])


def disaggregate(event: EventView, states: dict[int, LotState], around: Circumstances) -> Judgement:
    """An outer lot is opened: whole, and listing everything that is in it."""
    before = dict(states)
    parent = next((line for line in event.lines if line.role is LineRole.PARENT), None)
    if parent is None:
        return all_wait(event, before, because(catalogue.COMPLETE.code, found=0, expected=1))
    outer = states.get(parent.lot, ABSENT)
    refused = not_held(event, parent, outer)
    if refused:
        return all_wait(event, before, refused)
    lines: dict[int, LineVerdict] = {}
    for line in event.lines:
        if line.role is not LineRole.CHILD:
            continue
        state = states.get(line.lot, ABSENT)
        if state.status is not Status.CONTAINED or state.container != parent.lot:
            misplaced = because(catalogue.ADDRESSEE.code, lot=line.lot, party=event.party)
            lines[line.id] = wait(line, state, misplaced)
            continue
        differs = reweighed(event, line, state, around)
        if differs:
            return all_wait(event, before, differs)
        freed = state._replace(
            status=Status.OPEN,
            holder=outer.holder,
            owner=state.owner if outer.owner is None else outer.owner,
            place=event.place,
            container=None,
        )
        lines[line.id] = seen(line, state, freed)
        states[line.lot] = lines[line.id].after
    found = sum(line.accepted for line in lines.values())
    if outer.drawn or found != outer.parts:
        return all_wait(
            event,
            before,
            because(catalogue.COMPLETE.code, lot=parent.lot, found=found, expected=outer.parts),
        )
    emptied = outer._replace(status=Status.EMPTIED, wet_g=0, parts=0)
    freed_g = sum(line.before.wet_g for line in lines.values() if line.accepted)
    lines[parent.id] = count(parent, outer, emptied, outer.wet_g, freed_g - outer.wet_g)
    return conclude(event, [lines[line.id] for line in event.lines])
