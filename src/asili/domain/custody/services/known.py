"""What the tables know of a report before it is recorded, asked in one message."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from asili.core.questions import Draw, Read, Turn, ask, drawn
from asili.domain.custody.circumstances import TOLERANCES, CircumstancesOf
from asili.domain.custody.facts import EventFact
from asili.domain.custody.models import Event, EventLine, Lot
from asili.domain.custody.store import Head, heads_by, heads_of
from asili.domain.places.models import Place
from asili.domain.registry.models import Party
from asili.network.vocabulary import LineRole

MAKING = frozenset({LineRole.MAKE, LineRole.TAIL, LineRole.PARENT})
"""Roles of the lots that an event makes."""
_LOCK = 0x4355535444  # "CUSTD": events in order share it, a late event has it alone


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of everything that a report names.

    Attributes:
        seen: events of the report that are stored already.
        speakers: stored events that speak about events of the report: identifier and whom about.
        parties, places: by code; parties know their identifier, code and programme only.
        programmes: of every party, place and lot that is stored, by code.
        heads: the lots that are stored, held until the end of the transaction.
        event_ids, line_ids, lot_ids: unused identifiers; of lots, for those that are made.
        around: the circumstances of events, as far as they are known by now.
    """

    seen: set[UUID]
    speakers: list[tuple[int, UUID]]
    parties: dict[str, Party]
    places: dict[str, int]
    programmes: dict[str, int]
    heads: list[Head]
    event_ids: Iterator[int]
    line_ids: Iterator[int]
    lot_ids: list[int]
    around: CircumstancesOf


def look_up(events: Sequence[EventFact], *, alone: bool) -> Known:
    """Wait for one's turn, then read, and hold the lots until the end of the transaction.

    On PostgreSQL many may record in order at once; who changes the past does so ``alone``.
    """
    uuids = [event.uuid for event in events]
    codes = list(dict.fromkeys(code for event in events for code in names_of(event)))
    lots = list(dict.fromkeys(code for event in events for code in lots_of(event)))
    lines = [line for event in events for line in event.lines]
    made = len({line.lot for line in lines if line.role in MAKING})
    _turn, seen, speakers, parties, places, heads, law, event_ids, line_ids, lot_ids = ask(
        Turn(_LOCK, alone),
        Read(Event, ("uuid",), "uuid", uuids),
        Read(Event, ("id", "target_uuid"), "target_uuid", uuids),
        Read(Party, ("id", "code", "programme_id"), "code", codes),
        Read(Place, ("id", "code", "parent_id", "programme_id"), "code", codes),
        heads_by("code", lots),
        TOLERANCES,
        Draw(Event, len(events)),
        Draw(EventLine, len(lines)),
        Draw(Lot, made),
    )
    held = heads_of(heads)
    return Known(
        seen={uuid for (uuid,) in seen},
        speakers=[(id_, target) for id_, target in speakers],
        parties={
            code: Party(id=id_, code=code, programme_id=programme)
            for id_, code, programme in parties
        },
        places={code: id_ for id_, code, _parent, _programme in places},
        programmes={code: programme for _id, code, _parent, programme in places}
        | {code: programme for _id, code, programme in parties}
        | {head.code: head.programme for head in held},
        heads=held,
        event_ids=drawn(event_ids),
        line_ids=drawn(line_ids),
        lot_ids=list(drawn(lot_ids)),
        around=CircumstancesOf(law, {row[0]: row[2] or row[0] for row in places}),
    )


def take_turn(*, alone: bool) -> None:
    """Wait for one's turn without asking for anything."""
    ask(Turn(_LOCK, alone))


def names_of(event: EventFact) -> Iterable[str]:
    """Codes of the parties and places that an event names."""
    return filter(None, (event.party, event.counterparty, event.place, event.to_place))


def lots_of(event: EventFact) -> Iterable[str]:
    """Codes of the lots that an event names."""
    for line in event.lines:
        yield line.lot
    for measurement in event.measurements:
        if measurement.lot:
            yield measurement.lot
