"""What a dated value may do, judged on plain values."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from asili.core.findings import Severity


class Period(NamedTuple):
    """One value's key and jurisdiction, and the days on which it holds."""

    key: str
    jurisdiction: str
    valid_from: date
    valid_to: date | None


def weight(*, verified: bool) -> Severity:
    """Rule law.2: law that nobody compared with its text warns, verified law stops."""
    return Severity.STOP if verified else Severity.WARNING


def colliding(periods: Iterable[Period]) -> list[Period]:
    """Rule law.1: the periods that begin before the value before them has ended."""
    series: dict[tuple[str, str], list[Period]] = defaultdict(list)
    for period in periods:
        series[period.key, period.jurisdiction].append(period)
    found = []
    for same in series.values():
        same.sort(key=lambda period: period.valid_from)
        found += [
            later
            for earlier, later in pairwise(same)
            if earlier.valid_to is None or later.valid_from < earlier.valid_to
        ]
    return found
