"""What files say of a paper: its number and the days from which and up to which it is valid."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils.timezone import make_aware
from django.utils.translation import gettext_noop

from asili.core.imports.problems import Problem, Weight
from asili.core.imports.targets import Row
from asili.core.models import Programme
from asili.domain.credentials.models import Credential
from asili.domain.credentials.rules import ISSUED
from asili.domain.credentials.services import NewCredential, NewState
from asili.domain.registry.models import Party

NO_DAY: Final = gettext_noop("The paper %(number)s has no day of issue, so it is not recorded.")
NO_DAY_REMEDY: Final = gettext_noop("Add a column with the day on which each paper was issued.")
_SLICE: Final = 500


def holders_of(programme: Programme, kind: str, numbers: Iterable[str]) -> dict[str, Party]:
    """Who holds the papers of a kind with these numbers; a number held twice is left out."""
    found: dict[str, Party] = {}
    twice: set[str] = set()
    wanted = sorted(set(numbers) - {""})
    for start in range(0, len(wanted), _SLICE):
        rows = Credential.objects.filter(
            kind=kind, number__in=wanted[start : start + _SLICE], holder__programme=programme
        ).select_related("holder")
        for row in rows:
            if found.setdefault(row.number, row.holder) != row.holder:
                twice.add(row.number)
    return {number: holder for number, holder in found.items() if number not in twice}


def paper_of(row: Row, kind: str, holder: str) -> NewCredential | None:
    """The paper that a row speaks of; None where it has no number or no day of issue."""
    number, since = row.get("number", ""), row.get("issued")
    if not number or since is None:
        return None
    until = row.get("expires")
    ends = _begin(until + timedelta(days=1)) if until else None
    return NewCredential(number, kind, holder, (NewState(ISSUED, _begin(since), ends),))


def notes_on_paper(row: Row) -> list[Problem]:
    """A note where the number of a paper stands without its day of issue."""
    number = row.get("number", "")
    if not number or row.get("issued") is not None:
        return []
    return [
        Problem("credentials.2", NO_DAY, {"number": number}, NO_DAY_REMEDY, "issued", Weight.NOTE)
    ]


def _begin(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
