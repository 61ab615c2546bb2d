"""Judgements of tags and of the bags that they are tied to."""

from asili.domain.custody.rules import catalogue
from asili.domain.custody.rules.checks import (
    because,
    conclude,
    count,
    wait,
)
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


def allocate(event: EventView, states: dict[int, LotState], around: Circumstances) -> Judgement:
    """Tags are allocated; no lot changes."""
    lines = [
        count(line, state, state)
        for line in event.lines
        for state in (states.get(line.lot, ABSENT),)
    ]
    return conclude(event, lines)


def commission(event: EventView, states: dict[int, LotState], around: Circumstances) -> Judgement:
    """Bags are filled: each needs a mass and a new tag, given to the site and the party."""
    lines = []
    for line in event.lines:
        state = states.get(line.lot, ABSENT)
        if state.status is not Status.ABSENT:
            lines.append(wait(line, state, because(catalogue.TAG_ONCE.code, lot=line.lot)))
        elif not line.wet_g:
            lines.append(wait(line, state, because(catalogue.WEIGHED.code, lot=line.lot)))
        elif refused := _not_given(event, line, around):
            lines.append(wait(line, state, refused))
        else:
            made = LotState(
                Status.OPEN, event.party, event.party, event.place, None, None, line.wet_g, line.id
            )
            states[line.lot] = made
            lines.append(count(line, state, made, line.wet_g))
    return conclude(event, lines)


def _not_given(event: EventView, line: LineView, around: Circumstances) -> Reason | None:
    """Why the party may not use a tag at that place; None where it may, or two persons say so."""
    if line.number is None:
        return None
    number, tags = line.number, around.tags
    places = (event.place, around.site_of.get(event.place, event.place))
    if any(tags.allows(number, place, event.at, event.party) for place in places):
        return None
    if any(tags.allows(number, place, event.at) for place in places):
        refused = because(catalogue.TAG_GIVEN.code, lot=line.lot, party=event.party)
    else:
        refused = because(catalogue.TAG_ALLOCATED.code, lot=line.lot)
    return None if refused.rule in event.accepted_rules else refused
