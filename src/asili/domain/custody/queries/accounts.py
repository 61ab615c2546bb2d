"""Wet and dry mass and the kilograms of each analyte of lots, with their uncertainty."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from asili.core.quantities import Estimate
from asili.domain.custody.models import Lot
from asili.domain.custody.queries.network import Node, Sample, Slice, read_upstream
from asili.engine.custody_graph.compose import Accounts, Measured, Weighed, compose
from asili.engine.custody_graph.structure import Network
from asili.network.vocabulary import MOISTURE, EventKind

SCALE_U = 0.005
"""Relative standard uncertainty of a weighing: a platform scale calibrated within twelve months.

A default of Asili (the workshop's domain reference, section 8), to be replaced by the calibration
record of each scale once scales are registered.
"""


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


@dataclass(frozen=True, slots=True)
class Accounted:
    """A slice of the network with its accounts; arrays are in the order of ``part.nodes``."""

    part: Slice
    position: Mapping[int, int]
    analytes: Sequence[str]
    network: Network
    accounts: Accounts


def account(part: Slice, analytes: Sequence[str]) -> Accounted:
    """Compute dry masses and metals of every node of a slice, for the analytes named."""
    position = {node.id: index for index, node in enumerate(part.nodes)}
    edges = np.array(
        [(position[src], position[dst], wet_g) for src, dst, wet_g in part.edges], np.int64
    ).reshape(-1, 3)
    network = Network.of(len(part.nodes), edges[:, 0], edges[:, 1])
    wet = np.array([np.nan if node.wet_g is None else node.wet_g for node in part.nodes], float)
    weighed = Weighed(
        node=wet,
        node_u=np.where(np.isnan(wet), np.nan, SCALE_U),
        edge=edges[:, 2].astype(float),
        edge_u=np.full(len(edges), SCALE_U),
    )
    inherits = np.array([_inherits(node) for node in part.nodes], bool)
    accounts = compose(network, weighed, _measured(part, position, analytes), inherits)
    return Accounted(part, position, analytes, network, accounts)


def _inherits(node: Node) -> bool:
    """A product or tailings has a composition of its own; everything else is what went into it."""
    return node.id < 0 or node.made_by is not EventKind.PROCESS


def _measured(part: Slice, position: Mapping[int, int], analytes: Sequence[str]) -> Measured:
    """The most certain sample of each quantity of each node; the latest of equals."""
    columns = {code: index for index, code in enumerate(analytes)}
    count = len(part.nodes)
    moisture, moisture_u = np.full(count, np.nan), np.full(count, np.nan)
    grade, grade_u = np.full((count, len(columns)), np.nan), np.full((count, len(columns)), np.nan)
    sample = np.arange(count, dtype=np.int64)
    shared: dict[int, int] = {}
    for found in sorted(part.samples, key=_certainty, reverse=True):
        index = position[found.node]
        value, u = found.value / 100, found.u / 100
        if found.quantity == MOISTURE:
            moisture[index], moisture_u[index] = value, u
        elif found.quantity in columns:
            column = columns[found.quantity]
            grade[index, column], grade_u[index, column] = value, u
            alone = found.lot is not None
            sample[index] = index if alone else shared.setdefault(found.event, index)
    return Measured(moisture, moisture_u, grade, grade_u, sample)


def _certainty(sample: Sample) -> tuple[float, int]:
    """Order of samples from the least certain, which later ones overwrite, read in reverse."""
    relative = sample.u / sample.value if sample.value else 0.0
    return (relative, -sample.at)


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
