"""Material as it truly is.

The truth of a lot is its wet mass, its dry mass and, for each site, the grams of cobalt and copper
that came from there; blending adds truths, drawing takes a share of each (homogeneous mixing), so
that what a trace estimates can be compared with what was.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from asili.network.vocabulary import LotKind

ANALYTES: Final = ("Co", "Cu")
ELSEWHERE: Final = -1
"""Index of the origin of ore that was dug at no site of the province."""

Metal = dict[int, tuple[float, float]]
"""Grams of cobalt and copper by index of the site of origin; sites without any are left out."""


@dataclass(slots=True)
class Lot:
    """A lot: ``wet_g`` is what the books say; ``true_g``, ``dry_g`` and ``metal`` are the truth."""

    code: str
    kind: LotKind
    wet_g: int
    true_g: float
    dry_g: float
    metal: Metal

    @property
    def grades(self) -> tuple[float, float]:
        """True shares of cobalt and copper in the dry mass."""
        cobalt, copper = total(self.metal)
        return cobalt / self.dry_g, copper / self.dry_g

    @property
    def moisture(self) -> float:
        """True share of water in the wet mass."""
        return min(max(1 - self.dry_g / self.true_g, 0.0), 0.9)

    def dry(self, share: float) -> None:
        """Let a share of the wet mass evaporate, as long as there is water."""
        self.true_g = max(self.true_g * (1 - share), self.dry_g)

    def draw(self, code: str, kind: LotKind, wet_g: int, true_g: float | None = None) -> "Lot":
        """Take ``wet_g`` booked grams, truly ``true_g``, out of this lot as a new one."""
        taken_g = self.true_g * wet_g / self.wet_g if true_g is None else true_g
        share = taken_g / self.true_g
        metal = scaled(self.metal, share, share)
        drawn = Lot(code, kind, wet_g, taken_g, self.dry_g * share, metal)
        self.wet_g -= wet_g
        self.true_g -= taken_g
        self.dry_g -= drawn.dry_g
        self.metal = scaled(self.metal, 1 - share, 1 - share)
        return drawn


def together(code: str, kind: LotKind, parts: Iterable[Lot], wet_g: int) -> Lot:
    """Return the lot that holds all of ``parts`` and is booked with ``wet_g``."""
    true_g = dry_g = 0.0
    metal: Metal = {}
    for part in parts:
        true_g += part.true_g
        dry_g += part.dry_g
        for site, (cobalt, copper) in part.metal.items():
            had = metal.get(site, (0.0, 0.0))
            metal[site] = (had[0] + cobalt, had[1] + copper)
    return Lot(code, kind, wet_g, true_g, dry_g, metal)


def scaled(metal: Metal, cobalt: float, copper: float) -> Metal:
    """Return ``metal`` with each analyte multiplied."""
    return {site: (co * cobalt, cu * copper) for site, (co, cu) in metal.items()}


def total(metal: Metal) -> tuple[float, float]:
    """Return the grams of cobalt and copper of all sites."""
    cobalt = copper = 0.0
    for co, cu in metal.values():
        cobalt += co
        copper += cu
    return cobalt, copper
