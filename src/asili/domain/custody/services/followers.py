"""Acts of later subjects that follow from a custody event and belong to its transaction.

Custody knows none of them: ``settings.ASILI_CUSTODY_FOLLOWERS`` names, as dotted paths, functions
that take the identifiers of events which may change what was concluded from custody.
"""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from asili.domain.custody.facts import EventFact
from asili.network.vocabulary import EventKind

_NEW_ORE = EventKind.COMMISSION
"""Its measurements are of lots from which nobody has concluded anything before."""


def tell_followers(events: Sequence[EventFact], *, rejudged: bool) -> None:
    """Tell of measurements of known lots and, where records were judged again, of all events."""
    told: list[UUID] = [
        uuid
        for event in events
        if rejudged or (event.measurements and event.kind is not _NEW_ORE)
        for uuid in (event.uuid, event.target)
        if uuid is not None
    ]
    if told:
        for path in settings.ASILI_CUSTODY_FOLLOWERS:
            import_string(path)(told)
