"""The ways of a lot's metal: by whichever means, also inside an outer lot, each once."""

import pytest

from asili.core.models import Analyte
from asili.domain.custody.models import Lot
from asili.domain.custody.queries.journey import journey, passage, rail_share
from asili.domain.custody.queries.upstream import Upstream, upstream
from asili.network.vocabulary import EventKind, LineRole, LotKind, Mode
from tests.domain.custody.valley import LineFact, Valley, bag, lot, make, take


@pytest.fixture
def metals(valley: Valley) -> Valley:
    analyte, _ = Analyte.objects.get_or_create(code="Co", defaults={"name": "cobalt"})
    analyte.commodities.add(valley.programme.commodity)
    valley.record(valley.allocate(), valley.fill("north", [1, 2], 50_000))
    return valley


def _packed(outer: str, *bags: str) -> tuple[LineFact, ...]:
    parent = LineFact(LineRole.PARENT, outer, None, LotKind.LOT)
    return (parent, *(LineFact(LineRole.CHILD, code) for code in bags))


def _of(code: str) -> Upstream:
    found = upstream(Lot.objects.select_related("programme").get(code=code))
    assert found is not None
    return found


def _ways(code: str) -> list[tuple[str, str, str, float]]:
    return [
        (leg.start.name, leg.end.name, str(leg.mode), round(leg.share, 6))
        for leg in journey(_of(code))
    ]


def test_bags_that_travelled_in_an_outer_lot_that_was_opened_keep_its_way(metals: Valley) -> None:
    packed = _packed(lot(1), bag(1), bag(2))
    metals.record(
        metals.fact(EventKind.AGGREGATE, "north", packed),
        metals.send("north", "depot", lot(1), place="site", mode=Mode.MOTORCYCLE),
        metals.receive("depot", lot(1)),
        metals.fact(EventKind.DISAGGREGATE, "depot", packed),
        metals.blend("depot", make(lot(2)), take(bag(1)), take(bag(2))),
        metals.send("depot", "plant", lot(2), place="depot", mode=Mode.RAIL),
        metals.receive("plant", lot(2)),
    )

    assert sorted(_ways(lot(2))) == [
        ("Depot", "Plant", "rail", 1.0),
        ("Site", "Depot", "motorcycle", 1.0),
    ]
    share = rail_share(journey(_of(lot(2))))
    assert share is not None
    assert 0 < share < 1


def test_an_outer_lot_that_flowed_on_whole_counts_its_way_once(metals: Valley) -> None:
    packed = _packed(lot(1), bag(1), bag(2))
    metals.record(
        metals.fact(EventKind.AGGREGATE, "north", packed),
        metals.send("north", "depot", lot(1), place="site"),
        metals.receive("depot", lot(1)),
        metals.blend("depot", make(lot(2)), take(lot(1))),
    )

    assert _ways(lot(2)) == [("Site", "Depot", "truck", 1.0)]


def test_half_the_metal_by_each_of_two_ways(metals: Valley) -> None:
    metals.record(
        metals.send("north", "depot", bag(1), place="site", mode=Mode.TRUCK),
        metals.send("north", "depot", bag(2), place="site", mode=Mode.BICYCLE),
        metals.receive("depot", bag(1), bag(2)),
        metals.blend("depot", make(lot(2)), take(bag(1)), take(bag(2))),
    )

    assert sorted(_ways(lot(2))) == [
        ("Site", "Depot", "bicycle", 0.5),
        ("Site", "Depot", "truck", 0.5),
    ]


def test_a_lot_that_never_travelled_has_no_rail_share(metals: Valley) -> None:
    assert rail_share(journey(_of(bag(1)))) is None


def test_no_link_of_a_passage_leads_backwards(metals: Valley) -> None:
    metals.record(
        metals.send("north", "depot", bag(1), bag(2), place="site"),
        metals.receive("depot", bag(1), bag(2)),
        metals.blend("depot", make(lot(2)), take(bag(1)), take(bag(2))),
        metals.send("depot", "plant", lot(2), place="depot"),
        metals.receive("plant", lot(2)),
        metals.fact(
            EventKind.SPLIT, "plant", (take(lot(2)), make(lot(3), 60_000), make(lot(4), 40_000))
        ),
        metals.send("plant", "depot", lot(3), place="plant"),
        metals.receive("depot", lot(3)),
        metals.blend("depot", make(lot(5)), take(lot(3))),
    )

    through = passage(_of(lot(5)))

    assert [place.name for place in through.stops] == ["Site", "Depot", "Plant", "Depot"]
    assert all(link.start < link.end for link in through.links)
    assert [round(link.share, 6) for link in through.links] == [1.0, 1.0, 1.0]
