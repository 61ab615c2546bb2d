"""Roles that have words in every language; any other is recorded as it stands."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from asili.core.access import Words

BOARD: Final[dict[str, Words]] = {
    "president": _("president"),
    "vice-president": _("vice-president"),
    "secretary": _("secretary"),
    "treasurer": _("treasurer"),
}
"""Offices of a board, in their order."""

MEMBERS: Final[dict[str, Words]] = {"member": _("member"), "digger": _("digger")}
ROLES: Final[dict[str, Words]] = BOARD | MEMBERS


def role_name(role: str) -> Words:
    """The word for a role; the role itself where there is none."""
    return ROLES.get(role, role)
