"""From a public identifier to the page that shows it."""

from typing import Final
from uuid import UUID

from django.urls import NoReverseMatch, reverse

PAGES: Final = {
    "B": "field:bag",
    "L": "web:lot",
    "S": "web:shipment",
    "P": "web:party",
    "G": "web:place",
    "T": "web:title",
    "C": "field:card",
    "F": "web:finding",
    "J": "web:job",
    "I": "web:import",
}
"""First letter of a public identifier to the name of its page."""

APPROVAL: Final = "approval:"
"""What the UUID of a proposal is preceded by, to tell it from that of an event."""


def address_of(code: str) -> str:
    """Address of the page of a record, by its code or an event's UUID; "" where it has none.

    A proposal is named by "approval:" and its UUID.
    """
    if code.startswith(APPROVAL):
        return reverse("web:approval", args=[code.removeprefix(APPROVAL)])
    view = PAGES.get(code[:1]) if code[1:2] == "-" else None
    if view is None:
        return reverse("web:event", args=[code]) if is_uuid(code) else ""
    try:
        return reverse(view, args=[code])
    except NoReverseMatch:
        return ""


def is_uuid(text: str) -> bool:
    """True for a UUID as events carry it between systems."""
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
