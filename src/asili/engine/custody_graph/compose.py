"""Metal accounts: dry mass, kilograms of each analyte and their uncertainty for every node.

Method: in time order,

    dry = wet * (1 - H),    metal = dry * g,    u_m^2 = u_w^2 + (u_H / (1 - H))^2 + u_g^2,

with H the moisture of the wet material and g the grade of the dry material. A node's own
measurement wins. Without one, it inherits the dry fraction of its inputs, weighted by wet mass, and
their grade, weighted by dry mass (by wet mass where the dry mass of an input is not known). Without
those it stays unknown: unknown is NaN, never zero. A node that was never weighed weighs what went
into it.

The weights of the edges into a node are kilograms of the analyte where every input's content of it
is known, else dry mass where that is known of every input, else wet mass.

Source: the workshop's domain reference, section 8; JCGM 100:2008 (GUM) for u_m.

Assumptions: what was inherited from several inputs is taken as fully correlated, so that its
relative uncertainty is the weighted mean of theirs, which never understates it. Moisture and grade
of one node are measured on the same sample.

Units: wet masses in grams, dry masses and metal in kilograms; moisture and grade as fractions,
their uncertainties in the same unit; u of a weighing and every u in the result is relative.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from asili.engine.custody_graph.compiled import compiled
from asili.engine.custody_graph.structure import Flags, Floats, Graph, Ints, Network

_KG_PER_G = 1e-3


class Basis(IntEnum):
    """What the weights of the edges into a node are."""

    NONE = 0
    """The node has no inputs."""
    WET = 1
    DRY = 2
    METAL = 3


@dataclass(frozen=True, eq=False)
class Weighed:
    """Wet grams and relative standard uncertainty of every node (NaN: not weighed) and edge."""

    node: Floats
    node_u: Floats
    edge: Floats
    edge_u: Floats


@dataclass(frozen=True, eq=False)
class Measured:
    """Own measurements of every node, NaN where there is none.

    ``moisture`` is float64[nodes], ``grade`` float64[nodes, analytes]. ``sample`` int64[nodes]
    numbers the samples measured; nodes that rest on one sample have the same number.
    """

    moisture: Floats
    moisture_u: Floats
    grade: Floats
    grade_u: Floats
    sample: Ints


@dataclass(frozen=True, eq=False)
class Accounts:
    """The result of `compose`; edges are in the caller's order.

    ``dry``, ``dry_u`` float64[nodes]; ``metal``, ``metal_u`` float64[nodes, analytes];
    ``basis`` int8[nodes, analytes] of `Basis`; ``weight``, ``edge_u`` float64[edges, analytes],
    ``edge_source`` int64[edges, analytes] and ``source_u`` float64[sources, analytes] as
    `uncertainty` takes them.
    """

    dry: Floats
    dry_u: Floats
    metal: Floats
    metal_u: Floats
    basis: NDArray[np.int8]
    weight: Floats
    edge_u: Floats
    edge_source: Ints
    source_u: Floats

    def graph(self, network: Network) -> Graph:
        """The graph of these accounts."""
        return Graph.of(network, self.weight, self.metal)


def compose(
    network: Network, weighed: Weighed, measured: Measured, inherits: Flags | None = None
) -> Accounts:
    """Compute the accounts of every node and the weights of every edge.

    ``inherits`` (default: all) says which nodes may inherit a composition; a product or tailings
    of a process that changes grades may not. Raises ValueError where the wet mass of an edge is
    unknown or negative.
    """
    if not (weighed.edge >= 0).all():
        raise ValueError("the wet mass over every edge is known and not negative")
    shape = measured.grade.shape
    may = np.ones(network.nodes, np.bool_) if inherits is None else np.asarray(inherits, np.bool_)
    edge, edge_u = weighed.edge[network.order], weighed.edge_u[network.order]
    wet, wet_u = np.array(weighed.node, np.float64), np.array(weighed.node_u, np.float64)
    solid, grade = 1.0 - measured.moisture, np.array(measured.grade, np.float64)
    solid_u = _ratio(measured.moisture_u, solid)
    grade_u = _ratio(measured.grade_u, grade)
    solid_is_own, grade_is_own = ~np.isnan(solid), ~np.isnan(grade)
    _inherit(
        network.first_in, network.src, edge, edge_u, may,
        wet, wet_u, solid, solid_u, grade, grade_u,
    )  # fmt: skip
    basis = _basis(network, edge, solid, grade)

    src, of_edge = network.src, basis[network.dst]
    dry_edge = (edge * solid[src] * _KG_PER_G)[:, None]
    weight = np.select(
        [of_edge == Basis.METAL, of_edge == Basis.DRY],
        [dry_edge * grade[src], np.broadcast_to(dry_edge, of_edge.shape)],
        np.broadcast_to((edge * _KG_PER_G)[:, None], of_edge.shape),
    )
    weight[edge == 0] = 0.0
    of_solid, of_grade = of_edge >= Basis.DRY, of_edge == Basis.METAL
    solid_2 = np.broadcast_to((solid_u**2)[:, None], shape)
    own_solid = np.broadcast_to(solid_is_own[:, None], shape)
    inherited = np.where(of_solid & ~own_solid[src], solid_2[src], 0.0)
    inherited += np.where(of_grade & ~grade_is_own[src], grade_u[src] ** 2, 0.0)
    own_dry = np.where(own_solid, solid_2, 0.0)
    own_metal = own_dry + np.where(grade_is_own, grade_u**2, 0.0)
    rests = (of_solid & own_solid[src]) | (of_grade & grade_is_own[src])
    # One sample is two sources: its moisture alone, and its moisture and grade together.
    source = 2 * measured.sample[src][:, None] + of_grade
    source_u = np.zeros((2 * (int(measured.sample.max(initial=-1)) + 1), shape[1]))
    source_u[2 * measured.sample] = np.sqrt(own_dry)
    source_u[2 * measured.sample + 1] = np.sqrt(own_metal)

    dry = wet * solid * _KG_PER_G
    back = np.argsort(network.order)
    return Accounts(
        dry=dry,
        dry_u=np.sqrt(wet_u**2 + solid_u**2),
        metal=dry[:, None] * grade,
        metal_u=np.sqrt((wet_u**2 + solid_u**2)[:, None] + grade_u**2),
        basis=basis,
        weight=weight[back],
        edge_u=np.sqrt((edge_u**2)[:, None] + inherited)[back],
        edge_source=np.where(rests, source, -1)[back],
        source_u=source_u,
    )


def _ratio(u: Floats, value: Floats) -> Floats:
    """Relative uncertainty; that of exactly nothing is taken as 0, that of the unknown is NaN."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(value == 0, 0.0, u / value)


def _basis(network: Network, edge: Floats, solid: Floats, grade: Floats) -> NDArray[np.int8]:
    """The best basis on which all inputs of a node can be compared, for each analyte."""
    basis = np.full(grade.shape, Basis.METAL, np.int8)
    carries = edge > 0
    no_solid = np.isnan(solid[network.src]) & carries
    no_grade = np.isnan(grade[network.src]) & carries[:, None]
    for analyte in range(grade.shape[1]):
        basis[network.dst[no_grade[:, analyte]], analyte] = Basis.DRY
    basis[network.dst[no_solid]] = Basis.WET
    basis[network.is_leaf] = Basis.NONE
    return basis


@compiled
def _inherit(
    first_in: Ints,
    src: Ints,
    edge: Floats,
    edge_u: Floats,
    may: Flags,
    wet: Floats,
    wet_u: Floats,
    solid: Floats,
    solid_u: Floats,
    grade: Floats,
    grade_u: Floats,
) -> None:
    """Fill in, in time order, what nodes without a measurement of their own take from inputs."""
    for v in range(len(wet)):
        first, last = first_in[v], first_in[v + 1]
        if first == last:
            continue
        carries = edge[first:last] > 0
        inputs, mass = src[first:last][carries], edge[first:last][carries]
        came = mass.sum()
        if np.isnan(wet[v]):
            error = np.sqrt(((mass * edge_u[first:last][carries]) ** 2).sum())
            wet[v], wet_u[v] = came, error / came if came > 0 else 0.0
        if came == 0 or not may[v]:
            continue
        dry = mass * solid[inputs]
        if np.isnan(dry.sum()):
            dry = mass
        if np.isnan(solid[v]):
            solid[v], solid_u[v] = _mean(mass, solid[inputs], solid_u[inputs])
        for k in range(grade.shape[1]):
            if np.isnan(grade[v, k]):
                grade[v, k], grade_u[v, k] = _mean(dry, grade[:, k][inputs], grade_u[:, k][inputs])


@compiled
def _mean(mass: Floats, value: Floats, u: Floats) -> tuple[float, float]:
    """Mean weighted by mass, and its relative uncertainty if the errors move together."""
    whole = mass.sum()
    if whole == 0:
        return np.nan, np.nan
    part = (mass * value).sum()
    if part == 0:
        return 0.0, 0.0
    return part / whole, (mass * value * u).sum() / part
