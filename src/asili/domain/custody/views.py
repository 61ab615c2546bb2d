"""Stored events as the rules see them: by identifiers, in the one order."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from asili.domain.custody.models import Event, EventLine, Measurement
from asili.domain.custody.rules import EventView, LineView, SampleView
from asili.domain.custody.rules.catalogue import ACCEPTABLE
from asili.domain.registry.models import Organisation
from asili.network.vocabulary import CustodyModel, EventKind, LineRole, LotKind

_ABOUT_ANOTHER = {EventKind.VOID, EventKind.ACCEPT}
GROWING = frozenset({LotKind.PILE, LotKind.TAILINGS})
"""Kinds of lots that material may be added to after they were made."""
_BATCH = 500
_AHEAD = timedelta(days=1)
_MEASURED = Measurement.objects.filter(event=OuterRef("pk"))


def order_of(happened_at: datetime, uuid: UUID) -> tuple[int, int]:
    """Place of an event in the one order: microseconds since 1970 and 63 bits of its UUID."""
    return order_of_instant(happened_at), uuid.int >> 65


def order_of_instant(at: datetime) -> int:
    """An instant in microseconds since 1970 (UTC)."""
    return int(at.timestamp()) * 1_000_000 + at.microsecond


def is_ahead(event: Event, now: datetime) -> bool:
    """Whether an event is dated more than a day after its receipt and its day has not come.

    What speaks about another record takes effect when it is received.
    """
    return (
        event.happened_at - event.received_at > _AHEAD
        and event.happened_at > now
        and event.kind not in _ABOUT_ANOTHER
    )


def is_segregated(model: str | None) -> bool | None:
    """What a custody model says as the rules see it; None where nothing was said."""
    return model == CustodyModel.SEGREGATED if model else None


def load_views(ids: Iterable[int]) -> dict[int, EventView]:
    """Events by identifier, with their lines and with what other records say about them."""
    listed = sorted(set(ids))
    views: dict[int, EventView] = {}
    for start in range(0, len(listed), _BATCH):
        rows = Event.objects.filter(id__in=listed[start : start + _BATCH])
        views |= _views(list(rows.annotate(measured=Exists(_MEASURED))))
    return views


def _views(events: Sequence[Event]) -> dict[int, EventView]:
    lines: dict[int, list[LineView]] = {event.id: [] for event in events}
    rows = (
        EventLine.objects.filter(event_id__in=lines)
        .order_by("event_id", "n")
        .values_list(
            "event_id", "id", "role", "lot_id", "wet_g", "lot__number", "lot_kind", "custody_model"
        )
    )
    for event_id, line_id, role, lot_id, wet_g, number, lot_kind, model in rows:
        lines[event_id].append(
            LineView(
                line_id,
                LineRole(role),
                lot_id,
                wet_g,
                number,
                lot_kind in GROWING,
                is_segregated(model),
            )
        )
    remarks, samples, now = _remarks(events), _samples(events), timezone.now()
    return {
        event.id: _view(event, lines[event.id], remarks, samples.get(event.id, ()), now)
        for event in events
    }


def _samples(events: Sequence[Any]) -> dict[int, tuple[SampleView, ...]]:
    measured = [event.id for event in events if event.measured]
    found: dict[int, tuple[SampleView, ...]] = {}
    if measured:
        rows = Measurement.objects.filter(event_id__in=measured).order_by("event_id", "n")
        for row in rows:
            sample = SampleView(row.lot_id, row.quantity, row.value, row.u)
            found[row.event_id] = (*found.get(row.event_id, ()), sample)
    return found


def _view(
    event: Event,
    lines: list[LineView],
    remarks: "_Remarks",
    samples: tuple[SampleView, ...],
    now: datetime,
) -> EventView:
    at, tie = order_of(event.happened_at, event.uuid)
    return EventView(
        id=event.id,
        at=at,
        tie=tie,
        kind=EventKind(event.kind),
        party=event.party_id,
        counterparty=event.counterparty_id,
        place=event.place_id,
        to_place=event.to_place_id,
        lines=tuple(lines),
        voided=event.uuid in remarks.voided,
        accepted_rules=frozenset(remarks.accepted.get(event.uuid, ())),
        target_known=event.id in remarks.valid,
        ahead=is_ahead(event, now),
        samples=samples,
    )


class _Remarks:
    """What voids and acceptances say, as far as they may say it (rule custody.15)."""

    def __init__(self) -> None:
        self.voided: set[UUID] = set()
        self.accepted: dict[UUID, set[str]] = {}
        self.valid: set[int] = set()


def _remarks(events: Sequence[Event]) -> _Remarks:
    found = _Remarks()
    uuids = [event.uuid for event in events]
    about = {event.target_uuid for event in events if event.target_uuid}
    speaking = list(Event.objects.filter(target_uuid__in=uuids))
    speaking += [event for event in events if event.kind in _ABOUT_ANOTHER]
    if not speaking:
        return found
    targets = {event.uuid: event for event in events}
    targets |= {event.uuid: event for event in Event.objects.filter(uuid__in=about)}
    authorities = set(
        Organisation.objects.filter(
            kind="authority", party_id__in={event.party_id for event in speaking}
        ).values_list("party_id", flat=True)
    )
    for remark in speaking:
        target = targets.get(remark.target_uuid) if remark.target_uuid else None
        if target is None or target.kind in _ABOUT_ANOTHER:
            continue
        by_authority = remark.party_id in authorities
        if remark.kind == EventKind.VOID and (by_authority or remark.party_id == target.party_id):
            found.voided.add(target.uuid)
            found.valid.add(remark.id)
        elif remark.kind == EventKind.ACCEPT and by_authority and remark.document in ACCEPTABLE:
            found.accepted.setdefault(target.uuid, set()).add(remark.document)
            found.valid.add(remark.id)
    return found
