"""The page of a lot: what it holds, both sides of what does not agree, and who may read what."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from asili.core.access import Role
from asili.core.models import Account
from asili.domain.custody.facts import EventFact, LineFact
from asili.domain.custody.models import Event, Lot, Outcome
from asili.network.vocabulary import EventKind, LineRole, LotKind
from tests.domain.custody.valley import Valley, bag, lot, make, measured, see, shipment, take
from tests.interfaces.callers import assayed_valley, caller, signed_in


@pytest.fixture
def valley(db: None) -> Valley:
    return assayed_valley()


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"[ \n]+", " ", answer.content.decode())


def gathered(*bags: str) -> tuple[LineFact, ...]:
    parent = LineFact(LineRole.PARENT, lot(1), lot_kind=LotKind.LOT)
    return (parent, *(LineFact(LineRole.CHILD, code) for code in bags))


def sold_twice(valley: Valley) -> EventFact:
    """A bag of north that the depot buys first and the rival buys again; the second sale."""
    second = valley.buy("rival", "north", bag(1), at=60, document="SLIP-9")
    valley.record(
        valley.allocate(at=0),
        valley.fill("north", [1], at=1),
        valley.buy("depot", "north", bag(1), at=30),
        second,
    )
    return second


def test_a_lot_shows_masses_and_metal_with_their_uncertainty(valley: Valley) -> None:
    sample = (measured("moisture", "10", "1"), measured("Co", "4", "0.2"))
    valley.record(valley.allocate(), valley.fill("north", [1], 60_000, measurements=sample))

    page = text_of(caller(valley, "north"), f"/lots/{bag(1)}/")

    assert "60.00 ± 0.30\u00a0kg" in page
    # 60 kg less 10 % is 54 kg dry, u of 0.5 % and 1 point in 90; 4 % of it is cobalt
    assert "54.00 ± 0.66\u00a0kg" in page
    assert "Co contained, at 4.00 ± 0.20\u00a0% of the dry mass" in page
    assert "Cu contained; its grade is not recorded" in page


def test_both_sides_of_a_second_sale_stand_beside_one_another(valley: Valley) -> None:
    sold_twice(valley)

    page = text_of(caller(valley, role=Role.INSPECTOR), f"/lots/{bag(1)}/")

    sides = page[page.index('class="sides"') : page.index("What can be done:")]
    counts, waits = sides.split("status--stop")
    assert "Depot" in counts
    assert "Rival" not in counts
    assert "Rival" in waits
    assert "SLIP-9" in waits
    assert "Compare the two purchase slips" in page


def test_who_has_no_part_in_a_record_reads_that_it_is_and_not_whose(valley: Valley) -> None:
    sold_twice(valley)
    valley.record(valley.fact(EventKind.SEIZE, "division", see(bag(1)), place="office", at=90))

    page = text_of(caller(valley, "depot"), f"/lots/{bag(1)}/")

    assert "Between others: names are not shown to you." in page
    assert "Rival" not in page
    assert "Division" not in page
    assert "North" in page


def test_the_present_holder_is_not_shown_to_a_holder_of_long_ago(valley: Valley) -> None:
    valley.record(
        valley.allocate(),
        valley.fill("north", [1]),
        valley.buy("depot", "north", bag(1)),
        valley.buy("plant", "depot", bag(1)),
    )

    page = text_of(caller(valley, "north"), f"/lots/{bag(1)}/")

    assert "Plant" not in page
    assert page.count("not shown") >= 3  # holder, owner, place


def test_whom_a_lot_does_not_concern_finds_nothing(valley: Valley) -> None:
    sold_twice(valley)

    assert caller(valley, "south").get(f"/lots/{bag(1)}/").status_code == 404
    assert Client().get(f"/lots/{bag(1)}/").status_code == 302


def test_the_inside_of_a_lot_is_listed_with_what_may_be_shown(valley: Valley) -> None:
    valley.record(
        valley.allocate(),
        valley.fill("north", [1, 2]),
        valley.fact(EventKind.AGGREGATE, "north", gathered(bag(1), bag(2))),
        valley.buy("depot", "north", lot(1)),
    )

    north = text_of(caller(valley, "north"), f"/lots/{lot(1)}/inside")
    depot = text_of(caller(valley, "depot"), f"/lots/{lot(1)}/inside")

    assert bag(1) in north
    assert bag(2) in north
    assert bag(1) not in depot
    assert "0 of 2 may be shown to you." in depot


def test_what_became_of_a_bag_is_for_those_who_may_see_bags(valley: Valley) -> None:
    sample = (measured("moisture", "10", "1"), measured("Co", "4", "0.2"), measured("Cu", "2", "1"))
    valley.record(
        valley.allocate(),
        valley.fill("north", [1, 2], measurements=sample),
        valley.blend("north", make(lot(1)), take(bag(1)), take(bag(2))),
        valley.fact(
            EventKind.SHIP, "north", (take(lot(1)), make(shipment(1), kind=LotKind.SHIPMENT))
        ),
    )

    auditor = text_of(caller(valley, role=Role.AUDITOR), f"/lots/{bag(1)}/onward")
    north = text_of(caller(valley, "north"), f"/lots/{bag(1)}/onward")

    assert auditor.index(shipment(1)) < auditor.index(lot(1))
    assert "50.00" in auditor  # half of the cobalt of the shipment came from this bag
    assert "1.800" in auditor
    assert shipment(1) not in north
    assert "Ask the authority of the province for a disclosure." in north


def test_a_shipment_has_a_page_of_records_too(valley: Valley) -> None:
    valley.record(
        valley.allocate(),
        valley.fill("north", [1]),
        valley.fact(
            EventKind.SHIP, "north", (take(bag(1)), make(shipment(1), kind=LotKind.SHIPMENT))
        ),
    )

    page = text_of(caller(valley, "north"), f"/lots/{shipment(1)}/")

    assert f'href="/shipments/{shipment(1)}/"' in page


def test_a_long_history_is_cut_into_pages(valley: Valley) -> None:
    weighings = [
        valley.fact(EventKind.STOCK_TAKE, "north", see(bag(1), wet_g=50_000), document=f"W-{n:02}")
        for n in range(25)
    ]
    valley.record(valley.allocate(at=-2), valley.fill("north", [1], at=-1), *weighings)
    north = caller(valley, "north")

    first = text_of(north, f"/lots/{bag(1)}/")
    second = text_of(north, f"/lots/{bag(1)}/?page=2")

    assert "W-17" in first  # after the allocation of its tag and its filling
    assert "W-18" not in first
    assert "W-18" in second
    assert "W-24" in second


# Void


def test_a_record_that_waits_does_not_open_the_lot_it_names(valley: Valley) -> None:
    second = sold_twice(valley)
    rival = caller(valley, "rival")

    assert rival.get(f"/lots/{bag(1)}/").status_code == 404
    assert rival.get(f"/events/{second.uuid}/").status_code == 200


def test_its_author_voids_a_record_from_its_own_page(valley: Valley) -> None:
    second = sold_twice(valley)
    rival = caller(valley, "rival")
    assert f'action="/events/{second.uuid}/void"' in text_of(rival, f"/events/{second.uuid}/")

    answer = rival.post(f"/events/{second.uuid}/void", {"because": "The tag was misread."})

    assert answer.status_code == 302
    assert Outcome.objects.get(event__uuid=second.uuid).verdict == "voided"
    void = Event.objects.get(kind="void")
    assert (void.note, void.party.code) == ("The tag was misread.", valley.parties["rival"].code)
    assert 'id="void"' not in text_of(rival, f"/events/{second.uuid}/")


def test_an_authority_voids_as_the_authority(valley: Valley) -> None:
    second = sold_twice(valley)
    division = caller(valley, "division", role=Role.AUTHORITY)

    division.post(f"/events/{second.uuid}/void", {"because": "Both slips were compared."})

    assert Outcome.objects.get(event__uuid=second.uuid).verdict == "voided"
    assert Event.objects.get(kind="void").party == valley.parties["division"]


def test_the_other_side_of_a_record_cannot_void_it(valley: Valley) -> None:
    second = sold_twice(valley)
    north = caller(valley, "north")

    answer = north.post(f"/events/{second.uuid}/void", {"because": "I regret it."})

    assert answer.status_code == 403
    assert not Event.objects.filter(kind="void").exists()


def test_a_void_needs_a_reason_and_happens_once(valley: Valley) -> None:
    second = sold_twice(valley)
    rival = caller(valley, "rival")
    address = f"/events/{second.uuid}/void"

    rival.post(address, {"because": "  "})
    assert not Event.objects.filter(kind="void").exists()

    rival.post(address, {"because": "The tag was misread."})
    assert rival.post(address, {"because": "Again."}).status_code == 409
    assert Event.objects.filter(kind="void").count() == 1


def test_a_void_is_not_voided(valley: Valley) -> None:
    second = sold_twice(valley)
    rival = caller(valley, "rival")
    rival.post(f"/events/{second.uuid}/void", {"because": "The tag was misread."})
    void = Event.objects.get(kind="void")

    answer = rival.post(f"/events/{void.uuid}/void", {"because": "It was right after all."})

    assert answer.status_code == 403


# What a page asks of the database


@pytest.mark.parametrize("who", ["kasongo", "banza", "amina"])
@pytest.mark.parametrize("kind", ["bag", "pile", "lot"])
def test_a_page_of_the_demo_asks_little(demo: None, who: str, kind: str) -> None:
    lots = (
        Lot.objects.filter(kind=kind).exclude(status="absent").order_by("-waiting", "-parts", "pk")
    )
    code = lots[0].code
    client = signed_in(Account.objects.get(username=who))
    asked = {}
    for part in ("", "inside", "onward"):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/lots/{code}/{part}")
        asked[part] = len(queries)

    assert {part: count for part, count in asked.items() if count > 15} == {}
