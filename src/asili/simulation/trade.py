"""Invented money: reference prices, payable shares, settlements and what is held back.

The payable share of a metal rises with its grade; a buyer pays a factor of the value found so.
All amounts in US cents.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from numpy.random import Generator

from asili.network.cells import Value
from asili.network.vocabulary import MOISTURE
from asili.simulation.diary import Diary, Row, Sink
from asili.simulation.material import ANALYTES

CURRENCY: Final = "USD"
SOURCE: Final = "simulated, follows no market"

_START: Final = {"Co": 4_800_000.0, "Cu": 1_050_000.0}
"""Cents for one tonne of metal on the first day."""

_BANDS: Final[dict[str, tuple[tuple[float, float], ...]]] = {
    "Co": ((0.0, 0.10), (1.0, 0.15), (3.0, 0.22), (5.0, 0.35), (15.0, 0.57), (25.0, 0.70)),
    "Cu": ((0.0, 0.10), (1.0, 0.20), (3.0, 0.30), (15.0, 0.55), (50.0, 0.85)),
}
_HELD_BACK: Final = (
    # kind, share of the gross price, legal basis
    ("cooperative_fee", 0.05, "statutes of the cooperative (simulated)"),
    ("service_fee", 0.01, "provincial order (simulated)"),
)


class Market:
    """Prices of the day and the payment of lots."""

    def __init__(self, rng: Generator, first: date, last: date, sink: Sink) -> None:
        self._rng = rng
        self._prices: dict[tuple[str, date], int] = {}
        self._receipts = 0
        for analyte in ANALYTES:
            for grade, share in _BANDS[analyte]:
                band: Row = {"analyte": analyte, "source": SOURCE, "valid_from": first}
                band |= {"grade_from": Decimal(str(grade)), "share": Decimal(str(share))}
                sink.add("payables", band)
            self._walk(analyte, first, last, sink)

    def _walk(self, analyte: str, first: date, last: date, sink: Sink) -> None:
        price = _START[analyte]
        for offset in range((last - first).days + 1):
            on = first + timedelta(days=offset)
            price *= 1 + 0.008 * float(self._rng.standard_normal())
            self._prices[analyte, on] = round(price)
            row: Row = {"analyte": analyte, "on": on, "amount_minor": round(price)}
            sink.add("prices", row | {"currency": CURRENCY, "per": "t metal", "source": SOURCE})

    def settle(
        self,
        diary: Diary,
        event: UUID,
        lot: tuple[str, int],
        parties: tuple[str, str],
        measured: list[Row],
        on: date,
        *,
        at_depot: bool = False,
        informal: bool = False,
    ) -> None:
        """Pay for ``lot`` (code, wet grams) between ``parties`` (buyer, seller)."""
        factor = self._rng.uniform(0.6, 0.95) if at_depot else 0.97
        gross = round(self._value(lot[1], measured, on) * factor)
        held = self._held_back(gross, informal=informal) if at_depot else []
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

    def _held_back(self, gross: int, *, informal: bool) -> list[tuple[str, int, str | None]]:
        held: list[tuple[str, int, str | None]] = [
            (kind, round(gross * share), basis) for kind, share, basis in _HELD_BACK
        ]
        if informal:
            held.append(("road_contribution", round(gross * 0.03), None))
        return held

    def _value(self, wet_g: int, measured: list[Row], on: date) -> float:
        found = {str(row["quantity"]): _number(row) for row in measured}
        dry_t = wet_g * (1 - found[MOISTURE] / 100) / 1e6
        return sum(
            dry_t * found[a] / 100 * self._prices[a, on] * _payable(a, found[a]) for a in ANALYTES
        )


def _number(row: Mapping[str, Value]) -> float:
    value = row["value"]
    return float(value) if isinstance(value, Decimal) else 0.0


def _payable(analyte: str, grade: float) -> float:
    return max(share for start, share in _BANDS[analyte] if grade >= start)
