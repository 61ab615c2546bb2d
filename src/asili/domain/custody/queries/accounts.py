"""Wet and dry mass and the kilograms of each analyte of lots, with their uncertainty."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from asili.core.quantities import Estimate
from asili.domain.custody.models import Lot
from asili.domain.custody.queries.network import read_upstream
from asili.network.accounts import SCALE_U, Accounted, account


@dataclass(frozen=True, slots=True)
class LotAccount:
    """What a lot weighs and holds, in kilograms; None where it is not known.

    ``metals`` and ``grades`` (percent of the dry mass) are by code of the analyte.
    """

    wet: Estimate
    dry: Estimate | None
    moisture: Estimate | None
    metals: Mapping[str, Estimate | None]
    grades: Mapping[str, Estimate | None]


def lot_accounts(lots: Iterable[Lot], analytes: Sequence[str]) -> dict[int, LotAccount]:
    """Accounts of the present contents of lots, by identifier of the lot."""
    nodes = {lot.id: (lot.node, lot.wet_g) for lot in lots if lot.node is not None}
    if not nodes:
        return {}
    accounted = account(read_upstream([node for node, _ in nodes.values()]), analytes)
    return {
        id_: node_account(accounted, accounted.position[node], wet_g)
        for id_, (node, wet_g) in nodes.items()
        if node in accounted.position
    }


def node_account(accounted: Accounted, index: int, wet_g: int) -> LotAccount:
    """Account of ``wet_g`` grams of the content of a node."""
    accounts = accounted.accounts
    node = accounted.part.nodes[index]
    part = wet_g / node.wet_g if node.wet_g else 0.0
    dry = _estimate(accounts.dry[index] * part, accounts.dry_u[index])
    moisture = None
    metals, grades = {}, {}
    with np.errstate(invalid="ignore", divide="ignore"):
        if node.wet_g and dry is not None:
            solid = accounts.dry[index] * 1000 / node.wet_g
            solid_u = np.sqrt(max(accounts.dry_u[index] ** 2 - SCALE_U**2, 0.0))
            moisture = Estimate.of(100 * (1 - solid), 100 * solid * solid_u, "%")
        for column, code in enumerate(accounted.analytes):
            metal, u = accounts.metal[index, column], accounts.metal_u[index, column]
            metals[code] = _estimate(metal * part, u)
            grade_u = np.sqrt(max(u**2 - accounts.dry_u[index] ** 2, 0.0))
            grades[code] = _estimate(100 * metal / accounts.dry[index], grade_u, "%")
    wet = Estimate.of(wet_g / 1000, wet_g / 1000 * SCALE_U)
    return LotAccount(wet, dry, moisture, metals, grades)


def _estimate(value: float, relative_u: float, unit: str = "kg") -> Estimate | None:
    if not np.isfinite(value):
        return None
    return Estimate.of(float(value), float(value * relative_u), unit)
