"""What a credential is worth at an instant, judged on plain values (rule credentials.1).

States lie on one another in the order in which they took effect. At an instant the uppermost one
that holds counts: a suspension that ends lets the issue below it show again, a revocation without
an end covers it for good, and an issue whose term has passed is expired.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from asili.core.findings import Rule, Severity

SAME_NUMBER: Final = Rule(
    code="credentials.4",
    title=_("Two papers of one kind show the same number."),
    remedy=_("Compare both papers with the register of the authority that issued them."),
    severity=Severity.WARNING,
)
SAME_NUMBER_TEXT: Final = gettext_noop("Another paper of this kind shows the number %(number)s.")

ISSUED: Final = "issued"
EXPIRED: Final = "expired"


@dataclass(frozen=True, slots=True)
class Spell:
    """One state from an instant up to, not including, another (None: no end is known)."""

    state: str
    since: datetime
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """True where the state holds at the instant."""
        return self.since <= at and (self.until is None or at < self.until)


def state_at(spells: Sequence[Spell], at: datetime) -> str | None:
    """The state at an instant; None before the first. ``spells`` in the order of recording."""
    begun = [spell for spell in spells if spell.since <= at]
    if not begun:
        return None
    holding = [spell for spell in begun if spell.holds(at)]
    if not holding:
        return EXPIRED
    return max(enumerate(holding), key=lambda pair: (pair[1].since, pair[0]))[1].state


def is_valid(spells: Sequence[Spell], at: datetime) -> bool:
    """True where the paper may be used at the instant."""
    return state_at(spells, at) == ISSUED


def valid_periods(spells: Sequence[Spell]) -> list[tuple[datetime, datetime | None]]:
    """The periods in which the paper may be used, in order, none touching the next."""
    edges = sorted(
        {spell.since for spell in spells} | {spell.until for spell in spells if spell.until}
    )
    periods: list[tuple[datetime, datetime | None]] = []
    for begin, end in zip(edges, [*edges, None][1:], strict=True):
        if not is_valid(spells, begin):
            continue
        if periods and periods[-1][1] == begin:
            periods[-1] = (periods[-1][0], end)
        else:
            periods.append((begin, end))
    return periods


def merged(
    periods: Iterable[tuple[datetime, datetime | None]],
) -> list[tuple[datetime, datetime | None]]:
    """Periods of several papers as one list: in order, and none touching the next."""
    result: list[tuple[datetime, datetime | None]] = []
    for begin, end in sorted(periods, key=lambda period: period[0]):
        if result and (result[-1][1] is None or begin <= result[-1][1]):
            last_begin, last_end = result[-1]
            later = None if last_end is None or end is None else max(last_end, end)
            result[-1] = (last_begin, later)
        else:
            result.append((begin, end))
    return result
