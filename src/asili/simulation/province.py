"""The invented province: who is who, where is what, under which titles and licences.

Titles and zones are unions of cadastral squares of 30" x 30" in Lualaba; all places lie near real
towns and on none. One zone reaches into a title.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

import shapely
from numpy.random import Generator

from asili.network.cells import Value
from asili.simulation import names
from asili.simulation.diary import Row, Sink
from asili.simulation.numbering import Numbering

SQUARE_HA: Final = Decimal("84.955")
"""Legal area of one cadastral square in hectares."""

CARD_DAYS: Final = 45
"""Days of the run after which the card of the trader without a depot licence has run out."""

_GRID: Final = 120
"""Squares in one degree."""


@dataclass(frozen=True, slots=True)
class Pit:
    """A pit: where it is, and its true mean grades and moisture as fractions."""

    code: str
    lat_e7: int
    lon_e7: int
    cobalt: float
    copper: float
    moisture: float


@dataclass(frozen=True, slots=True)
class Site:
    """A site worked by a cooperative; ``index`` is its row in a lot's true content."""

    index: int
    code: str
    cooperative: str
    pits: tuple[Pit, ...]
    share: float
    """Share of the province's bags that comes from here."""
    device: str


@dataclass(frozen=True, slots=True)
class Depot:
    """A buying house of one trader."""

    code: str
    trader: str
    licensed: bool
    keeps_pile: bool
    device: str


@dataclass(frozen=True, slots=True)
class Province:
    """Everything that stands still during a run."""

    sites: tuple[Site, ...]
    depots: tuple[Depot, ...]
    authority: str
    processor: str
    exporter: str
    plant: str
    yard: str
    border: str


_SITES: Final = (
    # (column, row) of the square, cooperative, share of bags, mean Co, mean Cu
    ((3074, -1296), 0, 0.21, 0.034, 0.021),
    ((3075, -1295), 0, 0.15, 0.026, 0.029),
    ((3103, -1291), 1, 0.19, 0.041, 0.014),
    ((3104, -1290), 1, 0.12, 0.018, 0.037),
    ((3090, -1306), 1, 0.20, 0.047, 0.026),
    ((3117, -1296), 0, 0.13, 0.023, 0.033),
)
_ZONES: Final = (
    ((3074, 3075), (-1296, -1295)),
    ((3103, 3104), (-1292, -1290)),
    ((3090, 3093), (-1306, -1305)),
)
_TITLES: Final = (
    ((3084, 3091), (-1308, -1303)),
    ((3114, 3120), (-1298, -1294)),
)
_DEPOTS: Final = ((25.5571, -10.7632), (25.8264, -10.7183), (25.7812, -10.7988))
_OTHERS: Final = {
    "plant": (25.6518, -10.7036),
    "port": (25.5523, -10.6847),
    "border": (25.3614, -11.1938),
    "office": (25.5316, -10.7704),
}

_ORGANISATIONS: Final = (
    *((name, "cooperative", "asm") for name in names.COOPERATIVES),
    *((name, "company", "lsm") for name in names.COMPANIES),
    *((name, "trader", "asm") for name in names.TRADERS),
    (names.PROCESSOR, "processor", "lsm"),
    (names.EXPORTER, "exporter", "lsm"),
    (names.AUTHORITY, "authority", "government"),
    (names.SERVICE, "service", "government"),
    (names.CERTIFIER, "service", "government"),
    (names.COMMITTEE, "committee", "civil_society"),
    (names.PROTECTION, "ngo", "civil_society"),
    (names.FIELD, "service", "civil_society"),
)


def build(rng: Generator, numbering: Numbering, first: date, sink: Sink) -> Province:
    """Write the standing rows of a province whose papers hold from a year before ``first``."""
    return _Builder(rng, numbering, first, sink).build()


class _Builder:
    def __init__(self, rng: Generator, numbering: Numbering, first: date, sink: Sink) -> None:
        self._rng = rng
        self._code = numbering.code
        self._since = first - timedelta(days=365)
        self._until = first + timedelta(days=2 * 365)
        self._sink = sink
        self._parties: dict[str, str] = {}
        self._diggers: list[str] = []

    def build(self) -> Province:
        self._people_and_organisations()
        sites = tuple(self._site(index) for index in range(len(_SITES)))
        depots = tuple(self._depot(index) for index in range(len(_DEPOTS)))
        plant = self._place("plant", names.PLANT, _OTHERS["plant"])
        yard = self._place("port", names.YARD, _OTHERS["port"])
        border = self._place("border", names.BORDER, _OTHERS["border"])
        office = self._place("office", names.OFFICE, _OTHERS["office"])
        self._occupied(plant, names.PROCESSOR, "operator")
        self._occupied(yard, names.EXPORTER, "operator")
        for place in (border, office):
            self._occupied(place, names.AUTHORITY, "operator")
        zones = self._titles()
        self._credentials(depots, plant, zones)
        party = self._parties
        return Province(
            sites=sites,
            depots=depots,
            authority=party[names.AUTHORITY],
            processor=party[names.PROCESSOR],
            exporter=party[names.EXPORTER],
            plant=plant,
            yard=yard,
            border=border,
        )

    def _people_and_organisations(self) -> None:
        for name, kind, constituency in _ORGANISATIONS:
            self._party(name, "organisation", kind, constituency)
        for character in names.CAST:
            self._person(character.name, character.sex, character.organisation, character.title)
        for number in range(4 * len(names.SURNAMES)):
            turn, surname = divmod(number, len(names.SURNAMES))
            first_name, sex = names.FIRST_NAMES[2 * turn + number % 2]
            self._diggers.append(f"{first_name} {names.SURNAMES[surname]}")
            self._person(self._diggers[-1], sex, names.COOPERATIVES[number % 2], "digger")

    def _party(self, name: str, kind: str, organisation_kind: str, constituency: str) -> None:
        code = self._parties[name] = self._code("P")
        founded = date(2019, 1, 1) + timedelta(days=int(self._rng.integers(2000)))
        row: Row = {"code": code, "kind": kind, "name": name, "province": names.PROVINCE}
        row |= {
            "organisation_kind": organisation_kind,
            "constituency": constituency,
            "founded": founded,
        }
        self._sink.add("parties", row)

    def _person(self, name: str, sex: str, organisation: str, role: str) -> None:
        code = self._parties[name] = self._code("P")
        born = int(self._rng.integers(1970, 2003))
        row: Row = {"code": code, "kind": "person", "name": name, "province": names.PROVINCE}
        self._sink.add("parties", row | {"sex": sex, "birth_year": born})
        self._sink.add(
            "memberships",
            {
                "person": code,
                "organisation": self._parties[organisation],
                "role": role,
                "since": self._since,
            },
        )

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

    def _occupied(self, place: str, party: str, role: str) -> None:
        row: Row = {"place": place, "party": self._parties[party]}
        self._sink.add("occupancies", row | {"role": role, "since": self._since})

    def _site(self, index: int) -> Site:
        (column, row), owner, share, cobalt, copper = _SITES[index]
        middle = ((column + 0.5) / _GRID, (row + 0.5) / _GRID)
        code = self._place("site", names.SITES[index], middle)
        self._occupied(code, names.COOPERATIVES[owner], "cooperative")
        pits = tuple(
            self._pit(code, index, number, middle, (cobalt, copper))
            for number in range(2 + index % 2)
        )
        party = self._parties[names.COOPERATIVES[owner]]
        return Site(index, code, party, pits, share, f"SITE-{index + 1}")

    def _pit(
        self,
        site: str,
        index: int,
        number: int,
        middle: tuple[float, float],
        grades: tuple[float, float],
    ) -> Pit:
        east, north = self._rng.uniform(-0.0012, 0.0012, 2)
        point = (middle[0] + (number - 1) * 0.0016 + east, middle[1] + north)
        name = f"{names.SITES[index]} {names.PITS[number]}"
        code = self._place("pit", name, point, site)
        cobalt, copper = (grade * self._rng.uniform(0.85, 1.15) for grade in grades)
        lat_e7, lon_e7 = round(point[1] * 1e7), round(point[0] * 1e7)
        moisture = self._rng.uniform(0.06, 0.12)
        return Pit(code, lat_e7, lon_e7, float(cobalt), float(copper), float(moisture))

    def _depot(self, index: int) -> Depot:
        name, trader = names.DEPOTS[index], names.TRADERS[index]
        code = self._place("depot", name, _DEPOTS[index])
        self._occupied(code, trader, "operator")
        return Depot(code, self._parties[trader], index < 2, index == 0, f"DEPOT-{index + 1}")

    def _titles(self) -> list[str]:
        for index, squares in enumerate(_TITLES):
            holder = self._parties[names.COMPANIES[index]]
            number = f"PE-SIMU-{index + 1:03}"
            self._title(squares, "PE", number, names.TITLES[index], holder)
        return [
            self._title(squares, "ZEA", f"ZEA-SIMU-{index + 1:03}", names.ZONES[index], None)
            for index, squares in enumerate(_ZONES)
        ]

    def _title(
        self,
        squares: tuple[tuple[int, int], tuple[int, int]],
        kind: str,
        number: str,
        name: str,
        holder: str | None,
    ) -> str:
        (west, east), (south, north) = squares
        count = (east - west + 1) * (north - south + 1)
        corners = (west, south, east + 1, north + 1)
        shape = shapely.box(*(round(corner / _GRID, 7) for corner in corners))
        code = self._code("T")
        granted = self._since if kind == "ZEA" else date(2012, 4, 3)
        row: Row = {
            "code": code,
            "number": number,
            "kind": kind,
            "name": name,
            "holder": holder,
            "status": "active" if holder else "instituted",
            "substances": "Co Cu",
            "squares": count,
            "legal_area_ha": SQUARE_HA * count,
            "valid_from": granted,
            "source": "simulated",
            "geometry": shapely.to_wkt(shape, rounding_precision=7),
        }
        self._sink.add("titles", row)
        return code

    def _credentials(self, depots: tuple[Depot, ...], plant: str, zones: list[str]) -> None:
        for index, name in enumerate(names.COOPERATIVES):
            self._credential("cooperative_approval", name, title=zones[index])
        for index, depot in enumerate(depots):
            trader = names.TRADERS[index]
            self._credential("trader_card", trader, lasts=depot.licensed)
            if depot.licensed:
                self._credential("depot_licence", trader, place=depot.code)
        self._credential("processor_licence", names.PROCESSOR, place=plant)
        self._credential("export_licence", names.EXPORTER)
        for name in self._diggers:
            self._credential("digger_card", name)

    def _credential(
        self,
        kind: str,
        holder: str,
        *,
        place: str | None = None,
        title: str | None = None,
        lasts: bool = True,
    ) -> None:
        code = self._code("C")
        until = self._until if lasts else self._since + timedelta(days=365 + CARD_DAYS)
        row: dict[str, Value] = {
            "code": code,
            "number": f"SIMU-{kind[:3].upper()}-{code[-5:]}",
            "kind": kind,
            "holder": self._parties[holder],
            "issuer": self._parties[names.AUTHORITY],
            "place": place,
            "title": title,
            "state": "issued",
            "effective_at": datetime.combine(self._since, datetime.min.time(), UTC),
            "until": datetime.combine(until, datetime.min.time(), UTC),
            "reason": "issued",
            "instrument": "simulated order",
        }
        self._sink.add("credentials", row)
