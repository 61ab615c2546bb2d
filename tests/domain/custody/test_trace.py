"""The trace of real records: kilograms by site, exact where a hand can compute them."""

from decimal import Decimal

import pytest

from asili.core.models import Analyte
from asili.domain.custody.models import Lot
from asili.domain.custody.queries.destinations import trace_destinations
from asili.domain.custody.queries.origins import GroupBy
from asili.domain.custody.queries.trace import Trace, trace_back, trace_forward
from asili.domain.custody.queries.upstream import upstream
from asili.network.vocabulary import EventKind, LotKind
from tests.domain.custody.valley import Valley, bag, lot, make, measured, see, shipment, take


@pytest.fixture
def metals(valley: Valley) -> Valley:
    for code in ("Co", "Cu"):
        analyte, _ = Analyte.objects.get_or_create(code=code, defaults={"name": code})
        analyte.commodities.add(valley.programme.commodity)
    valley.record(valley.allocate(1, 99, "site"), valley.allocate(100, 199, "other_site"))
    return valley


def _back(code: str, by: GroupBy = GroupBy.SITE) -> Trace:
    found = upstream(Lot.objects.select_related("programme").get(code=code))
    assert found is not None
    return trace_back(found, by)


def _composite(cobalt: str, copper: str) -> tuple[object, ...]:
    return (
        measured("moisture", "10", "0.7"),
        measured("Co", cobalt, "0.1"),
        measured("Cu", copper, "0.1"),
    )


def _two_sites_to_a_shipment(valley: Valley) -> None:
    valley.record(
        valley.fill("north", [1], 60_000, measurements=_composite("4", "1")),
        valley.fill("north", [100], 40_000, place="other_site", measurements=_composite("2", "3")),
        valley.blend("north", make(lot(1), 100_000), take(bag(1)), take(bag(100))),
        valley.fact(
            EventKind.SHIP, "north", (take(lot(1)), make(shipment(1), kind=LotKind.SHIPMENT))
        ),
    )


def test_a_shipment_is_divided_among_its_sites_by_the_metal_they_put_in(metals: Valley) -> None:
    _two_sites_to_a_shipment(metals)

    trace = _back(shipment(1))

    # 60 kg x 0.9 x 4 % = 2.16 kg Co and 40 x 0.9 x 2 % = 0.72 kg Co
    assert [row.label for row in trace.rows] == ["Site", "Other_Site"]
    cobalt = [float(row.kilograms["Co"].value) for row in trace.rows]
    assert cobalt == pytest.approx([2.16, 0.72])
    copper = [float(row.kilograms["Cu"].value) for row in trace.rows]
    assert copper == pytest.approx([0.54, 1.08])
    assert trace.basis == {"Co": "metal", "Cu": "metal"}
    assert trace.position > 0
    assert [row.bags for row in trace.rows] == [1, 1]


def test_a_later_assay_of_the_shipment_sets_its_metal_and_keeps_its_shares(metals: Valley) -> None:
    _two_sites_to_a_shipment(metals)
    sample = (
        measured("moisture", "10", "0.2"),
        measured("Co", "3.0", "0.05"),
        measured("Cu", "1.9", "0.05"),
    )
    metals.record(metals.fact(EventKind.ASSAY, "north", see(shipment(1)), measurements=sample))

    trace = _back(shipment(1))

    total = trace.account.metals["Co"]
    assert total is not None
    assert float(total.value) == pytest.approx(100 * 0.9 * 0.03)
    assert trace.rows[0].shares["Co"] == pytest.approx(0.75)
    assert float(trace.rows[0].kilograms["Co"].value) == pytest.approx(2.7 * 0.75)


def test_without_assays_shares_rest_on_wet_mass_and_kilograms_stay_unknown(metals: Valley) -> None:
    metals.record(
        metals.fill("north", [1], 60_000),
        metals.fill("north", [100], 40_000, place="other_site"),
        metals.blend("north", make(lot(1), 100_000), take(bag(1)), take(bag(100))),
    )

    trace = _back(lot(1))

    assert [row.shares["Co"] for row in trace.rows] == pytest.approx([0.6, 0.4])
    assert [row.kilograms["Co"] for row in trace.rows] == [None, None]
    assert trace.basis == {"Co": "wet", "Cu": "wet"}


def test_groups_by_cooperative_month_and_bag_add_up_to_the_same_whole(metals: Valley) -> None:
    _two_sites_to_a_shipment(metals)

    for by in GroupBy:
        rows = _back(shipment(1), by).rows
        assert sum(row.shares["Co"] for row in rows) == pytest.approx(1)
        assert sum(row.bags for row in rows) == 2


def test_a_pile_refilled_after_a_take_gives_the_second_take_what_was_left(metals: Valley) -> None:
    pile = lot(5)
    metals.record(
        metals.fill("north", [1], 50_000, measurements=_composite("4", "1")),
        metals.fill("north", [100], 50_000, place="other_site", measurements=_composite("4", "1")),
        metals.blend("north", make(pile, kind=LotKind.PILE), take(bag(1))),
        metals.fact(EventKind.SPLIT, "north", (take(pile, 25_000), make(lot(6), 25_000))),
        metals.blend("north", make(pile, kind=LotKind.PILE), take(bag(100))),
        metals.fact(EventKind.SPLIT, "north", (take(pile, 30_000), make(lot(7), 30_000))),
    )

    assert [(r.label, round(r.shares["Co"], 6)) for r in _back(lot(6)).rows] == [("Site", 1.0)]
    second = {row.label: row.shares["Co"] for row in _back(lot(7)).rows}
    assert second == pytest.approx({"Site": 1 / 3, "Other_Site": 2 / 3})


def test_a_process_passes_shares_on_and_takes_its_metal_from_its_own_assay(metals: Valley) -> None:
    metals.record(
        metals.fill("north", [1], 60_000, measurements=_composite("4", "1")),
        metals.fill("north", [100], 40_000, place="other_site", measurements=_composite("2", "3")),
    )
    product = (
        measured("moisture", "50", "0.5", lot(1)),
        measured("Co", "30", "0.3", lot(1)),
    )
    metals.record(
        metals.fact(
            EventKind.PROCESS,
            "north",
            (
                take(bag(1)),
                take(bag(100)),
                make(lot(1), 16_000, LotKind.PRODUCT),
                make(lot(2), 70_000, LotKind.TAILINGS),
            ),
            measurements=product,
        )
    )

    trace = _back(lot(1))

    assert float(trace.account.metals["Co"].value) == pytest.approx(16 * 0.5 * 0.3)
    assert trace.rows[0].shares["Co"] == pytest.approx(0.75)
    assert trace.account.metals["Cu"] is None
    assert _back(lot(2)).account.metals["Co"] is None


def test_forward_and_backward_agree(metals: Valley) -> None:
    _two_sites_to_a_shipment(metals)

    forward = trace_forward(Lot.objects.select_related("programme").get(code=bag(1)))

    assert forward is not None
    found = {row.key: row.kilograms["Co"] for row in forward.rows}
    assert float(found[shipment(1)].value) == pytest.approx(2.16)
    back = {row.key: row.kilograms["Co"] for row in _back(shipment(1), GroupBy.BAG).rows}
    assert float(found[shipment(1)].value) == pytest.approx(float(back[bag(1)].value))


def test_forward_says_how_much_is_where_now(metals: Valley) -> None:
    metals.record(
        metals.fill("north", [1], 60_000, measurements=_composite("4", "1")),
        metals.fill("north", [100], 40_000, place="other_site", measurements=_composite("2", "3")),
        metals.blend("north", make(lot(1), 100_000), take(bag(1)), take(bag(100))),
        metals.fact(
            EventKind.SPLIT, "north", (take(lot(1)), make(lot(2), 30_000), make(lot(3), 70_000))
        ),
        metals.send("north", "depot", lot(3)),
        metals.receive("depot", lot(3)),
        metals.fact(
            EventKind.SHIP,
            "depot",
            (take(lot(3), 50_000), make(shipment(1), 50_000, LotKind.SHIPMENT)),
        ),
        metals.fact(EventKind.EXPORT, "depot", see(shipment(1)), place="border"),
    )

    trace = trace_destinations(Lot.objects.select_related("programme").get(code=bag(1)))

    assert trace is not None
    parties = metals.parties
    assert [(row.key, row.label, row.wet_g, row.bags) for row in trace.rows] == [
        (shipment(1), "exported", 50_000, 0),
        *sorted(
            [
                (parties["depot"].code, "Depot", 20_000, 0),
                (parties["north"].code, "North", 30_000, 0),
            ]
        ),
    ]
    cobalt = {row.label: row.kilograms["Co"] for row in trace.rows}
    # 2.16 kg Co of the bag, divided as the mixed lot was: 50, 20 and 30 of 100 kg
    assert float(cobalt["exported"].value) == pytest.approx(1.08)
    assert float(cobalt["Depot"].value) == pytest.approx(0.432)
    assert float(cobalt["North"].value) == pytest.approx(0.648)
    back = {row.key: row.kilograms["Co"] for row in _back(shipment(1), GroupBy.SITE).rows}
    assert cobalt["exported"].u == pytest.approx(back[metals.places["site"].code].u)


def test_a_bag_that_is_still_a_bag_is_stock_of_its_holder(metals: Valley) -> None:
    metals.record(metals.fill("north", [1], 60_000, measurements=_composite("4", "1")))

    trace = trace_destinations(Lot.objects.select_related("programme").get(code=bag(1)))

    assert trace is not None
    (row,) = trace.rows
    assert (row.label, row.bags, row.wet_g) == ("North", 1, 60_000)
    assert float(row.kilograms["Co"].value) == pytest.approx(2.16)
    assert row.kilograms["Co"].u


def test_uncertainty_grows_with_what_is_not_well_known(metals: Valley) -> None:
    _two_sites_to_a_shipment(metals)

    row = _back(shipment(1)).rows[0]

    estimate = row.kilograms["Co"]
    assert estimate.u is not None
    assert Decimal("0.01") < estimate.u < Decimal("0.2")


def test_records_that_wait_are_not_traced(metals: Valley) -> None:
    _two_sites_to_a_shipment(metals)
    metals.record(metals.fill("south", [1], 50_000))

    assert sum(row.bags for row in _back(shipment(1)).rows) == 2
    assert metals.lot(bag(1)).waiting == 1


def test_a_trace_asks_no_more_than_a_handful_of_questions(
    metals: Valley, django_assert_max_num_queries: object
) -> None:
    _two_sites_to_a_shipment(metals)
    shipped = Lot.objects.select_related("programme").get(code=shipment(1))

    with django_assert_max_num_queries(7):  # type: ignore[operator]
        found = upstream(shipped)
        assert found is not None
        trace_back(found, GroupBy.SITE)
