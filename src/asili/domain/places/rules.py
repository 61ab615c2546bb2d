"""What titles may be, what their status means, and who sees a point, judged on plain values."""

from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from asili.core.access import Actor
from asili.core.findings import Rule, Severity
from asili.domain.places.ground import Standing

ZONE_LIMIT: Final = Rule(
    code="places.5",
    title=_("A cooperative holds more zones or squares than the law allows."),
    remedy=_("Compare the decisions that assigned the zones; amend the one that went too far."),
    severity=Severity.WARNING,
)
ZONE_LIMIT_TEXT: Final = gettext_noop(
    "%(holder)s holds %(zones)s zones of %(squares)s squares in all; the law as recorded allows "
    "%(zones_allowed)s of %(squares_allowed)s squares each."
)

ANOTHERS_GROUND: Final = Rule(
    code="places.21",
    title=_("A site is worked on ground that another party holds."),
    remedy=_(
        "Ask both for the agreement that allows it; otherwise check the point of the site, the "
        "outline of the title and who is recorded as working there."
    ),
    severity=Severity.WARNING,
)
ANOTHERS_GROUND_TEXT: Final = gettext_noop(
    "%(party)s works %(place)s, whose point lies within %(title)s, held by %(holder)s, both since "
    "%(since)s. No agreement between them is recorded here."
)
NEW_TITLE: Final = Rule(
    code="places.22",
    title=_("A title is applied for over an artisanal zone or a site in work."),
    remedy=_(
        "Tell the cadastre before it decides; the alert closes when the application is withdrawn "
        "or its outline leaves this ground."
    ),
    severity=Severity.WARNING,
)
OVER_ZONE_TEXT: Final = gettext_noop(
    "%(title)s, applied for by %(holder)s on %(since)s, covers %(hectares)s ha of %(zone)s, held "
    "by %(zone_holder)s since %(zone_since)s."
)
OVER_SITE_TEXT: Final = gettext_noop(
    "%(title)s, applied for by %(holder)s on %(since)s, covers the point of %(place)s, worked by "
    "%(party)s since %(worked_since)s."
)
NOBODY: Final = gettext_noop("nobody recorded")
A_PERSON: Final = gettext_noop("a private person")

NEAR_M: Final = 500
"""Metres outside a zone within which a site is said to lie beside it (places.20)."""

RIGHTS: Final = frozenset(
    {"active", "suspended", "instituted", "viabilised", "assigned", "producing", "exhausted"}
)
"""Statuses under which a title is a right over ground; planned, applied, closed, ended are not."""

CLAIMS: Final = RIGHTS | {"planned", "applied"}
"""Statuses under which ground is asked for at least: those that overlaps are found for."""

_CLAIMS: Final = {"planned": Standing.PLANNED, "applied": Standing.APPLIED}

COARSE_DEGREES: Final = 1
"""Decimals of a degree in a point for everybody: a tenth, about eleven kilometres (places.6)."""


def standing(status: str, *, is_protected_area: bool) -> Standing | None:
    """What a status makes of the ground; None where it claims none any more."""
    if status in RIGHTS:
        return Standing.PROTECTED if is_protected_area else Standing.RIGHT
    return _CLAIMS.get(status)


def in_order(since: date, until: date | None) -> bool:
    """Rule places.3: a period ends after it begins."""
    return until is None or since < until


def sees_exact_points(actor: Actor, programme: str, province: str) -> bool:
    """Rule places.6: exact points are for those with a role in the programme and province."""
    return actor.has(programme=programme, province=province)


def coarse(degrees: float) -> float:
    """A coordinate as everybody may see it (places.6)."""
    return round(degrees, COARSE_DEGREES)
