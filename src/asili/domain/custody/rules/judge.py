"""The judgement of one event against the states of its lots just before it.

Lines are judged one after another, each against what the lines before it left, so that an event
that names a lot twice needs no rule of its own. A line that waits changes nothing. What an event
makes counts only if everything that it makes counts.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from asili.domain.custody.rules import catalogue, filling, mixing, packing, seeing
from asili.domain.custody.rules.checks import all_wait, because, wait
from asili.domain.custody.rules.values import (
    ABSENT,
    Circumstances,
    EventView,
    Judgement,
    LotState,
    Verdict,
)
from asili.network.vocabulary import EventKind


def judge(event: EventView, before: Mapping[int, LotState], around: Circumstances) -> Judgement:
    """Judge an event.

    Args:
        event: the event, by identifiers.
        before: state of each of its lots just before it; a lot left out is absent.
        around: what the rules need to know beside.
    """
    if event.voided:
        idle = tuple(wait(line, before.get(line.lot, ABSENT), None) for line in event.lines)
        return Judgement(event.id, Verdict.VOIDED, None, idle)
    return _JUDGES[event.kind](event, dict(before), around)


def postpone(event: EventView) -> Judgement:
    """The judgement of an event whose day has not come: it is no part of the order of its lots."""
    waiting = all_wait(event, {}, because(catalogue.AHEAD.code))
    if event.voided:
        return replace(waiting, verdict=Verdict.VOIDED, reason=None)
    return waiting


def _speaks_of_another(
    event: EventView, states: dict[int, LotState], around: Circumstances
) -> Judgement:
    """A void or an acceptance stands where it may speak about what it names."""
    if event.target_known:
        return Judgement(event.id, Verdict.ACCEPTED, None, ())
    refused = because(catalogue.VOID.code, party=event.party)
    return Judgement(event.id, Verdict.QUARANTINED, refused, ())


_JUDGES: dict[EventKind, Callable[[EventView, dict[int, LotState], Circumstances], Judgement]] = {
    EventKind.ALLOCATE: filling.allocate,
    EventKind.COMMISSION: filling.commission,
    EventKind.TRANSFER_OUT: seeing.each(seeing.transfer_out),
    EventKind.TRANSFER_IN: seeing.each(seeing.transfer_in),
    EventKind.AGGREGATE: packing.aggregate,
    EventKind.DISAGGREGATE: packing.disaggregate,
    EventKind.ASSAY: seeing.each(seeing.assay, weighs=False),
    EventKind.PURCHASE: seeing.each(seeing.purchase),
    EventKind.BLEND: mixing.mix,
    EventKind.PROCESS: mixing.mix,
    EventKind.SPLIT: mixing.mix,
    EventKind.STOCK_TAKE: seeing.each(seeing.stock_take),
    EventKind.SEIZE: seeing.each(seeing.seize),
    EventKind.SHIP: mixing.mix,
    EventKind.EXPORT: seeing.each(seeing.export),
    EventKind.VOID: _speaks_of_another,
    EventKind.ACCEPT: _speaks_of_another,
}
