"""At the plant: loads are weighed, assayed, bought and processed into two products and tailings.

Leaching adds reagents and water, so that dry mass need not close; cobalt and copper do. The
tailings of one batch in four are fed again, whole.
"""

from collections import deque
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

import numpy as np

from asili.network.vocabulary import EventKind, LineRole, LotKind, Method, Mode
from asili.simulation import names
from asili.simulation.diary import Happening, Row, line, lines
from asili.simulation.heaps import Consignment
from asili.simulation.material import Lot, Metal, measure, together
from asili.simulation.pits import arrival_mass
from asili.simulation.stage import Stage

BATCH_G: Final = 17e6
_RECYCLE_EVERY: Final = 4
_DEVICE: Final = "PLANT-1"


@dataclass(frozen=True, slots=True)
class _Recipe:
    """Ranges of a product: recovery of cobalt and copper, grade of the wanted metal, moisture."""

    kind: LotKind
    recoveries: tuple[tuple[float, float], tuple[float, float]]
    wanted: int
    grade: tuple[float, float]
    moisture: tuple[float, float]


_HYDROXIDE: Final = _Recipe(
    LotKind.PRODUCT, ((0.75, 0.92), (0.01, 0.03)), 0, (0.28, 0.36), (0.40, 0.55)
)
_COPPER: Final = _Recipe(
    LotKind.PRODUCT, ((0.001, 0.004), (0.78, 0.92)), 1, (0.62, 0.78), (0.05, 0.12)
)


class Plant:
    """The plant; `ready` are products by metal, owned and held by the exporter."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._rng = stage.rng
        self._feed: deque[Lot] = deque()
        self._tailings: list[Lot] = []
        self._products: list[tuple[int, Lot, list[Row]]] = []
        self.ready: tuple[list[Lot], list[Lot]] = ([], [])

    def receive(self, consignments: list[Consignment], today: date) -> None:
        """Weigh, assay and buy the loads of the day."""
        for consignment in consignments:
            lot = consignment.lot
            seen = [line(LineRole.SEE, lot, arrival_mass(self._rng, lot))]
            happening = self._happening(EventKind.TRANSFER_IN, seen)
            happening.mode = Mode.TRUCK
            self._stage.note(happening)
            measured = measure(self._rng, lot, Method.LAB_AAS, Method.OVEN, names.LABORATORY)
            self._assay(lot, measured)
            processor = self._stage.province.processor
            self._purchase(processor, consignment.trader, lot, measured, today)
            self._feed.append(lot)

    def process(self) -> None:
        """Run batches as long as there is feed for one."""
        batch_g = self._stage.grams(BATCH_G)
        while sum(lot.wet_g for lot in self._feed) >= batch_g:
            feed = [self._feed.popleft()]
            while sum(lot.wet_g for lot in feed) < batch_g:
                feed.append(self._feed.popleft())
            self._run(feed)

    def sell(self, today: date) -> None:
        """Divide the hydroxide into export lots and sell all products to the exporter."""
        province = self._stage.province
        for metal, product, measured in self._products:
            for lot in self._divide(product) if metal == 0 else [product]:
                self._purchase(province.exporter, province.processor, lot, measured, today)
                self.ready[metal].append(lot)
        self._products.clear()

    def _run(self, feed: list[Lot]) -> None:
        books = self._stage.books
        books.batches += 1
        books.fed_g += sum(lot.wet_g for lot in feed)
        if books.batches % _RECYCLE_EVERY == 0:
            recycled = self._tailings.pop()
            feed.append(recycled)
            planted = books.planted.setdefault("recycled_tailings", {"lots": []})
            planted["lots"] = [*_listed(planted["lots"]), recycled.code]
        whole = together("", LotKind.LOT, feed, sum(lot.wet_g for lot in feed))
        hydroxide, copper = (self._make(recipe, whole) for recipe in (_HYDROXIDE, _COPPER))
        tailings = self._left(whole, whole.metal - hydroxide.metal - copper.metal)
        rows = lines(LineRole.TAKE, feed)
        rows += [line(LineRole.MAKE, p, p.wet_g, LotKind.PRODUCT) for p in (hydroxide, copper)]
        rows.append(line(LineRole.TAIL, tailings, tailings.wet_g, LotKind.TAILINGS))
        happening = self._happening(EventKind.PROCESS, rows)
        happening.note = f"Batch {books.batches}: crude cobalt hydroxide, copper product"
        self._stage.note(happening)
        for metal, product in enumerate((hydroxide, copper)):
            measured = measure(self._rng, product, Method.LAB_ICP, Method.OVEN, names.LABORATORY)
            self._assay(product, measured)
            self._products.append((metal, product, measured))
        leftover = measure(self._rng, tailings, Method.LAB_AAS, Method.OVEN, names.LABORATORY)
        self._assay(tailings, leftover)
        self._tailings.append(tailings)

    def _make(self, recipe: _Recipe, feed: Lot) -> Lot:
        recovered = np.array([self._rng.uniform(*bounds) for bounds in recipe.recoveries])
        metal: Metal = feed.metal * recovered
        dry_g = float(metal[:, recipe.wanted].sum()) / self._rng.uniform(*recipe.grade)
        wet_g = round(dry_g / (1 - self._rng.uniform(*recipe.moisture)))
        return Lot(self._stage.numbering.code("L"), recipe.kind, wet_g, dry_g, metal)

    def _left(self, feed: Lot, metal: Metal) -> Lot:
        dry_g = feed.dry_g * self._rng.uniform(0.98, 1.06)
        wet_g = round(dry_g / (1 - self._rng.uniform(0.20, 0.30)))
        return Lot(self._stage.numbering.code("L"), LotKind.TAILINGS, wet_g, dry_g, metal)

    def _divide(self, product: Lot) -> list[Lot]:
        half_g = product.wet_g // 2
        code = self._stage.numbering.code
        whole_g = product.wet_g
        first = product.draw(code("L"), LotKind.LOT, half_g)
        second = product.draw(code("L"), LotKind.LOT, whole_g - half_g)
        rows = [line(LineRole.TAKE, product, whole_g)]
        rows += [line(LineRole.MAKE, lot, lot.wet_g, LotKind.LOT) for lot in (first, second)]
        self._stage.note(self._happening(EventKind.SPLIT, rows))
        return [first, second]

    def _assay(self, lot: Lot, measured: list[Row]) -> None:
        happening = self._happening(EventKind.ASSAY, [line(LineRole.SEE, lot)])
        happening.measurements = measured
        self._stage.note(happening)

    def _purchase(
        self, buyer: str, seller: str, lot: Lot, measured: list[Row], today: date
    ) -> UUID:
        happening = self._happening(EventKind.PURCHASE, [line(LineRole.SEE, lot)])
        happening.party, happening.counterparty = buyer, seller
        happening.document = self._stage.paper("CV")
        uuid = self._stage.note(happening)
        paid = (lot.code, lot.wet_g), (buyer, seller)
        self._stage.market.settle(self._stage.diary, uuid, *paid, measured, today)
        return uuid

    def _happening(self, kind: EventKind, rows: list[Row]) -> Happening:
        province = self._stage.province
        return Happening(kind, province.processor, province.plant, rows, device=_DEVICE)


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []
