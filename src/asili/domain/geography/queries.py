"""Reads of geography: which units stood on a day, and what became of them."""

from collections import defaultdict
from datetime import date

from django.db.models import Q, QuerySet

from asili.domain.geography.models import AdminUnit, Succession


def units_on(on: date, kind: str = "") -> QuerySet[AdminUnit]:
    """The units that stood on a day, of one kind or of all."""
    units = AdminUnit.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=on),
        Q(valid_to__isnull=True) | Q(valid_to__gt=on),
    )
    return units.filter(kind=kind) if kind else units


def provinces_on(on: date) -> QuerySet[AdminUnit]:
    """The provinces that stood on a day."""
    return units_on(on, AdminUnit.Kind.PROVINCE)


def became(code: str, on: date) -> list[str]:
    """Codes of the units that stand on a day for a unit of any time, sorted.

    Follows successions forward and backward: for 2007, Lualaba is Katanga; today, Katanga is four
    provinces. [] for a code that is not known.
    """
    standing = set(units_on(on).values_list("code", flat=True))
    if code in standing:
        return [code]
    forward: dict[str, set[str]] = defaultdict(set)
    backward: dict[str, set[str]] = defaultdict(set)
    for old, new in Succession.objects.values_list("old__code", "new__code"):
        forward[old].add(new)
        backward[new].add(old)
    for steps in (forward, backward):
        found = _reach(code, steps) & standing
        if found:
            return sorted(found)
    return []


def _reach(code: str, steps: dict[str, set[str]]) -> set[str]:
    reached, waiting = {code}, [code]
    while waiting:
        for next_code in steps.get(waiting.pop(), set()) - reached:
            reached.add(next_code)
            waiting.append(next_code)
    return reached
