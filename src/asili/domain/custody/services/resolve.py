"""From the public codes of a report to the identifiers of stored rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Names:
    """Identifiers of everything that a batch names, by code."""

    parties: dict[str, Party]
    places: dict[str, Place]
    lots: dict[str, int]
    numbers: dict[str, int]


def resolve(events: Sequence[EventFact]) -> Names:
    """Look up what the events name and add the lots that are mentioned for the first time.

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
    lots = _ensure_lots(events, numbers, parties)
    return Names(parties, places, lots, numbers)


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


def _ensure_lots(
    events: Sequence[EventFact], numbers: dict[str, int], parties: dict[str, Party]
) -> dict[str, int]:
    found = _lot_ids(numbers)
    if len(found) == len(numbers):
        return found
    rows: dict[str, tuple[object, ...]] = {}
    for event in events:
        programme = parties[event.party].programme_id
        for line in event.lines:
            if line.lot not in found and line.lot not in rows:
                kind = _KIND_OF_PREFIX.get(line.lot[0], line.lot_kind or LotKind.LOT)
                rows[line.lot] = _new_lot(line.lot, kind, line.custody_model, numbers, programme)
        for measurement in event.measurements:
            code = measurement.lot
            if code and code not in found and code not in rows:
                kind = _KIND_OF_PREFIX.get(code[0], LotKind.LOT)
                rows[code] = _new_lot(code, kind, CustodyModel.MIXED, numbers, programme)
    bulk.insert_missing(Lot, _LOT_COLUMNS, list(rows.values()), unique="code")
    return found | _lot_ids(rows)


_LOT_COLUMNS = (
    "code",
    "kind",
    "custody_model",
    "number",
    "programme_id",
    "status",
    "wet_g",
    "parts",
    "drawn",
    "waiting",
)


def _new_lot(
    code: str,
    kind: LotKind,
    custody_model: CustodyModel,
    numbers: dict[str, int],
    programme: int,
) -> tuple[object, ...]:
    number = numbers[code] if kind is LotKind.BAG else None
    return (
        code,
        str(kind),
        str(custody_model),
        number,
        programme,
        "absent",
        0,
        0,
        False,
        0,
    )


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
