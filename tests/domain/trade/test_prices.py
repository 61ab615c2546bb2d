"""Reference prices of the day, verified by a second person, and the table of payable shares."""

from datetime import date
from decimal import Decimal

import pytest

from asili.core.access import Actor, NotVisible, Refusal, system
from asili.core.models import Programme
from asili.domain.trade import queries, services
from asili.domain.trade.models import ReferencePrice
from asili.domain.trade.services import NewBand, NewPrice
from tests.cast import actor

CLERK = system("test")
MONDAY, TUESDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 6)
GRADES = {"Co": Decimal("3.2"), "Cu": Decimal(2)}


def price(on: date, amount: int, analyte: str = "Co", **more: str) -> NewPrice:
    return NewPrice(analyte, on, amount, "USD", "simulated", **more)


def table(valid_from: date, share: str, analyte: str = "Co") -> list[NewBand]:
    return [
        NewBand(analyte, Decimal(grade), Decimal(share), valid_from, "simulated")
        for grade in (1, 3)
    ]


@pytest.fixture
def market(programme: Programme) -> Programme:
    services.publish_prices(
        actor=CLERK,
        programme=programme,
        prices=[price(MONDAY, 100), price(TUESDAY, 4_800_000), price(MONDAY, 1_050_000, "Cu")],
    )
    bands = [*table(MONDAY, "0.22"), *table(MONDAY, "0.10", "Cu"), *table(FRIDAY, "0.5")]
    services.publish_bands(actor=CLERK, programme=programme, bands=bands)
    return programme


def test_the_latest_price_of_each_metal_counts(market: Programme) -> None:
    found = queries.prices_on(FRIDAY, market, ["Co", "Cu", "Au"])
    assert {code: (row.on, row.amount_minor) for code, row in found.items()} == {
        "Co": (TUESDAY, 4_800_000),
        "Cu": (MONDAY, 1_050_000),
    }
    assert queries.prices_on(MONDAY, market, ["Co"])["Co"].amount_minor == 100
    assert queries.prices_on(date(2026, 3, 1), market, ["Co"]) == {}


def test_a_new_table_replaces_the_old_one_for_its_metal_only(market: Programme) -> None:
    before = queries.bands_on(TUESDAY, market, ["Co", "Cu"])
    after = queries.bands_on(FRIDAY, market, ["Co", "Cu"])
    assert {band.share for band in before["Co"]} == {Decimal("0.22")}
    assert {band.share for band in after["Co"]} == {Decimal("0.5")}
    assert after["Cu"] == before["Cu"]
    assert len(after["Co"]) == 2


def test_a_bag_is_valued_by_the_prices_of_its_day_in_two_queries(
    market: Programme, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        found = queries.reference_value(50_000, Decimal(8), GRADES, TUESDAY, programme=market)
    assert (found.total_minor, found.complete) == (1554 + 97, True)


def test_prices_of_another_programme_value_nothing(market: Programme) -> None:
    other = Programme.objects.create(code="OTHER", name="Other", commodity=market.commodity)
    found = queries.reference_value(50_000, Decimal(8), GRADES, TUESDAY, programme=other)
    assert found.total_minor is None


def test_an_old_price_is_known_to_be_old(market: Programme, lawbook: None) -> None:
    found = queries.prices_on(FRIDAY, market, ["Co"])["Co"]
    assert not queries.is_old(found, date(2026, 3, 10))
    assert queries.is_old(found, date(2026, 3, 11))


def test_a_day_has_one_price(market: Programme) -> None:
    with pytest.raises(Refusal) as refused:
        services.publish_price(actor=CLERK, programme=market, price=price(MONDAY, 5))
    assert refused.value.rule == "trade.1"


def test_a_price_is_for_a_known_unit_and_metal(programme: Programme) -> None:
    with pytest.raises(Refusal) as refused:
        services.publish_price(
            actor=CLERK, programme=programme, price=price(MONDAY, 5, per="bucket")
        )
    assert refused.value.rule == "trade.2"
    with pytest.raises(NotVisible):
        services.publish_price(actor=CLERK, programme=programme, price=price(MONDAY, 5, "Xx"))


def test_nothing_to_publish_is_no_error(programme: Programme) -> None:
    assert services.publish_prices(actor=CLERK, programme=programme, prices=[]) == []


def test_a_price_is_verified_by_another_person(programme: Programme) -> None:
    kasongo = actor("kasongo")
    row = services.publish_price(actor=kasongo, programme=programme, price=price(MONDAY, 5))
    assert not row.verified
    second_account = Actor("A-2", "Kasongo", kasongo.grants, person=kasongo.person)
    for same in (kasongo, second_account):
        with pytest.raises(Refusal) as refused:
            services.verify_price(actor=same, price=row)
        assert refused.value.rule == "trade.6"
    another = Actor("A-3", "Another", kasongo.grants, person="P-3")
    services.verify_price(actor=another, price=row)
    assert ReferencePrice.objects.get().verified
    assert queries.prices_on(MONDAY, programme, ["Co"])["Co"].verified


@pytest.mark.parametrize("who", ["banza", "amina", "stranger"])
def test_prices_are_published_by_an_authority(programme: Programme, who: str) -> None:
    with pytest.raises(Refusal) as refused:
        services.publish_price(actor=actor(who), programme=programme, price=price(MONDAY, 5))
    assert refused.value.rule == "trade.7"
