"""The ways that the material of a lot travelled, and through which places it passed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pyproj import Geod

from asili.domain.custody.queries.upstream import Upstream
from asili.domain.places.models import Place
from asili.network.vocabulary import Mode

_EARTH = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class Leg:
    """One way between two places by one means of transport.

    Attributes:
        share: part of the lot's metal (of its first analyte) that travelled it, from 0 to 1.
        km: distance on the ellipsoid between the two places, as no road or rail line is recorded.
    """

    start: Place
    end: Place
    mode: Mode
    share: float
    km: float


@dataclass(frozen=True, slots=True)
class Link:
    """Part of the lot's metal that went from one place to the next; both are positions of stops."""

    start: int
    end: int
    share: float


@dataclass(frozen=True, slots=True)
class Passage:
    """Places that the metal passed through, in order, and how much went from each to each.

    A place that the metal came back to stands twice, so that no link ever leads backwards.
    """

    stops: Sequence[Place]
    links: Sequence[Link]


def journey(found: Upstream) -> list[Leg]:
    """Legs of everything that ended in the lot, longest share first."""
    share = _share_of_nodes(found)
    carried: dict[tuple[int, int, str], float] = defaultdict(float)
    for node, start, end, mode in found.transfers:
        carried[start, end, mode] += share.get(node, 0.0)
    places = found.places
    legs = [
        Leg(places[start], places[end], Mode(mode), part, _km(places[start], places[end]))
        for (start, end, mode), part in carried.items()
    ]
    return sorted(legs, key=lambda leg: -leg.share)


def rail_share(legs: Sequence[Leg]) -> float | None:
    """Part of the metal-kilometres that went by rail; None where no leg is recorded."""
    whole = sum(leg.share * leg.km for leg in legs)
    if not whole:
        return None
    return sum(leg.share * leg.km for leg in legs if leg.mode is Mode.RAIL) / whole


def passage(found: Upstream) -> Passage:
    """The places that the lot's metal passed through: pits count as their sites."""
    nodes = found.accounted.part.nodes
    network, graph = found.accounted.network, found.graph
    share = _share_of_nodes(found)
    sites = {place: found.site(place).pk for place in {node.place for node in nodes}}
    hop: dict[int, int] = {}
    stops: dict[tuple[int, int], int] = {}
    parts: dict[tuple[int, int], float] = defaultdict(float)
    for v, node in enumerate(nodes):
        edges = range(network.first_in[v], network.first_in[v + 1])
        sources = [int(network.src[e]) for e in edges]
        hop[v] = max(
            (hop[u] + (sites[nodes[u].place] != sites[node.place]) for u in sources), default=0
        )
        here = stops.setdefault((hop[v], sites[node.place]), len(stops))
        for e, u in zip(edges, sources, strict=True):
            there = stops[hop[u], sites[nodes[u].place]]
            if there != here:
                parts[there, here] += share.get(node.id, 0.0) * float(graph.share[e, 0])
    return Passage(
        [found.places[place] for _hop, place in stops],
        [Link(start, end, part) for (start, end), part in parts.items() if part > _NOTHING],
    )


_NOTHING = 1e-9


def _share_of_nodes(found: Upstream) -> dict[int, float]:
    """Part of the lot's first analyte that passed through each node."""
    nodes = found.accounted.part.nodes
    whole = float(found.origin.through[0, 0]) or 1.0
    return {
        nodes[index].id: float(found.origin.through[row, 0]) / whole
        for row, index in enumerate(found.origin.nodes.tolist())
    }


def _km(start: Place, end: Place) -> float:
    _, _, metres = _EARTH.inv(start.point.x, start.point.y, end.point.x, end.point.y)
    return float(metres) / 1000
