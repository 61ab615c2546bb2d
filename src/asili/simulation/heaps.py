"""Behind the depots: what was bought is heaped or blended, and sent to the plant by the lorry load.

Some depots, the first among them, keep one heap that is refilled and drawn from all the time; the
others blend each load for itself.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from asili.network.vocabulary import EventKind, LineRole, LotKind, Mode
from asili.simulation.diary import Happening, Row, line, lines
from asili.simulation.material import Lot, together
from asili.simulation.province import Depot
from asili.simulation.stage import Stage

LOAD_G: Final = (6e6, 14e6)


@dataclass(slots=True)
class Consignment:
    """A lorry load on its way to the plant of a depot, which sells it."""

    lot: Lot
    depot: Depot
    arrives: date


@dataclass(slots=True)
class _Heap:
    bought: list[Lot] = field(default_factory=list)
    kept: list[tuple[date, Lot]] = field(default_factory=list)
    pile: Lot | None = None
    load_g: float = 0.0


class Heaps:
    """The heaps and loads of all depots."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._rng = stage.rng
        self._heaps = [_Heap() for _ in stage.province.depots]
        self._loads: list[tuple[Depot, Lot]] = []

    def add(self, depot: Depot, lots: list[Lot], keep_until: date | None = None) -> None:
        """Lay bought lots down, those of ``keep_until`` apart until that day."""
        heap = self._heaps[depot.index]
        if keep_until is None:
            heap.bought.extend(lots)
        else:
            heap.kept.extend((keep_until, lot) for lot in lots)

    def heap(self, today: date) -> None:
        """Heap or blend what was bought and make up lorry loads."""
        for depot in self._stage.province.depots:
            heap = self._heaps[depot.index]
            heap.bought.extend(lot for until, lot in heap.kept if until <= today)
            heap.kept = [(until, lot) for until, lot in heap.kept if until > today]
            if depot.keeps_pile:
                self._refill(depot, heap)
                self._draw(depot, heap)
            else:
                self._blend(depot, heap)

    def take_stock(self) -> None:
        """Weigh the heaps, which dry a little."""
        for depot in self._stage.province.depots:
            pile = self._heaps[depot.index].pile
            if pile:
                self._weigh(depot, pile, self._stage.settings.drying)
                self._note(EventKind.STOCK_TAKE, depot, [line(LineRole.SEE, pile, pile.wet_g)])

    def send(self, today: date) -> list[Consignment]:
        """Send the loads of the day to the plants."""
        sent = []
        for depot, lot in self._loads:
            plant = self._stage.province.plants[depot.plant]
            trip = self._stage.roads.trip_from_noon(depot, plant, today)
            seen = [line(LineRole.SEE, lot, self._weigh(depot, lot))]
            happening = Happening(EventKind.TRANSFER_OUT, depot.trader, depot.code, seen)
            happening.counterparty, happening.to_place = plant.processor, plant.code
            happening.note = trip.note
            happening.mode, happening.device = Mode.TRUCK, depot.device
            happening.document = self._stage.paper("AT")
            self._stage.note(happening)
            sent.append(Consignment(lot, depot, trip.day))
        self._loads.clear()
        return sent

    def _refill(self, depot: Depot, heap: _Heap) -> None:
        if not heap.bought:
            return
        added_g = sum(lot.wet_g for lot in heap.bought)
        if heap.pile is None:
            heap.pile = Lot(self._stage.numbering.code("L"), LotKind.PILE, 0, 0.0, 0.0, {})
        self._count(heap.pile, "refills")
        rows = lines(LineRole.TAKE, heap.bought)
        rows.append(line(LineRole.MAKE, heap.pile, added_g, LotKind.PILE))
        heap.pile = together(
            heap.pile.code, LotKind.PILE, [heap.pile, *heap.bought], heap.pile.wet_g + added_g
        )
        heap.bought = []
        self._note(EventKind.BLEND, depot, rows)

    def _draw(self, depot: Depot, heap: _Heap) -> None:
        while heap.pile and heap.pile.wet_g >= 1.25 * self._load_g(heap):
            load_g = round(heap.load_g)
            load = heap.pile.draw(self._stage.numbering.code("L"), LotKind.LOT, load_g)
            taken = line(LineRole.TAKE, heap.pile, load_g)
            made = line(LineRole.MAKE, load, load_g, LotKind.LOT)
            self._note(EventKind.SPLIT, depot, [taken, made])
            self._count(heap.pile, "draws")
            self._loads.append((depot, load))
            heap.load_g = 0.0

    def _blend(self, depot: Depot, heap: _Heap) -> None:
        while sum(lot.wet_g for lot in heap.bought) >= self._load_g(heap):
            parts: list[Lot] = []
            while sum(lot.wet_g for lot in parts) < heap.load_g:
                parts.append(heap.bought.pop(0))
            load = together(self._stage.numbering.code("L"), LotKind.LOT, parts, 0)
            wet_g = self._weigh(depot, load)
            rows = lines(LineRole.TAKE, parts)
            rows.append(line(LineRole.MAKE, load, wet_g, LotKind.LOT))
            self._note(EventKind.BLEND, depot, rows)
            self._loads.append((depot, load))
            heap.load_g = 0.0

    def _load_g(self, heap: _Heap) -> float:
        """Mass of the next load, drawn once."""
        heap.load_g = heap.load_g or self._stage.grams(self._rng.uniform(*LOAD_G))
        return heap.load_g

    def _count(self, pile: Lot, what: str) -> None:
        heaps = self._stage.books.features.setdefault("heaps", {})
        counts = heaps.setdefault(pile.code, {"refills": 0, "draws": 0})
        counts[what] += 1

    def _weigh(self, depot: Depot, lot: Lot, drying: float = 0.0) -> int:
        return self._stage.instruments.weigh(f"SCALE {depot.device}", lot, drying)

    def _note(self, kind: EventKind, depot: Depot, rows: list[Row]) -> None:
        self._stage.note(Happening(kind, depot.trader, depot.code, rows, device=depot.device))
