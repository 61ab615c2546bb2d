"""The standing rows of the folder: who is who, where is what, under which titles and papers."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from asili.simulation import names
from asili.simulation.cadastre import Cadastre, opens_late
from asili.simulation.diary import Row, Sink
from asili.simulation.differences import Differences, Kind
from asili.simulation.ground import BORDER, GRID, OFFICE, YARD, Ground, plan
from asili.simulation.numbering import Numbering
from asili.simulation.papers import Papers, validity
from asili.simulation.province import Depot, Pit, PlantPlace, Province, Site
from asili.simulation.settings import Request

OPENS_AFTER: Final = 0.3
"""When the zones that open during a run do so, as a share of the period."""

_DIGGERS: Final = 12
"""Diggers of each cooperative who are registered by name."""

_PILES: Final = 3
"""One depot in three keeps a heap, beginning with the first."""

_UNLICENSED: Final = (8, 2)
"""One depot in eight has no licence: the third, the eleventh and so on."""

_PULLS: Final = (0.45, 0.38, 0.17)
_USUAL_PULL: Final = 0.3


@dataclass(frozen=True, slots=True)
class Standing:
    """What is needed to write the standing rows."""

    request: Request
    rng: Generator
    numbering: Numbering
    sink: Sink
    differences: Differences


def build(standing: Standing) -> Province:
    """Write the standing rows of a province whose papers hold from a year before its first day."""
    return _Builder(standing).build()


class _Builder:
    def __init__(self, standing: Standing) -> None:
        request = standing.request
        self._standing = standing
        self._rng = standing.rng
        self._code = standing.numbering.code
        self._sink = standing.sink
        self._first = request.first
        self._since, _ = validity(request.first, request.last)
        self._opens = request.first + timedelta(days=round(OPENS_AFTER * request.days))
        self._counts = request.counts
        self._settings = request.settings
        self._parties: dict[str, str] = {}
        self._diggers: list[str] = []
        self._cooperatives = [names.nth(names.COOPERATIVES, n) for n in self._each("cooperative")]
        self._traders = [names.nth(names.TRADERS, n) for n in self._each("depot")]
        self._processors = [names.nth(names.PROCESSORS, n) for n in self._each("plant")]

    def build(self) -> Province:
        counts = self._counts
        ground = plan(
            self._rng, counts["site"], counts["cooperative"], counts["depot"], counts["plant"]
        )
        self._people_and_organisations()
        effects = np.exp(
            self._settings.zone_spread * self._rng.standard_normal((len(ground.zones) + 1, 2))
        )
        sites = tuple(self._site(ground, index, effects) for index in self._each("site"))
        plants = tuple(self._plant(index, point) for index, point in enumerate(ground.plants))
        depots = tuple(
            self._depot(index, point, plants) for index, point in enumerate(ground.depots)
        )
        yard = self._place("port", names.YARD, YARD)
        border = self._place("border", names.BORDER, BORDER)
        office = self._place("office", names.OFFICE, OFFICE)
        self._occupied(yard, names.EXPORTER, "operator")
        for place in (border, office):
            self._occupied(place, names.AUTHORITY, "operator")
        cadastre = Cadastre(self._standing.numbering, self._sink, self._since, self._opens)
        zones = cadastre.write(ground, [self._parties[name] for name in names.COMPANIES])
        lapsed = self._papers(ground, depots, plants, zones)
        party = self._parties
        return Province(
            sites,
            depots,
            plants,
            party[names.AUTHORITY],
            party[names.EXPORTER],
            yard,
            border,
            lapsed,
        )

    def _each(self, what: str) -> range:
        return range(self._counts[what])

    def _people_and_organisations(self) -> None:
        organisations = (
            *((name, "cooperative", "asm") for name in self._cooperatives),
            *((name, "company", "lsm") for name in names.COMPANIES),
            *((name, "trader", "asm") for name in self._traders),
            *((name, "processor", "lsm") for name in self._processors),
            (names.EXPORTER, "exporter", "lsm"),
            (names.AUTHORITY, "authority", "government"),
            (names.SERVICE, "service", "government"),
            (names.CERTIFIER, "service", "government"),
            (names.COMMITTEE, "committee", "civil_society"),
            (names.PROTECTION, "ngo", "civil_society"),
            (names.FIELD, "service", "civil_society"),
        )
        for name, kind, constituency in organisations:
            founded = date(2019, 1, 1) + timedelta(days=int(self._rng.integers(2000)))
            row: Row = {"organisation_kind": kind, "constituency": constituency}
            self._parties[name] = self._party("organisation", name, row | {"founded": founded})
        for character in names.CAST:
            self._person(character.name, character.sex, character.organisation, character.title)
        for number in range(_DIGGERS * len(self._cooperatives)):
            turn, surname = divmod(number, len(names.SURNAMES))
            first_name, sex = names.FIRST_NAMES[(2 * turn + number % 2) % len(names.FIRST_NAMES)]
            cooperative = self._cooperatives[number % len(self._cooperatives)]
            name = f"{first_name} {names.SURNAMES[surname]}"
            self._diggers.append(self._person(name, sex, cooperative, "digger"))

    def _party(self, kind: str, name: str, more: Row) -> str:
        code = self._code("P")
        row: Row = {"code": code, "kind": kind, "name": name, "province": names.PROVINCE}
        self._sink.add("parties", row | more)
        return code

    def _person(self, name: str, sex: str, organisation: str, role: str) -> str:
        born = int(self._rng.integers(1970, 2003))
        code = self._party("person", name, {"sex": sex, "birth_year": born})
        row: Row = {"person": code, "organisation": self._parties[organisation]}
        self._sink.add("memberships", row | {"role": role, "since": self._since})
        return code

    def _place(
        self, kind: str, name: str, point: tuple[float, float], parent: str | None = None
    ) -> str:
        code = self._code("G")
        row: Row = {
            "code": code,
            "kind": kind,
            "name": name,
            "province": names.PROVINCE,
            "parent": parent,
            "lon_e7": round(point[0] * 1e7),
            "lat_e7": round(point[1] * 1e7),
        }
        if kind in ("site", "pit"):
            row["minerals"] = "Co Cu"
        self._sink.add("places", row)
        return code

    def _occupied(self, place: str, party: str, role: str, since: date | None = None) -> None:
        row: Row = {"place": place, "party": self._parties[party]}
        self._sink.add("occupancies", row | {"role": role, "since": since or self._since})

    def _site(self, ground: Ground, index: int, effects: NDArray[np.float64]) -> Site:
        planned, name = ground.sites[index], names.nth(names.SITES, index)
        middle = ((planned.square[0] + 0.5) / GRID, (planned.square[1] + 0.5) / GRID)
        opens = self._opens if opens_late(planned.zone) else None
        code = self._place("site", name, middle)
        cooperative = self._cooperatives[planned.cooperative]
        self._occupied(code, cooperative, "cooperative", opens)
        effect = effects[-1 if planned.zone is None else planned.zone]
        grades = planned.cobalt * float(effect[0]), planned.copper * float(effect[1])
        pits = tuple(
            self._pit(code, name, number, middle, grades) for number in range(2 + index % 2)
        )
        return Site(
            index,
            code,
            round(middle[1] * 1e7),
            round(middle[0] * 1e7),
            self._parties[cooperative],
            pits,
            planned.share,
            f"SITE-{index + 1}",
            opens,
        )

    def _pit(
        self,
        site: str,
        site_name: str,
        number: int,
        middle: tuple[float, float],
        grades: tuple[float, float],
    ) -> Pit:
        east, north = self._rng.uniform(-0.0012, 0.0012, 2)
        point = (middle[0] + (number - 1) * 0.0016 + east, middle[1] + north)
        code = self._place("pit", f"{site_name} {names.PITS[number]}", point, site)
        spread = np.exp(self._settings.pit_spread * self._rng.standard_normal(2))
        moisture = float(self._rng.uniform(*self._settings.moisture))
        lat_e7, lon_e7 = round(point[1] * 1e7), round(point[0] * 1e7)
        cobalt, copper = (grade * float(s) for grade, s in zip(grades, spread, strict=True))
        return Pit(code, lat_e7, lon_e7, cobalt, copper, moisture)

    def _plant(self, index: int, point: tuple[float, float]) -> PlantPlace:
        code = self._place("plant", names.nth(names.PLANTS, index), point)
        self._occupied(code, self._processors[index], "operator")
        return PlantPlace(
            index,
            code,
            round(point[1] * 1e7),
            round(point[0] * 1e7),
            self._parties[self._processors[index]],
            names.nth(names.LABORATORIES, index),
            f"PLANT-{index + 1}",
        )

    def _depot(
        self, index: int, point: tuple[float, float], plants: tuple[PlantPlace, ...]
    ) -> Depot:
        code = self._place("depot", names.nth(names.DEPOTS, index), point)
        self._occupied(code, self._traders[index], "operator")
        lon_e7, lat_e7 = (round(degrees * 1e7) for degrees in point)
        nearest = min(plants, key=lambda p: (p.lon_e7 - lon_e7) ** 2 + (p.lat_e7 - lat_e7) ** 2)
        return Depot(
            index,
            code,
            lat_e7,
            lon_e7,
            self._parties[self._traders[index]],
            licensed=index % _UNLICENSED[0] != _UNLICENSED[1],
            keeps_pile=index % _PILES == 0,
            device=f"DEPOT-{index + 1}",
            pull=_PULLS[index] if index < len(_PULLS) else _USUAL_PULL,
            plant=nearest.index,
        )

    def _papers(
        self,
        ground: Ground,
        depots: tuple[Depot, ...],
        plants: tuple[PlantPlace, ...],
        zones: list[str],
    ) -> tuple[tuple[Depot, date], ...]:
        """Issue what everybody needs; return the depots whose trader's card runs out, and when."""
        first, last = self._first, self._standing.request.last
        authority = self._parties[names.AUTHORITY]
        standing = self._standing
        papers = Papers(standing.numbering, self._sink, authority, *validity(first, last))
        for index, name in enumerate(self._cooperatives):
            worked = [site.zone for site in ground.sites if site.cooperative == index]
            open_now = [zone for zone in worked if zone is not None and not opens_late(zone)]
            title = zones[open_now[0]] if open_now else None
            papers.issue("cooperative_approval", self._parties[name], title=title)
        lapsed = []
        for depot in depots:
            days = standing.differences.strike(Kind.LAPSED_CARD, depot.index, first)
            until = None if days is None else first + timedelta(days=round(days))
            papers.issue("trader_card", depot.trader, until=until)
            if until:
                lapsed.append((depot, until))
            if depot.licensed:
                papers.issue("depot_licence", depot.trader, place=depot.code)
        for plant in plants:
            papers.issue("processor_licence", plant.processor, place=plant.code)
        papers.issue("export_licence", self._parties[names.EXPORTER])
        for digger in self._diggers:
            papers.issue("digger_card", digger)
        return tuple(lapsed)
