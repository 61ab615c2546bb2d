"""What every part of a run shares: chance, numbers, diary, books, the province and the market."""

from dataclasses import dataclass, field
from uuid import UUID

from numpy.random import Generator

from asili.simulation.books import Books
from asili.simulation.diary import Diary, Happening
from asili.simulation.numbering import Numbering
from asili.simulation.province import Province
from asili.simulation.settings import Request
from asili.simulation.trade import Market


@dataclass(slots=True)
class Stage:
    """The stage on which the parts act."""

    request: Request
    rng: Generator
    numbering: Numbering
    diary: Diary
    books: Books
    province: Province
    market: Market
    _papers: dict[str, int] = field(default_factory=dict)

    def note(self, happening: Happening) -> UUID:
        """Note an event in the diary and count it."""
        kind = str(happening.kind)
        self.books.events[kind] = self.books.events.get(kind, 0) + 1
        return self.diary.note(happening)

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
