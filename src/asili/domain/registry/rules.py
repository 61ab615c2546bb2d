"""What may be registered, judged on plain values."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from asili.core.findings import Rule, Severity
from asili.domain.registry.names import likeness

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

NOT_AN_ADULT: Final = "registry.7"
NOT_AN_ADULT_TEXT: Final = gettext_noop(
    "The age given does not show that this person is an adult, so nothing of them is kept."
)
NOT_AN_ADULT_REMEDY: Final = gettext_noop(
    "Nobody is at fault. Turn to child protection, who can help with school, and with the family's "
    "income. For an adult, bring in the date of birth or the right year."
)
NO_CONSENT: Final = "registry.8"
NO_CONSENT_TEXT: Final = gettext_noop(
    "This person did not agree to be registered: they are counted, and nothing else is kept."
)
NO_CONSENT_REMEDY: Final = gettext_noop(
    "Explain what is kept and why, and ask again another day; nobody has to agree."
)
LIKELY_THE_SAME: Final = Rule(
    code="registry.9",
    title=_("Two people of the register may be one person."),
    remedy=_("Compare both side by side, and say whether they are the same person."),
    severity=Severity.INFO,
)
LIKELY_THE_SAME_TEXT: Final = gettext_noop(
    "This person and %(other)s are alike by %(score)s of 100."
)
LIKELY: Final = 85
"""Likeness from which two people are laid before somebody."""


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


def age_shown(birth_date: date | None, birth_year: int | None, on: date) -> Age:
    """Rule registry.7: what a date of birth shows, else a year; an estimate is a year like another.

    Somebody born on 29 February comes of age on the first of March.
    """
    if birth_date is None:
        return age_on(birth_year, on)
    had_birthday = (on.month, on.day) >= (birth_date.month, birth_date.day)
    years = on.year - birth_date.year - (not had_birthday)
    return Age.ADULT if years >= MINIMUM_AGE else Age.NOT_SHOWN


@dataclass(frozen=True, slots=True)
class Likely:
    """What is compared of a person; "" and None where it is not recorded."""

    name: str
    birth_year: int | None = None
    estimated: bool = False
    sex: str = ""
    phone: str = ""
    village: str = ""


def alike(one: Likely, other: Likely) -> int:
    """Rule registry.9: how likely two people are one, from 0 to 100.

    Names count up to 100 (`asili.domain.registry.names.likeness`). Years of birth that are one year
    apart at most add 5; more than three apart, or six where one is estimated, they take 30. One
    telephone adds 15, one village 5, two villages take 5, two sexes take 20. What is not recorded
    says nothing.
    """
    score = likeness(one.name, other.name)
    if one.birth_year is not None and other.birth_year is not None:
        apart = abs(one.birth_year - other.birth_year)
        at_most = 6 if one.estimated or other.estimated else 3
        score += 5 if apart <= 1 else -30 if apart > at_most else 0
    score += 15 if one.phone and one.phone == other.phone else 0
    if one.village and other.village:
        score += 5 if one.village.casefold() == other.village.casefold() else -5
    score -= 20 if one.sex and other.sex and one.sex != other.sex else 0
    return max(0, min(100, score))


def in_order(since: date, until: date | None) -> bool:
    """Rule registry.3: a period ends after it begins."""
    return until is None or since < until
