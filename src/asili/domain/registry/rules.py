"""What may be registered, judged on plain values."""

from datetime import date
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from asili.core.findings import Rule, Severity

MINIMUM_AGE: Final = 18
"""Floor of Asili whatever a table of law says: hazardous work, ILO conventions 138 and 182."""

AGE_BASIS: Final = "ILO C138 art. 3; ILO C182 art. 3"

AGE_NOT_RECORDED: Final = Rule(
    code="registry.2",
    title=_("The age of a member of a mining cooperative is not recorded."),
    remedy=_("Ask for the year of birth and record it, estimated if need be."),
    legal_basis=AGE_BASIS,
    severity=Severity.WARNING,
)
AGE_NOT_RECORDED_TEXT: Final = gettext_noop(
    "A member of %(organisation)s is registered without a year of birth."
)


class Age(StrEnum):
    """What a year of birth says of a person on a day."""

    ADULT = "adult"
    NOT_SHOWN = "not_shown"
    """The year leaves it open, or says that the person is a minor."""
    NOT_RECORDED = "not_recorded"


def age_on(birth_year: int | None, on: date, minimum: int = MINIMUM_AGE) -> Age:
    """Rule registry.1: whether the person is surely of the minimum age on the day.

    A year alone shows it from the first of January after the birthday that counts. ``minimum``
    never goes below `MINIMUM_AGE`.
    """
    if birth_year is None:
        return Age.NOT_RECORDED
    return Age.ADULT if on.year - birth_year > max(minimum, MINIMUM_AGE) else Age.NOT_SHOWN


def in_order(since: date, until: date | None) -> bool:
    """Rule registry.3: a period ends after it begins."""
    return until is None or since < until
