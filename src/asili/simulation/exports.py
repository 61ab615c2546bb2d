"""From the plant to the border: export lots become shipments that leave by rail or by lorry."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Final

from asili.network.vocabulary import EventKind, LineRole, LotKind, Mode
from asili.simulation.diary import Happening, Row, line, lines
from asili.simulation.material import Lot, together
from asili.simulation.plant import Plant
from asili.simulation.stage import Stage

_FIRST_AFTER: Final = (0.30, 45)
_LAST_DAYS: Final = 9
"""The first shipment is due after that share of the period or so many days, whichever is less; the
last those days before its end."""

_GOLDEN: Final = 0.618033988749895
"""Multiples of it, without their whole part, fill the interval from 0 to 1 evenly."""

_DEVICE: Final = "EXPORT-1"


@dataclass(slots=True)
class _Order:
    """A shipment that is due: its metal (0 cobalt, 1 copper) and whether it goes by rail."""

    due: date
    metal: int
    by_rail: bool


@dataclass(slots=True)
class _Journey:
    """A shipment on its way to the border."""

    shipment: Lot
    mode: Mode
    arrives: date


@dataclass(slots=True)
class _Picked:
    """Lots that were picked for an order, and the plant at which they lie or lay."""

    order: _Order
    lots: list[Lot]
    plant: str


class Exports:
    """The exporter's office, the yard and the border."""

    def __init__(self, stage: Stage, plants: list[Plant]) -> None:
        self._stage = stage
        self._plants = plants
        self._rng = stage.rng
        self._orders = _orders(stage)
        self._picked: list[_Picked] = []
        self._journeys: list[_Journey] = []

    def leave_plant(self, today: date) -> None:
        """Pick the lots of the orders that are due; what goes by rail leaves for the yard."""
        due = [order for order in self._orders if order.due <= today]
        for metal in (0, 1):
            wanted = [order for order in due if order.metal == metal]
            for served, order in enumerate(wanted):
                plant = max(self._plants, key=lambda plant: len(plant.ready[metal]))
                ready = plant.ready[metal]
                take = ceil(len(ready) / (len(wanted) - served))
                if take:
                    self._orders.remove(order)
                    self._pick(order, [ready.pop(0) for _ in range(take)], plant.place.code)

    def ship(self, today: date) -> None:
        """Make up the shipments of the day and send them to the border."""
        province = self._stage.province
        by_rail = [picked for picked in self._picked if picked.order.by_rail]
        for picked in by_rail:
            seen = self._weighed(picked.lots, "YARD")
            self._move(EventKind.TRANSFER_IN, province.yard, seen, Mode.TRUCK)
        for picked in (*by_rail, *(one for one in self._picked if not one.order.by_rail)):
            order, lots = picked.order, picked.lots
            place = province.yard if order.by_rail else picked.plant
            wet_g = sum(lot.wet_g for lot in lots)
            shipment = together(self._stage.numbering.code("S"), LotKind.SHIPMENT, lots, wet_g)
            rows = lines(LineRole.TAKE, lots)
            rows.append(line(LineRole.MAKE, shipment, wet_g, LotKind.SHIPMENT))
            self._stage.note(self._happening(EventKind.SHIP, place, rows))
            self._stage.truth.ship(shipment, today, by_rail=order.by_rail)
            mode = Mode.RAIL if order.by_rail else Mode.TRUCK
            seen = lines(LineRole.SEE, [shipment])
            self._move(EventKind.TRANSFER_OUT, place, seen, mode, province.border)
            days = int(self._rng.integers(2, 5)) if order.by_rail else 1
            self._journeys.append(_Journey(shipment, mode, today + timedelta(days=days)))
        self._picked.clear()

    def cross(self, today: date) -> None:
        """Receive and export what reaches the border today."""
        border = self._stage.province.border
        for journey in [journey for journey in self._journeys if journey.arrives <= today]:
            self._journeys.remove(journey)
            seen = self._weighed([journey.shipment], "BORDER")
            self._move(EventKind.TRANSFER_IN, border, seen, journey.mode)
            crossing = lines(LineRole.SEE, [journey.shipment])
            self._stage.note(self._happening(EventKind.EXPORT, border, crossing))

    def _pick(self, order: _Order, lots: list[Lot], plant: str) -> None:
        self._picked.append(_Picked(order, lots, plant))
        if order.by_rail:
            seen = lines(LineRole.SEE, lots)
            yard = self._stage.province.yard
            self._move(EventKind.TRANSFER_OUT, plant, seen, Mode.TRUCK, yard)

    def _weighed(self, lots: list[Lot], where: str) -> list[Row]:
        weigh = self._stage.instruments.weigh
        return [line(LineRole.SEE, lot, weigh(f"SCALE {where}", lot)) for lot in lots]

    def _move(
        self, kind: EventKind, place: str, rows: list[Row], mode: Mode, to_place: str = ""
    ) -> None:
        happening = self._happening(kind, place, rows)
        happening.mode = mode
        if to_place:
            happening.to_place = to_place
            happening.counterparty = happening.party
            happening.document = self._stage.paper("LV")
        self._stage.note(happening)

    def _happening(self, kind: EventKind, place: str, rows: list[Row]) -> Happening:
        return Happening(kind, self._stage.province.exporter, place, rows, device=_DEVICE)


def _orders(stage: Stage) -> list[_Order]:
    """One order in three is copper; those by rail are spread evenly."""
    request = stage.request
    first = min(round(_FIRST_AFTER[0] * request.days), _FIRST_AFTER[1])
    span = request.days - _LAST_DAYS - first
    count = request.shipments
    return [
        _Order(
            request.first + timedelta(days=first + span * number // max(1, count - 1)),
            metal=int(number % 3 == 2),
            by_rail=number * _GOLDEN % 1 < request.settings.rail_share,
        )
        for number in range(count)
    ]
