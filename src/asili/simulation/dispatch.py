"""From the sites to the depots: bags are made up into loads, which travel as the roads allow.

Two irregularities are planted here: a lorry without a transfer paper, and a lorry that takes days
too many and whose ore is exchanged in part.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import exp
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from asili.network.vocabulary import EventKind, LineRole, LotKind, Mode
from asili.simulation.diary import Happening, line, lines
from asili.simulation.differences import DETOUR_DAYS, Kind
from asili.simulation.material import Lot, scaled, together
from asili.simulation.province import Depot, Site
from asili.simulation.roads import Trip
from asili.simulation.stage import Stage

_LORRY_BAGS: Final = (30, 110)
_PATIENCE: Final = 4
"""Days that bags wait for a lorry to fill."""


@dataclass(slots=True)
class Load:
    """A transport lot with its bags, and its trip to a depot once it has left."""

    lot: Lot
    bags: list[Lot]
    site: Site
    depot: Depot
    mode: Mode
    patient: bool
    """Waits while its road is cut; the others take the detour."""
    trip: Trip | None = None

    def unpack(self) -> list[Lot]:
        """The bags as they arrive: what evaporated under way is missing in each."""
        before_g = sum(bag.true_g for bag in self.bags)
        for bag in self.bags:
            bag.dry(1 - self.lot.true_g / before_g)
        return self.bags


@dataclass(slots=True)
class _Yard:
    """What lies at a site."""

    bags: deque[Lot] = field(default_factory=deque)
    since: date | None = None
    small: list[list[Lot]] = field(default_factory=list)


class Dispatch:
    """The yards of all sites and the loads that are on the road."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._rng = stage.rng
        self._yards = [_Yard() for _ in stage.province.sites]
        self._ready: list[Load] = []
        self._on_the_road: list[Load] = []
        self._choices: dict[int, NDArray[np.float64]] = {}

    def by_motorcycle(self, site: Site, trips: list[list[Lot]]) -> None:
        """Leave bags to be fetched a few at a time."""
        self._yards[site.index].small.extend(trips)

    def by_lorry(self, site: Site, bags: list[Lot], today: date) -> None:
        """Leave bags until a lorry is full."""
        yard = self._yards[site.index]
        yard.bags.extend(bags)
        yard.since = yard.since or today

    def gather(self, today: date) -> None:
        """Make up the transport lots of the afternoon."""
        for site, yard in zip(self._stage.province.sites, self._yards, strict=True):
            for trip in yard.small:
                self._gather(site, trip, Mode.MOTORCYCLE, today)
            yard.small.clear()
            for bags in self._lorries(yard, today):
                self._gather(site, bags, Mode.TRUCK, today)

    def send(self, today: date) -> None:
        """Send off what is ready; some of it waits while its road is cut."""
        waiting = []
        for load in self._ready:
            cut = self._stage.roads.is_cut(load.site, load.depot, today)
            if cut and load.patient:
                waiting.append(load)
            else:
                self._send(load, today)
        self._ready = waiting

    def arriving(self, today: date, *, in_the_morning: bool) -> list[Load]:
        """The loads that arrive now."""
        here: list[Load] = []
        still: list[Load] = []
        for load in self._on_the_road:
            trip = load.trip
            late = trip is not None and trip.day < today
            due = trip is not None and trip.day == today and trip.in_the_morning == in_the_morning
            (here if due or late else still).append(load)
        self._on_the_road = still
        return here

    def _send(self, load: Load, today: date) -> None:
        stage, site, depot = self._stage, load.site, load.depot
        wet_g = stage.instruments.weigh(f"SCALE {site.device}", load.lot)
        trip = stage.roads.trip(site, depot, today)
        load.trip = Trip(today) if load.mode is Mode.MOTORCYCLE else trip
        seen = [line(LineRole.SEE, load.lot, wet_g)]
        happening = Happening(EventKind.TRANSFER_OUT, site.cooperative, site.code, seen)
        happening.counterparty, happening.to_place = depot.trader, depot.code
        happening.mode, happening.device = load.mode, site.device
        happening.note = load.trip.note
        missing = load.mode is Mode.TRUCK and self._lacks_paper(site, today)
        happening.document = "" if missing else stage.paper("TR")
        event = stage.note(happening)
        if missing:
            stage.plant(Kind.DOCUMENTS_MISSING, today, site.code, event, load.lot.code)
        if load.mode is Mode.TRUCK:
            self._lead_astray(load, event, today)
        self._on_the_road.append(load)

    def _lacks_paper(self, site: Site, today: date) -> bool:
        return self._stage.differences.strike(Kind.DOCUMENTS_MISSING, site.index, today) is not None

    def _lead_astray(self, load: Load, event: UUID, today: date) -> None:
        share = self._stage.differences.strike(Kind.TRUCK_DETOUR, load.depot.index, today)
        if share is None or load.trip is None:
            return
        arrives = load.trip.day + timedelta(days=DETOUR_DAYS)
        load.trip = Trip(arrives, load.trip.in_the_morning, load.trip.note)
        before = load.lot.grades[0]
        for lot in (load.lot, *load.bags):
            lot.metal = scaled(lot.metal, 1 - share, 1 - share)
        values = round(before, 5), round(load.lot.grades[0], 5)
        self._stage.plant(
            Kind.TRUCK_DETOUR, today, load.depot.code, event, load.lot.code, "Co", values
        )

    def _lorries(self, yard: _Yard, today: date) -> Iterator[list[Lot]]:
        least, most = (self._stage.bags(bound) for bound in _LORRY_BAGS)
        while yard.bags and yard.since is not None:
            wanted = int(self._rng.integers(least, most + 1))
            waited = today - yard.since >= timedelta(days=_PATIENCE)
            if len(yard.bags) < wanted and not waited:
                return
            yield [yard.bags.popleft() for _ in range(min(wanted, len(yard.bags)))]
            yard.since = today if yard.bags else None

    def _gather(self, site: Site, bags: list[Lot], mode: Mode, today: date) -> None:
        depot = self._depot(site)
        near = self._stage.roads.kilometres(site, depot) <= self._stage.settings.motorcycle_km
        if mode is Mode.MOTORCYCLE and not (
            near and not self._stage.roads.is_cut(site, depot, today)
        ):
            mode = Mode.TRUCK
        wet_g = sum(bag.wet_g for bag in bags)
        lot = together(self._stage.numbering.code("L"), LotKind.LOT, bags, wet_g)
        rows = [line(LineRole.PARENT, lot, wet_g, LotKind.LOT), *lines(LineRole.CHILD, bags)]
        self._stage.note(
            Happening(EventKind.AGGREGATE, site.cooperative, site.code, rows, device=site.device)
        )
        patient = bool(self._rng.random() < self._stage.settings.wait_for_road)
        self._ready.append(Load(lot, bags, site, depot, mode, patient))

    def _depot(self, site: Site) -> Depot:
        """Draw a depot; those near and well known are preferred."""
        province, roads = self._stage.province, self._stage.roads
        if site.index not in self._choices:
            far = self._stage.settings.catchment_km
            pulls = np.array(
                [d.pull * exp(-roads.kilometres(site, d) / far) for d in province.depots]
            )
            self._choices[site.index] = pulls / pulls.sum()
        chosen = self._rng.choice(len(province.depots), p=self._choices[site.index])
        return province.depots[int(chosen)]
