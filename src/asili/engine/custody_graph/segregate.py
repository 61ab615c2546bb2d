"""Segregated custody: a store that keeps its inputs apart and gives them out first in, first out.

Method: a queue of layers. Every outflow takes the oldest layers that are in the store at its
instant, the last of them in part if need be. A weighing that finds less or more than the layers
tell (drying, spillage, the error of a scale) shrinks or stretches all of them in proportion, the
grams that do not divide going to the largest remainders. Integers throughout, so mass is conserved
to the gram.

Source: ISO 22095:2020, segregated model.

Units: grams.
"""

from collections import deque
from collections.abc import Collection
from typing import NamedTuple


class Part(NamedTuple):
    """Grams of one layer; None is what no inflow explains."""

    layer: int | None
    grams: int


class Store:
    """One store in time: what is put in, taken out and found, in the order in which it happens.

    A layer is named by any integer of the caller's. Every method raises ValueError for negative
    grams.
    """

    def __init__(self) -> None:
        self._layers: deque[Part] = deque()
        self.grams = 0

    @property
    def content(self) -> list[Part]:
        """What the store holds, the oldest layer first."""
        return list(self._layers)

    def put(self, layer: int | None, grams: int) -> None:
        """Lay grams down on top."""
        _require_grams(grams)
        if grams:
            self._layers.append(Part(layer, grams))
            self.grams += grams

    def take(self, grams: int) -> list[Part]:
        """Take the oldest grams; what the store does not hold comes last and has no layer."""
        _require_grams(grams)
        taken: list[Part] = []
        while grams and self._layers:
            layer, held = self._layers.popleft()
            part = min(held, grams)
            if held > part:
                self._layers.appendleft(Part(layer, held - part))
            taken.append(Part(layer, part))
            self.grams -= part
            grams -= part
        return [*taken, Part(None, grams)] if grams else taken

    def weigh(self, grams: int) -> None:
        """Bring the layers to what was found; what is found in an empty store has no layer."""
        _require_grams(grams)
        if grams == self.grams:
            return
        if not self.grams:
            self.put(None, grams)
            return
        layers = _apportioned(self._layers, grams)
        self._layers = deque(part for part in layers if part.grams)
        self.grams = grams


def _require_grams(grams: int) -> None:
    if grams < 0:
        raise ValueError("a flow is not negative")


def _apportioned(layers: Collection[Part], grams: int) -> list[Part]:
    """The layers in the same proportion, with this sum, by largest remainder."""
    whole = sum(part.grams for part in layers)
    shares = [divmod(part.grams * grams, whole) for part in layers]
    missing = grams - sum(share for share, _rest in shares)
    most = sorted(range(len(shares)), key=lambda i: -shares[i][1])[:missing]
    extra = set(most)
    return [
        Part(part.layer, share + (i in extra))
        for i, (part, (share, _rest)) in enumerate(zip(layers, shares, strict=True))
    ]
