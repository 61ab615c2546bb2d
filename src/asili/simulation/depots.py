"""At the depots: lots are received, opened, made up again, assayed and bought.

Bags that come by motorcycle are bought one by one on the evening they come. Two oddities are
planted here: one arrival is recorded weeks late, and one bag is sold to a second depot as well.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from asili.network.vocabulary import EventKind, LineRole, LotKind, Method, Mode
from asili.simulation.diary import Happening, Row, line, lines
from asili.simulation.heaps import Heaps
from asili.simulation.material import DRYING, Lot, measure, together, weigh
from asili.simulation.pits import Load, arrival_mass
from asili.simulation.province import Depot
from asili.simulation.stage import Stage

LOT_BAGS: Final = (40, 200)
_PATIENCE: Final = 9
"""Days that bags wait at a depot for a purchase lot to fill."""

_TWICE_AFTER: Final = 0.3
_LATE_AFTER: Final = 0.4
"""When the oddities are planted, as a share of the period."""

LATE_DAYS: Final = 22


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
class _Floor:
    """What lies at a depot."""

    arrived: list[Load] = field(default_factory=list)
    small: list[Load] = field(default_factory=list)
    waiting: dict[str, _Waiting] = field(default_factory=dict)
    offers: list[_Offer] = field(default_factory=list)


@dataclass(slots=True)
class _Twice:
    """A bag that was bought and will be sold again: by whom, and what was measured."""

    bag: Lot
    cooperative: str
    measured: list[Row]
    first_sale: UUID


class Depots:
    """The buying floors of the three depots."""

    def __init__(self, stage: Stage, heaps: Heaps) -> None:
        self._stage = stage
        self._heaps = heaps
        self._rng = stage.rng
        self._floors = {depot.code: _Floor() for depot in stage.province.depots}
        self._late: tuple[Load, date] | None = None
        self._twice: _Twice | None = None

    def receive(self, loads: list[Load], today: date) -> None:
        """Weigh and take in what comes in the evening."""
        for load in loads:
            seen = [line(LineRole.SEE, load.lot, arrival_mass(self._rng, load.lot))]
            happening = self._happening(EventKind.TRANSFER_IN, load.depot, seen)
            happening.mode = load.mode
            floor = self._floors[load.depot.code]
            if load.mode is Mode.MOTORCYCLE:
                floor.small.append(load)
            else:
                floor.arrived.append(load)
                self._delay(happening, load, today)
            uuid = self._stage.note(happening)
            if happening.recorded_on:
                self._stage.books.planted["late_record"] = {
                    "events": [str(uuid)],
                    "lots": [load.lot.code],
                    "recorded_on": happening.recorded_on.isoformat(),
                }

    def buy_bags(self, today: date) -> None:
        """Open what came by motorcycle and buy it bag by bag."""
        for depot in self._stage.province.depots:
            floor = self._floors[depot.code]
            for load in floor.small:
                self._buy_bags(depot, load, today)
            floor.small.clear()

    def open(self, today: date) -> None:
        """Open what came by lorry and make up purchase lots."""
        for depot in self._stage.province.depots:
            floor = self._floors[depot.code]
            for load in floor.arrived:
                self._open(depot, load)
                if self._late and load is self._late[0]:
                    self._offer(depot, load.site.cooperative, load.bags, self._late[1])
                    continue
                waiting = floor.waiting.setdefault(load.site.cooperative, _Waiting())
                waiting.bags.extend(load.bags)
                waiting.since = waiting.since or today
            floor.arrived.clear()
            for cooperative, waiting in floor.waiting.items():
                self._make_up(depot, cooperative, waiting, today)

    def buy(self, today: date) -> None:
        """Buy the purchase lots of the morning, and one bag for the second time."""
        for depot in self._stage.province.depots:
            floor = self._floors[depot.code]
            for offer in floor.offers:
                self._purchase(depot, offer.cooperative, [offer.lot], offer.measured, today)
                self._stage.books.buy(depot, offer.lot.wet_g)
                self._heaps.add(depot, [offer.lot], offer.keep_until)
            floor.offers.clear()
        if self._twice:
            self._sell_again(self._twice, today)
            self._twice = None

    def _buy_bags(self, depot: Depot, load: Load, today: date) -> None:
        self._open(depot, load)
        cooperative = load.site.cooperative
        for bag in load.bags:
            bag.wet_g = weigh(self._rng, bag.wet_g, DRYING)
        mixed_g = sum(bag.wet_g for bag in load.bags)
        mixed = together(load.lot.code, LotKind.LOT, load.bags, mixed_g)
        instrument = f"XRF {depot.device}"
        measured = measure(self._rng, mixed, Method.XRF_FIELD, Method.DECLARED, instrument)
        self._assay(depot, load.bags, measured)
        uuid = self._purchase(depot, cooperative, load.bags, measured, today)
        self._stage.books.buy(depot, mixed_g)
        self._heaps.add(depot, load.bags)
        planted = self._stage.books.planted
        is_time = depot.keeps_pile and self._is_past(_TWICE_AFTER, today)
        if is_time and "bag_sold_twice" not in planted:
            bag = load.bags[0]
            self._twice = _Twice(bag, cooperative, measured, uuid)
            planted["bag_sold_twice"] = {"lots": [bag.code], "events": [str(uuid)]}

    def _sell_again(self, twice: _Twice, today: date) -> None:
        second = self._stage.province.depots[-1]
        uuid = self._purchase(second, twice.cooperative, [twice.bag], twice.measured, today)
        planted = self._stage.books.planted["bag_sold_twice"]
        planted["events"] = [str(twice.first_sale), str(uuid)]

    def _delay(self, happening: Happening, load: Load, today: date) -> None:
        """Make this arrival the late record if it is time for one."""
        recorded_on = today + timedelta(days=LATE_DAYS)
        unsuited = load.depot.keeps_pile or recorded_on >= self._stage.request.last
        if self._late is None and not unsuited and self._is_past(_LATE_AFTER, today):
            self._late = load, recorded_on
            happening.recorded_on = recorded_on

    def _is_past(self, share: float, today: date) -> bool:
        request = self._stage.request
        return (today - request.first).days >= share * request.days

    def _open(self, depot: Depot, load: Load) -> None:
        rows = [line(LineRole.PARENT, load.lot), *lines(LineRole.CHILD, load.bags)]
        self._stage.note(self._happening(EventKind.DISAGGREGATE, depot, rows))

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
            self._offer(depot, cooperative, bags)
            waiting.since = today if waiting.bags else None
            waiting.wanted = 0

    def _offer(
        self, depot: Depot, cooperative: str, bags: list[Lot], keep_until: date | None = None
    ) -> None:
        wet_g = weigh(self._rng, sum(bag.wet_g for bag in bags), DRYING)
        lot = together(self._stage.numbering.code("L"), LotKind.LOT, bags, wet_g)
        rows = [line(LineRole.PARENT, lot, wet_g, LotKind.LOT), *lines(LineRole.CHILD, bags)]
        self._stage.note(self._happening(EventKind.AGGREGATE, depot, rows))
        measured = measure(self._rng, lot, Method.XRF_PULP, Method.OVEN, f"XRF {depot.device}")
        self._assay(depot, [lot], measured)
        offer = _Offer(lot, cooperative, measured, keep_until)
        self._floors[depot.code].offers.append(offer)

    def _assay(self, depot: Depot, lots: list[Lot], measured: list[Row]) -> None:
        happening = self._happening(EventKind.ASSAY, depot, lines(LineRole.SEE, lots))
        happening.measurements = measured
        self._stage.note(happening)

    def _purchase(
        self, depot: Depot, cooperative: str, lots: list[Lot], measured: list[Row], today: date
    ) -> UUID:
        seen = [line(LineRole.SEE, lot, lot.wet_g) for lot in lots]
        happening = self._happening(EventKind.PURCHASE, depot, seen)
        happening.counterparty = cooperative
        happening.document = self._stage.paper("BA")
        uuid = self._stage.note(happening)
        for lot in lots:
            self._stage.market.settle(
                self._stage.diary,
                uuid,
                (lot.code, lot.wet_g),
                (depot.trader, cooperative),
                measured,
                today,
                at_depot=True,
                informal=not depot.licensed and lot.kind is not LotKind.BAG,
            )
        return uuid

    def _happening(self, kind: EventKind, depot: Depot, rows: list[Row]) -> Happening:
        return Happening(kind, depot.trader, depot.code, rows, device=depot.device)
