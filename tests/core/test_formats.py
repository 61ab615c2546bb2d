"""Dates and numbers are written as their readers write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.formats import date_format, number_format


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "23 November 2026"), ("fr", "23 novembre 2026"), ("sw", "23 Novemba 2026")],
)
def test_a_date_is_day_month_and_year_in_every_language(language: str, expected: str) -> None:
    with translation.override(language):
        assert date_format(date(2026, 11, 23), "DATE_FORMAT") == expected


@pytest.mark.parametrize("language", ["en", "fr", "sw"])
def test_the_clock_has_twenty_four_hours(language: str) -> None:
    with translation.override(language):
        assert date_format(datetime(2026, 11, 23, 16, 5, tzinfo=UTC), "DATETIME_FORMAT").endswith(
            "16:05"
        )


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "1,234,567.80"), ("fr", "1\u00a0234\u00a0567,80"), ("sw", "1\u00a0234\u00a0567,80")],
)
def test_digits_are_grouped_by_threes(language: str, expected: str) -> None:
    with translation.override(language):
        assert number_format(Decimal("1234567.80"), force_grouping=True) == expected
