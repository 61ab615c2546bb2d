"""Keeps what was reported as it was reported: sealed rows, and the digests that seal them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from asili.core import bulk
from asili.domain.custody.facts import EventFact
from asili.domain.custody.models import Event, EventLine, Measurement, TagAllocation
from asili.domain.custody.rows import event_digest, line_digest, measurement_digest
from asili.domain.custody.rules import EventView, LineView, SampleView
from asili.domain.custody.services.resolve import Names
from asili.domain.custody.views import GROWING, is_ahead, is_segregated, order_of
from asili.network.vocabulary import EventKind, LineRole

_LINE = (
    "id",
    "event_id",
    "n",
    "role",
    "lot_id",
    "wet_g",
    "lot_kind",
    "lat_e7",
    "lon_e7",
    "custody_model",
)
_EVENT = tuple(str(field.column) for field in Event._meta.concrete_fields)
_MEASUREMENT = ("event_id", "n", "lot_id", "quantity", "value", "u", "method", "laboratory")
_ALLOCATION = ("event_id", "first", "last", "place_id")


class Kept(NamedTuple):
    """Events as rows and as the rules see them, a digest of each row, and the rows to be added."""

    events: list[Event]
    views: list[EventView]
    digests: list[bytes]
    rows: list[bulk.Change]


def keep_events(
    facts: Sequence[EventFact], names: Names, act_id: UUID, received_at: datetime
) -> Kept:
    """The rows of events with their lines, measurements and tag ranges.

    In the order of their UUIDs: where two writers add the same events, one waits for the other, not
    each for the other.
    """
    facts = sorted(facts, key=lambda fact: fact.uuid)
    events = [_event(next(names.event_ids), fact, names, act_id, received_at) for fact in facts]
    digests = [event_digest(event) for event in events]
    views, lines = [], []
    for event, fact in zip(events, facts, strict=True):
        seen = []
        uuid = str(fact.uuid)
        for n, line in enumerate(fact.lines):
            lot = names.lots[line.lot]
            values = (
                next(names.line_ids),
                event.id,
                n,
                str(line.role),
                lot,
                line.wet_g,
                str(line.lot_kind or ""),
                line.lat_e7,
                line.lon_e7,
                str(line.custody_model or ""),
            )
            lines.append(values)
            digests.append(line_digest(uuid, line.lot, values))
            growing = line.lot_kind in GROWING
            number = names.numbers[line.lot]
            apart = is_segregated(line.custody_model)
            seen.append(LineView(values[0], line.role, lot, line.wet_g, number, growing, apart))
        views.append(_view(event, fact, tuple(seen), names))
    measured = [
        measurement
        for event, fact in zip(events, facts, strict=True)
        for measurement in _measurements(event, fact, names)
    ]
    digests += [measurement_digest(str(m.event.uuid), m) for m in measured]
    rows: list[bulk.Change] = [
        bulk.Insert(Event, _EVENT, [_values(event) for event in events]),
        bulk.Insert(EventLine, _LINE, lines),
        bulk.Insert(Measurement, _MEASUREMENT, [_measured(m) for m in measured]),
        bulk.Insert(TagAllocation, _ALLOCATION, _ranges(events, facts, names)),
    ]
    return Kept(events, views, digests, rows)


def _event(id_: int, fact: EventFact, names: Names, act_id: UUID, received_at: datetime) -> Event:
    party = names.parties[fact.party]
    return Event(
        id=id_,
        uuid=fact.uuid,
        kind=str(fact.kind),
        happened_at=fact.happened_at,
        recorded_at=fact.recorded_at,
        received_at=received_at,
        programme_id=party.programme_id,
        party_id=party.pk,
        counterparty_id=names.parties[fact.counterparty].pk if fact.counterparty else None,
        place_id=names.places[fact.place],
        to_place_id=names.places[fact.to_place] if fact.to_place else None,
        mode=str(fact.mode),
        device=fact.device,
        document=fact.document,
        note=fact.note,
        target_uuid=fact.target,
        act_id=act_id,
    )


def _view(event: Event, fact: EventFact, lines: tuple[LineView, ...], names: Names) -> EventView:
    at, tie = order_of(fact.happened_at, fact.uuid)
    return EventView(
        event.id,
        at,
        tie,
        fact.kind,
        event.party_id,
        event.counterparty_id,
        event.place_id,
        event.to_place_id,
        lines,
        ahead=is_ahead(event, event.received_at),
        samples=tuple(
            SampleView(names.lots[m.lot] if m.lot else None, m.quantity, m.value, m.u)
            for m in fact.measurements
        ),
    )


def _values(event: Event) -> list[object]:
    return [getattr(event, field.attname) for field in Event._meta.concrete_fields]


def _measurements(event: Event, fact: EventFact, names: Names) -> list[Measurement]:
    return [
        Measurement(
            event=event,
            n=n,
            lot_id=names.lots[m.lot] if m.lot else None,
            quantity=m.quantity,
            value=m.value,
            u=m.u,
            method=str(m.method),
            laboratory=m.laboratory,
        )
        for n, m in enumerate(fact.measurements)
    ]


def _measured(m: Measurement) -> tuple[object, ...]:
    return (m.event_id, m.n, m.lot_id, m.quantity, m.value, m.u, m.method, m.laboratory)


def _ranges(
    events: Sequence[Event], facts: Sequence[EventFact], names: Names
) -> list[tuple[int, int, int, int]]:
    ranges = []
    for event, fact in zip(events, facts, strict=True):
        if fact.kind is not EventKind.ALLOCATE:
            continue
        ends = {line.role: names.numbers[line.lot] for line in fact.lines}
        first, last = ends.get(LineRole.FIRST), ends.get(LineRole.LAST)
        if first is not None and last is not None and first <= last:
            ranges.append((event.id, first, last, event.place_id))
    return ranges
