"""The visits of one place as its page shows them, with the doors to what few may read."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from asili.core.access import Actor, Words
from asili.domain.places.models import Place, Visit
from asili.domain.places.policies import can_read_armed_sightings, can_read_child_sightings
from asili.domain.places.visit_queries import attribution, visits_of
from asili.interfaces.web import cells

QUALIFIED: Final = {"green": "ok", "yellow": "attention", "red": "stop"}
"""Status of a source to the shape that it is shown with."""
OBSERVED: Final[dict[bool | None, Words]] = {True: _("yes"), False: _("no")}
"""What was looked for, and seen or not; nothing where it is not recorded."""


def visits_shown(actor: Actor, place: Place) -> dict[str, object]:
    """Variables of ``web/parts/visits.html``; ``visits`` is [] where nobody visited."""
    rows = list(visits_of(actor, place))
    if not rows:
        return {"visits": []}
    most = max((row.workers or 0 for row in rows), default=0)
    office = (actor, place.programme.code, place.province)
    latest = rows[0]
    position = [latest.origin, latest.get_precision_display()]
    return {
        "visits": [
            {
                "visit": row,
                "share": row.workers / most if most and row.workers is not None else None,
                "minerals": minerals(row),
                "women": OBSERVED.get(row.women),
                "mercury": OBSERVED.get(row.mercury),
                "qualification": qualification(row),
            }
            for row in rows
        ],
        "numbers": sorted(
            {f"{row.scheme} {row.site_number}" for row in rows}  # type: ignore[attr-defined]  # annotated by visits_of
        ),
        "names": sorted({row.name for row in rows} - {place.name}),
        "position": " · ".join(filter(None, map(str, position))),
        "attribution": attribution(place.programme),
        "reads_armed": bool(can_read_armed_sightings(*office)),
        "reads_children": bool(can_read_child_sightings(*office)),
    }


def minerals(visit: Visit) -> str:
    """The minerals of a visit, the main one first."""
    return ", ".join(str(one.label) for one in visit.minerals.all())


def qualification(visit: Visit) -> object:
    """The official status as the source gives it, with its shape."""
    if not visit.qualification:
        return cells.blank()
    kind = QUALIFIED.get(visit.qualification, "none")
    return cells.badge(kind, visit.get_qualification_display())
