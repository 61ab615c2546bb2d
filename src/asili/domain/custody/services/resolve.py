"""From the public codes of a report to the identifiers of stored rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from asili.core import bulk
from asili.domain.custody.facts import EventFact
from asili.domain.custody.models import Lot
from asili.domain.custody.store import Head, read_heads
from asili.domain.places.models import Place
from asili.domain.registry.models import Party
from asili.engine import codes
from asili.network.vocabulary import LineRole, LotKind

_KIND_OF_PREFIX = {"B": LotKind.BAG, "S": LotKind.SHIPMENT}


class UnknownCodes(ValueError):
    """Codes that no party, place or lot can have; nothing of the report was stored.

    ``codes`` maps each to the index of the first event that names it.
    """

    def __init__(self, unknown: dict[str, int]) -> None:
        self.codes = unknown
        super().__init__(", ".join(unknown))

    @property
    def message(self) -> str:
        """A sentence for the reporter."""
        return _(
            "These codes are not known here: %(codes)s. Check them or register them first."
        ) % {"codes": ", ".join(self.codes)}


class NewLot(NamedTuple):
    """A lot mentioned for the first time; its row is added once its state is known."""

    code: str
    kind: str
    number: int | None
    programme_id: int


@dataclass(frozen=True, slots=True)
class Names:
    """Identifiers of everything that a batch names, by code.

    Parties know their identifier, code and programme only. ``numbers`` are those of tags, by code;
    ``heads`` the lots that are stored, held for this act.
    """

    parties: dict[str, Party]
    places: dict[str, int]
    lots: dict[str, int]
    numbers: dict[str, int | None]
    heads: dict[int, Head]
    new_lots: dict[int, NewLot]


def resolve(events: Sequence[EventFact]) -> Names:
    """Look up what the events name; lots mentioned for the first time get their identifiers.

    Raises:
        UnknownCodes: a party or place is not registered, or a lot's code fails its check symbols.
    """
    first_use: dict[str, int] = {}
    for index, event in enumerate(events):
        for code in (event.party, event.counterparty, event.place, event.to_place):
            if code:
                first_use.setdefault(code, index)
    parties = {
        code: Party(id=id_, code=code, programme_id=programme)
        for id_, code, programme in bulk.read_rows(
            Party, ("id", "code", "programme_id"), "code", first_use
        )
    }
    wanted = first_use.keys() - parties.keys()
    places = {code: pk for pk, code in bulk.read_rows(Place, ("id", "code"), "code", wanted)}
    unknown = {code: first_use[code] for code in wanted - places.keys()}
    mentioned: dict[str, int] = {}
    for index, event in enumerate(events):
        for code in _lot_codes(event):
            mentioned.setdefault(code, index)
    heads = read_heads("code", mentioned)
    lots = {head.code: head.lot for head in heads}
    numbers = {head.code: head.number for head in heads}
    read = _numbers_of({c: at for c, at in mentioned.items() if c not in lots}, unknown)
    if unknown:
        raise UnknownCodes(unknown)
    new_lots = _new_lots(events, read, parties) if read else {}
    lots |= {new.code: id_ for id_, new in new_lots.items()}
    numbers |= {new.code: new.number for new in new_lots.values()}
    return Names(parties, places, lots, numbers, {head.lot: head for head in heads}, new_lots)


def _numbers_of(mentioned: dict[str, int], unknown: dict[str, int]) -> dict[str, int]:
    """Payload of each code, after its check symbols are verified."""
    numbers: dict[str, int] = {}
    for code, index in mentioned.items():
        try:
            _kind, numbers[code] = codes.decode(code)
        except codes.CodeError:
            unknown[code] = index
    return numbers


def _lot_codes(event: EventFact) -> Iterable[str]:
    for line in event.lines:
        yield line.lot
    for measurement in event.measurements:
        if measurement.lot:
            yield measurement.lot


def _new_lots(
    events: Sequence[EventFact], numbers: dict[str, int], parties: dict[str, Party]
) -> dict[int, NewLot]:
    """Rows of the lots that are not stored, in the order of their codes, by new identifiers.

    One order for all writers: where two add the same lots, one waits for the other, not each.
    """
    new: dict[str, NewLot] = {}
    for event in events:
        programme = parties[event.party].programme_id
        described = {line.lot: line.lot_kind for line in event.lines}
        for code in _lot_codes(event):
            if code not in numbers or code in new:
                continue
            kind = _KIND_OF_PREFIX.get(code[0]) or described.get(code) or LotKind.LOT
            number = numbers[code] if kind is LotKind.BAG else None
            new[code] = NewLot(code, str(kind), number, programme)
    (ids,) = bulk.next_ids({Lot: len(new)})
    return dict(zip(ids, (new[code] for code in sorted(new)), strict=True))


def made_kinds(events: Sequence[EventFact]) -> dict[str, LotKind]:
    """What the lots are that these events make, for lots first mentioned by another event."""
    return {
        line.lot: line.lot_kind
        for event in events
        for line in event.lines
        if line.lot_kind and line.role in {LineRole.MAKE, LineRole.TAIL, LineRole.PARENT}
    }
