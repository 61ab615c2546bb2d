"""The country as it stood on a day: Katanga in 2007, four provinces since 2015."""

from datetime import date

import pytest

from asili.core import journal
from asili.core.access import Refusal, system
from asili.domain.geography import services
from asili.domain.geography.models import AdminUnit, Succession, Town
from asili.domain.geography.queries import became, provinces_on, units_on
from tests.cast import actor

WORKSHOP = date(2007, 11, 20)
TODAY = date(2026, 1, 1)
FOUR = ["CD-HK", "CD-HL", "CD-LU", "CD-TA"]


def test_katanga_is_one_province_at_the_workshop_and_four_today(provinces: None) -> None:
    def of_katanga(on: date) -> list[str]:
        return [unit.code for unit in provinces_on(on) if unit.code in {"CD-KA", *FOUR}]

    assert of_katanga(WORKSHOP) == ["CD-KA"]
    assert of_katanga(date(2015, 7, 15)) == ["CD-KA"]
    assert of_katanga(date(2015, 7, 16)) == FOUR
    assert of_katanga(TODAY) == FOUR


def test_a_province_is_followed_through_the_division_both_ways(provinces: None) -> None:
    assert became("CD-KA", TODAY) == FOUR
    assert became("CD-LU", WORKSHOP) == ["CD-KA"]
    assert became("CD-LU", TODAY) == ["CD-LU"]
    assert became("CD-KA-LUBUDI", TODAY) == ["CD-LU-LUBUDI"]
    assert became("CD-KN", TODAY) == []


def test_the_territories_of_katanga_and_of_its_successors_are_the_same(provinces: None) -> None:
    def names(on: date, kind: str) -> list[str]:
        return sorted(unit.name for unit in units_on(on, kind))

    for kind in (AdminUnit.Kind.TERRITORY, AdminUnit.Kind.CITY):
        assert names(WORKSHOP, kind) == names(TODAY, kind)
    assert len(names(TODAY, AdminUnit.Kind.TERRITORY)) == 22


def test_every_unit_that_ended_has_a_successor(provinces: None) -> None:
    ended = AdminUnit.objects.filter(valid_to__isnull=False)
    assert ended.exists()
    assert not ended.exclude(pk__in=Succession.objects.values("old")).exists()


def test_parts_stand_no_longer_than_the_whole(provinces: None) -> None:
    for unit in AdminUnit.objects.filter(parent__isnull=False).select_related("parent"):
        assert unit.parent is not None
        assert (unit.valid_from, unit.valid_to) == (unit.parent.valid_from, unit.parent.valid_to)


def test_towns_lie_in_the_copperbelt_and_name_their_source(provinces: None) -> None:
    towns = {town.name: town for town in Town.objects.all()}
    assert {"Kolwezi", "Lubumbashi", "Likasi", "Kipushi", "Kambove", "Fungurume"} <= towns.keys()
    kolwezi = towns["Kolwezi"].point
    assert (kolwezi.x, kolwezi.y) == (25.467, -10.715)
    assert all("GeoNames" in town.source for town in towns.values())
    assert all(24 < town.point.x < 30 and -12.5 < town.point.y < -5 for town in towns.values())


def test_loading_twice_changes_nothing_and_writes_no_entry(provinces: None) -> None:
    before = journal.position()
    assert services.load_facts(actor=system("test")) == []
    assert journal.position() == before


def test_only_the_service_loads_facts(db: None) -> None:
    with pytest.raises(Refusal) as refused:
        services.load_facts(actor=actor("kasongo"))
    assert refused.value.rule == "geography.3"
