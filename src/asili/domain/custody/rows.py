"""Digests of sealed rows, by public identifiers, so that a copy of the data can verify them too."""

from collections.abc import Sequence
from uuid import UUID

from asili.core.journal import digest
from asili.domain.custody.models import Event, EventLine, Measurement


def event_digest(event: Event) -> bytes:
    """Digest of an event's own row; parties and places count by their identifiers here."""
    return digest(
        "custody.event",
        [
            event.uuid,
            str(event.kind),
            event.happened_at,
            event.recorded_at,
            event.received_at,
            event.programme_id,
            event.party_id,
            event.counterparty_id,
            event.place_id,
            event.to_place_id,
            str(event.mode),
            event.device,
            event.document,
            event.note,
            event.target_uuid,
        ],
    )


def line_digest(event: str, lot: str, values: Sequence[object]) -> bytes:
    """Digest of a line; ``values`` in the order of its columns from id to custody model."""
    _id, _event_id, n, role, _lot_id, *rest = values
    return digest("custody.line", [event, n, role, lot, *rest])


def measurement_digest(event: str, measurement: Measurement) -> bytes:
    """Digest of a measurement."""
    m = measurement
    return digest(
        "custody.measurement",
        [event, m.n, m.lot_id, m.quantity, m.value, m.u, str(m.method), m.laboratory],
    )


def journal_rows(act_id: UUID) -> list[bytes]:
    """Digests of every sealed row that an act of custody wrote, recomputed from the tables."""
    events = list(Event.objects.filter(act_id=act_id))
    uuids = {event.id: str(event.uuid) for event in events}
    digests = [event_digest(event) for event in events]
    lines = EventLine.objects.filter(event_id__in=uuids).values_list(
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
        "lot__code",
    )
    digests += [line_digest(uuids[row[1]], row[-1], row[:-1]) for row in lines]
    measured = Measurement.objects.filter(event_id__in=uuids)
    digests += [measurement_digest(uuids[m.event_id], m) for m in measured]
    return digests
