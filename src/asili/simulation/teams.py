"""Who digs where and how much: the shifts of each day, following the weather and open zones.

A shift is what the teams of one pit bring to the scale on one day.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from asili.simulation.parameters import Settings
from asili.simulation.province import Site
from asili.simulation.settings import Request
from asili.simulation.weather import Weather


@dataclass(frozen=True, slots=True)
class Teams:
    """The diggers of a shift."""

    teams: int
    diggers: int

    def __str__(self) -> str:
        """As it stands in the logbook."""
        return f"Teams: {self.teams}; diggers: {self.diggers}"


class Plan:
    """The shifts of a run; together they fill exactly the bags that are asked for."""

    def __init__(self, rng: Generator, request: Request, weather: Weather) -> None:
        self._rng = rng
        days = [request.first + timedelta(days=offset) for offset in range(request.days)]
        done = np.cumsum([weather.output(day) for day in days])
        sizes = split(rng, request.bags, request.settings.shift_bags)
        middles = (np.arange(sizes.size) + 0.5) / sizes.size * done[-1]
        self._sizes: dict[date, list[int]] = defaultdict(list)
        for size, at in zip(sizes.tolist(), np.searchsorted(done, middles).tolist(), strict=True):
            self._sizes[days[at]].append(size)

    def shifts(self, today: date, sites: tuple[Site, ...]) -> list[tuple[Site, int]]:
        """The shifts of ``today``: the site and how many bags it fills."""
        sizes = self._sizes.pop(today, [])
        working = [site for site in sites if site.opens is None or site.opens <= today]
        shares = np.array([site.share for site in working])
        chosen = self._rng.choice(len(working), len(sizes), p=shares / shares.sum())
        return [(working[index], size) for index, size in zip(chosen.tolist(), sizes, strict=True)]


def teams_for(rng: Generator, settings: Settings, wet_g: float) -> Teams:
    """The teams that dig ``wet_g`` grams in a day."""
    least, most = settings.team_diggers
    wanted = wet_g / rng.uniform(*settings.digger_g)
    teams = max(1, round(wanted / ((least + most) / 2)))
    return Teams(teams, min(max(round(wanted), least * teams), most * teams))


def split(rng: Generator, bags: int, bounds: tuple[int, int]) -> NDArray[np.int64]:
    """Split ``bags`` into shifts within ``bounds``; raises ValueError where that is impossible."""
    least, most = bounds
    shifts = max(1, round(bags / ((least + most) / 2)))
    if not shifts * least <= bags <= shifts * most:
        raise ValueError(f"{bags} bags cannot be split into shifts of {least} to {most}")
    sizes = rng.integers(least, most, size=shifts, endpoint=True)
    while difference := bags - int(sizes.sum()):
        step = 1 if difference > 0 else -1
        open_to_it = np.flatnonzero(sizes < most if step > 0 else sizes > least)
        sizes[rng.permutation(open_to_it)[: abs(difference)]] += step
    return sizes
