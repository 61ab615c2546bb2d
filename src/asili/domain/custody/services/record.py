"""The one way in: events are stored, sealed, judged and journalled.

An observation is never refused for a business reason. A report is cut into transactions of at most
`LINES_PER_ACT` lines, so that no writer keeps the others waiting for long; each is one act with one
entry in the journal. An event whose UUID is stored already changes nothing, so a report that was
cut off is simply sent again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from asili.core import bulk, journal
from asili.core.access import Actor, require
from asili.core.questions import Read, ask
from asili.domain.custody.facts import EventFact
from asili.domain.custody.models import Event, EventLine, Lot, TagAllocation
from asili.domain.custody.policies import can_record_events, can_record_purchase
from asili.domain.custody.rules import EventView
from asili.domain.custody.services.decisions import require_voids
from asili.domain.custody.services.followers import tell_followers
from asili.domain.custody.services.judgement import Judged, judge_and_store
from asili.domain.custody.services.keep import keep_events
from asili.domain.custody.services.known import Known, look_up
from asili.domain.custody.services.remarks import clock_remark
from asili.domain.custody.services.resolve import Names, made_kinds, resolve
from asili.domain.custody.services.tell import tell_parties
from asili.domain.custody.views import load_views
from asili.network.vocabulary import EventKind

LINES_PER_ACT = 800
"""At about 5,000 lines a second, a transaction of 160 ms."""
_UNUSUAL = frozenset({EventKind.VOID, EventKind.ACCEPT, EventKind.ALLOCATE})


@dataclass(slots=True)
class RecordReport:
    """What became of a report.

    Attributes:
        recorded: events stored now. repeated: events that were stored already.
        accepted: events of this report that count as a whole. waiting: those that do not, yet.
        rejudged: earlier events that stand differently because of this report.
        position: the journal's position after it.
    """

    recorded: int = 0
    repeated: int = 0
    accepted: int = 0
    waiting: int = 0
    rejudged: int = 0
    position: int = 0

    def add(self, judged: Judged, new: int, repeated: int, position: int) -> None:
        """Add what one act did."""
        self.recorded += new
        self.repeated += repeated
        self.accepted += judged.accepted
        self.waiting += judged.waiting
        self.rejudged += judged.rejudged
        self.position = position


class _Late(Exception):
    """An event is earlier than what is stored on one of its lots."""


def record_events(*, actor: Actor, events: Sequence[EventFact]) -> RecordReport:
    """Store and judge what was observed.

    Args:
        actor: who reports; the party that acted, or a service that may speak for it.
        events: in any order; those of one transaction are judged together.

    Raises:
        Refusal: the actor may not record for that party.
        UnknownCodes: a code is not registered or misread; nothing of its transaction was stored.
    """
    report = RecordReport()
    for act in _acts(events):
        try:
            _record_act(actor, act, report, alone=any(e.kind in _UNUSUAL for e in act))
        except (_Late, IntegrityError):  # late, or raced by a report of the same lots
            _record_act(actor, act, report, alone=True)
    return report


def _acts(events: Sequence[EventFact]) -> Iterator[list[EventFact]]:
    act: list[EventFact] = []
    lines = 0
    for event in events:
        if act and lines + len(event.lines) > LINES_PER_ACT:
            yield act
            act, lines = [], 0
        act.append(event)
        lines += max(1, len(event.lines))
    if act:
        yield act


@transaction.atomic
def _record_act(
    actor: Actor, events: list[EventFact], report: RecordReport, *, alone: bool
) -> None:
    known = look_up(events, alone=alone)
    new = _unseen(events, known)
    repeated = len(events) - len(new)
    _require_own_repeats(actor, events, new)
    if not new:
        report.add(Judged(), 0, repeated, journal.position())
        return
    names = resolve(new, known)
    acting = dict.fromkeys((event.kind, names.parties[event.party]) for event in new)
    require(can_record_events(actor, acting))
    require_voids(actor, new, names)
    _require_handed_over(actor, new, names)
    act_id = uuid4()
    kept = keep_events(new, names, act_id, timezone.now())
    rows, changed = kept.rows, list[EventView]()
    if known.speakers or any(event.kind in _UNUSUAL for event in new):
        bulk.write(rows)
        rows, changed = [], _spoken_about(new, known)
    judged = judge_and_store(
        new=kept.views,
        changed=changed,
        lots=names.heads.values(),
        new_lots=names.new_lots,
        kinds={names.lots[code]: kind for code, kind in made_kinds(new).items()},
        remarkable={event.id for event in kept.events if clock_remark(event)},
        late=None if alone or connection.vendor == "sqlite" else _Late(),
        around=known.around,
        kept=rows,
    )
    tell_followers(new, rejudged=judged.rejudged > 0)
    tell_parties(actor=actor, events=new, judged=judged)
    entry = journal.append(
        act="custody.events.recorded",
        actor=actor,
        subjects=[str(event.uuid) for event in new],
        digests=kept.digests,
        act_id=act_id,
        happened_at=max(event.happened_at for event in new),
        closing=True,
    )
    report.add(judged, len(new), repeated, entry.position)


def _require_own_repeats(
    actor: Actor, events: Sequence[EventFact], new: Sequence[EventFact]
) -> None:
    """A report that is stored already is answered only to those who could have made it."""
    if actor.is_system or len(new) == len(events):
        return
    stored = Event.objects.filter(uuid__in=[event.uuid for event in events])
    parties = stored.select_related("party__programme")
    require(can_record_events(actor, [(EventKind(row.kind), row.party) for row in parties]))


def _require_handed_over(actor: Actor, events: Sequence[EventFact], names: Names) -> None:
    """Nobody buys, by a word of their own, what somebody else holds."""
    if actor.is_system:
        return
    for event in events:
        if event.kind is not EventKind.PURCHASE:
            continue
        lots = {line.lot for line in event.lines}
        held = Lot.objects.filter(code__in=lots, holder__code=event.party).count()
        require(
            can_record_purchase(
                actor,
                seller=event.counterparty,
                programme=names.parties[event.party].programme.code,
                received=held == len(lots),
            )
        )


def _unseen(events: Sequence[EventFact], known: Known) -> list[EventFact]:
    once = {event.uuid: event for event in events}
    return [event for uuid, event in once.items() if uuid not in known.seen]


def _spoken_about(events: Sequence[EventFact], known: Known) -> list[EventView]:
    """Stored events, and new ones, whose circumstances these events change."""
    new = {event.uuid for event in events}
    speakers = {id_: target for id_, target in known.speakers if target in new}
    speaking = {event.uuid for event in events if event.kind in _UNUSUAL}
    about = {event.target for event in events if event.target} | set(speakers.values())
    (stored,) = ask(Read(Event, ("id",), "uuid", about | speaking))
    ids = {id_ for (id_,) in stored} | speakers.keys()
    for allocation in TagAllocation.objects.filter(event__uuid__in=speaking):
        ids |= set(
            EventLine.objects.filter(
                lot__number__gte=allocation.first,
                lot__number__lte=allocation.last,
                event__kind=EventKind.COMMISSION,
            ).values_list("event_id", flat=True)
        )
    return list(load_views(ids).values())
