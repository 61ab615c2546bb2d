"""A programme that counts no analyte: what is weighed is traced, and nothing else is claimed."""

import pytest
from django.urls import reverse

from asili.core.access import Role
from asili.network.vocabulary import EventKind, LotKind
from tests.domain.custody.valley import Valley, bag, build_valley, lot, make, shipment, take
from tests.interfaces.callers import caller


@pytest.fixture
def weighed(db: None) -> Valley:
    """A shipment of two bags in a programme whose commodity has no analyte."""
    valley = build_valley()
    assert not valley.programme.commodity.analytes.exists()
    valley.record(
        valley.allocate(1, 99),
        valley.fill("north", [1, 2], 60_000),
        valley.blend("north", make(lot(1)), take(bag(1)), take(bag(2))),
        valley.fact(
            EventKind.SHIP, "north", (take(lot(1)), make(shipment(1), kind=LotKind.SHIPMENT))
        ),
    )
    return valley


@pytest.mark.parametrize(
    ("view", "arguments"),
    [
        ("web:lot", [lot(1)]),
        ("web:lot", [bag(1)]),
        ("web:lot-onward", [bag(1)]),
        ("web:shipment", [shipment(1)]),
        ("field:bag", [bag(1)]),
    ],
)
def test_without_an_analyte_every_page_of_a_lot_is_shown(
    weighed: Valley, view: str, arguments: list[str]
) -> None:
    authority = caller(weighed, role=Role.AUTHORITY)

    assert authority.get(reverse(view, args=arguments)).status_code == 200


@pytest.mark.parametrize(
    ("view", "form"), [("web:shipment-bags", "csv"), ("web:shipment-origins", "json")]
)
def test_without_an_analyte_there_is_no_file_of_metal(
    weighed: Valley, view: str, form: str
) -> None:
    authority = caller(weighed, role=Role.AUTHORITY)

    assert authority.get(reverse(view, args=[shipment(1), form])).status_code == 404
