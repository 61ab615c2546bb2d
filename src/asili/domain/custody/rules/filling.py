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
    LotState,
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
    """Bags are filled: each needs a tag that is new, allocated to the site, and a mass."""
    site = around.site_of.get(event.place, event.place)
    places = (event.place, site)
    unchecked = catalogue.TAG_ALLOCATED.code in event.accepted_rules
    lines = []
    for line in event.lines:
        state = states.get(line.lot, ABSENT)
        if state.status is not Status.ABSENT:
            lines.append(wait(line, state, because(catalogue.TAG_ONCE.code, lot=line.lot)))
        elif not line.wet_g:
            lines.append(wait(line, state, because(catalogue.WEIGHED.code, lot=line.lot)))
        elif (
            line.number is not None
            and not unchecked
            and not any(around.tags.allows(line.number, place, event.at) for place in places)
        ):
            lines.append(wait(line, state, because(catalogue.TAG_ALLOCATED.code, lot=line.lot)))
        else:
            made = LotState(
                Status.OPEN, event.party, event.party, event.place, None, None, line.wet_g, line.id
            )
            states[line.lot] = made
            lines.append(count(line, state, made, line.wet_g))
    return conclude(event, lines)
