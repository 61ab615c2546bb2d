"""Identifiers that a seed fixes: consecutive numbers from a random start for each kind."""

from collections.abc import Iterator
from uuid import UUID

from numpy.random import Generator

from asili.engine.codes import LIMIT, block, encode

ROOM = 2**36
"""Numbers that a run may use after its start; 31 in 32 starts of two runs do not meet."""


class Numbering:
    """Hands out codes and UUIDs."""

    def __init__(self, rng: Generator) -> None:
        self._rng = rng
        self._next: dict[str, int] = {}

    def code(self, kind: str) -> str:
        """Return the next code of ``kind``."""
        return encode(kind, self._advance(kind, 1))

    def tags(self, count: int) -> list[str]:
        """Return ``count`` consecutive bag tags."""
        return block("B", self._advance("B", count), count)

    def uuids(self, batch: int = 256) -> Iterator[UUID]:
        """Yield UUIDs of version 4, drawn ``batch`` at a time."""
        while True:
            drawn = self._rng.bytes(16 * batch)
            for at in range(0, len(drawn), 16):
                yield UUID(bytes=drawn[at : at + 16], version=4)

    def _advance(self, kind: str, count: int) -> int:
        if kind not in self._next:
            self._next[kind] = int(self._rng.integers(LIMIT - ROOM))
        number = self._next[kind]
        self._next[kind] += count
        return number
