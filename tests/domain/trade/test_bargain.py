"""A bargain on plain values: exact prices, and what it waits for."""

from decimal import ROUND_HALF_EVEN, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asili.domain.trade.rules.bargain import (
    DRY,
    WET,
    WHOLE,
    Goods,
    gross_minor,
    is_far_below,
    missing,
    share_of,
)

percentages = st.decimals(0, 100, places=4)
lots = st.builds(
    Goods,
    wet_g=st.integers(1, 10**7),
    moisture=percentages,
    grades=st.fixed_dictionaries({"Co": percentages, "Cu": percentages}),
)


@given(st.integers(0, 10**7), st.lists(lots, min_size=1, max_size=4))
def test_a_price_by_the_kilogram_is_the_sum_of_the_lots_rounded_once(
    unit: int, goods: list[Goods]
) -> None:
    def grams(lot: Goods, basis: str) -> Decimal:
        assert lot.wet_g is not None
        assert lot.moisture is not None
        dry = lot.wet_g * (100 - lot.moisture) / 100
        return {WET: Decimal(lot.wet_g), DRY: dry}.get(
            basis, dry * (lot.grades.get(basis) or 0) / 100
        )

    with localcontext() as context:
        context.prec = 80
        for basis in (WET, DRY, "Co"):
            kilograms = sum(grams(lot, basis) for lot in goods) / 1000
            expected = (unit * kilograms).quantize(Decimal(1), ROUND_HALF_EVEN)
            assert gross_minor(unit, basis, goods) == expected
    assert gross_minor(unit, WHOLE, goods) == unit


@pytest.mark.parametrize(
    ("goods", "basis"),
    [
        (Goods(None, Decimal(8), {}), WET),
        (Goods(1000, None, {}), DRY),
        (Goods(1000, Decimal(8), {"Co": None}), "Co"),
        (Goods(1000, Decimal(8), {}), "Co"),
    ],
)
def test_what_is_not_recorded_has_no_price_by_the_kilogram(goods: Goods, basis: str) -> None:
    known = Goods(1000, Decimal(8), {"Co": Decimal(3)})
    assert gross_minor(100, basis, [known, goods]) is None
    assert gross_minor(100, basis, []) is None


def test_a_purchase_waits_for_moisture_each_metal_and_a_receipt() -> None:
    whole = Goods(1000, Decimal(8), {"Co": Decimal(3), "Cu": Decimal(0)})
    half = Goods(1000, Decimal(8), {"Co": Decimal(3), "Cu": None})
    bare = Goods(1000, None, {})

    def asked(*goods: Goods, receipt: bool = True) -> tuple[str, ...]:
        return missing(goods, ["Co", "Cu"], "moisture", receipt=receipt)

    assert asked(whole) == ()
    assert asked(whole, half) == ("Cu",)
    assert asked(whole, bare, receipt=False) == ("moisture", "Co", "Cu", "receipt")
    assert asked() == ()


def test_exactly_half_of_the_worth_is_not_far_below() -> None:
    half = Decimal("0.5")
    assert not is_far_below(50, 100, half)
    assert is_far_below(49, 100, half)
    assert not is_far_below(0, 0, half)
    assert share_of(1, 3) == Decimal("0.3333")
