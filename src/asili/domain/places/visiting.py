"""What the words of a visit stand for, and how far apart two positions may lie, on plain values."""

import re
from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _
from pyproj import Geod

from asili.core.access import Words
from asili.core.imports.cells.notation import bare
from asili.domain.places.models import Visit, VisitMineral

Mineral = VisitMineral.Mineral
Precision = Visit.Precision
Qualification = Visit.Qualification
Reason = Visit.Reason

IPIS: Final = "ipis"
SOURCES: Final[Mapping[str, Words]] = {
    IPIS: _(
        "Source: IPIS, open data on artisanal mines of the DRC. Licence as a third party states "
        "it: ODC-BY 1.0, not verified."
    ),
}
"""Scheme of a source to whom it is owed; goes wherever its visits go (places.13)."""
INVENTED: Final = _("Invented visits in the shape of an open file; nobody recorded them.")

MINERALS: Final[Mapping[str, str]] = {
    "or": Mineral.GOLD,
    "gold": Mineral.GOLD,
    "cassiterite": Mineral.CASSITERITE,
    "coltan": Mineral.COLTAN,
    "wolframite": Mineral.WOLFRAMITE,
    "cuivre": Mineral.COPPER,
    "copper": Mineral.COPPER,
    "cobalt": Mineral.COBALT,
    "diamant": Mineral.DIAMOND,
    "diamond": Mineral.DIAMOND,
    "tourmaline": Mineral.TOURMALINE,
    "manganese": Mineral.MANGANESE,
}
"""Words for minerals, without case and accents."""

ANALYTES: Final[Mapping[str, str]] = {
    Mineral.GOLD: "Au",
    Mineral.CASSITERITE: "Sn",
    Mineral.COLTAN: "Ta",
    Mineral.WOLFRAMITE: "W",
    Mineral.COPPER: "Cu",
    Mineral.COBALT: "Co",
    Mineral.MANGANESE: "Mn",
}
"""Mineral to the analyte that a place lists for it."""

QUALIFICATIONS: Final[Mapping[str, str]] = {
    "vert": Qualification.GREEN,
    "jaune": Qualification.YELLOW,
    "rouge": Qualification.RED,
    "not class": Qualification.UNCLASSED,
    "no class": Qualification.UNCLASSED,
}
ACCESS: Final[Mapping[str, str]] = {
    "carmoto": Visit.Access.WHEELS,
    "less2h": Visit.Access.WITHIN_2H,
    "more2h": Visit.Access.BEYOND_2H,
}
ITSCI: Final[Mapping[str, str]] = {
    "actif": Visit.Scheme.ACTIVE,
    "suspendu": Visit.Scheme.SUSPENDED,
}
PROVINCES: Final[Mapping[str, tuple[str, str]]] = {
    "bas uele": ("CD-BU", "orientale"),
    "haut katanga": ("CD-HK", "katanga"),
    "haut lomami": ("CD-HL", "katanga"),
    "haut uele": ("CD-HU", "orientale"),
    "ituri": ("CD-IT", "orientale"),
    "lualaba": ("CD-LU", "katanga"),
    "maniema": ("CD-MA", "maniema"),
    "nord kivu": ("CD-NK", "nord kivu"),
    "sud kivu": ("CD-SK", "sud kivu"),
    "tanganyika": ("CD-TA", "katanga"),
    "tshopo": ("CD-TO", "orientale"),
}
"""Province of today to its ISO 3166-2 code and the province that it was part of until 2015."""

METRES: Final[Mapping[str, int]] = {
    Precision.GPS: 100,
    Precision.IMAGE: 1_000,
    Precision.NEARBY: 5_000,
    Precision.ARCHIVE: 5_000,
    Precision.APPROXIMATE: 5_000,
    "": 5_000,
}
"""How far a position may be from the site, by precision: our assumption, no source states it."""

_REASONS: Final = (
    ("third party", Reason.THIRD_PARTY),
    ("securit", Reason.INSECURITY),
    ("climatique", Reason.WEATHER),
    ("crue", Reason.WEATHER),
    ("rout", Reason.ROAD),
    ("distance", Reason.DISTANCE),
)
_ARMED: Final = re.compile(
    r"fardc|\bmmr\b|fdlr|\bndc\b|mai.mai|raia|milice|groupes? arr?im?es?|militaire|garde parc"
)
_SURVEYED: Final = re.compile(r"gps( [a-z ]*\b\d{4}\b.*)?")
"""GPS alone, or with a survey and its year behind it."""
_ELLIPSOID: Final = Geod(ellps="WGS84")
_E7: Final = 1e7


def mineral(said: str) -> str:
    """The mineral that a word stands for; "" where none of ours is meant."""
    return MINERALS.get(bare(said), "")


def reason(said: str) -> str:
    """Why nobody was there; "" where nothing is said."""
    if not said:
        return ""
    return next((code for words, code in _REASONS if words in bare(said)), Reason.OTHER)


def speaks_of_armed_actors(said: str) -> bool:
    """True for words that belong into the restricted record, whichever column they stand in."""
    return bool(_ARMED.search(bare(said)))


def precision(origin: str) -> str:
    """What the words for the origin of a position stand for; "" where they are not known."""
    said = bare(origin)
    if not said:
        return ""
    if "approximation" in said:
        return Precision.APPROXIMATE
    if "landsat" in said or "numerisation" in said:
        return Precision.IMAGE
    if "ancienne base" in said:
        return Precision.ARCHIVE
    if _SURVEYED.fullmatch(said):
        return Precision.GPS
    return Precision.NEARBY if said.startswith("gps") else ""


def metres_between(a: tuple[int, int], b: tuple[int, int]) -> int:
    """Geodesic distance on WGS 84 between two (longitude, latitude) in 1e-7 degree."""
    if a == b:
        return 0
    line: tuple[float, float, float] = _ELLIPSOID.inv(
        a[0] / _E7, a[1] / _E7, b[0] / _E7, b[1] / _E7
    )
    return round(line[2])


def has_moved(a: tuple[int, int], b: tuple[int, int], *precisions: str) -> bool:
    """True where two positions of one site lie further apart than the precisions explain."""
    return metres_between(a, b) > sum(METRES[one] for one in precisions)
