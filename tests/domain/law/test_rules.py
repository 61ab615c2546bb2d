"""Periods that do not collide, and the weight of law that nobody checked."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from asili.core.findings import Severity
from asili.domain.law.rules import Period, colliding, weight

DAYS = st.integers(0, 30).map(lambda days: date(2018, 1, 1) + timedelta(days=days))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    begins, ends = draw(DAYS), draw(st.none() | DAYS)
    if ends is not None and ends <= begins:
        begins, ends = ends, begins + timedelta(days=1)
    return Period(draw(st.sampled_from("ab")), "CD", begins, ends)


def test_unverified_law_warns_and_verified_law_stops() -> None:
    assert weight(verified=False) is Severity.WARNING
    assert weight(verified=True) is Severity.STOP


@given(st.lists(periods(), max_size=6))
def test_periods_collide_exactly_where_a_day_has_two_values(given_periods: list[Period]) -> None:
    days = [date(2018, 1, 1) + timedelta(days=at) for at in range(40)]
    doubled = any(
        sum(
            p.key == key and p.valid_from <= day and (p.valid_to is None or day < p.valid_to)
            for p in given_periods
        )
        > 1
        for key in "ab"
        for day in days
    )
    assert bool(colliding(given_periods)) == doubled
