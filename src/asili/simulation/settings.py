"""What a simulation is asked for, and how large its province is.

Masses in grams, grades and moisture as fractions, times local (UTC+2, as in Lualaba).
"""

from dataclasses import dataclass
from datetime import date, timedelta, timezone
from typing import Final

from asili.simulation.differences import Difference
from asili.simulation.parameters import USUAL, Settings

ZONE: Final = timezone(timedelta(hours=2))
FULL_SIZE: Final = 5_000
"""Bags at which lots, loads and batches reach their usual sizes; a smaller run has smaller ones."""

FEWEST: Final = 500
"""Bags that ten shipments need."""

SHORTEST: Final = 60
"""Days that a chain from pit to border needs to show itself."""

MOST_SITES: Final = 1_500
"""Sites for which the province has ground; beyond 2.5 million bags each site has more teams."""

YEAR: Final = 50_000
"""Bags of a province with 30 sites, 8 cooperatives, 10 depots, 3 plants and 60 shipments."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to simulate: ``bags`` between two dates, both included, reproducible by ``seed``.

    ``stop`` ends the writing after that day; what is written until then does not depend on it.
    Raises ValueError for too few bags, too short a period, a negative seed, or a ``stop`` or a
    difference outside of the period.
    """

    bags: int = FULL_SIZE
    seed: int = 2007
    first: date = date(2026, 5, 1)
    last: date = date(2026, 8, 31)
    differences: tuple[Difference, ...] = ()
    stop: date | None = None
    settings: Settings = USUAL

    def __post_init__(self) -> None:
        if self.bags < FEWEST:
            raise ValueError(f"at least {FEWEST} bags are needed, not {self.bags}")
        if self.days < SHORTEST:
            raise ValueError(f"a period of at least {SHORTEST} days is needed, not {self.days}")
        if self.seed < 0:
            raise ValueError("the seed is a whole number from 0 up")
        if self.stop and not self.first <= self.stop <= self.last:
            raise ValueError(f"{self.stop} is outside of the period")
        for difference in self.differences:
            difference.check(self.first, self.last, self.counts)

    @property
    def days(self) -> int:
        """Number of days of the period."""
        return (self.last - self.first).days + 1

    @property
    def written_days(self) -> int:
        """Number of days that are written."""
        return ((self.stop or self.last) - self.first).days + 1

    @property
    def shipments(self) -> int:
        """Number of shipments: ten, or one for each 833 bags of a larger run."""
        return max(10, 60 * self.bags // YEAR)

    @property
    def scale(self) -> float:
        """Factor on the sizes of lots, loads and batches; 1 from 5,000 bags up."""
        return min(1.0, self.bags / FULL_SIZE)

    @property
    def counts(self) -> dict[str, int]:
        """How many sites, cooperatives, depots and plants the province has."""
        return {
            "site": min(max(6, 30 * self.bags // YEAR), MOST_SITES),
            "cooperative": max(2, 8 * self.bags // YEAR),
            "depot": max(3, 10 * self.bags // YEAR),
            "plant": max(1, 3 * self.bags // YEAR),
        }
