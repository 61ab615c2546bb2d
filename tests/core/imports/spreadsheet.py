"""A spreadsheet of places as a ministry writes it: French headers, commas, Windows letters."""

import csv
import io
from collections.abc import Sequence

from asili.core.access import Actor, Grant, Role, system
from asili.core.models import Commodity, Programme
from asili.core.models.programmes import ProgrammeProvince
from asili.domain.geography import services as geography

CLERK = Actor("A-1", "Clerk", frozenset({Grant(Role.AUTHORITY, "KAT")}), person="P-1")
HEADER = ["Nom du site", "Type", "Province", "Latitude", "Longitude", "Substances"]
Cells = Sequence[object]


def site(number: int, name: str = "", **changes: object) -> list[object]:
    """A row that can go in, unlike any other."""
    row: dict[str, object] = {
        "name": name or f"Site {number}",
        "kind": "site",
        "province": "Haut-Katanga",
        "latitude": f"{-11 - number % 1000 / 1000:.4f}".replace(".", ","),
        "longitude": f"{27 + number // 1000 / 1000:.4f}".replace(".", ","),
        "minerals": "cuivre, cobalt",
        **changes,
    }
    return list(row.values())


def as_csv(rows: Sequence[Cells], header: Cells = HEADER) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([header, *rows])
    return text.getvalue().encode("cp1252")


def open_programme() -> Programme:
    """A programme of two provinces, with the facts of geography."""
    geography.load_facts(actor=system("test"))
    commodity, _ = Commodity.objects.get_or_create(code="CuCo", defaults={"name": "CuCo"})
    found = Programme.objects.create(code="KAT", name="Test", commodity=commodity, simulated=True)
    ProgrammeProvince.objects.create(programme=found, code="CD-HK")
    ProgrammeProvince.objects.create(programme=found, code="CD-LU")
    return found
