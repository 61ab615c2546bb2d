"""What the frame of every page shows: contents, doors, position of the journal."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from asili.core import journal
from asili.domain.insight.report.sections import SECTIONS
from asili.interfaces.portal.doors import DOORS


def frame(request: HttpRequest) -> dict[str, object]:
    """Variables of ``base.html``; the journal is asked only where a page shows its position."""
    return {
        "contents": SECTIONS,
        "doors": DOORS,
        "journal_position": SimpleLazyObject(journal.position),
    }
