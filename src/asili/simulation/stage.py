"""What every part of a run shares: chance, numbers, diary, truth, the province and its nature."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from numpy.random import Generator

from asili.simulation.books import Books, Irregularity, TruthFolder
from asili.simulation.diary import Diary, Happening
from asili.simulation.differences import Differences, Kind
from asili.simulation.instruments import Instruments
from asili.simulation.numbering import Numbering
from asili.simulation.parameters import Settings
from asili.simulation.province import Province
from asili.simulation.roads import Roads
from asili.simulation.settings import Request
from asili.simulation.trade import Market
from asili.simulation.weather import Weather


@dataclass(slots=True)
class Stage:
    """The stage on which the parts act."""

    request: Request
    rng: Generator
    numbering: Numbering
    diary: Diary
    truth: TruthFolder
    province: Province
    market: Market
    instruments: Instruments
    weather: Weather
    roads: Roads
    differences: Differences
    _papers: dict[str, int] = field(default_factory=dict)

    @property
    def books(self) -> Books:
        """The totals of the run."""
        return self.truth.books

    @property
    def settings(self) -> Settings:
        """The parameters of the run."""
        return self.request.settings

    def note(self, happening: Happening) -> UUID:
        """Note an event in the diary and count it."""
        kind = str(happening.kind)
        self.books.events[kind] = self.books.events.get(kind, 0) + 1
        return self.diary.note(happening)

    def plant(
        self,
        kind: Kind,
        on: date,
        place: str,
        event: UUID | None = None,
        lot: str = "",
        quantity: str = "",
        values: tuple[float | str, float | str] = ("", ""),
    ) -> None:
        """Write down an irregularity; ``values`` are what is written and what is true."""
        self.truth.plant(Irregularity(kind, on, place, event, lot, quantity, *values))

    def paper(self, kind: str) -> str:
        """Return the number of the next paper of a kind, such as TR-00001."""
        number = self._papers[kind] = self._papers.get(kind, 0) + 1
        return f"{kind}-{number:05}"

    def bags(self, usual: int) -> int:
        """Return a number of bags, smaller in a small run, never below 2."""
        return max(2, round(usual * self.request.scale))

    def grams(self, usual: float) -> float:
        """Return a mass, smaller in a small run."""
        return usual * self.request.scale
