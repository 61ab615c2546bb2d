"""Where a lot came from, as a page shows it: by group, as a flow, on the map, as far as one may."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from asili.core.quantities import Estimate
from asili.domain.custody.models.facts import MODES
from asili.domain.custody.queries.journey import Leg, journey, passage, rail_share
from asili.domain.custody.queries.origins import GroupBy
from asili.domain.custody.queries.trace import Trace, trace_back
from asili.domain.custody.queries.upstream import Upstream

PAGES = {GroupBy.SITE: "web:place", GroupBy.COOPERATIVE: "web:party", GroupBy.MONTH: ""}
"""Groups that a page offers, and the page of each; bags are a download."""
GROUPS = {
    GroupBy.SITE: gettext_lazy("by site"),
    GroupBy.COOPERATIVE: gettext_lazy("by cooperative"),
    GroupBy.MONTH: gettext_lazy("by month"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One analyte of one origin: kilograms with uncertainty, and the share of the lot."""

    kilograms: Estimate | None
    share: float


@dataclass(frozen=True, slots=True)
class Row:
    """One origin; ``url`` is empty where it has no page."""

    label: str
    url: str
    bags: int
    cells: Sequence[tuple[str, Cell]]


@dataclass(frozen=True, slots=True)
class Way:
    """One leg in words: the names of the places, the transport, the distance."""

    leg: Leg
    mode: str
    kilograms: Estimate | None


def group_of(text: str, *, names: bool) -> GroupBy:
    """The group asked for; by site where it is unknown, or names may not be shown."""
    try:
        by = GroupBy(text or GroupBy.SITE)
    except ValueError:
        return GroupBy.SITE
    hidden = {GroupBy.BAG} if names else {GroupBy.BAG, GroupBy.COOPERATIVE}
    return GroupBy.SITE if by in hidden else by


def rows(trace: Trace, by: GroupBy) -> list[Row]:
    """The origins with a cell for each analyte."""
    page = PAGES[by]
    return [
        Row(
            label=row.label or _("origin not recorded"),
            url=reverse(page, args=[row.key]) if page and row.key else "",
            bags=row.bags,
            cells=[(code, Cell(row.kilograms[code], row.shares[code])) for code in trace.analytes],
        )
        for row in trace.rows
    ]


def ways(found: Upstream) -> tuple[list[Way], float | None]:
    """Legs that the metal travelled, and the part of its kilometres that went by rail."""
    legs = journey(found)
    metal = found.account.metals[found.accounted.analytes[0]]
    listed = [
        Way(
            leg,
            str(MODES[leg.mode]),
            _part(found, metal, leg.share) if metal else None,
        )
        for leg in legs
    ]
    return listed, rail_share(legs)


def _part(found: Upstream, metal: Estimate, share: float) -> Estimate:
    """A share of the metal, to a tenth of the unit that it is read in."""
    read = found.units.of(metal)
    return Estimate.of(round(float(read.value) * share, 1), None, read.unit)


def flow_of_places(found: Upstream, description: str) -> dict[str, object]:
    """Data of the flow diagram: place after place, for those who may know the names."""
    through = passage(found)
    whole = _whole(found)
    nodes = [
        {"name": str(n), "label": place.name, "kind": _KINDS.get(place.kind, "lot")}
        for n, place in enumerate(through.stops)
    ]
    nodes.append({"name": "end", "label": found.lot.code, "kind": "shipment"})
    last = len(through.stops) - 1
    links = [
        {"source": str(x.start), "target": str(x.end), "value": x.share * whole}
        for x in through.links
    ]
    links.append({"source": str(last), "target": "end", "value": whole})
    return _flow(nodes, links, description, found)


def flow_of_sites(found: Upstream, trace: Trace, description: str) -> dict[str, object]:
    """Data of the flow diagram where names between site and lot are not shown."""
    code = found.accounted.analytes[0]
    whole = _whole(found)
    nodes = [
        {"name": row.key or "-", "label": row.label or _("origin not recorded"), "kind": "site"}
        for row in trace.rows
    ]
    nodes.append({"name": "end", "label": found.lot.code, "kind": "shipment"})
    links = [
        {"source": row.key or "-", "target": "end", "value": row.shares[code] * whole}
        for row in trace.rows
    ]
    return _flow(nodes, links, description, found)


_KINDS = {"site": "site", "plant": "plant", "border": "shipment"}


def _flow(
    nodes: list[dict[str, str]],
    links: list[dict[str, object]],
    description: str,
    found: Upstream,
) -> dict[str, object]:
    known = found.account.metals[found.accounted.analytes[0]] is not None
    unit = f"{found.units.mass} {found.accounted.analytes[0]}" if known else "%"
    return {"unit": unit, "description": description, "nodes": nodes, "links": links}


def _whole(found: Upstream) -> float:
    metal = found.account.metals[found.accounted.analytes[0]]
    return float(found.units.of(metal).value) if metal else 100.0


def flows_geojson(listed: Sequence[Way]) -> dict[str, object]:
    """Legs as lines, for the map."""
    return _collection(
        {
            "type": "Feature",
            "geometry": {
                "type": "LineString",
                "coordinates": [list(way.leg.start.point.coords), list(way.leg.end.point.coords)],
            },
            "properties": {
                "share": way.leg.share,
                "label": f"{way.leg.start.name} → {way.leg.end.name} · {way.mode}",
            },
        }
        for way in listed
    )


def places_geojson(found: Upstream, listed: Sequence[Way], trace: Trace) -> dict[str, object]:
    """Sites of origin, and the ends of the legs that are shown, as points for the map."""
    wanted = {place.code: place for place in found.places.values()}
    keys = {row.key for row in trace.rows} if trace.by == GroupBy.SITE else set()
    shown = [wanted[key] for key in sorted(keys & wanted.keys())]
    ends = {place.code: place for way in listed for place in (way.leg.start, way.leg.end)}
    shown += [ends[code] for code in sorted(ends.keys() - keys) if ends[code].kind != "pit"]
    return _collection(
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": list(place.point.coords)},
            "properties": {"name": place.name, "kind": place.kind, "code": place.code},
        }
        for place in shown
    )


def _collection(features: Iterable[dict[str, object]]) -> dict[str, object]:
    return {"type": "FeatureCollection", "features": list(features)}


def context(found: Upstream, by: GroupBy, *, names: bool) -> dict[str, object]:
    """Everything that a page about the origin of a lot needs: table, flow and map.

    ``names``: whether the names between site and lot may be shown.
    """
    trace = trace_back(found, by)
    sites = trace if by is GroupBy.SITE else trace_back(found, GroupBy.SITE)
    listed, rail = ways(found)
    description = _("Flow of metal from the sites to the lot")
    shown = listed if names else []
    return table(found, trace, by, names=names) | {
        "ways": shown,
        "rail": rail,
        "flow": flow_of_places(found, description)
        if names
        else flow_of_sites(found, sites, description),
        "map_flows": flows_geojson(shown),
        "map_places": places_geojson(found, shown, sites),
    }


def table(found: Upstream, trace: Trace, by: GroupBy, *, names: bool) -> dict[str, object]:
    """What ``parts/origins.html`` and the figures above it need."""
    return {
        "trace": trace,
        "units": trace.units,
        "account": found.account,
        "metals": [(code, found.account.metals[code]) for code in trace.analytes],
        "grades": [(code, found.account.grades[code]) for code in trace.analytes],
        "rows": rows(trace, by),
        "by": str(by),
        "groups": [
            (str(group), title)
            for group, title in GROUPS.items()
            if names or group is not GroupBy.COOPERATIVE
        ],
        "bag_count": sum(row.bags for row in trace.rows),
        "journal_position": found.position,
        "weakest": _weakest(trace),
    }


def _weakest(trace: Trace) -> str:
    """The basis on which the shares of at least one metal rest: metal, dry or wet."""
    for basis in ("wet", "dry"):
        if basis in trace.basis.values():
            return basis
    return "metal"
