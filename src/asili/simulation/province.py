"""Everything that stands still during a run, as the other parts of the simulation see it."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol


class Point(Protocol):
    """A place on the ground, in 1e-7 degree (WGS 84)."""

    @property
    def lat_e7(self) -> int:
        """Latitude."""

    @property
    def lon_e7(self) -> int:
        """Longitude."""


@dataclass(frozen=True, slots=True)
class Pit:
    """A pit: where it is, and its true mean grades and moisture as fractions."""

    code: str
    lat_e7: int
    lon_e7: int
    cobalt: float
    copper: float
    moisture: float


@dataclass(frozen=True, slots=True)
class Site:
    """A site worked by a cooperative; ``index`` names it in the true content of lots."""

    index: int
    code: str
    lat_e7: int
    lon_e7: int
    cooperative: str
    pits: tuple[Pit, ...]
    share: float
    """Weight of the site in the province's output."""
    device: str
    opens: date | None = None
    """First day of digging, where its zone is opened during the run."""


@dataclass(frozen=True, slots=True)
class Depot:
    """A buying house of one trader; ``plant`` is the index of the plant that it sells to."""

    index: int
    code: str
    lat_e7: int
    lon_e7: int
    trader: str
    licensed: bool
    keeps_pile: bool
    device: str
    pull: float
    plant: int


@dataclass(frozen=True, slots=True)
class PlantPlace:
    """A plant, whose it is, and its laboratory."""

    index: int
    code: str
    lat_e7: int
    lon_e7: int
    processor: str
    laboratory: str
    device: str


@dataclass(frozen=True, slots=True)
class Province:
    """The whole province."""

    sites: tuple[Site, ...]
    depots: tuple[Depot, ...]
    plants: tuple[PlantPlace, ...]
    authority: str
    exporter: str
    yard: str
    border: str
    lapsed: tuple[tuple[Depot, date], ...] = ()
    """Depots whose trader's card runs out during the run, and when."""
