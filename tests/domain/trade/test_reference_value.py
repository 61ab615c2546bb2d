"""The reference value: exact, step by step, and never zero for what is not recorded."""

from datetime import date
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asili.core.money import major
from asili.domain.trade.rules import (
    GRAMS,
    Band,
    Price,
    band_for,
    reference_value,
)
from asili.domain.trade.rules.bargain import difference

ON = date(2026, 3, 1)
COBALT = Price("Co", ON, 4_800_000, "USD", "t metal", "simulated")
COPPER = Price("Cu", ON, 1_050_000, "USD", "t metal", "simulated")
BANDS = {
    "Co": [
        Band("Co", Decimal(1), Decimal("0.15"), "table"),
        Band("Co", Decimal(3), Decimal("0.22"), "table"),
        Band("Co", Decimal(15), Decimal("0.57"), "table"),
    ],
    "Cu": [Band("Cu", Decimal(0), Decimal("0.10"), "table")],
}
PRICES = {"Co": COBALT, "Cu": COPPER}


def test_a_bag_is_valued_as_by_hand() -> None:
    # 50 kg wet at 8 % moisture: 46 kg dry; 3.2 % Co: 1.472 kg; 2 % Cu: 0.92 kg
    found = reference_value(
        50_000, Decimal(8), {"Co": Decimal("3.2"), "Cu": Decimal(2)}, PRICES, BANDS
    )
    cobalt, copper = found.lines
    assert found.dry_g == 46_000
    assert cobalt.metal_g == 1472
    assert copper.metal_g == 920
    assert cobalt.amount_minor == 1554  # 1.472 kg x 48 USD/kg x 0.22 = 15.54432 USD
    assert copper.amount_minor == 97  # 0.92 kg x 10.50 USD/kg x 0.10 = 0.966 USD
    assert (found.total_minor, found.currency, found.complete) == (1651, "USD", True)


def test_every_step_is_shown_with_its_unit_and_source() -> None:
    found = reference_value(50_000, Decimal(8), {"Co": Decimal("3.2")}, PRICES, BANDS)
    assert [(step.value, step.unit) for step in found.steps] == [
        (50_000, "g"),
        (8, "%"),
        (46_000, "g"),
        (Decimal("3.2"), "%"),
        (1472, "g"),
        (48_000, "USD/t metal"),
        (Decimal("0.22"), ""),
        (Decimal("15.54"), "USD"),
        (Decimal("15.54"), "USD"),
    ]
    assert [str(step.source) for step in found.steps if step.source] == [
        "simulated, 2026-03-01",
        "table",
    ]


@pytest.mark.parametrize(
    ("wet_g", "moisture", "cobalt"),
    [
        (None, Decimal(8), Decimal("3.2")),
        (50_000, None, Decimal("3.2")),
        (50_000, Decimal(8), None),
        (50_000, Decimal(8), Decimal("0.9")),  # below the first grade of the table
    ],
)
def test_what_is_not_recorded_has_no_value_and_is_not_zero(
    wet_g: int | None, moisture: Decimal | None, cobalt: Decimal | None
) -> None:
    found = reference_value(wet_g, moisture, {"Co": cobalt}, PRICES, BANDS)
    assert found.lines[0].amount_minor is None
    assert found.total_minor is None
    assert not found.complete


def test_one_metal_of_two_gives_a_part_and_says_so() -> None:
    found = reference_value(50_000, Decimal(8), {"Co": Decimal("3.2"), "Cu": None}, PRICES, BANDS)
    assert found.total_minor == 1554
    assert not found.complete


def test_a_metal_without_price_or_share_is_not_valued() -> None:
    grades = {"Co": Decimal("3.2")}
    assert reference_value(50_000, Decimal(8), grades, {}, BANDS).total_minor is None
    assert reference_value(50_000, Decimal(8), grades, PRICES, {}).total_minor is None


def test_prices_in_two_currencies_are_not_added() -> None:
    francs = Price("Cu", ON, 1_000_000, "CDF", "t metal", "simulated")
    found = reference_value(
        50_000,
        Decimal(8),
        {"Co": Decimal("3.2"), "Cu": Decimal(2)},
        {"Co": COBALT, "Cu": francs},
        BANDS,
    )
    assert all(line.amount_minor is not None for line in found.lines)
    assert (found.total_minor, found.currency, found.complete) == (None, "", False)


def test_a_band_begins_at_its_grade() -> None:
    bands = BANDS["Co"]
    assert band_for(bands, Decimal("0.9999")) is None
    assert band_for(bands, Decimal("2.9999")) == bands[0]
    assert band_for(reversed(bands), Decimal(3)) == bands[1]
    assert band_for(bands, Decimal(100)) == bands[2]


PERCENT = st.decimals(0, 100, places=4)


@given(
    st.integers(0, 40_000_000),
    PERCENT,
    st.dictionaries(st.sampled_from(["Co", "Cu"]), PERCENT, min_size=1),
    st.integers(1, 10_000_000),
    st.sampled_from(sorted(GRAMS)),
    st.decimals(0, 1, places=5),
)
def test_the_value_is_exact_and_its_lines_add_up(
    wet_g: int,
    moisture: Decimal,
    grades: dict[str, Decimal],
    amount: int,
    per: str,
    share: Decimal,
) -> None:
    prices = {code: Price(code, ON, amount, "USD", per, "s") for code in grades}
    bands = {code: [Band(code, Decimal(0), share, "s")] for code in grades}
    found = reference_value(wet_g, moisture, grades, prices, bands)
    assert found.total_minor == sum(line.amount_minor or 0 for line in found.lines)
    grams = {
        "t metal": "1000000",
        "kg metal": "1000",
        "g metal": "1",
        "lb metal": "453.59237",
        "oz t metal": "31.1034768",
    }
    with localcontext() as context:  # an oracle in decimals of sixty digits
        context.prec = 60
        for line in found.lines:
            metal = Decimal(wet_g) * (100 - moisture) / 100 * grades[line.analyte] / 100
            value = metal * amount * share / Decimal(grams[per])
            assert line.amount_minor is not None
            assert abs(line.amount_minor - value) <= Decimal("0.5")


@given(
    st.integers(0, 10**9), st.lists(st.integers(0, 10**8), max_size=6), st.integers(-(10**9), 10**9)
)
def test_a_receipt_adds_up_exactly_where_nothing_is_missing(
    gross: int, held_back: list[int], off: int
) -> None:
    net = gross - sum(held_back) - off
    assert difference(gross, net, held_back) == off


def test_minor_units_follow_the_currency() -> None:
    assert major(1651, "USD") == Decimal("16.51")
    assert major(1651, "RWF") == 1651
