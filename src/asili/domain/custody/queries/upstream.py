"""A lot and everything that went into it, accounted and traced once for all who ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Q

from asili.core import journal
from asili.core.programmes import units_of
from asili.core.quantities import Units
from asili.domain.custody.models import Lot
from asili.domain.custody.queries.accounts import LotAccount, node_account
from asili.domain.custody.queries.network import read_upstream
from asili.domain.custody.queries.transfers import Transfer, read_transfers
from asili.domain.places.models import Place
from asili.engine.custody_graph.structure import Graph
from asili.engine.custody_graph.trace import Origin, back
from asili.network.accounts import Accounted, Node, account


@dataclass(frozen=True, slots=True)
class Upstream:
    """A lot's reachable network, its accounts and its trace: what pages draw from.

    ``transfers`` are (node, from place, to place, transport); ``places`` holds every place that
    either names and the sites of its pits, by identifier; ``units`` what it is read in.
    """

    lot: Lot
    units: Units
    position: int
    accounted: Accounted
    graph: Graph
    target: int
    origin: Origin
    account: LotAccount
    transfers: Sequence[Transfer]
    places: Mapping[int, Place]

    def site(self, place: int) -> Place:
        """The site of a pit; any other place is itself."""
        found = self.places[place]
        within = found.parent_id
        return self.places[within] if found.kind == Place.Kind.PIT and within else found


def analytes_of(lot: Lot) -> list[str]:
    """Codes of the analytes that the lot's programme counts, in their order."""
    return list(units_of(lot.programme).grades)


def upstream(lot: Lot) -> Upstream | None:
    """Read and account everything that went into a lot.

    None where no accepted record made it, or where its programme counts no analyte to trace.
    """
    units = units_of(lot.programme)
    if lot.node is None or not units.grades:
        return None
    position = journal.position()
    accounted = account(read_upstream([lot.node]), list(units.grades))
    if lot.node not in accounted.position:
        return None
    target = accounted.position[lot.node]
    graph = accounted.accounts.graph(accounted.network)
    whole = node_account(accounted, target, content_g(lot, accounted.part.nodes[target]))
    amounts = [float(m.value) if (m := whole.metals[c]) else 1.0 for c in accounted.analytes]
    origin = back(graph, target, np.array(amounts))
    transfers = read_transfers(accounted.part)
    ends = {place for _node, start, end, _mode in transfers for place in (start, end)}
    places = _places(ends | {node.place for node in accounted.part.nodes})
    return Upstream(
        lot, units, position, accounted, graph, target, origin, whole, transfers, places
    )


def _places(ids: set[int]) -> dict[int, Place]:
    within = Place.objects.filter(id__in=ids).values("parent_id")
    return {place.pk: place for place in Place.objects.filter(Q(id__in=ids) | Q(id__in=within))}


def content_g(lot: Lot, node: Node) -> int:
    """Grams that the question is about: what the lot holds, or held before it was used up."""
    return lot.wet_g or node.wet_g or 0
