"""Roads: how long a trip takes, and a road that is cut for weeks.

A lorry arrives the same evening, the next morning or later; it does not drive at night. While the
road is cut, loads from behind it wait at their site or take a long way round.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, cos, hypot, radians
from typing import Final

from numpy.random import Generator

from asili.simulation.parameters import Settings
from asili.simulation.province import Point
from asili.simulation.weather import Weather

KM_PER_DEGREE: Final = 111.2
EVENING_HOURS: Final = 2.0
"""A trip that takes no longer ends on the evening on which it began."""

MORNING_HOURS: Final = 9.0
"""A trip that takes no longer ends on the next morning."""

NOON_HOURS: Final = 5.0
"""A trip from noon that takes no longer ends on the same evening."""

DAY_HOURS: Final = 10.0
"""Hours that a lorry drives in a day."""


@dataclass(frozen=True, slots=True)
class RoadCut:
    """Days, first and last included, on which the road between two sides of a line is cut.

    The line runs along the meridian ``lon_e7``.
    """

    first: date
    last: date
    lon_e7: int


@dataclass(frozen=True, slots=True)
class Trip:
    """When a load arrives: the day, whether in the morning, and what is said of the way."""

    day: date
    in_the_morning: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Roads:
    """The roads of a province."""

    settings: Settings
    weather: Weather
    cut: RoadCut

    def kilometres(self, start: Point, end: Point) -> float:
        """Length of the road between two places."""
        north = (end.lat_e7 - start.lat_e7) / 1e7
        east = (end.lon_e7 - start.lon_e7) / 1e7 * cos(radians(start.lat_e7 / 1e7))
        return KM_PER_DEGREE * hypot(north, east) * self.settings.winding

    def is_cut(self, start: Point, end: Point, today: date) -> bool:
        """Whether the road from ``start`` to ``end`` is cut today."""
        west, east = sorted((start.lon_e7, end.lon_e7))
        return self.cut.first <= today <= self.cut.last and west < self.cut.lon_e7 <= east

    def hours(self, start: Point, end: Point, today: date) -> tuple[float, str]:
        """Hours that a lorry needs, and what is said of its way."""
        distance, note = self.kilometres(start, end), ""
        if self.is_cut(start, end, today):
            distance *= self.settings.detour
            note = "By the detour: the road is cut."
        return distance / self.weather.speed(today), note

    def trip(self, start: Point, end: Point, today: date) -> Trip:
        """The trip of a lorry that leaves in the late afternoon of ``today``."""
        hours, note = self.hours(start, end, today)
        if hours <= EVENING_HOURS:
            return Trip(today, note=note)
        if hours <= MORNING_HOURS:
            return Trip(today + timedelta(days=1), in_the_morning=True, note=note)
        return Trip(today + timedelta(days=ceil(hours / DAY_HOURS)), note=note)

    def trip_from_noon(self, start: Point, end: Point, today: date) -> Trip:
        """The trip of a lorry that leaves at noon and arrives before an evening."""
        hours, note = self.hours(start, end, today)
        late = max(0.0, hours - NOON_HOURS)
        return Trip(today + timedelta(days=ceil(late / DAY_HOURS)), note=note)


def roads_of(
    rng: Generator,
    settings: Settings,
    weather: Weather,
    days: tuple[date, date],
    meridians: list[int],
) -> Roads:
    """Cut one road, in the rains if there are any: the line that the sites of the east lie behind.

    ``meridians`` are those of the sites (1e-7 degree).
    """
    least, most = settings.cut_days
    length = int(rng.integers(least, most + 1))
    span = (days[1] - days[0]).days - length
    wet = [n for n in range(span) if weather.rains(days[0] + timedelta(days=n))]
    choice = wet or [*range(span)]
    start = days[0] + timedelta(days=choice[int(rng.integers(len(choice) // 4, len(choice)))])
    line = sorted(meridians)[len(meridians) * 2 // 3]
    return Roads(settings, weather, RoadCut(start, start + timedelta(days=length - 1), line))
