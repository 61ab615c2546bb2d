"""The one way in: events are stored, sealed, judged and journalled.

An observation is never refused for a business reason. A report is cut into transactions of at most
`LINES_PER_ACT` lines, so that no writer keeps the others waiting for long; each is one act with one
entry in the journal. An event whose UUID is stored already changes nothing, so a report that was
cut off is simply sent again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from asili.core import bulk, journal
from asili.core.access import Actor, require
from asili.domain.custody.facts import EventFact
from asili.domain.custody.models import Event, EventLine, Measurement, TagAllocation
from asili.domain.custody.policies import can_record_events
from asili.domain.custody.rows import event_digest, line_digest, measurement_digest
from asili.domain.custody.rules import EventView, LineView
from asili.domain.custody.services.judgement import Judged, judge_and_store
from asili.domain.custody.services.resolve import Names, made_kinds, resolve
from asili.domain.custody.views import load_views, order_of
from asili.network.vocabulary import EventKind, LineRole, LotKind

LINES_PER_ACT = 800
"""At about 5,000 lines a second, a transaction of 160 ms."""
_LOCK = 0x4355535444  # "CUSTD": events in order share it, a late event has it alone
_UNUSUAL = frozenset({EventKind.VOID, EventKind.ACCEPT, EventKind.ALLOCATE})
_GROWING = frozenset({LotKind.PILE, LotKind.TAILINGS})
_LINE_COLUMNS = (
    "id",
    "event_id",
    "n",
    "role",
    "lot_id",
    "wet_g",
    "lot_kind",
    "custody_model",
    "lat_e7",
    "lon_e7",
)


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
    _take_turn(alone=alone)
    new = _unseen(events)
    repeated = len(events) - len(new)
    if not new:
        report.add(Judged(), 0, repeated, journal.position())
        return
    names = resolve(new)
    require(can_record_events(actor, [(e.kind, names.parties[e.party]) for e in new]))
    act_id = uuid4()
    received_at = timezone.now()
    stored, digests = _store(new, names, act_id, received_at)
    changed = _spoken_about(new)
    judged = judge_and_store(
        new=stored,
        changed=changed,
        lots={line.lot for view in stored for line in view.lines},
        new_lots=names.new_lots,
        kinds={names.lots[code]: kind for code, kind in made_kinds(new).items()},
        late=None if alone or connection.vendor == "sqlite" else _Late(),
    )
    entry = journal.append(
        act="custody.events.recorded",
        actor=actor,
        subjects=[str(event.uuid) for event in new],
        digests=digests,
        act_id=act_id,
        happened_at=max(event.happened_at for event in new),
    )
    report.add(judged, len(new), repeated, entry.position)


def _take_turn(*, alone: bool) -> None:
    """On PostgreSQL: many may record in order at once, who changes the past does so alone."""
    if connection.vendor == "postgresql":
        function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [_LOCK])


def _unseen(events: Sequence[EventFact]) -> list[EventFact]:
    once = {event.uuid: event for event in events}
    known = set(Event.objects.filter(uuid__in=once).values_list("uuid", flat=True))
    return [event for uuid, event in once.items() if uuid not in known]


def _store(
    events: list[EventFact], names: Names, act_id: UUID, received_at: datetime
) -> tuple[list[EventView], list[bytes]]:
    ids = bulk.next_ids(Event, len(events))
    rows = [
        Event(
            id=id_,
            uuid=fact.uuid,
            kind=fact.kind,
            happened_at=fact.happened_at,
            recorded_at=fact.recorded_at,
            received_at=received_at,
            programme_id=names.parties[fact.party].programme_id,
            party_id=names.parties[fact.party].pk,
            counterparty_id=names.parties[fact.counterparty].pk if fact.counterparty else None,
            place_id=names.places[fact.place].pk,
            to_place_id=names.places[fact.to_place].pk if fact.to_place else None,
            mode=fact.mode,
            device=fact.device,
            document=fact.document,
            note=fact.note,
            target_uuid=fact.target,
            act_id=act_id,
        )
        for id_, fact in zip(ids, events, strict=True)
    ]
    Event.objects.bulk_create(rows)
    digests = [event_digest(row) for row in rows]
    views = []
    lines: list[tuple[object, ...]] = []
    line_ids = iter(bulk.next_ids(EventLine, sum(len(event.lines) for event in events)))
    for row, fact in zip(rows, events, strict=True):
        seen = []
        for n, line in enumerate(fact.lines):
            lot = names.lots[line.lot]
            values = (
                next(line_ids),
                row.id,
                n,
                str(line.role),
                lot,
                line.wet_g,
                str(line.lot_kind or ""),
                str(line.custody_model),
                line.lat_e7,
                line.lon_e7,
            )
            lines.append(values)
            digests.append(line_digest(str(fact.uuid), line.lot, values))
            number = names.numbers[line.lot] if line.lot.startswith("B") else None
            growing = line.lot_kind in _GROWING
            seen.append(LineView(values[0], line.role, lot, line.wet_g, number, growing))
        at, tie = order_of(fact.happened_at, fact.uuid)
        views.append(
            EventView(
                row.id,
                at,
                tie,
                fact.kind,
                row.party_id,
                row.counterparty_id,
                row.place_id,
                row.to_place_id,
                tuple(seen),
            )
        )
    bulk.insert_rows(EventLine, _LINE_COLUMNS, lines)
    digests += _store_measurements(rows, events, names)
    _store_allocations(rows, events, names)
    return views, digests


def _store_measurements(rows: list[Event], events: list[EventFact], names: Names) -> list[bytes]:
    measured = [
        Measurement(
            event_id=row.id,
            n=n,
            lot_id=names.lots[m.lot] if m.lot else None,
            quantity=m.quantity,
            value=m.value,
            u=m.u,
            method=m.method,
            laboratory=m.laboratory,
        )
        for row, fact in zip(rows, events, strict=True)
        for n, m in enumerate(fact.measurements)
    ]
    Measurement.objects.bulk_create(measured, batch_size=200)
    uuids = {row.id: str(row.uuid) for row in rows}
    return [measurement_digest(uuids[m.event_id], m) for m in measured]


def _store_allocations(rows: list[Event], events: list[EventFact], names: Names) -> None:
    ranges = []
    for row, fact in zip(rows, events, strict=True):
        if fact.kind is not EventKind.ALLOCATE:
            continue
        ends = {line.role: names.numbers[line.lot] for line in fact.lines}
        first, last = ends.get(LineRole.FIRST), ends.get(LineRole.LAST)
        if first is not None and last is not None and first <= last:
            ranges.append(
                TagAllocation(event_id=row.id, first=first, last=last, place_id=row.place_id)
            )
    TagAllocation.objects.bulk_create(ranges)


def _spoken_about(events: list[EventFact]) -> list[EventView]:
    """Stored events, and new ones, whose circumstances these events change."""
    targets = [event.target for event in events if event.target]
    uuids = [event.uuid for event in events]
    about = Event.objects.filter(uuid__in=targets).values_list("id", flat=True)
    spoken = Event.objects.filter(target_uuid__in=uuids).values_list("id", "target_uuid")
    ids = set(about)
    for speaker, _target in spoken:
        ids.add(speaker)
    ids |= set(
        Event.objects.filter(uuid__in=[target for _s, target in spoken]).values_list(
            "id", flat=True
        )
    )
    speaking = [event.uuid for event in events if event.kind in _UNUSUAL]
    ids |= set(Event.objects.filter(uuid__in=speaking).values_list("id", flat=True))
    for allocation in TagAllocation.objects.filter(event__uuid__in=speaking):
        ids |= set(
            EventLine.objects.filter(
                lot__number__gte=allocation.first,
                lot__number__lte=allocation.last,
                event__kind=EventKind.COMMISSION,
            ).values_list("event_id", flat=True)
        )
    return list(load_views(ids).values()) if ids else []
