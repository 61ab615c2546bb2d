"""Where a lot came from and where it went: kilograms of each analyte, by group, with uncertainty.

The answer carries the journal's position: two answers at one position are the same answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from asili.core import journal
from asili.core.programmes import units_of
from asili.core.quantities import KILOGRAMS, Estimate, Units
from asili.domain.custody.models import LineOutcome, Lot
from asili.domain.custody.queries.accounts import LotAccount, node_account
from asili.domain.custody.queries.keeping import Keeping, keeping
from asili.domain.custody.queries.network import read_downstream
from asili.domain.custody.queries.origins import GroupBy, label_leaves, name_groups
from asili.domain.custody.queries.upstream import Upstream, content_g
from asili.engine.custody_graph.compose import Basis
from asili.engine.custody_graph.structure import Floats
from asili.engine.custody_graph.trace import forward
from asili.network.accounts import Accounted, account, attribute
from asili.network.stores import is_layer
from asili.network.vocabulary import EventKind


@dataclass(frozen=True, slots=True)
class TraceRow:
    """One origin of a lot, or one lot that it went into.

    Attributes:
        key: code of the site, cooperative or lot, month as "2026-05", or "" where no record
            explains the origin; label: its name.
        bags: how many bags; wet_g: their wet grams when filled, whole.
        shares: part of each analyte of the lot, from 0 to 1; kilograms: None where not known.
    """

    key: str
    label: str
    bags: int
    wet_g: int
    shares: Mapping[str, float]
    kilograms: Mapping[str, Estimate | None]


@dataclass(frozen=True, slots=True)
class Trace:
    """Answer to one question about one lot at one position of the journal.

    ``basis`` says, for each analyte, on what the shares rest where inputs were mixed: "metal" when
    every input was assayed, "dry" or "wet" mass where some were not. ``keeping``: which models of
    custody lie on the way of a backward trace.
    """

    lot: str
    by: str
    position: int
    analytes: Sequence[str]
    account: LotAccount
    basis: Mapping[str, str]
    rows: Sequence[TraceRow]
    keeping: Keeping | None = None
    units: Units = KILOGRAMS


def trace_back(found: Upstream, by: GroupBy) -> Trace:
    """Origins of a lot in kilograms of each analyte, by their share of the first, largest first."""
    nodes = found.accounted.part.nodes
    leaves = [
        index
        for index in np.flatnonzero(found.graph.network.is_leaf).tolist()
        if nodes[index].made_by is EventKind.COMMISSION
    ]
    keys, label = label_leaves(found, leaves, by)
    names = name_groups(found, keys, by)
    shares, u = _attribute(found, label, len(keys), with_u=by is not GroupBy.BAG)
    bags = np.bincount(label[leaves], minlength=len(keys))
    wet_g = np.bincount(label[leaves], [nodes[i].wet_g or 0 for i in leaves], minlength=len(keys))
    rows = [
        TraceRow(
            *names[key],
            bags=int(bags[row]),
            wet_g=int(wet_g[row]),
            shares=_by_code(found.accounted, shares[row]),
            kilograms=_kilograms(found, shares[row], u[row]),
        )
        for row, key in enumerate(keys)
    ]
    if (shares[-1] > _NOTHING).any():
        rows.append(
            TraceRow(
                "",
                "",
                bags=0,
                wet_g=0,
                shares=_by_code(found.accounted, shares[-1]),
                kilograms=_kilograms(found, shares[-1], u[-1]),
            )
        )
    if by is GroupBy.MONTH:
        rows.sort(key=lambda row: (not row.key, row.key))
    else:
        rows.sort(key=lambda row: (not row.key, [-part for part in row.shares.values()], row.key))
    return Trace(
        found.lot.code,
        str(by),
        found.position,
        found.accounted.analytes,
        found.account,
        _basis(found),
        rows,
        keeping(found.accounted, found.origin),
        found.units,
    )


_NOTHING = 1e-12


def _attribute(
    found: Upstream, label: NDArray[np.int64], groups: int, *, with_u: bool
) -> tuple[Floats, Floats]:
    """Shares and their uncertainties, as parts of the whole: float64[groups + 1, analytes]."""
    analytes = len(found.accounted.analytes)
    whole_u = np.array(
        [
            float(m.u / m.value) if (m := found.account.metals[code]) and m.u and m.value else 0.0
            for code in found.accounted.analytes
        ]
    )
    if not with_u:
        ends = found.origin.ends
        total = ends.sum(axis=0)
        shares = np.zeros((groups + 1, analytes))
        where = np.where(label[found.origin.nodes] < 0, groups, label[found.origin.nodes])
        np.add.at(shares, where, np.divide(ends, total, out=np.zeros_like(ends), where=total > 0))
        return shares, np.full_like(shares, np.nan)
    estimate = attribute(found.accounted, found.graph, found.target, whole_u, label, groups)
    return estimate.amount, estimate.u


def _by_code(accounted: Accounted, values: Floats) -> dict[str, float]:
    return dict(zip(accounted.analytes, map(float, values), strict=True))


def _kilograms(found: Upstream, shares: Floats, u: Floats) -> dict[str, Estimate | None]:
    kilograms: dict[str, Estimate | None] = {}
    for column, code in enumerate(found.accounted.analytes):
        metal = found.account.metals[code]
        if metal is None:
            kilograms[code] = None
            continue
        whole = float(metal.value)
        known = whole * float(u[column]) if np.isfinite(u[column]) else None
        kilograms[code] = Estimate.of(whole * float(shares[column]), known)
    return kilograms


def _basis(found: Upstream) -> dict[str, str]:
    """The weakest basis on which anything that matters was divided."""
    reached = found.origin.nodes
    weakest = {}
    for column, code in enumerate(found.accounted.analytes):
        used = found.accounted.accounts.basis[reached, column]
        used = used[used != Basis.NONE]
        weakest[code] = Basis(int(used.min())).name.lower() if len(used) else "metal"
    return weakest


def trace_forward(lot: Lot) -> Trace | None:
    """Lots that hold, or held, material of this one, with the kilograms that are due to it.

    Of a lot that keeps its inputs apart, all layers that got some of it are one row.
    """
    node = lot.node
    if node is None:
        return None
    position = journal.position()
    units = units_of(lot.programme)
    accounted = account(read_downstream(contents_of(lot)), list(units.grades))
    if node not in accounted.position:
        return None
    nodes = accounted.part.nodes
    graph = accounted.accounts.graph(accounted.network)
    destination = forward(graph, [at for at, node in enumerate(nodes) if node.lot == lot.id])
    found: dict[int, list[tuple[int, Floats]]] = {}
    for index, row in sorted(zip(destination.nodes.tolist(), count(), strict=False)):
        into = nodes[index]
        if into.lot in (None, lot.id):
            continue
        got = found.setdefault(into.lot, [])
        if not is_layer(into):
            got.clear()
        got.append((index, destination.share[row]))
    lots = {x.id: x for x in Lot.objects.filter(id__in=found)}
    rows = [_forward_row(accounted, lots[id_], got) for id_, got in found.items()]
    rows.sort(key=lambda row: (row.key[0] != "S", row.key))
    seed = accounted.position[node]
    return Trace(
        lot.code,
        "forward",
        position,
        accounted.analytes,
        node_account(accounted, seed, content_g(lot, nodes[seed])),
        {},
        rows,
        units=units,
    )


def contents_of(lot: Lot) -> list[int]:
    """Every content that the lot ever had: what left a pile before it grew left it all the same."""
    made = LineOutcome.objects.filter(lot=lot, accepted=True)
    nodes = made.order_by("node").values_list("node", flat=True).distinct()
    return [node for node in nodes if node is not None]


def _forward_row(accounted: Accounted, lot: Lot, got: Sequence[tuple[int, Floats]]) -> TraceRow:
    """What is due of the contents or layers ``got``, as (position, share)."""
    wet = np.array([accounted.part.nodes[index].wet_g or 0 for index, _share in got])
    shares = np.array([share for _index, share in got])
    metal = accounted.accounts.metal[[index for index, _share in got]]
    known = np.asarray(np.isfinite(metal).all(axis=0))
    weight = np.where(known, metal, wet[:, None])
    whole = weight.sum(axis=0)
    due = (shares * weight).sum(axis=0)
    return TraceRow(
        lot.code,
        lot.get_kind_display(),
        bags=0,
        wet_g=int(wet.sum()),
        shares=_by_code(accounted, np.divide(due, whole, out=shares[-1].copy(), where=whole > 0)),
        kilograms={
            code: Estimate.of(float(due[column]), None) if known[column] else None
            for column, code in enumerate(accounted.analytes)
        },
    )
