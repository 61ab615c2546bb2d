"""The pages that work, each under the headings of the report that ask for it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


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
