"""The share of rail is one of metal times kilometres, and unknown where no leg is recorded."""

import pytest

from asili.domain.custody.queries.journey import Leg, rail_share
from asili.domain.places.models import Place
from asili.network.vocabulary import Mode

HERE = Place()


def leg(mode: Mode, share: float, km: float) -> Leg:
    return Leg(HERE, HERE, mode, share, km)


def test_rail_counts_by_the_metal_it_carried_and_how_far() -> None:
    legs = [leg(Mode.RAIL, 0.5, 300), leg(Mode.TRUCK, 0.5, 300), leg(Mode.MOTORCYCLE, 1.0, 30)]
    assert rail_share(legs) == pytest.approx(150 / 330)


def test_all_by_road_is_none_by_rail() -> None:
    assert rail_share([leg(Mode.TRUCK, 1.0, 12)]) == 0


def test_without_a_recorded_leg_the_share_is_unknown_and_not_zero() -> None:
    assert rail_share([]) is None
