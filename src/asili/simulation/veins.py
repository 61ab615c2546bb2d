"""Grades that persist: in space by zone, site and pit, in time along the vein that a pit follows.

Method: the logarithm of a pit's grade is the sum of its site's mean, of fixed effects of its zone
and of itself, and of a first-order autoregression over days, whose spread is that of the vein.
"""

from datetime import date
from math import exp

from numpy.random import Generator

from asili.simulation.parameters import Settings
from asili.simulation.province import Pit


class Veins:
    """The grade of each pit, day by day; a pit at rest keeps drifting when it is asked again."""

    def __init__(self, rng: Generator, settings: Settings) -> None:
        self._rng = rng
        self._settings = settings
        self._states: dict[str, tuple[date, float, float]] = {}

    def grades(self, pit: Pit, today: date) -> tuple[float, float]:
        """Shares of cobalt and copper in what is dug at ``pit`` today."""
        draw, spread = self._rng.standard_normal, self._settings.vein_spread
        if pit.code not in self._states:
            cobalt, copper = spread * draw(), spread * draw()
        else:
            since, cobalt, copper = self._states[pit.code]
            memory = self._settings.vein_memory ** (today - since).days
            fresh = spread * (1 - memory**2) ** 0.5
            cobalt = memory * cobalt + fresh * draw()
            copper = memory * copper + fresh * draw()
        self._states[pit.code] = today, cobalt, copper
        return min(pit.cobalt * exp(cobalt), 0.16), min(pit.copper * exp(copper), 0.16)
