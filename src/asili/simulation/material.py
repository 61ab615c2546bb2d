"""Material as it truly is, and what scales and laboratories say of it.

The truth of a lot is its dry mass and, for each site, the grams of cobalt and copper that came
from there; blending adds truths, drawing takes a share of each (homogeneous mixing), so that what a
trace estimates can be compared with what was. Standard uncertainties: moisture 0.7 points, XRF on
raw bags 12 %, on dried pulp 4 %, laboratory 1.5 %; a platform scale is never more than 0.3 % wrong.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from asili.network.cells import Value
from asili.network.vocabulary import MOISTURE, LotKind, Method

ANALYTES: Final = ("Co", "Cu")
Metal = NDArray[np.float64]
"""Grams by site (rows) and analyte (columns, in the order of `ANALYTES`)."""

SCALE_ERROR: Final = 0.003
DRYING: Final = 0.006

_RELATIVE: Final = {
    Method.XRF_FIELD: 0.12,
    Method.XRF_PULP: 0.04,
    Method.LAB_AAS: 0.02,
    Method.LAB_ICP: 0.015,
}
_MOISTURE: Final = {Method.DECLARED: 1.5, Method.OVEN: 0.7}
_POINTS: Final = Decimal("0.001")


@dataclass(slots=True)
class Lot:
    """A lot: ``wet_g`` is what the books say, ``dry_g`` and ``metal`` are the truth."""

    code: str
    kind: LotKind
    wet_g: int
    dry_g: float
    metal: Metal

    @property
    def grades(self) -> tuple[float, float]:
        """True shares of cobalt and copper in the dry mass."""
        cobalt, copper = self.metal.sum(axis=0) / self.dry_g
        return float(cobalt), float(copper)

    @property
    def moisture(self) -> float:
        """True share of water in the wet mass."""
        return min(max(1 - self.dry_g / self.wet_g, 0.0), 0.9)

    def draw(self, code: str, kind: LotKind, wet_g: int) -> "Lot":
        """Take ``wet_g`` grams out of this lot as a new one."""
        share = wet_g / self.wet_g
        drawn = Lot(code, kind, wet_g, self.dry_g * share, self.metal * share)
        self.wet_g -= wet_g
        self.dry_g -= drawn.dry_g
        self.metal = self.metal - drawn.metal
        return drawn


def together(code: str, kind: LotKind, parts: list[Lot], wet_g: int) -> Lot:
    """Return the lot that holds all of ``parts`` and weighs ``wet_g``."""
    metal = np.sum([part.metal for part in parts], axis=0)
    return Lot(code, kind, wet_g, sum(part.dry_g for part in parts), metal)


def weigh(rng: Generator, wet_g: int, drying: float = 0.0) -> int:
    """What a platform scale shows for ``wet_g`` grams that may have lost a share to evaporation.

    The error is bounded, so that an honest weighing never leaves the tolerance of 2 %.
    """
    lost = rng.uniform(0, drying) if drying else 0.0
    return round(wet_g * (1 - lost) * (1 + rng.uniform(-SCALE_ERROR, SCALE_ERROR)))


def measure(
    rng: Generator, lot: Lot, method: Method, dried: Method, laboratory: str
) -> list[dict[str, Value]]:
    """Rows of measurements of a lot: cobalt and copper by ``method``, moisture by ``dried``."""
    rows = [
        _row(quantity, 100 * grade, 100 * grade * _RELATIVE[method], rng, method, laboratory)
        for quantity, grade in zip(ANALYTES, lot.grades, strict=True)
    ]
    rows.append(_row(MOISTURE, 100 * lot.moisture, _MOISTURE[dried], rng, dried, laboratory))
    return rows


def _row(
    quantity: str, truth: float, u: float, rng: Generator, method: Method, laboratory: str
) -> dict[str, Value]:
    value = float(np.clip(truth + u * rng.standard_normal(), 0.0, 100.0))
    return {
        "quantity": quantity,
        "value": Decimal(value).quantize(_POINTS),
        "u": Decimal(u).quantize(_POINTS),
        "method": method,
        "laboratory": laboratory,
    }
