"""The pages that work, each under the headings of the report that ask for it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CONFLICT, ROADS = "conflict", "infrastructure"
"""The two constraints with which the report begins; doors may answer them too."""


@dataclass(frozen=True, slots=True)
class Door:
    """A page that may be entered: its address by name, what one finds, who asked for it."""

    view: str
    name: Promise
    what: Promise
    icon: str
    sections: tuple[str, ...]

    @property
    def url(self) -> str:
        """Address of the page."""
        return reverse(self.view)


DOORS = (
    Door(
        "web:shipments",
        _("Shipments"),
        _("Back to the pits: the metal of each site, and how sure it is."),
        "trace",
        ("breakouts/5", "breakouts/6"),
    ),
    Door(
        "web:map",
        _("Map"),
        _("Sites, artisanal zones, titles, overlaps and flows."),
        "map",
        (CONFLICT, "breakouts/3", "breakouts/5"),
    ),
    Door(
        "web:titles",
        _("Titles and zones"),
        _("Who holds which ground since when; overlaps in hectares, with both holders."),
        "title",
        (CONFLICT, "breakouts/3", "breakouts/4"),
    ),
    Door(
        "web:overlaps",
        _("Ground in two titles"),
        _("Which zone lies on whose title, and what is applied for over a zone."),
        "title",
        (CONFLICT, "breakouts/3", "breakouts/4"),
    ),
    Door(
        "web:samples",
        _("Geochemical samples"),
        _("What was measured where, element by element, with method and detection limit."),
        "map",
        ("focus-groups",),
    ),
    Door(
        "web:places",
        _("Sites, depots and plants"),
        _("Where ore is dug, bought and processed, and who works there."),
        "place",
        ("breakouts/3",),
    ),
    Door(
        "web:visits",
        _("Visits of sites"),
        _("What was recorded of sites visit by visit: workers, women, minerals, mercury."),
        "table",
        ("focus-groups", "breakouts/3"),
    ),
    Door(
        "web:parties",
        _("People and organisations"),
        _("Cooperatives, traders, companies and services, with cards valid on a day."),
        "party",
        ("focus-groups", "breakouts/3"),
    ),
    Door(
        "web:inbox",
        _("Findings"),
        _("Differences to be explained, each with its rule and a way out."),
        "inbox",
        ("focus-groups", "breakouts/5"),
    ),
    Door(
        "portal:example-bag",
        _("The page behind a tag"),
        _("A bag on the phone: weight, grade, reference price, deductions, receipt."),
        "phone",
        ("focus-groups", "breakouts/1"),
    ),
    Door(
        "web:shipments",
        _("Rail and road"),
        _("What share of its way each shipment went by rail."),
        "shipment",
        (ROADS, "breakouts/2", "breakouts/6"),
    ),
    Door(
        "web:law",
        _("The law in numbers"),
        _("Rates, ages and limits, each with its instrument; verified by two persons or not yet."),
        "table",
        ("breakouts/3",),
    ),
    Door(
        "portal:report",
        _("The report, statement by statement"),
        _("Every point of 2007 in its own order, and where it stands today."),
        "report",
        ("introduction",),
    ),
)


def doors_of(section: str) -> tuple[Door, ...]:
    """Doors that answer a section of the report, by its slug."""
    return tuple(door for door in DOORS if section in door.sections)


def all_doors() -> tuple[Door, ...]:
    """Every page once, by the first door that leads to it."""
    first: dict[str, Door] = {}
    for door in DOORS:
        first.setdefault(door.view, door)
    return tuple(first.values())
