"""Masses are exact to the gram, whatever the language they are typed in."""

from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from asili.core.quantities import (
    BadQuantity,
    Estimate,
    Units,
    parse_grams,
    parse_number,
)

LANGUAGES = ("en", "fr", "sw")


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("1 234,5", "fr", "1234.5"),
        ("1\u202f234,5", "fr", "1234.5"),
        ("1,234.5", "en", "1234.5"),
        ("1.234,5", "en", "1234.5"),
        ("1,234", "fr", "1.234"),
        ("1,234", "en", "1234"),
        ("1,5", "en", "1.5"),
        ("12,345,678", "fr", "12345678"),
        ("0.500", "sw", "0.500"),
        ("1,234", "sw", "1.234"),
        ("1\u00a0234,5", "sw", "1234.5"),
        ("-3", "en", "-3"),
        ("\u22123", "en", "-3"),
    ],
)
def test_both_separators_are_understood(text: str, language: str, expected: str) -> None:
    assert parse_number(text, language) == Decimal(expected)


@pytest.mark.parametrize("text", ["", "kg", "abc", "1e5", "NaN", "Infinity", "1..2", "--1", "1-2"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(BadQuantity):
        parse_number(text)


def test_kilograms_may_carry_their_unit() -> None:
    assert parse_grams("52,5 kg", "fr") == 52_500
    assert parse_grams("52.5KG", "en") == 52_500


def test_nothing_is_rounded_unseen() -> None:
    with pytest.raises(BadQuantity, match="three decimals"):
        parse_grams("1.2345", "en")
    with pytest.raises(BadQuantity, match="negative"):
        parse_grams("-1", "en")


@pytest.mark.parametrize(
    ("value", "u", "expected"),
    [
        ("123.4321", "5.6", "123.4 ± 5.6"),
        ("123.4321", "0.0234", "123.432 ± 0.023"),
        ("123456", "1234", "123,500 ± 1,200"),
        ("123.4", "0.0996", "123.40 ± 0.10"),
        ("1.5", "0.996", "1.5 ± 1.0"),
        ("99", "12", "99 ± 12"),
        ("7.25", "0", "7.25"),
    ],
)
def test_an_estimate_shows_two_digits_of_its_uncertainty(value: str, u: str, expected: str) -> None:
    assert str(Estimate.of(Decimal(value), Decimal(u))) == f"{expected}\u00a0kg"


@given(
    st.decimals("0.001", "1e9", places=3, allow_nan=False),
    st.decimals("0.0001", "1e6", places=4, allow_nan=False),
)
def test_a_printed_estimate_is_within_one_printed_unit_of_the_value(
    value: Decimal, u: Decimal
) -> None:
    with translation.override("en"):
        printed = str(Estimate(value, u, "")).replace(",", "")
    shown, _, shown_u = printed.partition(" ± ")
    assert abs(Decimal(shown) - value) <= u
    assert abs(Decimal(shown_u) - u) <= u / 10


@given(st.integers(0, 10**12), st.sampled_from(LANGUAGES), st.sampled_from(["kg", "g"]))
def test_a_mass_is_read_back_in_either_unit(grams: int, language: str, unit: str) -> None:
    with translation.override(language):
        shown = Units(unit).amount(grams)
        assert parse_grams(shown, unit=unit) == grams
        assert parse_grams(f"{shown} {unit}") == grams


@given(st.decimals(0, 100, places=8), st.decimals(0, 1, places=8))
def test_grams_per_tonne_are_ten_thousand_to_the_percent(value: Decimal, u: Decimal) -> None:
    units = Units("g", {"Au": "g/t"})
    grade = units.of(Estimate(value, u, "%"), "Au")
    assert (grade.value, grade.u, grade.unit) == (value * 10_000, u * 10_000, "g/t")
    assert units.of(Estimate(value, u, "%"), "Cu") == Estimate(value, u, "%")
    mass = units.of(Estimate(value, u))
    assert (mass.value, mass.u, mass.unit) == (value * 1_000, u * 1_000, "g")


def test_a_mass_that_nobody_recorded_is_not_zero() -> None:
    page = Template("{% load asili %}{% mass grams %}")
    for grams, said in ((None, "not recorded"), (0, "0\u00a0kg")):
        with translation.override("en"):
            assert page.render(Context({"grams": grams})) == said
