"""From the public codes of a report to the identifiers of stored rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from asili.core import bulk
from asili.domain.custody.facts import EventFact
from asili.domain.custody.models import Lot
from asili.domain.places.models import Place
from asili.domain.registry.models import Party
from asili.engine import codes
from asili.network.vocabulary import CustodyModel, LineRole, LotKind

_KIND_OF_PREFIX = {"B": LotKind.BAG, "S": LotKind.SHIPMENT}
_BATCH = 500


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
    custody_model: str
    number: int | None
    programme_id: int


@dataclass(frozen=True, slots=True)
class Names:
    """Identifiers of everything that a batch names, by code."""

    parties: dict[str, Party]
    places: dict[str, Place]
    lots: dict[str, int]
    numbers: dict[str, int]
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
        party.code: party
        for batch in _in_batches(first_use)
        for party in Party.objects.filter(code__in=batch).select_related("programme")
    }
    places = {
        place.code: place
        for batch in _in_batches(first_use)
        for place in Place.objects.filter(code__in=batch)
    }
    unknown = {
        code: index
        for code, index in first_use.items()
        if code not in parties and code not in places
    }
    numbers = _lot_numbers(events, unknown)
    if unknown:
        raise UnknownCodes(unknown)
    lots = _lot_ids(numbers)
    unseen = _new_lots(events, lots, numbers, parties)
    new_lots = dict(zip(bulk.next_ids(Lot, len(unseen)), unseen, strict=True))
    lots |= {new.code: id_ for id_, new in new_lots.items()}
    return Names(parties, places, lots, numbers, new_lots)


def _in_batches(wanted: Iterable[str]) -> Iterator[list[str]]:
    listed = sorted(wanted)
    for start in range(0, len(listed), _BATCH):
        yield listed[start : start + _BATCH]


def _lot_numbers(events: Sequence[EventFact], unknown: dict[str, int]) -> dict[str, int]:
    """Payload of each lot's code, after its check symbols are verified."""
    numbers: dict[str, int] = {}
    for index, event in enumerate(events):
        for code in _lot_codes(event):
            if code in numbers:
                continue
            try:
                _kind, numbers[code] = codes.decode(code)
            except codes.CodeError:
                unknown.setdefault(code, index)
    return numbers


def _lot_codes(event: EventFact) -> Iterable[str]:
    for line in event.lines:
        yield line.lot
    for measurement in event.measurements:
        if measurement.lot:
            yield measurement.lot


def _new_lots(
    events: Sequence[EventFact],
    found: dict[str, int],
    numbers: dict[str, int],
    parties: dict[str, Party],
) -> list[NewLot]:
    if len(found) == len(numbers):
        return []
    new: dict[str, NewLot] = {}
    for event in events:
        programme = parties[event.party].programme_id
        described = {line.lot: (line.lot_kind, line.custody_model) for line in event.lines}
        for code in _lot_codes(event):
            if code in found or code in new:
                continue
            lot_kind, custody_model = described.get(code, (None, CustodyModel.MIXED))
            kind = _KIND_OF_PREFIX.get(code[0], lot_kind or LotKind.LOT)
            number = numbers[code] if kind is LotKind.BAG else None
            new[code] = NewLot(code, str(kind), str(custody_model), number, programme)
    return list(new.values())


def _lot_ids(wanted: Iterable[str]) -> dict[str, int]:
    return {
        code: id_
        for batch in _in_batches(wanted)
        for code, id_ in Lot.objects.filter(code__in=batch).values_list("code", "id")
    }


def made_kinds(events: Sequence[EventFact]) -> dict[str, LotKind]:
    """What the lots are that these events make, for lots first mentioned by another event."""
    return {
        line.lot: line.lot_kind
        for event in events
        for line in event.lines
        if line.lot_kind and line.role in {LineRole.MAKE, LineRole.TAIL, LineRole.PARENT}
    }
