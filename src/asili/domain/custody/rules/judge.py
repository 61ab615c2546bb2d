"""The judgement of one event against the states of its lots just before it.

Lines are judged one after another, each against what the lines before it left, so that an event
that names a lot twice needs no rule of its own. A line that waits changes nothing. What an event
makes counts only if everything that it makes counts.
"""

from collections.abc import Callable, Mapping

from asili.domain.custody.rules import catalogue
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
    Verdict,
)
from asili.network.vocabulary import EventKind, LineRole

_MADE = frozenset({LineRole.MAKE, LineRole.TAIL})


def judge(event: EventView, before: Mapping[int, LotState], around: Circumstances) -> Judgement:
    """Judge an event.

    Args:
        event: the event, by identifiers.
        before: state of each of its lots just before it; a lot left out is absent.
        around: what the rules need to know beside.
    """
    if event.voided:
        idle = tuple(_wait(line, before.get(line.lot, ABSENT), None) for line in event.lines)
        return Judgement(event.id, Verdict.VOIDED, None, idle)
    return _JUDGES[event.kind](event, dict(before), around)


def _wait(line: LineView, state: LotState, reason: Reason | None) -> LineVerdict:
    return LineVerdict(line.id, line.lot, accepted=False, reason=reason, before=state, after=state)


def _count(
    line: LineView, before: LotState, after: LotState, moved_g: int = 0, booked_g: int = 0
) -> LineVerdict:
    return LineVerdict(
        line.id,
        line.lot,
        accepted=True,
        reason=None,
        before=before,
        after=after,
        moved_g=moved_g,
        booked_g=booked_g,
    )


def _conclude(event: EventView, lines: list[LineVerdict]) -> Judgement:
    accepted = sum(line.accepted for line in lines)
    if accepted == len(lines):
        verdict = Verdict.ACCEPTED
    else:
        verdict = Verdict.PARTLY if accepted else Verdict.QUARANTINED
    reason = next((line.reason for line in lines if line.reason), None)
    return Judgement(event.id, verdict, reason, tuple(lines))


def _all_wait(event: EventView, before: Mapping[int, LotState], reason: Reason) -> Judgement:
    lines = tuple(_wait(line, before.get(line.lot, ABSENT), reason) for line in event.lines)
    return Judgement(event.id, Verdict.QUARANTINED, reason, lines)


def _reason(rule: str, **params: int | None) -> Reason:
    return Reason(rule, tuple((name, value) for name, value in params.items() if value is not None))


def _unfit(event: EventView, line: LineView, state: LotState) -> Reason | None:
    """Why a lot cannot be used at all, whoever wants to."""
    if state.status is Status.ABSENT:
        return _reason(catalogue.ORIGIN.code, lot=line.lot)
    if state.status is Status.EXPORTED:
        return _reason(catalogue.EXPORTED.code, lot=line.lot)
    if state.status is Status.CONTAINED:
        return _reason(catalogue.CONTAINED.code, lot=line.lot, container=state.container)
    if state.status is Status.EMPTIED:
        return _reason(catalogue.TAKE.code, lot=line.lot, found_g=line.wet_g or 0, book_g=0)
    return None


def _not_held(event: EventView, line: LineView, state: LotState) -> Reason | None:
    """Why the acting party cannot use a lot."""
    unfit = _unfit(event, line, state)
    if unfit:
        return unfit
    if state.status is Status.IN_TRANSIT or state.holder != event.party:
        holder = state.to_party if state.status is Status.IN_TRANSIT else state.holder
        return _reason(catalogue.HOLDER.code, lot=line.lot, party=event.party, holder=holder)
    return None


def _exceeds(found_g: int, book_g: int, permille: int) -> bool:
    return abs(found_g - book_g) * 1000 > book_g * permille


def _reweighed(
    event: EventView, line: LineView, state: LotState, around: Circumstances
) -> Reason | None:
    rule = catalogue.REWEIGHED.code
    if line.wet_g is None or rule in event.accepted_rules:
        return None
    if _exceeds(line.wet_g, state.wet_g, around.tolerances.reweigh_permille):
        return _reason(rule, lot=line.lot, found_g=line.wet_g, book_g=state.wet_g)
    return None


def _seen(line: LineView, state: LotState, after: LotState) -> LineVerdict:
    wet_g = state.wet_g if line.wet_g is None else line.wet_g
    return _count(line, state, after._replace(wet_g=wet_g), 0, wet_g - state.wet_g)


_See = Callable[[EventView, LineView, LotState, Circumstances], "Reason | LotState"]


def _each(see: _See) -> Callable[[EventView, dict[int, LotState], Circumstances], Judgement]:
    """A judge of events whose lines stand each for itself."""

    def judge_lines(
        event: EventView, states: dict[int, LotState], around: Circumstances
    ) -> Judgement:
        lines = []
        for line in event.lines:
            state = states.get(line.lot, ABSENT)
            found = see(event, line, state, around)
            if isinstance(found, Reason):
                lines.append(_wait(line, state, found))
            else:
                lines.append(_seen(line, state, found))
                states[line.lot] = lines[-1].after
        return _conclude(event, lines)

    return judge_lines


def _transfer_out(
    event: EventView, line: LineView, state: LotState, around: Circumstances
) -> Reason | LotState:
    refused = _not_held(event, line, state) or _reweighed(event, line, state, around)
    addressee = event.counterparty if event.counterparty is not None else event.party
    return refused or state._replace(status=Status.IN_TRANSIT, to_party=addressee)


def _transfer_in(
    event: EventView, line: LineView, state: LotState, around: Circumstances
) -> Reason | LotState:
    refused = _unfit(event, line, state)
    if not refused and (state.status is not Status.IN_TRANSIT or state.to_party != event.party):
        refused = _reason(catalogue.ADDRESSEE.code, lot=line.lot, party=event.party)
    refused = refused or _reweighed(event, line, state, around)
    return refused or state._replace(
        status=Status.OPEN, holder=event.party, place=event.place, to_party=None
    )


def _purchase(
    event: EventView, line: LineView, state: LotState, around: Circumstances
) -> Reason | LotState:
    refused = _unfit(event, line, state)
    if not refused and (event.counterparty is None or state.owner != event.counterparty):
        refused = _reason(
            catalogue.OWNER.code, lot=line.lot, seller=event.counterparty, owner=state.owner
        )
    refused = refused or _reweighed(event, line, state, around)
    handed_over = state.status is Status.OPEN and state.holder == event.counterparty
    holder = event.party if handed_over else state.holder
    return refused or state._replace(owner=event.party, holder=holder)


def _assay(
    event: EventView, line: LineView, state: LotState, around: Circumstances
) -> Reason | LotState:
    if state.status is Status.ABSENT:
        return _reason(catalogue.ORIGIN.code, lot=line.lot)
    return state


def _stock_take(
    event: EventView, line: LineView, state: LotState, around: Circumstances
) -> Reason | LotState:
    return _not_held(event, line, state) or state._replace(place=event.place)


def _seize(
    event: EventView, line: LineView, state: LotState, around: Circumstances
) -> Reason | LotState:
    refused = _unfit(event, line, state) or _reweighed(event, line, state, around)
    return refused or state._replace(
        status=Status.OPEN, holder=event.party, place=event.place, to_party=None
    )


def _export(
    event: EventView, line: LineView, state: LotState, around: Circumstances
) -> Reason | LotState:
    refused = _not_held(event, line, state) or _reweighed(event, line, state, around)
    return refused or state._replace(status=Status.EXPORTED, place=event.place)


def _commission(event: EventView, states: dict[int, LotState], around: Circumstances) -> Judgement:
    site = around.site_of.get(event.place, event.place)
    places = (event.place, site)
    unchecked = catalogue.TAG_ALLOCATED.code in event.accepted_rules
    lines = []
    for line in event.lines:
        state = states.get(line.lot, ABSENT)
        if state.status is not Status.ABSENT:
            lines.append(_wait(line, state, _reason(catalogue.TAG_ONCE.code, lot=line.lot)))
        elif not line.wet_g:
            lines.append(_wait(line, state, _reason(catalogue.WEIGHED.code, lot=line.lot)))
        elif (
            line.number is not None
            and not unchecked
            and not any(around.tags.allows(line.number, place, event.at) for place in places)
        ):
            lines.append(_wait(line, state, _reason(catalogue.TAG_ALLOCATED.code, lot=line.lot)))
        else:
            made = LotState(
                Status.OPEN, event.party, event.party, event.place, None, None, line.wet_g, line.id
            )
            states[line.lot] = made
            lines.append(_count(line, state, made, line.wet_g))
    return _conclude(event, lines)


def _common(owners: set[int | None]) -> int | None:
    return next(iter(owners)) if len(owners) == 1 else None


def _aggregate(event: EventView, states: dict[int, LotState], around: Circumstances) -> Judgement:
    before = dict(states)
    parent = next((line for line in event.lines if line.role is LineRole.PARENT), None)
    if parent is None:
        return _all_wait(event, before, _reason(catalogue.COMPLETE.code, found=0, expected=1))
    lines: dict[int, LineVerdict] = {}
    owners: set[int | None] = set()
    for line in event.lines:
        if line.role is not LineRole.CHILD:
            continue
        state = states.get(line.lot, ABSENT)
        refused = _not_held(event, line, state) or _reweighed(event, line, state, around)
        if refused:
            lines[line.id] = _wait(line, state, refused)
            continue
        owners.add(state.owner)
        inside = state._replace(status=Status.CONTAINED, container=parent.lot)
        lines[line.id] = _seen(line, state, inside)
        states[line.lot] = lines[line.id].after
    inside_g = sum(line.after.wet_g for line in lines.values() if line.accepted)
    parts = sum(line.accepted for line in lines.values())
    wet_g = inside_g if parent.wet_g is None else parent.wet_g
    state = states.get(parent.lot, ABSENT)
    refused = None
    if state.status is not Status.ABSENT:
        refused = _reason(catalogue.TAG_ONCE.code, lot=parent.lot)
    elif not parts or (
        catalogue.BALANCE.code not in event.accepted_rules
        and _exceeds(wet_g, inside_g, around.tolerances.balance_permille)
    ):
        refused = _reason(catalogue.BALANCE.code, lot=parent.lot, found_g=wet_g, book_g=inside_g)
    if refused:
        return _all_wait(event, before, refused)
    made = LotState(
        Status.OPEN,
        event.party,
        _common(owners),
        event.place,
        None,
        None,
        wet_g,
        parent.id,
        parts,
    )
    lines[parent.id] = _count(parent, state, made, inside_g, wet_g - inside_g)
    return _conclude(event, [lines[line.id] for line in event.lines])


def _disaggregate(
    event: EventView, states: dict[int, LotState], around: Circumstances
) -> Judgement:
    before = dict(states)
    parent = next((line for line in event.lines if line.role is LineRole.PARENT), None)
    if parent is None:
        return _all_wait(event, before, _reason(catalogue.COMPLETE.code, found=0, expected=1))
    outer = states.get(parent.lot, ABSENT)
    refused = _not_held(event, parent, outer)
    if refused:
        return _all_wait(event, before, refused)
    lines: dict[int, LineVerdict] = {}
    for line in event.lines:
        if line.role is not LineRole.CHILD:
            continue
        state = states.get(line.lot, ABSENT)
        if state.status is not Status.CONTAINED or state.container != parent.lot:
            misplaced = _reason(catalogue.ADDRESSEE.code, lot=line.lot, party=event.party)
            lines[line.id] = _wait(line, state, misplaced)
            continue
        reweighed = _reweighed(event, line, state, around)
        if reweighed:
            return _all_wait(event, before, reweighed)
        freed = state._replace(
            status=Status.OPEN,
            holder=outer.holder,
            owner=state.owner if outer.owner is None else outer.owner,
            place=event.place,
            container=None,
        )
        lines[line.id] = _seen(line, state, freed)
        states[line.lot] = lines[line.id].after
    found = sum(line.accepted for line in lines.values())
    if outer.drawn or found != outer.parts:
        return _all_wait(
            event,
            before,
            _reason(catalogue.COMPLETE.code, lot=parent.lot, found=found, expected=outer.parts),
        )
    emptied = outer._replace(status=Status.EMPTIED, wet_g=0, parts=0)
    freed_g = sum(line.before.wet_g for line in lines.values() if line.accepted)
    lines[parent.id] = _count(parent, outer, emptied, outer.wet_g, freed_g - outer.wet_g)
    return _conclude(event, [lines[line.id] for line in event.lines])


def _taken(event: EventView, line: LineView, state: LotState, around: Circumstances) -> LineVerdict:
    refused = _not_held(event, line, state)
    if refused:
        return _wait(line, state, refused)
    moved_g = state.wet_g if line.wet_g is None else line.wet_g
    excess = moved_g > state.wet_g and _exceeds(
        moved_g, state.wet_g, around.tolerances.reweigh_permille
    )
    if not moved_g or (excess and catalogue.TAKE.code not in event.accepted_rules):
        return _wait(
            line,
            state,
            _reason(catalogue.TAKE.code, lot=line.lot, found_g=moved_g, book_g=state.wet_g),
        )
    if moved_g >= state.wet_g:
        after = state._replace(status=Status.EMPTIED, wet_g=0, drawn=True)
        return _count(line, state, after, moved_g, moved_g - state.wet_g)
    after = state._replace(wet_g=state.wet_g - moved_g, drawn=True)
    return _count(line, state, after, moved_g)


def _unmakeable(event: EventView, line: LineView, state: LotState, wet_g: int) -> Reason | None:
    if wet_g <= 0:
        return _reason(catalogue.WEIGHED.code, lot=line.lot)
    if state.status is Status.ABSENT:
        return None
    if not line.is_pile:
        return _reason(catalogue.TAG_ONCE.code, lot=line.lot)
    if state.status is Status.EMPTIED and state.holder == event.party:
        return None
    return _not_held(event, line, state)


def _mix(event: EventView, states: dict[int, LotState], around: Circumstances) -> Judgement:
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
        and _exceeds(out_g, in_g, around.tolerances.balance_permille)
    )
    if not in_g or not makes or unbalanced:
        waiting = next((line.reason for line in lines.values() if line.reason), None)
        lot = makes[0].lot if makes else None
        balance = _reason(catalogue.BALANCE.code, lot=lot, found_g=out_g, book_g=in_g)
        return _all_wait(event, before, waiting or balance)
    booked_g = out_g - in_g
    for line in makes:
        state = states.get(line.lot, ABSENT)
        wet_g = in_g if line.wet_g is None and weighed_alone else line.wet_g or 0
        refused = _unmakeable(event, line, state, wet_g)
        if refused:
            return _all_wait(event, before, refused)
        carried = state.status is Status.OPEN
        made = LotState(
            Status.OPEN,
            event.party,
            _common(owners | {state.owner} if carried else owners),
            event.place,
            None,
            None,
            wet_g + state.wet_g,
            line.id,
        )
        lines[line.id] = _count(line, state, made, wet_g, booked_g)
        states[line.lot] = made
        booked_g = 0
    return _conclude(event, [lines[line.id] for line in event.lines])


def _allocate(event: EventView, states: dict[int, LotState], around: Circumstances) -> Judgement:
    lines = [
        _count(line, state, state)
        for line in event.lines
        for state in (states.get(line.lot, ABSENT),)
    ]
    return _conclude(event, lines)


def _about_another(
    event: EventView, states: dict[int, LotState], around: Circumstances
) -> Judgement:
    if event.target_known:
        return Judgement(event.id, Verdict.ACCEPTED, None, ())
    refused = _reason(catalogue.VOID.code, party=event.party)
    return Judgement(event.id, Verdict.QUARANTINED, refused, ())


_JUDGES: dict[EventKind, Callable[[EventView, dict[int, LotState], Circumstances], Judgement]] = {
    EventKind.ALLOCATE: _allocate,
    EventKind.COMMISSION: _commission,
    EventKind.TRANSFER_OUT: _each(_transfer_out),
    EventKind.TRANSFER_IN: _each(_transfer_in),
    EventKind.AGGREGATE: _aggregate,
    EventKind.DISAGGREGATE: _disaggregate,
    EventKind.ASSAY: _each(_assay),
    EventKind.PURCHASE: _each(_purchase),
    EventKind.BLEND: _mix,
    EventKind.PROCESS: _mix,
    EventKind.SPLIT: _mix,
    EventKind.STOCK_TAKE: _each(_stock_take),
    EventKind.SEIZE: _each(_seize),
    EventKind.SHIP: _mix,
    EventKind.EXPORT: _each(_export),
    EventKind.VOID: _about_another,
    EventKind.ACCEPT: _about_another,
}
