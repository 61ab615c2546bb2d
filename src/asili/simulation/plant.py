"""At a plant: loads are weighed, assayed, bought and processed into two products and tailings.

Leaching adds reagents and water, so that dry mass need not close; cobalt and copper do. The
tailings of one batch in four are fed again, whole.
"""

from collections import deque
from dataclasses import dataclass
from datetime import date
from typing import Final

from asili.network.vocabulary import EventKind, LineRole, LotKind, Method, Mode
from asili.simulation.diary import Happening, Row, line, lines
from asili.simulation.differences import Kind
from asili.simulation.heaps import Consignment
from asili.simulation.laboratory import note_assay
from asili.simulation.material import Lot, scaled, together, total
from asili.simulation.parameters import Settings
from asili.simulation.province import PlantPlace
from asili.simulation.stage import Stage

BATCH_G: Final = 17e6
_RECYCLE_EVERY: Final = 4


@dataclass(frozen=True, slots=True)
class _Recipe:
    """Ranges of a product: recovery of cobalt and copper, grade of the wanted metal, moisture."""

    recoveries: tuple[tuple[float, float], tuple[float, float]]
    wanted: int
    grade: tuple[float, float]
    moisture: tuple[float, float]


def _recipes(settings: Settings) -> tuple[_Recipe, _Recipe]:
    """What becomes of the cobalt and of the copper; a little of the other metal goes along."""
    cobalt, copper = settings.hydroxide_recovery, settings.copper_recovery
    return (
        _Recipe((cobalt, (0.01, 0.03)), 0, settings.hydroxide_grade, settings.hydroxide_moisture),
        _Recipe(((0.001, 0.004), copper), 1, settings.copper_grade, settings.copper_moisture),
    )


class Plant:
    """One plant; `ready` are products by metal, owned and held by the exporter."""

    def __init__(self, stage: Stage, place: PlantPlace) -> None:
        self.place = place
        self._stage = stage
        self._rng = stage.rng
        self._recipes = _recipes(stage.settings)
        self._scale = f"SCALE {place.device}"
        self._coming: list[Consignment] = []
        self._feed: deque[Lot] = deque()
        self._batches = 0
        self._tailings: deque[Lot] = deque(maxlen=_RECYCLE_EVERY)
        self._products: list[tuple[int, Lot, list[Row]]] = []
        self.ready: tuple[list[Lot], list[Lot]] = ([], [])

    def expect(self, consignments: list[Consignment]) -> None:
        """Note what is on its way here."""
        self._coming += [one for one in consignments if one.depot.plant == self.place.index]

    def receive(self, today: date) -> None:
        """Weigh, assay and buy the loads of the day."""
        stage, here = self._stage, self.place
        for consignment in [one for one in self._coming if one.arrives <= today]:
            self._coming.remove(consignment)
            lot = consignment.lot
            stage.instruments.weigh(self._scale, lot, stage.settings.drying)
            happening = self._happening(EventKind.TRANSFER_IN, [line(LineRole.SEE, lot, lot.wet_g)])
            happening.mode = Mode.TRUCK
            stage.note(happening)
            measured = self._assay(lot, Method.LAB_AAS, today)
            self._purchase(here.processor, consignment.depot.trader, lot, measured)
            self._feed.append(lot)

    def process(self, today: date) -> None:
        """Run batches as long as there is feed for one."""
        batch_g = self._stage.grams(BATCH_G)
        while sum(lot.wet_g for lot in self._feed) >= batch_g:
            feed = [self._feed.popleft()]
            while sum(lot.wet_g for lot in feed) < batch_g:
                feed.append(self._feed.popleft())
            self._run(feed, today)

    def sell(self, _: date) -> None:
        """Divide the hydroxide into export lots and sell all products to the exporter."""
        exporter = self._stage.province.exporter
        for metal, product, measured in self._products:
            for lot in self._divide(product) if metal == 0 else [product]:
                self._purchase(exporter, self.place.processor, lot, measured)
                self.ready[metal].append(lot)
        self._products.clear()

    def _run(self, feed: list[Lot], today: date) -> None:
        books = self._stage.books
        self._batches += 1
        books.batches += 1
        books.fed_g += sum(lot.wet_g for lot in feed)
        if self._batches % _RECYCLE_EVERY == 0:
            recycled = self._tailings.pop()
            feed.append(recycled)
            books.features.setdefault("recycled_tailings", []).append(recycled.code)
        whole = together("", LotKind.LOT, feed, sum(lot.wet_g for lot in feed))
        products = [self._make(recipe, whole) for recipe in self._recipes]
        tailings = self._left(whole, products)
        self._lose(products, today)
        rows = lines(LineRole.TAKE, feed)
        rows += [line(LineRole.MAKE, p, p.wet_g, LotKind.PRODUCT) for p in products]
        rows.append(line(LineRole.TAIL, tailings, tailings.wet_g, LotKind.TAILINGS))
        happening = self._happening(EventKind.PROCESS, rows)
        happening.note = f"Batch {self._batches}: crude cobalt hydroxide, copper product"
        self._stage.note(happening)
        for metal, product in enumerate(products):
            self._products.append((metal, product, self._assay(product, Method.LAB_ICP, today)))
        self._assay(tailings, Method.LAB_AAS, today)
        self._tailings.append(tailings)

    def _make(self, recipe: _Recipe, feed: Lot) -> Lot:
        metal = scaled(feed.metal, *(self._rng.uniform(*bounds) for bounds in recipe.recoveries))
        dry_g = total(metal)[recipe.wanted] / self._rng.uniform(*recipe.grade)
        true_g = dry_g / (1 - self._rng.uniform(*recipe.moisture))
        code = self._stage.numbering.code("L")
        product = Lot(code, LotKind.PRODUCT, 0, true_g, dry_g, metal)
        self._stage.instruments.weigh(self._scale, product)
        return product

    def _left(self, feed: Lot, products: list[Lot]) -> Lot:
        """What was not recovered, in tailings whose mass reagents have changed."""
        metal = dict(feed.metal)
        for product in products:
            for site, (cobalt, copper) in product.metal.items():
                had = metal[site]
                metal[site] = had[0] - cobalt, had[1] - copper
        dry_g = feed.dry_g * self._rng.uniform(0.98, 1.06)
        true_g = dry_g / (1 - self._rng.uniform(0.20, 0.30))
        code = self._stage.numbering.code("L")
        tailings = Lot(code, LotKind.TAILINGS, 0, true_g, dry_g, metal)
        self._stage.instruments.weigh(self._scale, tailings)
        return tailings

    def _lose(self, products: list[Lot], today: date) -> None:
        """Let part of the products leave before they are booked, where that is planted."""
        share = self._stage.differences.strike(Kind.MISSING_METAL, self.place.index, today)
        if share is None:
            return
        for product in products:
            made_g = product.wet_g
            product.draw("", LotKind.LOT, round(share * made_g))
            self._stage.plant(
                Kind.MISSING_METAL,
                today,
                self.place.code,
                None,
                product.code,
                "wet_g",
                (product.wet_g, made_g),
            )

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

    def _assay(self, lot: Lot, method: Method, today: date) -> list[Row]:
        here, measure = self.place, self._stage.instruments.measure
        measured = measure(lot, method, Method.OVEN, here.laboratory)
        happening = self._happening(EventKind.ASSAY, [line(LineRole.SEE, lot)])
        happening.measurements = measured
        note_assay(self._stage, happening, today)
        return measured

    def _purchase(self, buyer: str, seller: str, lot: Lot, measured: list[Row]) -> None:
        happening = self._happening(EventKind.PURCHASE, [line(LineRole.SEE, lot)])
        happening.party, happening.counterparty = buyer, seller
        happening.document = self._stage.paper("CV")
        event = self._stage.note(happening)
        paid = (lot.code, lot.wet_g), (buyer, seller)
        self._stage.market.settle(self._stage.diary, event, *paid, measured)

    def _happening(self, kind: EventKind, rows: list[Row]) -> Happening:
        here = self.place
        return Happening(kind, here.processor, here.code, rows, device=here.device)
