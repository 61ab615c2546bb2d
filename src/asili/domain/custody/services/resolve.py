"""From the public codes of a report to the identifiers of stored rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from asili.core.questions import Draw, ask, drawn
from asili.domain.custody.facts import EventFact
from asili.domain.custody.models import Lot
from asili.domain.custody.services.known import MAKING, Known, lots_of, names_of
from asili.domain.custody.store import Head
from asili.domain.registry.models import Party
from asili.engine import codes
from asili.network.vocabulary import LotKind

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
    ``heads`` the lots that are stored, held for this act. Identifiers of events and lines are
    unused.
    """

    parties: dict[str, Party]
    places: dict[str, int]
    lots: dict[str, int]
    numbers: dict[str, int | None]
    heads: dict[int, Head]
    new_lots: dict[int, NewLot]
    event_ids: Iterator[int]
    line_ids: Iterator[int]


def resolve(events: Sequence[EventFact], known: Known) -> Names:
    """Find what the events name; lots mentioned for the first time get their identifiers.

    Raises:
        UnknownCodes: a party or place is not registered, a lot's code fails its check symbols, or
            any of them is of another programme than who acts.
    """
    first_use: dict[str, int] = {}
    for index, event in enumerate(events):
        for code in names_of(event):
            first_use.setdefault(code, index)
    registered = known.parties.keys() | known.places.keys()
    unknown = {code: first_use[code] for code in first_use.keys() - registered}
    mentioned: dict[str, int] = {}
    for index, event in enumerate(events):
        for code in lots_of(event):
            mentioned.setdefault(code, index)
    heads = known.heads
    lots = {head.code: head.lot for head in heads}
    numbers = {head.code: head.number for head in heads}
    read = _numbers_of({c: at for c, at in mentioned.items() if c not in lots}, unknown)
    unknown |= _elsewhere(events, known)
    if unknown:
        raise UnknownCodes(unknown)
    new_lots = _new_lots(events, read, known) if read else {}
    lots |= {new.code: id_ for id_, new in new_lots.items()}
    numbers |= {new.code: new.number for new in new_lots.values()}
    return Names(
        known.parties,
        known.places,
        lots,
        numbers,
        {head.lot: head for head in heads},
        new_lots,
        known.event_ids,
        known.line_ids,
    )


def _elsewhere(events: Sequence[EventFact], known: Known) -> dict[str, int]:
    """Codes of another programme than the party that acts: not known in its own."""
    found: dict[str, int] = {}
    for index, event in enumerate(events):
        own = known.programmes.get(event.party)
        for code in (*names_of(event), *lots_of(event)):
            if own is not None and known.programmes.get(code, own) != own:
                found.setdefault(code, index)
    return found


def _numbers_of(mentioned: dict[str, int], unknown: dict[str, int]) -> dict[str, int]:
    """Payload of each code, after its check symbols are verified."""
    numbers: dict[str, int] = {}
    for code, index in mentioned.items():
        try:
            _kind, numbers[code] = codes.decode(code)
        except codes.CodeError:
            unknown[code] = index
    return numbers


def _new_lots(
    events: Sequence[EventFact], numbers: dict[str, int], known: Known
) -> dict[int, NewLot]:
    """Rows of the lots that are not stored, in the order of their codes, by new identifiers.

    One order for all writers: where two add the same lots, one waits for the other, not each.
    """
    new: dict[str, NewLot] = {}
    for event in events:
        programme = known.parties[event.party].programme_id
        described = {line.lot: line.lot_kind for line in event.lines}
        for code in lots_of(event):
            if code not in numbers or code in new:
                continue
            kind = _KIND_OF_PREFIX.get(code[0]) or described.get(code) or LotKind.LOT
            number = numbers[code] if kind is LotKind.BAG else None
            new[code] = NewLot(code, str(kind), number, programme)
    ids = known.lot_ids[: len(new)]
    if len(ids) < len(new):
        ids = list(drawn(*ask(Draw(Lot, len(new)))))
    return dict(zip(ids, (new[code] for code in sorted(new)), strict=True))


def made_kinds(events: Sequence[EventFact]) -> dict[str, LotKind]:
    """What the lots are that these events make, for lots first mentioned by another event."""
    return {
        line.lot: line.lot_kind
        for event in events
        for line in event.lines
        if line.lot_kind and line.role in MAKING
    }
