"""At the depots: loads are received, opened, made up again, assayed and bought.

Bags that come by motorcycle are bought one by one on the evening they come.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from asili.network.vocabulary import EventKind, LineRole, LotKind, Method, Mode
from asili.simulation.counter import Counter, Sale
from asili.simulation.diary import Happening, Row, line, lines
from asili.simulation.differences import Kind
from asili.simulation.dispatch import Load
from asili.simulation.heaps import Heaps
from asili.simulation.material import Lot, together
from asili.simulation.province import Depot
from asili.simulation.stage import Stage

LOT_BAGS: Final = (40, 200)
_PATIENCE: Final = 9
"""Days that bags wait at a depot for a purchase lot to fill."""


@dataclass(slots=True)
class _Offer:
    """A purchase lot, whose it is, what was measured on it, and until when it lies apart."""

    lot: Lot
    cooperative: str
    measured: list[Row]
    keep_until: date | None = None


@dataclass(slots=True)
class _Waiting:
    """Bags of one cooperative at a depot, not bought yet."""

    bags: deque[Lot] = field(default_factory=deque)
    since: date | None = None
    wanted: int = 0


@dataclass(slots=True)
class _Arrived:
    """A load to be opened; a late one is known on paper from ``recorded_on`` only."""

    load: Load
    recorded_on: date | None = None


@dataclass(slots=True)
class _Floor:
    """What lies at a depot."""

    arrived: list[_Arrived] = field(default_factory=list)
    small: list[Load] = field(default_factory=list)
    waiting: dict[str, _Waiting] = field(default_factory=dict)
    offers: list[_Offer] = field(default_factory=list)


class Depots:
    """The buying floors of all depots."""

    def __init__(self, stage: Stage, heaps: Heaps) -> None:
        self._stage = stage
        self._heaps = heaps
        self._rng = stage.rng
        self._counter = Counter(stage)
        self._floors = [_Floor() for _ in stage.province.depots]

    def receive(self, loads: list[Load], today: date) -> None:
        """Weigh and take in what comes."""
        for load in loads:
            floor = self._floors[load.depot.index]
            seen = [line(LineRole.SEE, load.lot, self._weigh(load, today))]
            happening = self._happening(EventKind.TRANSFER_IN, load.depot, seen)
            happening.mode = load.mode
            if load.mode is Mode.MOTORCYCLE:
                floor.small.append(load)
            else:
                happening.recorded_on = self._late(load.depot, today)
                floor.arrived.append(_Arrived(load, happening.recorded_on))
            event = self._stage.note(happening)
            if happening.recorded_on:
                values = happening.recorded_on.isoformat(), today.isoformat()
                place = load.depot.code
                self._stage.plant(
                    Kind.LATE_RECORD, today, place, event, load.lot.code, "recorded_on", values
                )

    def buy_bags(self, today: date) -> None:
        """Open what came by motorcycle and buy it bag by bag."""
        for depot, floor in zip(self._stage.province.depots, self._floors, strict=True):
            for load in floor.small:
                self._buy_bags(depot, load, today)
            floor.small.clear()

    def open(self, today: date) -> None:
        """Open what came by lorry and make up purchase lots."""
        for depot, floor in zip(self._stage.province.depots, self._floors, strict=True):
            for arrived in floor.arrived:
                load = arrived.load
                bags = self._open(depot, load)
                if arrived.recorded_on:
                    self._offer(depot, load.site.cooperative, bags, today, arrived.recorded_on)
                    continue
                waiting = floor.waiting.setdefault(load.site.cooperative, _Waiting())
                waiting.bags.extend(bags)
                waiting.since = waiting.since or today
            floor.arrived.clear()
            for cooperative, waiting in floor.waiting.items():
                self._make_up(depot, cooperative, waiting, today)

    def buy(self, today: date) -> None:
        """Buy the purchase lots of the morning, and what is sold for the second time."""
        for depot, floor in zip(self._stage.province.depots, self._floors, strict=True):
            for offer in floor.offers:
                sale = Sale(depot, offer.cooperative, offer.measured)
                self._counter.buy(sale, [offer.lot], today)
                self._heaps.add(depot, [offer.lot], offer.keep_until)
            floor.offers.clear()
        self._counter.sell_again(today)

    def _weigh(self, load: Load, today: date) -> int:
        stage, depot = self._stage, load.depot
        hidden = stage.differences.strike(Kind.UNDER_WEIGHING, depot.index, today) or 0.0
        scale, drying = f"SCALE {depot.device}", stage.settings.drying
        wet_g = stage.instruments.weigh(scale, load.lot, drying, hidden)
        if hidden:
            values = wet_g, round(load.lot.true_g)
            code = load.lot.code
            stage.plant(Kind.UNDER_WEIGHING, today, depot.code, None, code, "wet_g", values)
        return wet_g

    def _late(self, depot: Depot, today: date) -> date | None:
        """The day on which this arrival is recorded, where it is to be late."""
        days = self._stage.differences.strike(Kind.LATE_RECORD, depot.index, today)
        if days is None:
            return None
        return min(today + timedelta(days=round(days)), self._stage.request.last)

    def _buy_bags(self, depot: Depot, load: Load, today: date) -> None:
        stage, scale = self._stage, f"SCALE {depot.device}"
        bags = self._open(depot, load)
        for bag in bags:
            stage.instruments.weigh(scale, bag)
        mixed = together(load.lot.code, LotKind.LOT, bags, sum(bag.wet_g for bag in bags))
        measured = self._measure(depot, mixed, Method.XRF_FIELD, Method.DECLARED)
        sale = Sale(depot, load.site.cooperative, measured)
        self._counter.assay(sale, bags, mixed, today)
        event = self._counter.buy(sale, bags, today)
        self._heaps.add(depot, bags)
        self._counter.offer_again(sale, bags[0], event, today)

    def _open(self, depot: Depot, load: Load) -> list[Lot]:
        rows = [line(LineRole.PARENT, load.lot), *lines(LineRole.CHILD, load.bags)]
        self._stage.note(self._happening(EventKind.DISAGGREGATE, depot, rows))
        return load.unpack()

    def _make_up(self, depot: Depot, cooperative: str, waiting: _Waiting, today: date) -> None:
        while waiting.bags and waiting.since:
            least, most = (self._stage.bags(bound) for bound in LOT_BAGS)
            waiting.wanted = waiting.wanted or int(self._rng.integers(least, most + 1))
            waited = today - waiting.since >= timedelta(days=_PATIENCE)
            enough = len(waiting.bags) >= (least if waited else waiting.wanted)
            if not enough:
                return
            size = min(waiting.wanted, len(waiting.bags))
            bags = [waiting.bags.popleft() for _ in range(size)]
            self._offer(depot, cooperative, bags, today)
            waiting.since = today if waiting.bags else None
            waiting.wanted = 0

    def _offer(
        self,
        depot: Depot,
        cooperative: str,
        bags: list[Lot],
        today: date,
        keep_until: date | None = None,
    ) -> None:
        lot = together(self._stage.numbering.code("L"), LotKind.LOT, bags, 0)
        wet_g = self._stage.instruments.weigh(f"SCALE {depot.device}", lot)
        rows = [line(LineRole.PARENT, lot, wet_g, LotKind.LOT), *lines(LineRole.CHILD, bags)]
        self._stage.note(self._happening(EventKind.AGGREGATE, depot, rows))
        measured = self._measure(depot, lot, Method.XRF_PULP, Method.OVEN)
        self._counter.assay(Sale(depot, cooperative, measured), [lot], lot, today)
        offer = _Offer(lot, cooperative, measured, keep_until)
        self._floors[depot.index].offers.append(offer)

    def _measure(self, depot: Depot, lot: Lot, method: Method, dried: Method) -> list[Row]:
        return self._stage.instruments.measure(lot, method, dried, f"XRF {depot.device}")

    def _happening(self, kind: EventKind, depot: Depot, rows: list[Row]) -> Happening:
        return Happening(kind, depot.trader, depot.code, rows, device=depot.device)
