"""What a simulation is asked for, and the constants of its province.

Masses in grams, grades and moisture as fractions, times local (UTC+2, as in Lualaba).
"""

from dataclasses import dataclass
from datetime import date, timedelta, timezone
from typing import Final

ZONE: Final = timezone(timedelta(hours=2))
FULL_SIZE: Final = 5_000
"""Bags at which lots, loads and batches reach their usual sizes; a smaller run has smaller ones."""

FEWEST: Final = 500
"""Bags that ten shipments and the planted oddities need."""

SHORTEST: Final = 60
"""Days that a chain from pit to border needs to show itself."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to simulate: ``bags`` between two dates, both included, reproducible by ``seed``.

    Raises ValueError for too few bags, too short a period or a negative seed.
    """

    bags: int = FULL_SIZE
    seed: int = 2007
    first: date = date(2026, 5, 1)
    last: date = date(2026, 8, 31)

    def __post_init__(self) -> None:
        if self.bags < FEWEST:
            raise ValueError(f"at least {FEWEST} bags are needed, not {self.bags}")
        if self.days < SHORTEST:
            raise ValueError(f"a period of at least {SHORTEST} days is needed, not {self.days}")
        if self.seed < 0:
            raise ValueError("the seed is a whole number from 0 up")

    @property
    def days(self) -> int:
        """Number of days of the period."""
        return (self.last - self.first).days + 1

    @property
    def shipments(self) -> int:
        """Number of shipments: ten, or one for each 500 bags of a larger run."""
        return max(10, self.bags // 500)

    @property
    def scale(self) -> float:
        """Factor on the sizes of lots, loads and batches; 1 from 5,000 bags up."""
        return min(1.0, self.bags / FULL_SIZE)
