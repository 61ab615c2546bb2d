"""Seasons: rain lowers what is dug, wets the ore and slows the roads; one rainy month is heavy."""

from dataclasses import dataclass
from datetime import date, timedelta

from numpy.random import Generator

from asili.simulation.parameters import Settings

SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Weather:
    """The weather of a run; ``heavy`` is its heavy month as (year, month), or none."""

    settings: Settings
    heavy: tuple[int, int] | None

    def rains(self, day: date) -> bool:
        """Whether the day is in the rainy season."""
        return day.month in self.settings.rainy_months

    def output(self, day: date) -> float:
        """What is dug, as a share of a dry working day; nothing on Sundays."""
        if day.weekday() == SUNDAY:
            return 0.0
        if (day.year, day.month) == self.heavy:
            return self.settings.heavy_output
        return self.settings.rain_output if self.rains(day) else 1.0

    def moisture(self, day: date) -> float:
        """Factor on the moisture of fresh ore."""
        if (day.year, day.month) == self.heavy:
            return self.settings.heavy_moisture
        return self.settings.rain_moisture if self.rains(day) else 1.0

    def speed(self, day: date) -> float:
        """Kilometres of road in an hour of a loaded lorry."""
        return self.settings.rain_kmh if self.rains(day) else self.settings.road_kmh


def weather_of(rng: Generator, settings: Settings, first: date, last: date) -> Weather:
    """Draw the heavy month among the whole rainy months of a period."""
    months = []
    day = first
    while day <= last:
        after = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        if day.month in settings.rainy_months and day.day == 1 and after - timedelta(1) <= last:
            months.append((day.year, day.month))
        day = after
    chosen = int(rng.integers(len(months))) if months else 0
    return Weather(settings, months[chosen] if months else None)
