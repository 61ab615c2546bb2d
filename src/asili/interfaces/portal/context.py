"""What the frame of every page shows: contents, doors, journal position, simulated or not."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from asili.core import journal
from asili.core.models import Programme
from asili.domain.insight.report.sections import SECTIONS
from asili.interfaces.portal.doors import all_doors


def frame(request: HttpRequest) -> dict[str, object]:
    """Variables of ``base.html``; the database is asked only where a page shows them.

    ``simulated`` is true as soon as one programme is; a page that knows better overrides it.
    """
    return {
        "contents": SECTIONS,
        "doors": all_doors,
        "journal_position": SimpleLazyObject(journal.position),
        "simulated": SimpleLazyObject(Programme.objects.filter(simulated=True).exists),
    }
