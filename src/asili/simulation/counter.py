"""At the counter of a depot: what is sold is assayed and paid for.

Four irregularities are planted here: moisture written too high, grades written too low, more held
back than the rate, and a bag that is sold to a second depot as well.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from asili.network.vocabulary import MOISTURE, EventKind, LineRole, LotKind
from asili.simulation.diary import Happening, Row, line, lines
from asili.simulation.differences import Kind
from asili.simulation.instruments import shifted
from asili.simulation.laboratory import note_assay
from asili.simulation.material import ANALYTES, Lot
from asili.simulation.province import Depot
from asili.simulation.stage import Stage


@dataclass(frozen=True, slots=True)
class Sale:
    """Who buys from which cooperative, by which measurements."""

    depot: Depot
    cooperative: str
    measured: list[Row]


class Counter:
    """The counters of all depots."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._again: list[tuple[Sale, Lot]] = []

    def assay(self, sale: Sale, lots: list[Lot], whole: Lot, today: date) -> None:
        """Write what was measured on ``lots``, which are ``whole`` together."""
        depot, strike = sale.depot, self._stage.differences.strike
        points = strike(Kind.MOISTURE_OVERSTATED, depot.index, today)
        share = strike(Kind.GRADE_UNDERSTATED, depot.index, today)
        if points is not None:
            shifted(sale.measured, (MOISTURE,), 1, points)
        if share is not None:
            shifted(sale.measured, ANALYTES, 1 - share, 0)
        happening = Happening(EventKind.ASSAY, depot.trader, depot.code, lines(LineRole.SEE, lots))
        happening.device, happening.measurements = depot.device, sale.measured
        event = note_assay(self._stage, happening, today)
        truth = dict(zip((*ANALYTES, MOISTURE), (*whole.grades, whole.moisture), strict=True))
        for row in sale.measured:
            quantity = str(row["quantity"])
            kind, struck = Kind.GRADE_UNDERSTATED, share
            if quantity == MOISTURE:
                kind, struck = Kind.MOISTURE_OVERSTATED, points
            if struck is not None:
                values = str(row["value"]), round(100 * truth[quantity], 3)
                self._stage.plant(kind, today, depot.code, event, lots[0].code, quantity, values)

    def buy(self, sale: Sale, lots: list[Lot], today: date) -> UUID:
        """Buy and pay ``lots``; return the event of the purchase."""
        event = self._purchase(sale, lots, today)
        self._stage.books.buy(sale.depot.code, sum(lot.wet_g for lot in lots))
        return event

    def offer_again(self, sale: Sale, bag: Lot, event: UUID, today: date) -> None:
        """Let a bag that was just bought be sold once more, if it is its turn."""
        if self._stage.differences.strike(Kind.BAG_SOLD_TWICE, sale.depot.index, today) is not None:
            self._again.append((sale, bag))
            self._stage.plant(Kind.BAG_SOLD_TWICE, today, sale.depot.code, event, bag.code)

    def sell_again(self, today: date) -> None:
        """Sell bags for the second time, to the depot that is last or else first."""
        depots = self._stage.province.depots
        for sale, bag in self._again:
            second = depots[0] if sale.depot is depots[-1] else depots[-1]
            event = self._purchase(Sale(second, sale.cooperative, sale.measured), [bag], today)
            self._stage.plant(Kind.BAG_SOLD_TWICE, today, second.code, event, bag.code)
        self._again.clear()

    def _purchase(self, sale: Sale, lots: list[Lot], today: date) -> UUID:
        depot, stage = sale.depot, self._stage
        seen = [line(LineRole.SEE, lot, lot.wet_g) for lot in lots]
        happening = Happening(EventKind.PURCHASE, depot.trader, depot.code, seen)
        happening.counterparty, happening.device = sale.cooperative, depot.device
        happening.document = stage.paper("BA")
        event = stage.note(happening)
        excess = stage.differences.strike(Kind.DEDUCTIONS_OVER_RATE, depot.index, today)
        for lot in lots:
            gross = stage.market.settle(
                stage.diary,
                event,
                (lot.code, lot.wet_g),
                (depot.trader, sale.cooperative),
                sale.measured,
                at_depot=True,
                informal=not depot.licensed and lot.kind is not LotKind.BAG,
                excess=excess or 0.0,
            )
            if excess is not None:
                rate = stage.settings.service_fee
                values = round(gross * (rate + excess)), round(gross * rate)
                stage.plant(
                    Kind.DEDUCTIONS_OVER_RATE,
                    today,
                    depot.code,
                    event,
                    lot.code,
                    "service_fee",
                    values,
                )
        return event
