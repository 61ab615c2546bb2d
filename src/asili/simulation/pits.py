"""At the pits: tags are allocated, teams fill bags, and what they fill is booked.

Three irregularities are planted here: ore from elsewhere tagged as dug at a site, ore of one site
under the tags of another, and tags that are used again.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np

from asili.network.vocabulary import EventKind, LineRole, LotKind, Method
from asili.simulation.diary import Happening, Row, line
from asili.simulation.differences import Kind
from asili.simulation.dispatch import Dispatch
from asili.simulation.material import ELSEWHERE, Lot
from asili.simulation.province import Pit, Site
from asili.simulation.stage import Stage
from asili.simulation.teams import Plan, Teams, teams_for
from asili.simulation.veins import Veins

TAG_BLOCK: Final = 250
_BY_MOTORCYCLE: Final = 7
"""The bags of one shift in so many leave by motorcycle."""

_TRIP_BAGS: Final = (3, 6)
_POSITION_E7: Final = 2_500
"""How far a bag's position is from that of its pit, at most (about 25 m)."""

_ELSEWHERE: Final = (0.042, 0.018, 0.08)
"""Grades and moisture of ore that was dug outside of the province's sites."""


@dataclass(slots=True)
class _Shift:
    """A shift; ``added`` bags come from elsewhere, ``foreign`` bags from another site."""

    site: Site
    pit: Pit
    size: int
    added: int = 0
    foreign: int = 0
    other: tuple[Site, Pit] | None = None


@dataclass(slots=True)
class _Tags:
    """The tags of a site that are not used yet, and one that is."""

    free: deque[str] = field(default_factory=deque)
    used: str = ""


class Pits:
    """The pits of all sites."""

    def __init__(self, stage: Stage, dispatch: Dispatch) -> None:
        self._stage = stage
        self._rng = stage.rng
        self._dispatch = dispatch
        self._plan = Plan(stage.rng, stage.request, stage.weather)
        self._veins = Veins(stage.rng, stage.settings)
        self._tags = [_Tags() for _ in stage.province.sites]
        self._shifts: list[_Shift] = []
        self._done = 0

    def allocate(self, today: date) -> None:
        """Plan the day and give each site that would run short a block of tags."""
        sites = self._stage.province.sites
        self._shifts = [
            self._shift(site, size, today) for site, size in self._plan.shifts(today, sites)
        ]
        wanted = [0] * len(sites)
        for shift in self._shifts:
            wanted[shift.site.index] += shift.size + shift.added
        for site, tags in zip(sites, self._tags, strict=True):
            while len(tags.free) < wanted[site.index]:
                self._allocate(site, tags)

    def dig(self, today: date) -> None:
        """Let the teams of the day fill their bags."""
        for shift in self._shifts:
            bags = self._commission(shift, today)
            self._stage.books.commission(shift.site.code, bags)
            self._done += 1
            if self._done % _BY_MOTORCYCLE == 0:
                self._dispatch.by_motorcycle(shift.site, self._trips(bags))
            else:
                self._dispatch.by_lorry(shift.site, bags, today)

    def _shift(self, site: Site, size: int, today: date) -> _Shift:
        strike, shift = self._stage.differences.strike, _Shift(site, self._pit(site), size)
        added = strike(Kind.OVER_PRODUCTION, site.index, today)
        foreign = strike(Kind.FOREIGN_ORE, site.index, today)
        if added is not None:
            shift.added = round(added * size)
        if foreign is not None:
            sites = self._stage.province.sites
            other = sites[(site.index + 1) % len(sites)]
            shift.foreign = min(size, round(foreign * size))
            shift.other = other, other.pits[0]
        return shift

    def _pit(self, site: Site) -> Pit:
        return site.pits[int(self._rng.integers(len(site.pits)))]

    def _allocate(self, site: Site, tags: _Tags) -> None:
        block = self._stage.numbering.tags(TAG_BLOCK)
        tags.free.extend(block)
        ends = [line(LineRole.FIRST, block[0]), line(LineRole.LAST, block[-1])]
        authority = self._stage.province.authority
        happening = Happening(EventKind.ALLOCATE, authority, site.code, ends, device="OFFICE-1")
        happening.counterparty = site.cooperative
        self._stage.note(happening)

    def _commission(self, shift: _Shift, today: date) -> list[Lot]:
        site, tags = shift.site, self._tags[shift.site.index]
        bags = self._fill(shift, tags, today)
        teams = teams_for(
            self._rng, self._stage.settings, sum(bag.true_g for bag in bags[: shift.size])
        )
        rows = [self._row(bag, shift.pit) for bag in bags]
        measure = self._stage.instruments.measure
        sample = measure(bags[0], Method.XRF_FIELD, Method.DECLARED, f"XRF {site.device}")
        event = self._stage.note(self._happening(shift, rows, sample, str(teams)))
        for bag in bags[shift.size :]:
            values = site.code, ""
            self._stage.plant(
                Kind.OVER_PRODUCTION, today, site.code, event, bag.code, "origin", values
            )
        if shift.other:
            for bag in bags[: shift.foreign]:
                values = site.code, shift.other[0].code
                self._stage.plant(
                    Kind.FOREIGN_ORE, today, site.code, event, bag.code, "origin", values
                )
        self._reuse(shift, tags, teams, today)
        tags.used = bags[0].code
        return bags

    def _fill(self, shift: _Shift, tags: _Tags, today: date) -> list[Lot]:
        """True bags of a shift, weighed: those of another site first, those from elsewhere last."""
        rng, settings = self._rng, self._stage.settings
        size = shift.size + shift.added
        true_g = rng.uniform(*settings.bag_g, size)
        shown = self._stage.instruments.bags(f"SCALE {shift.site.device}", true_g)
        spread = np.exp(settings.bag_spread * rng.standard_normal((size, 2)))
        wet = rng.uniform(0.85, 1.15) * self._stage.weather.moisture(today)
        here = (shift.site.index, *self._veins.grades(shift.pit, today), wet * shift.pit.moisture)
        sources = [here] * size
        if shift.other:
            site, pit = shift.other
            there = (site.index, *self._veins.grades(pit, today), wet * pit.moisture)
            sources[: shift.foreign] = [there] * shift.foreign
        cobalt, copper, moisture = _ELSEWHERE
        sources[shift.size :] = [(ELSEWHERE, cobalt, copper, wet * moisture)] * shift.added
        bags = []
        for (origin, co, cu, water), grams, book_g, (more_co, more_cu) in zip(
            sources, true_g.tolist(), shown, spread.tolist(), strict=True
        ):
            dry_g = grams * (1 - water)
            metal = {origin: (dry_g * co * more_co, dry_g * cu * more_cu)}
            bags.append(Lot(tags.free.popleft(), LotKind.BAG, book_g, grams, dry_g, metal))
        return bags

    def _row(self, bag: Lot, pit: Pit) -> Row:
        north, east = self._rng.integers(-_POSITION_E7, _POSITION_E7, 2).tolist()
        row = line(LineRole.MAKE, bag, bag.wet_g, LotKind.BAG)
        return row | {"lat_e7": pit.lat_e7 + north, "lon_e7": pit.lon_e7 + east}

    def _happening(self, shift: _Shift, rows: list[Row], sample: list[Row], note: str) -> Happening:
        party, device = shift.site.cooperative, shift.site.device
        happening = Happening(EventKind.COMMISSION, party, shift.pit.code, rows, device=device)
        happening.note, happening.measurements = note, sample
        return happening

    def _reuse(self, shift: _Shift, tags: _Tags, teams: Teams, today: date) -> None:
        """Record a bag under a tag of before; the bag itself goes its own way."""
        if not tags.used:
            return
        if self._stage.differences.strike(Kind.TAGS_REUSED, shift.site.index, today) is None:
            return
        wet_g = round(self._rng.uniform(*self._stage.settings.bag_g))
        bag = Lot(tags.used, LotKind.BAG, wet_g, wet_g, wet_g, {})
        row = self._row(bag, shift.pit)
        event = self._stage.note(self._happening(shift, [row], [], str(teams)))
        self._stage.plant(Kind.TAGS_REUSED, today, shift.site.code, event, bag.code)

    def _trips(self, bags: list[Lot]) -> list[list[Lot]]:
        trips, at = [], 0
        least, most = _TRIP_BAGS
        while at < len(bags):
            size = int(self._rng.integers(least, most + 1))
            trips.append(bags[at : at + size])
            at += size
        return trips
