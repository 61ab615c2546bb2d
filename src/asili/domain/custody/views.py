"""Stored events as the rules see them: by identifiers, in the one order."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from asili.domain.custody.models import Event, EventLine
from asili.domain.custody.rules import EventView, LineView
from asili.domain.custody.rules.catalogue import ACCEPTABLE
from asili.domain.registry.models import Organisation
from asili.network.vocabulary import EventKind, LineRole, LotKind

_ABOUT_ANOTHER = {EventKind.VOID, EventKind.ACCEPT}
GROWING = frozenset({LotKind.PILE, LotKind.TAILINGS})
"""Kinds of lots that material may be added to after they were made."""
_BATCH = 500


def order_of(happened_at: datetime, uuid: UUID) -> tuple[int, int]:
    """Place of an event in the one order: microseconds since 1970 and 63 bits of its UUID."""
    seconds = int(happened_at.timestamp())
    return seconds * 1_000_000 + happened_at.microsecond, uuid.int >> 65


def load_views(ids: Iterable[int]) -> dict[int, EventView]:
    """Events by identifier, with their lines and with what other records say about them."""
    listed = sorted(set(ids))
    views: dict[int, EventView] = {}
    for start in range(0, len(listed), _BATCH):
        events = list(Event.objects.filter(id__in=listed[start : start + _BATCH]))
        views |= _views(events)
    return views


def _views(events: Sequence[Event]) -> dict[int, EventView]:
    lines: dict[int, list[LineView]] = {event.id: [] for event in events}
    rows = (
        EventLine.objects.filter(event_id__in=lines)
        .order_by("event_id", "n")
        .values_list("event_id", "id", "role", "lot_id", "wet_g", "lot__number", "lot_kind")
    )
    for event_id, line_id, role, lot_id, wet_g, number, lot_kind in rows:
        lines[event_id].append(
            LineView(line_id, LineRole(role), lot_id, wet_g, number, lot_kind in GROWING)
        )
    remarks = _remarks(events)
    return {event.id: _view(event, lines[event.id], remarks) for event in events}


def _view(event: Event, lines: list[LineView], remarks: "_Remarks") -> EventView:
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
