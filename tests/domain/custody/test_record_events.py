"""record_events: whatever is observed is stored, judged, and counts once."""

import random
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from asili.core.access import Actor, Refusal
from asili.core.models import Finding
from asili.domain.custody.models import Event, EventLine, Flow, LineOutcome, Outcome
from asili.domain.custody.services import UnknownCodes, rebuild_outcomes, record_events
from asili.network.vocabulary import EventKind, LotKind
from tests.domain.custody.tables import derived_tables
from tests.domain.custody.valley import CLERK, Valley, bag, lot, make, measured, see, shipment, take


def test_a_bag_is_followed_from_the_pit_to_the_border(valley: Valley) -> None:
    report = valley.record(
        valley.allocate(),
        valley.fill("north", [1, 2], 50_000),
        valley.send("north", "depot", bag(1), bag(2)),
        valley.receive("depot", bag(1), bag(2)),
        valley.buy("depot", "north", bag(1), bag(2)),
        valley.blend("depot", make(lot(1), 99_500), take(bag(1)), take(bag(2))),
        valley.fact(
            EventKind.SHIP, "depot", (take(lot(1)), make(shipment(1), kind=LotKind.SHIPMENT))
        ),
        valley.fact(EventKind.EXPORT, "depot", see(shipment(1)), place="border"),
    )

    assert (report.recorded, report.waiting) == (8, 0)
    shipped = valley.lot(shipment(1))
    assert (shipped.status, shipped.wet_g, shipped.owner) == (
        "exported",
        99_500,
        valley.parties["depot"],
    )
    assert valley.lot(bag(1)).status == "emptied"
    assert Flow.objects.count() == 3


def test_the_second_sale_of_a_bag_stays_recorded_and_waits(valley: Valley) -> None:
    valley.record(
        valley.allocate(),
        valley.fill("north", [1]),
        valley.buy("depot", "north", bag(1)),
        valley.buy("rival", "north", bag(1)),
    )

    assert list(
        LineOutcome.objects.filter(event__kind="purchase")
        .order_by("at")
        .values_list("accepted", "rule")
    ) == [(True, ""), (False, "custody.5")]
    assert valley.lot(bag(1)).owner == valley.parties["depot"]
    assert valley.lot(bag(1)).waiting == 1
    finding = Finding.objects.get(rule="custody.5")
    assert finding.subject == bag(1)
    assert set(finding.parties.values_list("party", flat=True)) == {
        valley.parties["rival"].code,
        valley.parties["north"].code,
        valley.parties["depot"].code,
    }


def test_an_earlier_sale_that_comes_to_light_later_counts_first(valley: Valley) -> None:
    earlier = valley.buy("rival", "north", bag(1), at=30)
    valley.record(
        valley.allocate(at=0),
        valley.fill("north", [1], at=1),
        valley.buy("depot", "north", bag(1), at=60),
    )

    report = valley.record(earlier)

    assert report.rejudged == 1
    assert valley.lot(bag(1)).owner == valley.parties["rival"]
    assert Outcome.objects.get(event__party=valley.parties["depot"]).verdict == "quarantined"


def test_a_void_brings_back_what_it_had_displaced_and_closes_the_finding(valley: Valley) -> None:
    first = valley.buy("rival", "north", bag(1), at=30)
    valley.record(
        valley.allocate(at=0),
        valley.fill("north", [1], at=1),
        first,
        valley.buy("depot", "north", bag(1), at=60),
    )
    assert Finding.objects.filter(rule="custody.5", state="open").count() == 1

    valley.record(valley.fact(EventKind.VOID, "rival", (), target=first.uuid))

    assert valley.lot(bag(1)).owner == valley.parties["depot"]
    assert not Finding.objects.filter(rule="custody.5", state="open").exists()
    assert valley.lot(bag(1)).waiting == 0


def test_a_void_by_someone_else_waits_and_changes_nothing(valley: Valley) -> None:
    sale = valley.buy("depot", "north", bag(1))
    valley.record(valley.allocate(at=-5), valley.fill("north", [1], at=-1), sale)

    valley.record(valley.fact(EventKind.VOID, "rival", (), target=sale.uuid))

    assert valley.lot(bag(1)).owner == valley.parties["depot"]
    assert Outcome.objects.get(event__kind="void").verdict == "quarantined"


def test_a_void_that_arrives_before_its_target_is_remembered(valley: Valley) -> None:
    sale = valley.buy("depot", "north", bag(1))
    void = valley.fact(EventKind.VOID, "depot", (), target=sale.uuid)
    valley.record(void, valley.allocate(at=-5), valley.fill("north", [1], at=-1))
    assert Outcome.objects.get(event__kind="void").verdict == "quarantined"

    valley.record(sale)

    assert Outcome.objects.get(event__kind="purchase").verdict == "voided"
    assert Outcome.objects.get(event__kind="void").verdict == "accepted"
    assert valley.lot(bag(1)).owner == valley.parties["north"]


def test_bags_wait_until_their_tags_are_allocated(valley: Valley) -> None:
    valley.record(valley.fill("north", [1, 2], at=10))
    assert valley.lot(bag(1)).status == "absent"

    valley.record(valley.allocate(at=5))

    assert valley.lot(bag(1)).status == "open"
    assert not Finding.objects.filter(rule="custody.3", state="open").exists()


def test_tags_of_another_site_make_the_bags_wait(valley: Valley) -> None:
    valley.record(valley.allocate(place="other_site"), valley.fill("north", [1]))

    assert LineOutcome.objects.get(event__kind="commission").rule == "custody.3"


def test_a_reweighing_beyond_the_tolerance_waits_and_within_it_is_booked(valley: Valley) -> None:
    valley.record(
        valley.allocate(),
        valley.fill("north", [1, 2], 50_000),
        valley.send("north", "depot", bag(1), bag(2)),
        valley.fact(
            EventKind.TRANSFER_IN,
            "depot",
            (*see(bag(1), wet_g=49_200), *see(bag(2), wet_g=40_000)),
        ),
    )

    outcomes = LineOutcome.objects.filter(event__kind="transfer_in").order_by("n")
    assert list(outcomes.values_list("accepted", "booked_g", "rule")) == [
        (True, -800, ""),
        (False, 0, "custody.7"),
    ]
    assert Outcome.objects.get(event__kind="transfer_in").verdict == "partly"
    assert "where 50 kg were on the books" in Finding.objects.get(rule="custody.7").text


def test_a_report_sent_twice_changes_nothing(valley: Valley) -> None:
    events = [valley.allocate(), valley.fill("north", [1, 2])]
    valley.record(*events)

    report = valley.record(*events)

    assert (report.recorded, report.repeated) == (0, 2)
    assert EventLine.objects.count() == 4


def test_an_unknown_code_stores_nothing_and_is_named(valley: Valley) -> None:
    event = valley.fill("north", [1])
    stranger = valley.fact(EventKind.COMMISSION, "north", ())
    stranger = type(stranger)(**{**_fields(stranger), "party": "P-0000000000"})

    with pytest.raises(UnknownCodes) as caught:
        valley.record(event, stranger)

    assert caught.value.codes == {"P-0000000000": 1}
    assert not Event.objects.exists()


def _fields(event: object) -> dict[str, object]:
    return {name: getattr(event, name) for name in event.__dataclass_fields__}  # type: ignore[attr-defined]


def test_a_pile_that_is_added_to_becomes_a_new_node_fed_by_the_old(valley: Valley) -> None:
    pile = lot(7)
    valley.record(
        valley.allocate(),
        valley.fill("north", [1, 2, 3]),
        valley.blend("north", make(pile, kind=LotKind.PILE), take(bag(1)), take(bag(2))),
        valley.blend("north", make(pile, kind=LotKind.PILE), take(bag(3))),
        valley.fact(
            EventKind.SPLIT,
            "north",
            (take(pile, 90_000), make(lot(8), 45_000), make(lot(9), 45_000)),
        ),
    )

    assert valley.lot(pile).wet_g == 60_000
    nodes = set(Flow.objects.values_list("dst", flat=True))
    assert len(nodes) == 5
    assert sum(node < 0 for node in nodes) == 1


def test_any_order_of_arrival_leaves_the_same_tables(valley: Valley) -> None:
    pile = lot(7)
    events = [
        valley.allocate(),
        valley.fill("north", [1, 2, 3]),
        valley.fill("south", [3, 4]),
        valley.send("north", "depot", bag(1), bag(2)),
        valley.receive("depot", bag(1), bag(2)),
        valley.buy("depot", "north", bag(1), bag(2)),
        valley.buy("rival", "north", bag(2)),
        valley.blend("depot", make(pile, kind=LotKind.PILE), take(bag(1)), take(bag(2))),
        valley.fact(EventKind.SPLIT, "depot", (take(pile, 40_000), make(lot(8), 40_000))),
        valley.blend("depot", make(pile, kind=LotKind.PILE), take(lot(8))),
        valley.fact(
            EventKind.SHIP, "depot", (take(pile), make(shipment(1), kind=LotKind.SHIPMENT))
        ),
        valley.fact(EventKind.EXPORT, "depot", see(shipment(1)), place="border"),
    ]
    seen = set()
    for seed in range(6):
        shuffled = list(events)
        random.Random(seed).shuffle(shuffled)  # noqa: S311  a fixed order
        point = transaction.savepoint()
        for start in range(0, len(shuffled), 1 + seed % 3):
            valley.record(*shuffled[start : start + 1 + seed % 3])
        seen.add(derived_tables())
        rebuild_outcomes(actor=CLERK)
        seen.add(derived_tables())
        transaction.savepoint_rollback(point)

    assert len(seen) == 1


@pytest.mark.parametrize("table", ["custody_event", "custody_eventline", "custody_measurement"])
def test_what_was_observed_can_neither_be_changed_nor_removed(valley: Valley, table: str) -> None:
    sample = (measured("Co", "3.1", "0.2"),)
    valley.record(valley.allocate(), valley.fill("north", [1], measurements=sample))
    with connection.cursor() as cursor:
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id + 1"):  # noqa: S608
            with pytest.raises(IntegrityError), transaction.atomic():
                cursor.execute(statement)


def test_nobody_records_for_another_organisation(valley: Valley) -> None:
    rival = Actor("A-1", "Rival", parties=frozenset({valley.parties["rival"].code}))

    with pytest.raises(Refusal):
        record_events(actor=rival, events=[valley.fill("north", [1])])


@pytest.mark.parametrize("kind", [EventKind.SEIZE, EventKind.ALLOCATE])
def test_only_public_services_seize_ore_and_give_out_tags(valley: Valley, kind: EventKind) -> None:
    depot = Actor("A-1", "Depot", parties=frozenset({valley.parties["depot"].code}))

    with pytest.raises(Refusal):
        record_events(actor=depot, events=[valley.fact(kind, "depot", ())])


def test_nobody_buys_by_a_word_of_their_own_what_somebody_else_holds(valley: Valley) -> None:
    depot = Actor("A-1", "Depot", parties=frozenset({valley.parties["depot"].code}))
    north = Actor("A-2", "North", parties=frozenset({valley.parties["north"].code}))
    valley.record(valley.allocate(), valley.fill("north", [1, 2]))

    with pytest.raises(Refusal) as refused:
        record_events(actor=depot, events=[valley.buy("depot", "north", bag(1))])

    assert refused.value.rule == "custody.18"
    assert valley.lot(bag(1)).owner == valley.parties["north"]
    record_events(actor=north, events=[valley.send("north", "depot", bag(1))])
    record_events(actor=depot, events=[valley.receive("depot", bag(1))])
    record_events(actor=depot, events=[valley.buy("depot", "north", bag(1))])
    assert valley.lot(bag(1)).owner == valley.parties["depot"]


def test_a_stored_record_is_not_answered_to_those_who_could_not_have_made_it(
    valley: Valley,
) -> None:
    rival = Actor("A-1", "Rival", parties=frozenset({valley.parties["rival"].code}))
    theirs = valley.fill("north", [1])
    valley.record(valley.allocate(), theirs)
    guess = replace(valley.fill("rival", [2]), uuid=theirs.uuid)

    with pytest.raises(Refusal):
        record_events(actor=rival, events=[guess])
