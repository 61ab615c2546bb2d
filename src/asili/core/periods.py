"""Periods of days, in every app alike: from the first day up to, and not including, the last.

``until`` (or ``valid_to``) is the first day on which something no longer holds, and None where no
end is known. Two periods that follow one another therefore share no day and leave none out.
"""

from datetime import date, datetime

from django.db.models import CheckConstraint, F, Q


def covering(
    moment: date | datetime, begins: str = "since", ends: str = "until", *, prefix: str = ""
) -> Q:
    """Condition on rows whose period holds the day (or the instant, for instants)."""
    begins, ends = prefix + begins, prefix + ends
    return Q(**{f"{begins}__lte": moment}) & (
        Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gt": moment})
    )


def ends_after_it_begins(name: str, begins: str = "since", ends: str = "until") -> CheckConstraint:
    """Named constraint: a period holds one day at least, or one instant."""
    return CheckConstraint(
        name=name, condition=Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gt": F(begins)})
    )
