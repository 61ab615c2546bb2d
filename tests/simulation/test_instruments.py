"""Scales and analysers are wrong as much as they say, part of it the same every day."""

from statistics import fmean, stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asili.network.vocabulary import LotKind, Method
from asili.simulation.instruments import Instruments
from asili.simulation.material import Lot, together
from asili.simulation.parameters import USUAL, Settings, parameters


def lot(true_g: float = 1_000_000.0) -> Lot:
    dry_g = 0.9 * true_g
    return Lot("L", LotKind.LOT, round(true_g), true_g, dry_g, {0: (0.03 * dry_g, 0.02 * dry_g)})


@given(st.integers(0, 2**32), st.floats(1e5, 2e7))
def test_two_honest_weighings_never_differ_by_the_tolerance(seed: int, true_g: float) -> None:
    instruments = Instruments(np.random.default_rng(seed), USUAL)
    one = lot(true_g)
    here = instruments.weigh("here", one)
    there = instruments.weigh("there", one, USUAL.drying)
    assert abs(there - here) <= 0.02 * here


@given(st.floats(0.01, 0.99))
def test_drawing_and_putting_together_keep_every_gram(share: float) -> None:
    whole = lot()
    taken = whole.draw("T", LotKind.LOT, round(share * whole.wet_g))
    assert taken.wet_g + whole.wet_g == 1_000_000
    again = together("A", LotKind.LOT, [taken, whole], 1_000_000)
    assert again.dry_g == pytest.approx(900_000)
    assert again.metal[0] == pytest.approx((27_000, 18_000))


def test_measurements_scatter_as_they_say_and_share_a_bias() -> None:
    off = []
    for seed in range(400):
        instruments = Instruments(np.random.default_rng(seed), USUAL)
        twice = [
            instruments.measure(lot(), Method.XRF_PULP, Method.OVEN, "XRF 1")[0] for _ in range(2)
        ]
        off.append([(float(str(row["value"])) - 3) / float(str(row["u"])) for row in twice])
    first, second = zip(*off, strict=True)
    assert abs(fmean(first)) < 0.15
    assert stdev(first) == pytest.approx(1, abs=0.12)
    assert fmean(a * b for a, b in off) == pytest.approx(USUAL.bias_share**2, abs=0.1)
    assert stdev(first) == pytest.approx(stdev(second), abs=0.15)


def test_every_parameter_has_a_unit_and_a_source() -> None:
    listed = parameters()
    assert {one.name for one in listed} == {*Settings.__slots__}
    assert all(one.unit and one.source for one in listed)
