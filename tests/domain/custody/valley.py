"""A small invented valley: cooperatives, depots, a plant, and shorthand for what happens."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from django.contrib.gis.geos import Point

from asili.core.access import Actor, system
from asili.core.models import Commodity, Programme
from asili.domain.custody.facts import EventFact, LineFact, MeasurementFact
from asili.domain.custody.models import Lot
from asili.domain.custody.services import RecordReport, record_events
from asili.domain.places.models import Place
from asili.domain.registry.models import Organisation, Party
from asili.domain.registry.services.naming import file_names
from asili.engine.codes import encode
from asili.network.vocabulary import EventKind, LineRole, LotKind, Mode

NAMESPACE = UUID("6a1f0f5e-0000-4000-8000-000000000001")
START = datetime(2026, 5, 1, 6, tzinfo=UTC)
CLERK = system("test")

_KINDS = {
    "north": "cooperative",
    "south": "cooperative",
    "depot": "trader",
    "rival": "trader",
    "plant": "processor",
    "exporter": "exporter",
    "division": "authority",
}
_PLACES = {
    "site": "site",
    "pit": "pit",
    "other_site": "site",
    "depot": "depot",
    "rival": "depot",
    "plant": "plant",
    "border": "border",
    "office": "office",
}


@dataclass
class Valley:
    """Parties and places by short names, and a clock that never stands still."""

    programme: Programme
    parties: dict[str, Party]
    places: dict[str, Place]
    actor: Actor = CLERK
    _clock: "itertools.count[int]" = field(default_factory=itertools.count)

    def fact(
        self, kind: EventKind, party: str, lines: Iterable[LineFact], **more: object
    ) -> EventFact:
        """An event a minute after the last, or ``at`` minutes after the start."""
        minute = more.pop("at", None)
        tick = next(self._clock)
        happened = START + timedelta(minutes=tick if minute is None else float(str(minute)))
        place = str(more.pop("place", party if party in self.places else "site"))
        counterparty = more.pop("counterparty", None)
        to_place = more.pop("to_place", None)
        return EventFact(
            uuid=uuid5(NAMESPACE, f"{kind}{tick}"),
            kind=kind,
            happened_at=happened,
            party=self.parties[party].code,
            place=self.places[place].code,
            counterparty=self.parties[str(counterparty)].code if counterparty else "",
            to_place=self.places[str(to_place)].code if to_place else "",
            lines=tuple(lines),
            **more,  # type: ignore[arg-type]
        )

    def allocate(
        self, first: int = 1, last: int = 100_000, place: str = "site", **more: object
    ) -> EventFact:
        ends = (LineFact(LineRole.FIRST, bag(first)), LineFact(LineRole.LAST, bag(last)))
        return self.fact(EventKind.ALLOCATE, "division", ends, place=place, **more)

    def fill(
        self, party: str, numbers: Iterable[int], wet_g: int = 50_000, **more: object
    ) -> EventFact:
        lines = [LineFact(LineRole.MAKE, bag(n), wet_g, LotKind.BAG) for n in numbers]
        more.setdefault("place", "pit")
        return self.fact(EventKind.COMMISSION, party, lines, **more)

    def send(self, party: str, to: str, *lots: str, **more: object) -> EventFact:
        more.setdefault("mode", Mode.TRUCK)
        return self.fact(
            EventKind.TRANSFER_OUT, party, see(*lots), counterparty=to, to_place=to, **more
        )

    def receive(self, party: str, *lots: str, **more: object) -> EventFact:
        return self.fact(EventKind.TRANSFER_IN, party, see(*lots), **more)

    def buy(self, party: str, seller: str, *lots: str, **more: object) -> EventFact:
        return self.fact(EventKind.PURCHASE, party, see(*lots), counterparty=seller, **more)

    def blend(self, party: str, made: LineFact, *takes: LineFact, **more: object) -> EventFact:
        return self.fact(EventKind.BLEND, party, (*takes, made), **more)

    def record(self, *events: EventFact) -> RecordReport:
        return record_events(actor=self.actor, events=events)

    def lot(self, code: str) -> Lot:
        return Lot.objects.get(code=code)


def bag(number: int) -> str:
    return encode("B", number)


def lot(number: int) -> str:
    return encode("L", number)


def shipment(number: int) -> str:
    return encode("S", number)


def see(*lots: str, wet_g: int | None = None) -> tuple[LineFact, ...]:
    return tuple(LineFact(LineRole.SEE, code, wet_g) for code in lots)


def take(code: str, wet_g: int | None = None) -> LineFact:
    return LineFact(LineRole.TAKE, code, wet_g)


def make(code: str, wet_g: int | None = None, kind: LotKind = LotKind.LOT) -> LineFact:
    return LineFact(LineRole.MAKE, code, wet_g, kind)


def measured(quantity: str, value: str, u: str, code: str = "") -> MeasurementFact:
    return MeasurementFact(quantity, Decimal(value), Decimal(u), "lab_icp", "", code)


def build_valley() -> Valley:
    commodity, _ = Commodity.objects.get_or_create(code="cu-co", defaults={"name": "copper-cobalt"})
    return settle(
        Programme.objects.create(code="valley", name="Valley", commodity=commodity, simulated=True)
    )


def settle(programme: Programme, before: str = "", province: str = "CD-LU") -> Valley:
    """Parties and places of a valley in a programme; ``before`` begins their names."""
    parties = {}
    for name, kind in _KINDS.items():
        party = Party.objects.create(
            kind="organisation", name=f"{before}{name.title()}", programme=programme
        )
        Organisation.objects.create(party=party, kind=kind, constituency="asm", province=province)
        file_names([party])
        parties[name] = party
    places: dict[str, Place] = {}
    for n, (name, kind) in enumerate(_PLACES.items()):
        places[name] = Place.objects.create(
            kind=kind,
            name=f"{before}{name.title()}",
            programme=programme,
            province=province,
            parent=places["site"] if kind == "pit" else None,
            point=Point(25.5 + n / 10, -10.7, srid=4326),
            simulated=True,
        )
    return Valley(programme, parties, places)
