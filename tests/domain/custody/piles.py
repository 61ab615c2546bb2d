"""Random histories of piles, mixed and kept apart, and the slow way to say what is in them.

Every lot is a list of layers, every layer a number of grams and exact shares of bags; a mixed lot
is one layer. Nothing here is shared with the product.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from hypothesis import strategies as st

from asili.domain.custody.facts import EventFact
from asili.network.vocabulary import CustodyModel, EventKind, LotKind
from tests.domain.custody.valley import Valley, bag, lot, make, shipment, take

Shares = dict[str, Fraction]
BAG_G = 60
MODELS = {False: CustodyModel.MIXED, True: CustodyModel.SEGREGATED}


@dataclass(frozen=True)
class Step:
    """``take`` grams from each source go into ``into`` (or into a new lot)."""

    sources: tuple[tuple[str, int], ...]
    into: str
    kind: LotKind
    model: CustodyModel | None

    def fact(self, valley: Valley, minute: int) -> EventFact:
        made = make(self.into, sum(grams for _code, grams in self.sources), self.kind)
        if self.kind is LotKind.SHIPMENT:
            kind = EventKind.SHIP
        else:
            kind = EventKind.BLEND if self.kind is LotKind.PILE else EventKind.SPLIT
        line = type(made)(made.role, made.lot, made.wet_g, made.lot_kind, custody_model=self.model)
        return valley.fact(kind, "north", (*(take(*x) for x in self.sources), line), at=minute)


@dataclass
class History:
    """Steps, and what every lot holds after them."""

    steps: list[Step] = field(default_factory=list)
    piles: dict[str, list[tuple[int, Shares]]] = field(default_factory=dict)
    apart: dict[str, bool] = field(default_factory=dict)
    filled: dict[str, list[tuple[int, Shares]]] = field(default_factory=dict)

    def grams(self, code: str) -> int:
        return sum(grams for grams, _shares in self.piles[code])

    def do(self, step: Step) -> None:
        self.steps.append(step)
        came: list[tuple[int, Shares]] = []
        for code, grams in step.sources:
            came += self._taken(code, grams)
        layers = self.piles.setdefault(step.into, [])
        if not layers:
            self.apart[step.into] = step.model is CustodyModel.SEGREGATED
        layers.append(together(came))
        if not self.apart[step.into]:
            layers[:] = [together(layers)]
        self.filled[step.into] = list(layers)

    def _taken(self, code: str, grams: int) -> list[tuple[int, Shares]]:
        if code.startswith("B"):
            return [(grams, {code: Fraction(1)})]
        taken = []
        while grams:
            held, shares = self.piles[code].pop(0)
            part = min(held, grams)
            if held > part:
                self.piles[code].insert(0, (held - part, shares))
            taken.append((part, shares))
            grams -= part
        return taken

    def holds(self, code: str) -> Shares:
        """Shares of bags in what the lot holds, or held when something was last put in."""
        return together(self.piles[code] or self.filled[code])[1]


def together(parts: list[tuple[int, Shares]]) -> tuple[int, Shares]:
    whole = sum(grams for grams, _shares in parts)
    mixed: Shares = {}
    for grams, shares in parts:
        for code, share in shares.items():
            mixed[code] = mixed.get(code, Fraction(0)) + share * Fraction(grams, whole)
    return whole, mixed


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Up to ten additions and withdrawals over three piles, then one shipment."""
    history = History()
    bags = iter(range(1, 60))
    fresh = iter(range(100, 140))
    piles = [lot(n) for n in (1, 2, 3)]

    def sources(least: int) -> tuple[tuple[str, int], ...]:
        found = [(bag(next(bags)), BAG_G) for _ in range(draw(st.integers(least, 2)))]
        full = [code for code in history.piles if history.grams(code)]
        if full and (not found or draw(st.booleans())):
            code = draw(st.sampled_from(sorted(full)))
            held = history.grams(code)
            found.append((code, draw(st.sampled_from([held, 1, held // 2 + 1]))))
        return tuple((code, grams) for code, grams in found if grams)

    for _ in range(draw(st.integers(1, 10))):
        if draw(st.booleans()):
            into = draw(st.sampled_from(piles))
            found = tuple(x for x in sources(1) if x[0] != into)
            said = draw(st.sampled_from([None, *CustodyModel, CustodyModel.SEGREGATED]))
            history.do(Step(found, into, LotKind.PILE, said))
        elif found := sources(0):
            history.do(Step(found, lot(next(fresh)), LotKind.LOT, None))
    if found := sources(0):
        history.do(Step(found, shipment(1), LotKind.SHIPMENT, None))
    return history
