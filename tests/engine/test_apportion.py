"""Division of a total into whole parts: exact, fair to one unit, and always the same."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from asili.engine.apportion import apportion

totals = st.integers(-(10**15), 10**15)
weight = st.one_of(
    st.integers(0, 10**12),
    st.decimals(0, 10**6, allow_nan=False, allow_infinity=False, places=4),
    st.fractions(0, 10**6, max_denominator=1000),
)
weights = st.lists(weight, min_size=1, max_size=12).filter(any)


@given(totals, weights)
def test_the_parts_sum_to_the_total_and_stay_within_one_unit_of_their_quota(total, weights) -> None:
    parts = apportion(total, weights)
    assert sum(parts) == total
    whole = sum(Fraction(w) for w in weights)
    for part, w in zip(parts, weights, strict=True):
        assert abs(part - Fraction(w) * total / whole) < 1
        assert w != 0 or part == 0


@given(st.integers(0, 200), st.lists(st.integers(0, 50), min_size=1, max_size=8).filter(any))
def test_no_other_division_has_a_smaller_sum_of_squared_deviations(total, weights) -> None:
    """Largest remainder minimises the deviation: moving a unit between two parts never helps."""
    parts = apportion(total, weights)
    whole = sum(weights)
    quotas = [Fraction(w * total, whole) for w in weights]
    deviation = [part - quota for part, quota in zip(parts, quotas, strict=True)]
    assert max(deviation) - min(deviation) <= 1


@given(totals, weights, st.fractions(Fraction(1, 1000), 1000))
def test_the_scale_of_the_weights_does_not_matter(total, weights, scale) -> None:
    assert apportion(total, weights) == apportion(total, [Fraction(w) * scale for w in weights])


@given(totals, weights)
def test_a_reversal_mirrors_what_it_reverses(total, weights) -> None:
    assert apportion(-total, weights) == [-part for part in apportion(total, weights)]


def test_equal_remainders_go_to_the_earliest() -> None:
    assert apportion(10, [1, 1, 1]) == [4, 3, 3]
    assert apportion(2, [1, 1, 1, 1]) == [1, 1, 0, 0]


def test_a_royalty_of_the_mining_code_divides_to_the_centime() -> None:
    shares = [Decimal("0.50"), Decimal("0.25"), Decimal("0.15"), Decimal("0.10")]
    assert apportion(100_001, shares) == [50_001, 25_000, 15_000, 10_000]


@given(st.lists(weight, max_size=5))
def test_nothing_divides_into_nothing(weights) -> None:
    assert apportion(0, weights) == [0] * len(weights)


@pytest.mark.parametrize("weights", [[], [0], [0, Decimal(0)], [-1, 2], [Decimal("NaN")]])
def test_weights_that_cannot_divide_are_refused(weights) -> None:
    with pytest.raises(ValueError, match="weight"):
        apportion(1, weights)


def test_floats_are_refused() -> None:
    with pytest.raises(TypeError, match="float"):
        apportion(1, [0.1, 0.9])  # type: ignore[list-item]


@given(totals, weights, st.integers(0, 12))
def test_a_share_of_nothing_changes_nobody_elses_part(total, weights, at) -> None:
    assume(at <= len(weights))
    parts = apportion(total, [*weights[:at], 0, *weights[at:]])
    assert parts[:at] + parts[at + 1 :] == apportion(total, weights)
