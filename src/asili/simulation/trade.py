"""Invented money: reference prices, payable shares, settlements and what is held back.

The payable share of a metal rises with its grade; a buyer pays a factor of the value found so.
All amounts in US cents.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from math import exp, log
from typing import Final
from uuid import UUID

from numpy.random import Generator

from asili.network.cells import Value
from asili.network.vocabulary import MOISTURE
from asili.simulation.diary import Diary, Row, Sink
from asili.simulation.material import ANALYTES
from asili.simulation.settings import Request

CURRENCY: Final = "USD"
SOURCE: Final = "simulated, follows no market"

STATUTES: Final = "statutes of the cooperative (simulated)"
ORDER: Final = "provincial order (simulated)"
PLANT_FACTOR: Final = 0.97
"""Share of the value by reference that plants and exporters pay."""

_BANDS: Final[dict[str, tuple[tuple[float, float], ...]]] = {
    "Co": ((0.0, 0.10), (1.0, 0.15), (3.0, 0.22), (5.0, 0.35), (15.0, 0.57), (25.0, 0.70)),
    "Cu": ((0.0, 0.10), (1.0, 0.20), (3.0, 0.30), (15.0, 0.55), (50.0, 0.85)),
}
FALLS_AFTER: Final = 0.45
"""When cobalt begins to fall, as a share of the period."""


class Market:
    """Prices of the day and the payment of lots."""

    def __init__(self, rng: Generator, request: Request, sink: Sink) -> None:
        self._rng = rng
        self._sink = sink
        self._settings = settings = request.settings
        self._receipts = 0
        self._levels = {"Co": log(settings.cobalt_start), "Cu": log(settings.copper_start)}
        self._logs = dict(self._levels)
        self._volatility = {"Co": settings.cobalt_volatility, "Cu": settings.copper_volatility}
        self._falls_on = request.first + timedelta(days=round(FALLS_AFTER * request.days))
        self.prices: dict[str, int] = {}
        for analyte in ANALYTES:
            for grade, share in _BANDS[analyte]:
                band: Row = {"analyte": analyte, "source": SOURCE, "valid_from": request.first}
                band |= {"grade_from": Decimal(str(grade)), "share": Decimal(str(share))}
                sink.add("payables", band)

    def open(self, today: date) -> None:
        """Let the prices of the day be printed: a walk that returns to its level."""
        settings = self._settings
        if 0 <= (today - self._falls_on).days < settings.fall_days:
            step = log(1 - settings.fall) / settings.fall_days
            self._levels["Co"] += step
            self._logs["Co"] += step
        for analyte in ANALYTES:
            away = self._logs[analyte] - self._levels[analyte]
            noise = self._volatility[analyte] * float(self._rng.standard_normal())
            self._logs[analyte] += noise - settings.pull * away
            price = self.prices[analyte] = round(exp(self._logs[analyte]))
            row: Row = {"analyte": analyte, "on": today, "amount_minor": price, "per": "t metal"}
            self._sink.add("prices", row | {"currency": CURRENCY, "source": SOURCE})

    def settle(
        self,
        diary: Diary,
        event: UUID,
        lot: tuple[str, int],
        parties: tuple[str, str],
        measured: list[Row],
        *,
        at_depot: bool = False,
        informal: bool = False,
        excess: float = 0.0,
    ) -> int:
        """Pay for ``lot`` (code, wet grams) between ``parties`` (buyer, seller); return the gross.

        ``excess`` is a share of the gross that is held back as a service fee over its rate.
        """
        factor = self._rng.uniform(*self._settings.bargain) if at_depot else PLANT_FACTOR
        gross = round(self._value(lot[1], measured) * factor)
        held = self._held_back(gross, excess, informal=informal) if at_depot else []
        key: Row = {"event": event, "lot": lot[0]}
        self._receipts += 1
        settlement: Row = {
            **key,
            "buyer": parties[0],
            "seller": parties[1],
            "gross_minor": gross,
            "net_minor": gross - sum(amount for _, amount, _ in held),
            "currency": CURRENCY,
            "paid_by": ("cash", "mobile_money")[self._receipts % 3 == 0] if at_depot else "bank",
            "receipt": f"SIMU-{self._receipts:06}",
        }
        deductions: list[Row] = [
            {
                **key,
                "kind": kind,
                "amount_minor": amount,
                "legal_basis": basis,
                "informal": basis is None,
            }
            for kind, amount, basis in held
        ]
        diary.pay(settlement, deductions)
        return gross

    def _held_back(
        self, gross: int, excess: float, *, informal: bool
    ) -> list[tuple[str, int, str | None]]:
        settings = self._settings
        held: list[tuple[str, int, str | None]] = [
            ("cooperative_fee", round(gross * settings.cooperative_fee), STATUTES),
            ("service_fee", round(gross * (settings.service_fee + excess)), ORDER),
        ]
        if informal:
            held.append(("road_contribution", round(gross * settings.road_contribution), None))
        return held

    def _value(self, wet_g: int, measured: list[Row]) -> float:
        found = {str(row["quantity"]): _number(row) for row in measured}
        dry_t = wet_g * (1 - found[MOISTURE] / 100) / 1e6
        return sum(
            dry_t * found[a] / 100 * self.prices[a] * _payable(a, found[a]) for a in ANALYTES
        )


def _number(row: Mapping[str, Value]) -> float:
    value = row["value"]
    return float(value) if isinstance(value, Decimal) else 0.0


def _payable(analyte: str, grade: float) -> float:
    return max(share for start, share in _BANDS[analyte] if grade >= start)
