"""Where the material of a lot is now: shipments, exports, and the stock of each holder.

Only present contents count, so that no kilogram stands in two rows: what went on is where it went.
What processing lost on the way is in none of them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from asili.core import journal
from asili.core.programmes import units_of
from asili.core.quantities import Estimate
from asili.domain.custody.models import Lot
from asili.domain.custody.queries.accounts import node_account
from asili.domain.custody.queries.network import read_downstream
from asili.domain.custody.queries.trace import Trace, TraceRow, contents_of
from asili.domain.custody.queries.upstream import content_g
from asili.domain.custody.rules import Status
from asili.engine.custody_graph.structure import Floats, Graph, Network
from asili.engine.custody_graph.trace import forward
from asili.engine.custody_graph.uncertainty import uncertainty
from asili.network.accounts import Accounted, account
from asili.network.stores import is_layer
from asili.network.vocabulary import LotKind


def trace_destinations(lot: Lot) -> Trace | None:
    """Kilograms of each analyte of a lot that are at each destination now, with uncertainty.

    Exports first, then shipments, then the stock of each holder; None where no accepted record made
    the lot. The errors of one destination's lots are added as if they moved together, as they rest
    on the same scales and samples.
    """
    if lot.node is None:
        return None
    position = journal.position()
    units = units_of(lot.programme)
    accounted = account(read_downstream(contents_of(lot)), list(units.grades))
    if lot.node not in accounted.position:
        return None
    held = _Held(accounted, lot)
    groups: dict[tuple[int, str, str], list[_Part]] = defaultdict(list)
    for part in held.parts():
        groups[_destination(part.lot, held.outer)].append(part)
    seed = accounted.position[lot.node]
    return Trace(
        lot.code,
        "destination",
        position,
        accounted.analytes,
        node_account(accounted, seed, content_g(lot, accounted.part.nodes[seed])),
        {},
        [
            _row(key, label, groups[rank, key, label], accounted.analytes)
            for rank, key, label in sorted(groups)
        ],
        units=units,
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """What a lot holds now of the material that is asked about."""

    lot: Lot
    wet_g: int
    kilograms: Mapping[str, Estimate | None]
    shares: Mapping[str, float]


class _Held:
    """Present contents with some of the material in them, and the outer lots around them."""

    def __init__(self, accounted: Accounted, lot: Lot) -> None:
        self._accounted = accounted
        nodes = accounted.part.nodes
        self._seeds = [at for at, node in enumerate(nodes) if node.lot == lot.id]
        reached = forward(accounted.accounts.graph(accounted.network), self._seeds).nodes.tolist()
        self._contents: dict[int, list[int]] = defaultdict(list)
        for at in sorted(reached):
            into = nodes[at].lot
            if into is not None:
                if not is_layer(nodes[at]):
                    self._contents[into].clear()
                self._contents[into].append(at)
        rows = Lot.objects.filter(id__in=self._contents, wet_g__gt=0)
        self._lots = list(rows.exclude(status=Status.ABSENT).select_related("holder"))
        self.outer = _outer_lots(self._lots)
        self._cut = _without_inputs(accounted, self._seeds)

    def parts(self) -> Iterable[_Part]:
        """What each lot holds of it; of a lot that was drawn from, what is left."""
        for lot in self._lots:
            at = self._contents[lot.id]
            whole_g = sum(self._accounted.part.nodes[index].wet_g or 0 for index in at)
            if whole_g:
                shares, u = self._attributed(at)
                yield self._part(lot, at, min(1.0, lot.wet_g / whole_g), shares, u)

    def _attributed(self, at: list[int]) -> tuple[Floats, Floats]:
        """Share of the material in each of these nodes, and its uncertainty: [nodes, analytes]."""
        accounts = self._accounted.accounts
        graph, kept = self._cut
        label = np.full(graph.nodes, -1, np.int64)
        label[self._seeds] = 0
        found = [
            uncertainty(
                graph,
                index,
                np.ones(graph.analytes),
                np.nan_to_num(accounts.metal_u[index]),
                label,
                np.nan_to_num(accounts.edge_u)[kept],
                accounts.edge_source[kept],
                np.nan_to_num(accounts.source_u),
                1,
            )
            for index in at
        ]
        return np.array([one.amount[0] for one in found]), np.array([one.u[0] for one in found])

    def _part(self, lot: Lot, at: list[int], left: float, shares: Floats, u: Floats) -> _Part:
        metal = self._accounted.accounts.metal[at] * left
        due, due_u, whole = (shares * metal).sum(axis=0), (u * metal).sum(axis=0), metal.sum(axis=0)
        codes = list(enumerate(self._accounted.analytes))
        known = np.isfinite(due)
        return _Part(
            lot,
            lot.wet_g,
            {
                code: Estimate.of(float(due[k]), float(due_u[k])) if known[k] else None
                for k, code in codes
            },
            {
                code: float(due[k] / whole[k]) if known[k] and whole[k] else float(shares[-1, k])
                for k, code in codes
            },
        )


def _without_inputs(accounted: Accounted, seeds: Collection[int]) -> tuple[Graph, list[int]]:
    """The graph in which the seeds come from nowhere, and the edges that are left of it."""
    at = accounted.position
    ends = [(at[src], at[dst]) for src, dst, _wet_g in accounted.part.edges]
    kept = [edge for edge, (_src, dst) in enumerate(ends) if dst not in set(seeds)]
    sources = np.array([ends[edge][0] for edge in kept], np.int64)
    targets = np.array([ends[edge][1] for edge in kept], np.int64)
    network = Network.of(len(accounted.part.nodes), sources, targets)
    accounts = accounted.accounts
    return Graph.of(network, accounts.weight[kept], accounts.metal), kept


def _outer_lots(lots: Iterable[Lot]) -> dict[int, Lot]:
    """Every lot that these are inside of, over any number of steps, by identifier."""
    found: dict[int, Lot] = {}
    wanted = {lot.container_id for lot in lots if lot.container_id}
    while wanted:
        outer = Lot.objects.filter(id__in=wanted).select_related("holder")
        found |= {lot.id: lot for lot in outer}
        wanted = {lot.container_id for lot in outer if lot.container_id} - found.keys()
    return found


def _destination(lot: Lot, outer: Mapping[int, Lot]) -> tuple[int, str, str]:
    """Rank, code and name of where a lot is: what was exported or shipped is named itself."""
    while around := outer.get(lot.container_id or 0):
        lot = around
    if lot.status == Status.EXPORTED:
        return 0, lot.code, _("exported")
    if lot.kind == LotKind.SHIPMENT:
        return 1, lot.code, lot.get_kind_display()
    return 2, lot.holder.code if lot.holder else "", lot.holder.name if lot.holder else ""


def _row(key: str, label: str, parts: list[_Part], analytes: Iterable[str]) -> TraceRow:
    kilograms: dict[str, Estimate | None] = {}
    shares: dict[str, float] = {}
    wet_g = sum(part.wet_g for part in parts)
    for code in analytes:
        held = [part.kilograms[code] for part in parts]
        known = [one for one in held if one is not None]
        kilograms[code] = None
        if len(known) == len(held):
            u = sum(float(one.u or 0) for one in known)
            kilograms[code] = Estimate.of(sum(float(one.value) for one in known), u)
        shares[code] = sum(part.shares[code] * part.wet_g for part in parts) / wet_g
    bags = sum(part.lot.kind == LotKind.BAG for part in parts)
    return TraceRow(key, label, bags, wet_g, shares, kilograms)
