"""Annex 2: every tally as printed, and figures that an independent reckoning confirms."""

import statistics

import pytest

from asili.domain.insight.report.evaluation import CHOICES, FORMS, RATINGS, Rating
from asili.domain.insight.report.facts import ANNEXES, FIRST_YEAR_TARGET, SHARES

# Published with the design: n, mean to four decimals, median, share of 4 and 5 to two decimals.
EXPECTED = {
    4: (43, 4.3488, 5, 81.40),
    5: (40, 3.3500, 4, 52.50),
    6: (42, 4.0476, 4, 73.81),
    7: (41, 3.9512, 4, 63.41),
    8: (42, 4.0952, 4, 78.57),
    9: (42, 4.3571, 5, 83.33),
}


@pytest.mark.parametrize("rating", RATINGS, ids=lambda rating: f"question {rating.number}")
def test_figures_of_a_rating_equal_those_computed_elsewhere(rating: Rating) -> None:
    n, mean, median, top_two = EXPECTED[rating.number]
    assert rating.n == n
    assert round(float(rating.mean), 4) == mean
    assert rating.median == median
    assert round(float(rating.top_two_percent), 2) == top_two


@pytest.mark.parametrize("rating", RATINGS, ids=lambda rating: f"question {rating.number}")
def test_figures_of_a_rating_equal_the_standard_library(rating: Rating) -> None:
    marks = [mark for mark, tally in enumerate(rating.tallies, 1) for _ in range(tally)]
    assert float(rating.mean) == pytest.approx(statistics.mean(marks))
    assert rating.median == statistics.median(marks)
    assert rating.deviation == pytest.approx(statistics.stdev(marks))


def test_every_question_accounts_for_all_forms() -> None:
    assert {question.total for question in (*CHOICES, *RATINGS)} == {FORMS} == {43}


def test_questions_rank_by_mean_as_the_design_says() -> None:
    ranked = sorted(RATINGS, key=lambda rating: -rating.mean)
    assert [rating.number for rating in ranked] == [9, 4, 8, 6, 7, 5]


def test_the_letter_that_the_form_skips_is_skipped() -> None:
    attendance = CHOICES[1]
    assert [letter for letter, _name, _tally in attendance.options] == ["a", "b", "c", "e"]


def test_the_shares_of_the_fund_are_whole_and_their_parts_add_up_to_the_target() -> None:
    assert sum(share.percent for share in SHARES) == 100
    assert sum(share.first_year for share in SHARES) == FIRST_YEAR_TARGET


def test_six_annexes_were_announced_and_the_second_was_supplied() -> None:
    assert [annex.number for annex in ANNEXES if annex.supplied] == [2]
    assert len(ANNEXES) == 6
