"""At the pits: tags are allocated, teams fill bags, and the cooperative sends them to depots."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from asili.network.vocabulary import EventKind, LineRole, LotKind, Method, Mode
from asili.simulation.diary import Happening, line, lines
from asili.simulation.material import DRYING, Lot, measure, together, weigh
from asili.simulation.province import Depot, Pit, Site
from asili.simulation.stage import Stage

TEAM_BAGS: Final = (12, 40)
BAG_G: Final = (45_000, 70_000)
TAG_BLOCK: Final = 250
_PATIENCE: Final = 4
"""Days that bags wait for a lorry to fill."""

_BY_MOTORCYCLE: Final = 7
"""The bags of one team in so many leave by motorcycle."""

_DEPOT_SHARES: Final = (0.45, 0.38, 0.17)


@dataclass(slots=True)
class Load:
    """A transport lot with its bags, on the road to a depot."""

    lot: Lot
    bags: list[Lot]
    site: Site
    depot: Depot
    mode: Mode


@dataclass(slots=True)
class _Yard:
    """What lies at a site."""

    tags: deque[str] = field(default_factory=deque)
    bags: deque[Lot] = field(default_factory=deque)
    since: date | None = None
    small: list[list[Lot]] = field(default_factory=list)


class Pits:
    """The six sites and their roads."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._rng = stage.rng
        self._yards = [_Yard() for _ in stage.province.sites]
        self._plan = _plan(stage)
        self._loads: list[Load] = []
        self._teams = 0

    def allocate(self, today: date) -> None:
        """Give each site that runs short a block of tags."""
        province = self._stage.province
        for site, yard in zip(province.sites, self._yards, strict=True):
            wanted = sum(size for index, size in self._plan.get(today, ()) if index == site.index)
            while len(yard.tags) < wanted:
                tags = self._stage.numbering.tags(TAG_BLOCK)
                yard.tags.extend(tags)
                ends = [line(LineRole.FIRST, tags[0]), line(LineRole.LAST, tags[-1])]
                self._stage.note(
                    Happening(
                        EventKind.ALLOCATE,
                        province.authority,
                        site.code,
                        ends,
                        counterparty=site.cooperative,
                        device="OFFICE-1",
                    )
                )

    def dig(self, today: date) -> None:
        """Let the teams of the day fill their bags."""
        for index, size in self._plan.pop(today, ()):
            site, yard = self._stage.province.sites[index], self._yards[index]
            pit = site.pits[int(self._rng.integers(len(site.pits)))]
            bags, happening = self._commission(site, pit, yard, size)
            self._stage.note(happening)
            self._stage.books.commission(site, bags)
            self._teams += 1
            if self._teams % _BY_MOTORCYCLE == 0:
                yard.small.extend(_trips(self._rng, bags))
            else:
                yard.bags.extend(bags)
                yard.since = yard.since or today

    def gather(self, today: date) -> None:
        """Make up the transport lots of the evening."""
        for site, yard in zip(self._stage.province.sites, self._yards, strict=True):
            for trip in yard.small:
                self._gather(site, trip, Mode.MOTORCYCLE)
            yard.small.clear()
            for lot in self._lorries(yard, today):
                self._gather(site, lot, Mode.TRUCK)

    def send(self) -> list[Load]:
        """Send the lots of the evening off; return them as they are on the road."""
        sent, self._loads = self._loads, []
        for load in sent:
            wet_g = load.lot.wet_g = weigh(self._rng, load.lot.wet_g)
            self._stage.note(
                Happening(
                    EventKind.TRANSFER_OUT,
                    load.site.cooperative,
                    load.site.code,
                    [line(LineRole.SEE, load.lot, wet_g)],
                    counterparty=load.depot.trader,
                    to_place=load.depot.code,
                    mode=load.mode,
                    device=load.site.device,
                    document=self._stage.paper("TR"),
                )
            )
        return sent

    def _commission(
        self, site: Site, pit: Pit, yard: _Yard, size: int
    ) -> tuple[list[Lot], Happening]:
        rng = self._rng
        moisture = pit.moisture * rng.uniform(0.85, 1.15)
        cobalt, copper = (g * float(rng.lognormal(0, 0.15)) for g in (pit.cobalt, pit.copper))
        masses = rng.integers(*BAG_G, size=size, endpoint=True)
        jitter = rng.integers(-2500, 2500, size=(size, 2))
        bags, rows = [], []
        for wet_g, (north, east) in zip(masses.tolist(), jitter.tolist(), strict=True):
            dry_g = wet_g * (1 - moisture)
            metal = np.zeros((len(self._yards), 2))
            metal[site.index] = dry_g * cobalt, dry_g * copper
            bag = Lot(yard.tags.popleft(), LotKind.BAG, wet_g, dry_g, metal)
            bags.append(bag)
            row = line(LineRole.MAKE, bag, wet_g, LotKind.BAG)
            row |= {"lat_e7": pit.lat_e7 + north, "lon_e7": pit.lon_e7 + east}
            rows.append(row)
        instrument = f"XRF {site.device}"
        sample = measure(rng, bags[0], Method.XRF_FIELD, Method.DECLARED, instrument)
        team = f"Team {int(rng.integers(1, 13))}"
        happening = Happening(EventKind.COMMISSION, site.cooperative, pit.code, rows)
        happening.device, happening.note, happening.measurements = site.device, team, sample
        return bags, happening

    def _lorries(self, yard: _Yard, today: date) -> Iterator[list[Lot]]:
        least, most = self._stage.bags(30), self._stage.bags(110)
        while yard.bags and yard.since is not None:
            wanted = int(self._rng.integers(least, most + 1))
            waited = today - yard.since >= timedelta(days=_PATIENCE)
            if len(yard.bags) < wanted and not waited:
                return
            yield [yard.bags.popleft() for _ in range(min(wanted, len(yard.bags)))]
            yard.since = today if yard.bags else None

    def _gather(self, site: Site, bags: list[Lot], mode: Mode) -> None:
        choice = int(self._rng.choice(len(_DEPOT_SHARES), p=_DEPOT_SHARES))
        depot = self._stage.province.depots[choice]
        wet_g = sum(bag.wet_g for bag in bags)
        lot = together(self._stage.numbering.code("L"), LotKind.LOT, bags, wet_g)
        rows = [line(LineRole.PARENT, lot, wet_g, LotKind.LOT), *lines(LineRole.CHILD, bags)]
        self._stage.note(
            Happening(EventKind.AGGREGATE, site.cooperative, site.code, rows, device=site.device)
        )
        self._loads.append(Load(lot, bags, site, depot, mode))


def arrival_mass(rng: Generator, lot: Lot) -> int:
    """Weigh a lot at the end of its way; it keeps that mass."""
    lot.wet_g = weigh(rng, lot.wet_g, DRYING)
    return lot.wet_g


def _trips(rng: Generator, bags: list[Lot]) -> Iterator[list[Lot]]:
    at = 0
    while at < len(bags):
        size = int(rng.integers(3, 7))
        yield bags[at : at + size]
        at += size


def _plan(stage: Stage) -> dict[date, list[tuple[int, int]]]:
    """Teams of each working day: (site, bags); they fill exactly the bags asked for."""
    request, rng = stage.request, stage.rng
    days = [request.first + timedelta(days=offset) for offset in range(request.days)]
    working = [day for day in days if day.weekday() != 6]
    sizes = _sizes(rng, request.bags)
    shares = np.array([site.share for site in stage.province.sites])
    chosen = rng.choice(len(shares), len(sizes), p=shares / shares.sum())
    plan: dict[date, list[tuple[int, int]]] = {}
    for number, (site, size) in enumerate(zip(chosen.tolist(), sizes.tolist(), strict=True)):
        day = working[number * len(working) // len(sizes)]
        plan.setdefault(day, []).append((site, size))
    return plan


def _sizes(rng: Generator, bags: int) -> NDArray[np.int64]:
    """Split ``bags`` into teams within the usual bounds."""
    least, most = TEAM_BAGS
    teams = max(1, round(bags / ((least + most) / 2)))
    sizes = rng.integers(least, most, size=teams, endpoint=True)
    while difference := bags - int(sizes.sum()):
        step = 1 if difference > 0 else -1
        open_to_it = np.flatnonzero(sizes < most if step > 0 else sizes > least)
        chosen = rng.permutation(open_to_it)[: abs(difference)]
        sizes[chosen] += step
    return sizes
