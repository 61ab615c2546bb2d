"""What the frame of every page shows: contents, doors, journal position, simulated or not."""

from functools import cache

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from asili.core import journal
from asili.core.access import ANONYMOUS, Actor
from asili.core.models import Programme
from asili.core.notices import count_unread
from asili.core.programmes import units_for
from asili.domain.insight.report.sections import SECTIONS
from asili.interfaces.portal.doors import all_doors


def _actor(request: HttpRequest) -> Actor:
    """The visitor; nobody on a page that is answered before the visitor is known."""
    return getattr(request, "actor", ANONYMOUS)


def frame(request: HttpRequest) -> dict[str, object]:
    """Variables of ``base.html``; the database is asked only where a page shows them.

    ``units`` are what masses are read in, ``simulated`` is true as soon as one programme is; a page
    that knows better overrides them.
    """
    return {
        "contents": SECTIONS,
        "doors": all_doors,
        "journal_position": SimpleLazyObject(journal.position),
        "unread": cache(lambda: count_unread(_actor(request))),
        "units": SimpleLazyObject(lambda: units_for(_actor(request))),
        "simulated": SimpleLazyObject(Programme.objects.filter(simulated=True).exists),
    }
