"""What the judgements have in common: may this party use this lot, and does it weigh right."""

from collections.abc import Mapping

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


def wait(line: LineView, state: LotState, reason: Reason | None) -> LineVerdict:
    """The line as it stands while it waits: nothing changes."""
    return LineVerdict(line.id, line.lot, accepted=False, reason=reason, before=state, after=state)


def count(
    line: LineView, before: LotState, after: LotState, moved_g: int = 0, booked_g: int = 0
) -> LineVerdict:
    """The line as it counts, with the grams moved and the gain or loss booked."""
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


def conclude(event: EventView, lines: list[LineVerdict]) -> Judgement:
    """The verdict on an event whose lines are judged."""
    accepted = sum(line.accepted for line in lines)
    if accepted == len(lines):
        verdict = Verdict.ACCEPTED
    else:
        verdict = Verdict.PARTLY if accepted else Verdict.QUARANTINED
    reason = next((line.reason for line in lines if line.reason), None)
    return Judgement(event.id, verdict, reason, tuple(lines))


def all_wait(event: EventView, before: Mapping[int, LotState], reason: Reason) -> Judgement:
    """The verdict on an event of which nothing counts, for one reason."""
    lines = tuple(wait(line, before.get(line.lot, ABSENT), reason) for line in event.lines)
    return Judgement(event.id, Verdict.QUARANTINED, reason, lines)


def because(rule: str, **params: int | None) -> Reason:
    """A reason; parameters that are None are left out."""
    return Reason(rule, tuple((name, value) for name, value in params.items() if value is not None))


def unfit(event: EventView, line: LineView, state: LotState) -> Reason | None:
    """Why a lot cannot be used at all, whoever wants to."""
    if state.status is Status.ABSENT:
        return because(catalogue.ORIGIN.code, lot=line.lot)
    if state.status is Status.EXPORTED:
        return because(catalogue.EXPORTED.code, lot=line.lot)
    if state.status is Status.CONTAINED:
        return because(catalogue.CONTAINED.code, lot=line.lot, container=state.container)
    if state.status is Status.EMPTIED:
        return because(catalogue.TAKE.code, lot=line.lot, found_g=line.wet_g or 0, book_g=0)
    return None


def not_held(event: EventView, line: LineView, state: LotState) -> Reason | None:
    """Why the acting party cannot use a lot."""
    refused = unfit(event, line, state)
    if refused:
        return refused
    if state.status is Status.IN_TRANSIT or state.holder != event.party:
        holder = state.to_party if state.status is Status.IN_TRANSIT else state.holder
        return because(catalogue.HOLDER.code, lot=line.lot, party=event.party, holder=holder)
    return None


def exceeds(found_g: int, book_g: int, permille: int) -> bool:
    """Whether a found mass differs from the book by more than a tolerance."""
    return abs(found_g - book_g) * 1000 > book_g * permille


def reweighed(
    event: EventView, line: LineView, state: LotState, around: Circumstances
) -> Reason | None:
    """Why a weighing does not count, where it differs too much and nobody accepted it."""
    rule = catalogue.REWEIGHED.code
    if line.wet_g is None or rule in event.accepted_rules:
        return None
    if exceeds(line.wet_g, state.wet_g, around.tolerances.reweigh_permille):
        return because(rule, lot=line.lot, found_g=line.wet_g, book_g=state.wet_g)
    return None


def seen(line: LineView, state: LotState, after: LotState) -> LineVerdict:
    """A line that weighs and changes a lot; the difference in mass is booked."""
    wet_g = state.wet_g if line.wet_g is None else line.wet_g
    return count(line, state, after._replace(wet_g=wet_g), 0, wet_g - state.wet_g)


def common_owner(owners: set[int | None]) -> int | None:
    """The owner of material that belongs to one party; None where it belongs to several."""
    return next(iter(owners)) if len(owners) == 1 else None
