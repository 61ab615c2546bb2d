"""Money: exact minor units, typed and written as people do in their language."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from asili.core.money import format_money, parse_minor
from asili.core.quantities import BadQuantity


@pytest.mark.parametrize(
    ("text", "currency", "language", "minor"),
    [
        ("1 234,50", "USD", "fr", 123_450),
        ("1,234.50", "USD", "en", 123_450),
        ("1.234,5", "CDF", "sw", 123_450),
        ("1234", "CDF", "en", 123_400),
        ("1234", "RWF", "en", 1_234),
        ("0", "USD", "fr", 0),
    ],
)
def test_an_amount_is_read_to_the_minor_unit(
    text: str, currency: str, language: str, minor: int
) -> None:
    with translation.override(language):
        assert parse_minor(text, currency) == minor


@pytest.mark.parametrize("text", ["1,234.567 8", "-3", "ten", "1" + "0" * 20, ""])
def test_what_is_no_amount_is_said(text: str) -> None:
    with translation.override("en"), pytest.raises(BadQuantity):
        parse_minor(text, "USD")


@given(
    st.integers(0, 10**14), st.sampled_from(["USD", "CDF", "RWF"]), st.sampled_from(["fr", "en"])
)
def test_what_is_written_is_read_again(minor: int, currency: str, language: str) -> None:
    with translation.override(language):
        written = format_money(minor, currency).removesuffix(f"\u00a0{currency}")
        assert parse_minor(written, currency) == minor
