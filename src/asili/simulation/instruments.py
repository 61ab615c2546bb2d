"""Scales and analysers: each is wrong by the same share every day (bias), and by chance (noise)."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from asili.network.vocabulary import MOISTURE, Method
from asili.simulation.diary import Row
from asili.simulation.material import ANALYTES, Lot
from asili.simulation.parameters import Settings

_POINTS: Final = Decimal("0.001")


@dataclass(slots=True)
class Instruments:
    """All scales and analysers of a province by name; their biases are drawn when first used.

    Errors of scales are bounded, so that two honest weighings never differ by the tolerance of 2 %.
    """

    rng: Generator
    settings: Settings
    _scales: dict[str, float] = field(default_factory=dict)
    _analysers: dict[tuple[str, str], float] = field(default_factory=dict)

    def weigh(self, scale: str, lot: Lot, drying: float = 0.0, hidden: float = 0.0) -> int:
        """What ``scale`` shows for a lot that dried by up to ``drying``; becomes its booked mass.

        ``hidden`` is the share that a manipulated scale does not show.
        """
        if drying:
            lot.dry(self.rng.uniform(0, drying))
        lot.wet_g = round(lot.true_g * self.reading(scale) * (1 - hidden))
        return lot.wet_g

    def reading(self, scale: str) -> float:
        """What ``scale`` shows for one, this time."""
        noise = self.settings.scale_noise
        return self._bias(scale) + self.rng.uniform(-noise, noise)

    def bags(self, scale: str, true_g: NDArray[np.float64]) -> list[int]:
        """What ``scale`` shows for bags, one after another, to a step of its display."""
        noise, step = self.settings.scale_noise, self.settings.scale_step_g
        spread = self.rng.uniform(-noise, noise, true_g.size)
        shown = true_g * (self._bias(scale) + spread)
        return [step * int(n) for n in np.rint(shown / step)]

    def measure(self, lot: Lot, method: Method, dried: Method, laboratory: str) -> list[Row]:
        """Rows of measurements of a lot: both metals by ``method``, moisture by ``dried``."""
        u = self._uncertainty(method)
        rows = [
            self._row(quantity, 100 * grade, 100 * grade * u, method, laboratory)
            for quantity, grade in zip(ANALYTES, lot.grades, strict=True)
        ]
        u = self._uncertainty(dried)
        rows.append(self._row(MOISTURE, 100 * lot.moisture, u, dried, laboratory))
        return rows

    def _bias(self, scale: str) -> float:
        if scale not in self._scales:
            bound = self.settings.scale_bias
            self._scales[scale] = 1 + self.rng.uniform(-bound, bound)
        return self._scales[scale]

    def _row(self, quantity: str, truth: float, u: float, method: Method, laboratory: str) -> Row:
        share, key = self.settings.bias_share, (laboratory, quantity)
        if key not in self._analysers:
            self._analysers[key] = self.rng.standard_normal()
        noise = (1 - share**2) ** 0.5 * self.rng.standard_normal()
        value = truth + u * (share * self._analysers[key] + noise)
        return {
            "quantity": quantity,
            "value": Decimal(min(max(value, 0.0), 100.0)).quantize(_POINTS),
            "u": Decimal(u).quantize(_POINTS),
            "method": method,
            "laboratory": laboratory,
        }

    def _uncertainty(self, method: Method) -> float:
        settings = self.settings
        return {
            Method.XRF_FIELD: settings.xrf_field_u,
            Method.XRF_PULP: settings.xrf_pulp_u,
            Method.LAB_AAS: settings.lab_aas_u,
            Method.LAB_ICP: settings.lab_icp_u,
            Method.OVEN: settings.moisture_oven_u,
            Method.DECLARED: settings.moisture_declared_u,
        }[method]


def shifted(rows: list[Row], quantities: tuple[str, ...], factor: float, points: float) -> None:
    """Write other values than were measured: times ``factor``, plus percentage ``points``."""
    for row in rows:
        value = row["value"]
        if row["quantity"] in quantities and isinstance(value, Decimal):
            written = value * Decimal(str(factor)) + Decimal(str(points))
            row["value"] = min(written, Decimal(95)).quantize(_POINTS)
