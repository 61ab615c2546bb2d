"""A lot and everything that went into it, accounted and traced once for all who ask."""

from dataclasses import dataclass

import numpy as np

from asili.core import journal
from asili.core.models import Analyte
from asili.domain.custody.models import Lot
from asili.domain.custody.queries.accounts import Accounted, LotAccount, account, node_account
from asili.domain.custody.queries.network import Node, read_upstream
from asili.engine.custody_graph.structure import Graph
from asili.engine.custody_graph.trace import Origin, back


@dataclass(frozen=True, slots=True)
class Upstream:
    """A lot's reachable network, its accounts and its trace: what pages draw from."""

    lot: Lot
    position: int
    accounted: Accounted
    graph: Graph
    target: int
    origin: Origin
    account: LotAccount


def analytes_of(lot: Lot) -> list[str]:
    """Codes of the analytes that the lot's programme counts, in their order."""
    return list(
        Analyte.objects.filter(commodities=lot.programme.commodity_id)
        .order_by("code")
        .values_list("code", flat=True)
    )


def upstream(lot: Lot) -> Upstream | None:
    """Read and account everything that went into a lot; None where no accepted record made it."""
    if lot.node is None:
        return None
    position = journal.position()
    accounted = account(read_upstream([lot.node]), analytes_of(lot))
    if lot.node not in accounted.position:
        return None
    target = accounted.position[lot.node]
    graph = accounted.accounts.graph(accounted.network)
    whole = node_account(accounted, target, content_g(lot, accounted.part.nodes[target]))
    amounts = [float(m.value) if (m := whole.metals[c]) else 1.0 for c in accounted.analytes]
    origin = back(graph, target, np.array(amounts))
    return Upstream(lot, position, accounted, graph, target, origin, whole)


def content_g(lot: Lot, node: Node) -> int:
    """Grams that the question is about: what the lot holds, or held before it was used up."""
    return lot.wet_g or node.wet_g or 0
