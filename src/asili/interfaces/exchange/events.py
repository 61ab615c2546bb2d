"""Events of a folder as observations: read as facts, handed to custody in batches."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from asili.core.access import Actor
from asili.core.models import Programme
from asili.domain.custody.facts import EventFact, LineFact, MeasurementFact
from asili.domain.custody.models import Event, Outcome
from asili.domain.custody.rules import Verdict
from asili.domain.custody.services import UnknownCodes, record_events
from asili.interfaces.exchange import rows
from asili.network.folder import EventRecord
from asili.network.tabular import Row
from asili.network.vocabulary import CustodyModel, EventKind, LineRole, LotKind, Mode


@dataclass(slots=True)
class Recorded:
    """What became of a batch, by row number: there already, or refused for a reason."""

    present: set[int] = field(default_factory=set)
    refused: dict[int, str] = field(default_factory=dict)


def load_events(*, actor: Actor, records: Sequence[EventRecord]) -> Recorded:
    """Record the events that are not there yet, those with unknown codes left out."""
    outcome = Recorded()
    facts = {record.row: event_fact(record) for record in records}
    known = set(
        Event.objects.filter(uuid__in=[fact.uuid for fact in facts.values()]).values_list(
            "uuid", flat=True
        )
    )
    outcome.present = {row for row, fact in facts.items() if fact.uuid in known}
    waiting = {row: fact for row, fact in facts.items() if row not in outcome.present}
    while waiting:
        try:
            record_events(actor=actor, events=list(waiting.values()))
            return outcome
        except UnknownCodes as unknown:
            refused = {
                row: unknown.message
                for row, fact in waiting.items()
                if not unknown.codes.keys().isdisjoint(codes_of(fact))
            }
            outcome.refused |= refused
            waiting = {row: fact for row, fact in waiting.items() if row not in refused}
    return outcome


def waiting_events(programme: Programme) -> int:
    """Return how many events of a programme are stored and do not count, or not wholly."""
    waiting = (Verdict.PARTLY, Verdict.QUARANTINED)
    return Outcome.objects.filter(event__programme=programme, verdict__in=waiting).count()


def by_lines(records: Iterable[EventRecord], lines: int) -> Iterator[list[EventRecord]]:
    """Yield batches of events that have about ``lines`` lines together."""
    batch: list[EventRecord] = []
    size = 0
    for record in records:
        batch.append(record)
        size += len(record.lines)
        if size >= lines:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def event_fact(record: EventRecord) -> EventFact:
    """Return the fact that an event of a folder states."""
    event = record.event
    mode, target = rows.text(event, "mode"), rows.uuid_or_none(event, "target")
    return EventFact(
        uuid=rows.uuid(event, "uuid"),
        kind=EventKind(rows.text(event, "kind")),
        happened_at=rows.instant(event, "happened_at"),
        recorded_at=rows.instant_or_none(event, "recorded_at"),
        party=rows.text(event, "party"),
        counterparty=rows.text(event, "counterparty"),
        place=rows.text(event, "place"),
        to_place=rows.text(event, "to_place"),
        mode=Mode(mode) if mode else Mode.NONE,
        device=rows.text(event, "device"),
        document=rows.text(event, "document"),
        note=rows.text(event, "note"),
        target=target,
        lines=tuple(_line(line) for line in record.lines),
        measurements=tuple(_measurement(measurement) for measurement in record.measurements),
    )


def codes_of(fact: EventFact) -> Iterator[str]:
    """Yield every code that an event names."""
    yield from (fact.party, fact.counterparty, fact.place, fact.to_place)
    yield from (line.lot for line in fact.lines)
    yield from (measurement.lot for measurement in fact.measurements)


def _line(row: Row) -> LineFact:
    lot_kind = rows.text(row, "lot_kind")
    model = rows.text(row, "custody_model")
    return LineFact(
        role=LineRole(rows.text(row, "role")),
        lot=rows.text(row, "lot"),
        wet_g=rows.whole(row, "wet_g"),
        lot_kind=LotKind(lot_kind) if lot_kind else None,
        lat_e7=rows.whole(row, "lat_e7"),
        lon_e7=rows.whole(row, "lon_e7"),
        custody_model=CustodyModel(model) if model else None,
    )


def _measurement(row: Row) -> MeasurementFact:
    return MeasurementFact(
        quantity=rows.text(row, "quantity"),
        value=rows.decimal(row, "value"),
        u=rows.decimal(row, "u"),
        method=rows.text(row, "method"),
        laboratory=rows.text(row, "laboratory"),
        lot=rows.text(row, "lot"),
    )
