"""Tags of the signed-in pages: links by identifier, badges, pages of a list, the strip."""

from datetime import date, datetime

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from asili.core.access import Actor, Role
from asili.core.lists import Listing
from asili.interfaces.web import cells

register = template.Library()

OPEN_TO_ALL: tuple[tuple[str, Promise], ...] = (
    ("web:map", _("Map")),
    ("web:places", _("Places")),
    ("web:visits", _("Visits of sites")),
    ("web:titles", _("Titles and zones")),
    ("web:parties", _("Parties")),
    ("web:law", _("Law")),
)
SIGNED_IN: tuple[tuple[str, Promise], ...] = (
    ("web:lots", _("Bags and lots")),
    ("web:shipments", _("Shipments")),
    ("web:inbox", _("Findings")),
    ("web:approvals", _("Two-person decisions")),
    ("web:notices", _("Notices")),
    ("web:jobs", _("Jobs")),
    ("web:journal", _("Journal")),
)
RECORDERS: tuple[tuple[str, Promise], ...] = (("web:record", _("Record")),)
"""For those who act for somebody."""
IMPORTERS: tuple[tuple[str, Promise], ...] = (("web:imports", _("Files brought in")),)
"""For those whose work is to register: the policies of the targets say what they may bring in."""
REGISTRARS = (Role.AUTHORITY, Role.INSPECTOR, Role.FIELD_AGENT, Role.COOPERATIVE)


@register.simple_tag
def to(code: str, label: object = "") -> SafeString:
    """A record's number, or a label, that leads to its page."""
    return cells.named(code, label) if label else cells.number(code)


@register.simple_tag
def badge(kind: str, word: object) -> SafeString:
    """A status: shape, colour and word."""
    return cells.badge(kind, word)


@register.simple_tag
def day(value: date | None) -> str | SafeString:
    """A day; "not recorded" for None."""
    return cells.day(value)


@register.simple_tag
def moment(value: datetime | None) -> str | SafeString:
    """An instant; "not recorded" for None."""
    return cells.instant(value)


@register.simple_tag
def figure(value: int | None, decimals: int = 0) -> str | SafeString:
    """A number in the reader's language; "not recorded" for None."""
    return cells.figure(value, decimals)


@register.simple_tag
def recorded(value: object) -> str | SafeString:
    """A value; "not recorded" for a blank."""
    return cells.text(value)


@register.simple_tag
def about(subject: object) -> SafeString:
    """What a finding or an entry is about: its number, or a word for an event."""
    return cells.about(str(subject))


@register.inclusion_tag("web/parts/pager.html")
def pages(listing: Listing) -> dict[str, object]:  # type: ignore[type-arg]  # of any model
    """Links to the page before and the page after."""
    page = listing.page
    return {
        "listing": listing,
        "before": listing.address(page=page.number - 1),
        "after": listing.address(page=page.number + 1),
    }


@register.inclusion_tag("web/parts/strip.html")
def strip(actor: Actor, path: str) -> dict[str, object]:
    """The pages that this visitor may open; the present one is marked."""
    entries = OPEN_TO_ALL + (() if actor.is_anonymous else SIGNED_IN)
    if actor.parties:
        entries += RECORDERS
    if actor.has(*REGISTRARS):
        entries += IMPORTERS
    return {
        "entries": [
            {"address": reverse(view), "name": name, "here": _within(path, reverse(view))}
            for view, name in entries
        ]
    }


def _within(path: str, address: str) -> bool:
    return path == address or path.startswith(f"{address}/")
