"""Wet and dry masses and metals of a part of the trace graph, and where they came from.

Plain values in, arrays out: the product reads the part from its tables, a reader of the open folder
from its files, and both get the same figures from here. Masses are grams going in and kilograms
coming out, uncertainties are standard and relative.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from asili.engine.custody_graph.compose import Accounts, Measured, Weighed, compose
from asili.engine.custody_graph.structure import Floats, Graph, Network
from asili.engine.custody_graph.uncertainty import Estimate, uncertainty
from asili.network.sampling import impossible
from asili.network.vocabulary import MOISTURE, EventKind

SCALE_U: Final = 0.005
"""Relative standard uncertainty of a weighing: a platform scale calibrated within twelve months.

A default of Asili (the workshop's domain reference, section 8), to be replaced by the calibration
record of each scale once scales are registered.
"""


STANDING_FOR_ALL: Final = (
    EventKind.COMMISSION,
    EventKind.TRANSFER_OUT,
    EventKind.TRANSFER_IN,
    EventKind.ASSAY,
    EventKind.PURCHASE,
    EventKind.STOCK_TAKE,
)
"""Kinds whose sample, where it names no lot, stands for every lot of the event."""


@dataclass(frozen=True, slots=True)
class Node:
    """One content of one lot: what a line made. A hub has no lot.

    Attributes:
        id: identifier of the line, or minus that of the event for a hub.
        wet_g: grams after it was made; None for a hub.
        made_by: the kind of the event; ``at`` its instant in microseconds.
    """

    id: int
    at: int
    tie: int
    n: int
    event: int
    wet_g: int | None
    made_by: EventKind
    place: int
    party: int
    lot: int | None


@dataclass(frozen=True, slots=True)
class Sample:
    """One measured quantity of one node, in percent, with its standard uncertainty in points.

    Floats, as the engine takes them; the exact figures stay in the table.
    """

    node: int
    quantity: str
    value: float
    u: float
    event: int
    lot: int | None
    at: int


@dataclass(frozen=True, slots=True)
class Slice:
    """Nodes in time order, edges as (source, destination, grams), and the samples taken of them.

    ``layers``: for an event and the content of a lot that keeps its inputs apart which it saw, the
    nodes that stand for that content then.
    """

    nodes: Sequence[Node]
    edges: Sequence[tuple[int, int, int]]
    samples: Sequence[Sample]
    layers: Mapping[tuple[int, int], Sequence[int]] = field(default_factory=dict)


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
    """The most certain possible sample of each quantity of each node; the latest of equals."""
    columns = {code: index for index, code in enumerate(analytes)}
    count = len(part.nodes)
    moisture, moisture_u = np.full(count, np.nan), np.full(count, np.nan)
    grade, grade_u = np.full((count, len(columns)), np.nan), np.full((count, len(columns)), np.nan)
    sample = np.arange(count, dtype=np.int64)
    shared: dict[int, int] = {}

    def order(found: Sample) -> tuple[object, ...]:
        """From the least certain on; among the nodes of one sample from the first on."""
        return (*_certainty(found), -position[found.node])

    for found in sorted(_possible(part.samples), key=order, reverse=True):
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


def _possible(samples: Sequence[Sample]) -> list[Sample]:
    """Samples without those that no ore can hold, whole, as one wrong figure doubts the others."""
    taken: dict[tuple[int, int], list[Sample]] = defaultdict(list)
    for sample in samples:
        taken[sample.node, sample.event].append(sample)
    return [
        sample
        for together in taken.values()
        if impossible((s.quantity, s.value, s.u) for s in together) is None
        for sample in together
    ]


def _certainty(sample: Sample) -> tuple[float, int, str, float, bool]:
    """Order of samples from the least certain, which later ones overwrite, read in reverse.

    A total order of what was measured: where two are as certain, the order of rows plays no part.
    """
    relative = sample.u / sample.value if sample.value else 0.0
    return (relative, -sample.at, sample.quantity, sample.value, sample.lot is None)


def attribute(
    accounted: Accounted,
    graph: Graph,
    target: int,
    whole_u: Floats,
    label: NDArray[np.int64],
    groups: int,
) -> Estimate:
    """Shares of the target's metal by group of leaves, and their standard uncertainties.

    ``whole_u`` is the relative uncertainty of each analyte of the target, ``label`` the group of
    each node, -1 for none; the last row of the answer is what no group explains.
    """
    accounts = accounted.accounts
    return uncertainty(
        graph,
        target,
        np.ones(len(accounted.analytes)),
        whole_u,
        label,
        np.nan_to_num(accounts.edge_u),
        accounts.edge_source,
        np.nan_to_num(accounts.source_u),
        groups,
    )
