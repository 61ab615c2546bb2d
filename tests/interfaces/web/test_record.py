"""Recording at a desk: typed as people type, judged before it is saved, saved once."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime
from django.utils.translation import override

from asili.core import journal
from asili.core.access import Role
from asili.core.models import Account, Finding
from asili.domain.custody.models import Event, LineOutcome, Lot, TagAllocation
from asili.domain.custody.services import preview_events
from asili.interfaces.web.recording.acts import ACTS, GROUPS
from asili.interfaces.web.recording.tags import read_tags
from asili.network.vocabulary import EventKind
from tests.domain.custody.valley import CLERK, START, Valley, bag, see
from tests.interfaces.callers import assayed_valley, caller, signed_in


@pytest.fixture
def valley(db: None) -> Valley:
    valley = assayed_valley()
    valley.record(valley.allocate(), valley.fill("north", [1, 2, 3], 50_000))
    return valley


def typed(valley: Valley, party: str, **fields: str) -> dict[str, str]:
    """A form as it is first sent."""
    later = localtime(START + timedelta(days=1))
    return {
        "uuid": "00000000-0000-4000-8000-0000000000aa",
        "seen": "",
        "party": valley.parties[party].code,
        "happened_at": later.strftime("%Y-%m-%dT%H:%M"),
        "note": "",
        "document": "",
        **fields,
    }


def text_of(answer: HttpResponse) -> str:
    assert answer.status_code == 200
    return unescape(re.sub(r"[ \n]+", " ", answer.content.decode()))


def seal_in(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    return found[1]


def save(client: Client, act: str, form: dict[str, str]) -> HttpResponse:
    """Send the form, read the judgement, and send it again as it is."""
    page = text_of(client.post(f"/record/{act}", form))
    return client.post(f"/record/{act}", {**form, "seen": seal_in(page)})


def hand_over(valley: Valley) -> None:
    """Two bags of the cooperative arrive at the depot."""
    bags = (bag(1), bag(2))
    valley.record(valley.send("north", "depot", *bags), valley.receive("depot", *bags))


def test_a_purchase_is_judged_line_by_line_and_then_saved(valley: Valley) -> None:
    hand_over(valley)
    valley.record(valley.buy("rival", "north", bag(2)))
    depot = caller(valley, "depot")
    form = typed(valley, "depot", counterparty="North", place="Depot", lots=f"{bag(1)}\n{bag(2)}")
    before = journal.position()

    page = text_of(depot.post("/record/purchase", form))

    assert journal.position() == before
    assert "A part of it would wait".lower() in page.lower()
    assert "A lot is sold once by its owner" in page
    assert "did not belong to North at that time" in page
    answer = depot.post("/record/purchase", {**form, "seen": seal_in(page)})
    assert answer.status_code == 302
    assert answer["Location"] == f"/events/{form['uuid']}/"
    assert list(
        LineOutcome.objects.filter(event__uuid=form["uuid"]).order_by("n").values_list("accepted")
    ) == [(True,), (False,)]


def test_what_was_never_received_cannot_be_bought_and_the_way_out_is_said(valley: Valley) -> None:
    form = typed(valley, "depot", counterparty="North", place="Depot", lots=bag(1))

    answer = caller(valley, "depot").post("/record/purchase", form)

    assert answer.status_code == 403
    assert "Record that you received it" in unescape(answer.content.decode())
    assert not Event.objects.filter(kind="purchase").exists()


def test_a_form_that_is_sent_twice_records_once(valley: Valley) -> None:
    hand_over(valley)
    depot = caller(valley, "depot")
    form = typed(valley, "depot", counterparty="North", place="Depot", lots=bag(1))
    page = text_of(depot.post("/record/purchase", form))

    for _ in range(2):
        assert depot.post("/record/purchase", {**form, "seen": seal_in(page)}).status_code == 302

    assert Event.objects.filter(kind="purchase").count() == 1


def test_what_was_changed_since_the_judgement_is_judged_again(valley: Valley) -> None:
    hand_over(valley)
    depot = caller(valley, "depot")
    form = typed(valley, "depot", counterparty="North", place="Depot", lots=bag(1))
    page = text_of(depot.post("/record/purchase", form))

    changed = {**form, "lots": bag(2), "seen": seal_in(page)}
    again = text_of(depot.post("/record/purchase", changed))

    assert "Something was changed since the last judgement." in again
    assert not Event.objects.filter(kind="purchase").exists()


def test_bags_sent_are_received_with_a_decimal_comma(valley: Valley) -> None:
    north, depot = caller(valley, "north"), caller(valley, "depot")
    sent = typed(
        valley,
        "north",
        counterparty=valley.parties["depot"].code,
        place="Site",
        to_place="Depot",
        mode="bicycle",
        lots=f"{bag(1)} .. {bag(3)}",
    )
    arrived = typed(
        valley,
        "depot",
        uuid="00000000-0000-4000-8000-0000000000ab",
        place="Depot",
        lots=f"{bag(1)} 49,6\n{bag(2)} 50.1 kg\n{bag(3)}",
    )

    assert save(north, "transfer_out", sent).status_code == 302
    late = localtime(START + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert save(depot, "transfer_in", {**arrived, "happened_at": late}).status_code == 302

    assert [Lot.objects.get(code=bag(n)).wet_g for n in (1, 2, 3)] == [49_600, 50_100, 50_000]
    assert {lot.holder for lot in Lot.objects.filter(code__in=map(bag, (1, 2, 3)))} == {
        valley.parties["depot"]
    }


def test_bags_are_filled_with_the_sample_of_the_day(valley: Valley) -> None:
    form = typed(
        valley,
        "north",
        place="Pit",
        lots=f"{bag(7)} 61,25",
        moisture="8,5",
        moisture_u="0,7",
        Co="3,1",
        Co_u="0,4",
        Cu="",
        Cu_u="",
        method="xrf_field",
        laboratory="XRF 4",
    )

    assert save(caller(valley, "north"), "commission", form).status_code == 302

    event = Event.objects.get(uuid=form["uuid"])
    assert valley.lot(bag(7)).wet_g == 61_250
    assert sorted(event.measurements.values_list("quantity", flat=True)) == ["Co", "moisture"]


def test_stock_is_taken_and_the_difference_shown_before_it_is_booked(valley: Valley) -> None:
    form = typed(valley, "north", place="Site", lots=f"{bag(1)} 30")
    north = caller(valley, "north")

    page = text_of(north.post("/record/stock_take", form))

    assert "all of it counts" in page
    assert "-20.0" in page
    assert valley.lot(bag(1)).wet_g == 50_000


def test_a_record_is_voided_with_a_reason_and_what_it_displaced_is_judged_again(
    valley: Valley,
) -> None:
    first = valley.buy("rival", "north", bag(1))
    valley.record(first, valley.buy("depot", "north", bag(1)))
    form = typed(valley, "rival", target=str(first.uuid), note="The tag was misread.")
    rival = caller(valley, "rival")

    page = text_of(rival.post("/record/void", form))
    assert "1 earlier record would be judged again" in page or "2 earlier records" in page
    assert valley.lot(bag(1)).owner == valley.parties["rival"]

    rival.post("/record/void", {**form, "seen": seal_in(page)})
    assert valley.lot(bag(1)).owner == valley.parties["depot"]


def test_a_record_of_others_is_not_voided_and_the_way_out_is_said(valley: Valley) -> None:
    sale = valley.buy("depot", "north", bag(1))
    valley.record(sale)
    form = typed(valley, "north", target=str(sale.uuid), note="We sold nothing.")

    refused = caller(valley, "north").post("/record/void", form)

    assert refused.status_code == 403
    assert "voided by its author or by the authority" in unescape(refused.content.decode())
    assert not Event.objects.filter(kind="void").exists()


def test_a_mistake_names_its_field_and_nothing_typed_is_lost(valley: Valley) -> None:
    wrong = bag(1)[:-1] + ("0" if bag(1)[-1] != "0" else "1")
    form = typed(
        valley, "depot", counterparty="Nobody", place="Depot", lots=f"{wrong} 50,2", document="S-7"
    )

    page = text_of(caller(valley, "depot").post("/record/purchase", form))

    assert f"Line 1: “{wrong}” is not a valid number. Did you mean {bag(1)}?" in page
    assert "“Nobody” is not known here." in page
    for kept in ("Nobody", f"{wrong} 50,2", "S-7"):
        assert kept in page
    assert 'href="#record-counterparty"' in page


def test_an_assay_measures_something_and_says_how_sure_it_is(valley: Valley) -> None:
    north = caller(valley, "north")
    empty = typed(valley, "north", place="Site", lots=bag(1), method="lab_icp")

    nothing = text_of(north.post("/record/assay", empty))
    unsure = text_of(north.post("/record/assay", {**empty, "Co": "3,1"}))

    assert "An assay measures something" in nothing
    assert "A value has its standard uncertainty beside it" in unsure


def test_nobody_records_for_a_party_that_is_not_theirs(valley: Valley) -> None:
    form = typed(valley, "depot", counterparty="North", place="Depot", lots=bag(1))

    page = text_of(caller(valley, "rival").post("/record/purchase", form))

    assert "Select a valid choice" in page
    assert not Event.objects.filter(kind="purchase").exists()


def test_who_acts_for_nobody_is_told_whom_to_ask(valley: Valley) -> None:
    stranger = caller(valley)

    answer = stranger.get("/record")

    assert answer.status_code == 403
    assert "Ask the authority of your programme" in answer.content.decode()
    assert 'href="/record"' not in stranger.get("/lots").content.decode()
    assert 'href="/record"' in caller(valley, "north").get("/lots").content.decode()


def test_an_unknown_act_is_nowhere(valley: Valley) -> None:
    assert caller(valley, "north").get("/record/accept").status_code == 404


def test_a_preview_leaves_no_trace(valley: Valley) -> None:
    counts = (Event.objects.count(), Lot.objects.count(), Finding.objects.count())
    position = journal.position()

    found = preview_events(
        actor=CLERK, events=[valley.fact(EventKind.STOCK_TAKE, "north", see(bag(9), wet_g=1))]
    )

    assert (found.counts, found.lines[0].rule and found.lines[0].rule.code) == (False, "custody.1")
    assert (Event.objects.count(), Lot.objects.count(), Finding.objects.count()) == counts
    assert journal.position() == position


# What is made of what


def fresh_in(page: str, letter: str = "L") -> list[str]:
    """Numbers given out for "new", as they stand in the boxes of the page."""
    boxes = re.findall(r"<textarea.*?</textarea>|<input type=.text. .*?>", page)
    codes = re.findall(rf"\b{letter}-[0-9A-Z]{{10}}\b", " ".join(boxes))
    return list(dict.fromkeys(codes))


def made_by(client: Client, act: str, form: dict[str, str], letter: str = "L") -> list[str]:
    """The new numbers that the judgement showed, after the page was saved as it stood."""
    page = text_of(client.post(f"/record/{act}", form))
    codes = fresh_in(page, letter)
    assert "all of it counts" in page
    for name in ("takes", "makes", "tails", "outer"):
        if name in form:
            form = {**form, name: standing_in(page, name)}
    assert client.post(f"/record/{act}", {**form, "seen": seal_in(page)}).status_code == 302
    return codes


def standing_in(page: str, name: str) -> str:
    """What a box of the page holds."""
    area = re.search(rf'<textarea name="{name}"[^>]*>(.*?)</textarea>', page)
    line = re.search(rf'<input type="text" name="{name}" value="([^"]*)"', page)
    found = area or line
    assert found
    return found[1].strip()


def test_bags_are_blended_in_part_and_whole_into_a_lot_whose_new_number_stays(
    valley: Valley,
) -> None:
    form = typed(
        valley,
        "north",
        place="Site",
        takes=f"{bag(1)}\n{bag(2)} 30,5",
        makes="nouveau 80,25",
        becomes="lot",
    )

    (code,) = made_by(caller(valley, "north"), "blend", form)

    assert (valley.lot(code).kind, valley.lot(code).wet_g) == ("lot", 80_250)
    assert [valley.lot(bag(n)).wet_g for n in (1, 2)] == [0, 19_500]


def test_a_pile_is_added_to(valley: Valley) -> None:
    north = caller(valley, "north")
    first = typed(valley, "north", place="Site", takes=bag(1), makes="new", becomes="pile")
    (pile,) = made_by(north, "blend", first)
    later = localtime(START + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")

    more = {
        **first,
        "uuid": "00000000-0000-4000-8000-0000000000ab",
        "happened_at": later,
        "takes": bag(2),
        "makes": pile,
        "becomes": "lot",
    }
    assert save(north, "blend", more).status_code == 302

    assert (valley.lot(pile).kind, valley.lot(pile).wet_g) == ("pile", 100_000)


def test_a_bag_is_split_into_lots_that_are_weighed(valley: Valley) -> None:
    north = caller(valley, "north")
    form = typed(valley, "north", place="Site", takes=bag(1), makes="new 20,5\nnew")

    page = text_of(north.post("/record/split", form))
    assert "Line 2: What is made is weighed: type the kilograms after" in page
    assert "(custody.16)" in page

    codes = made_by(north, "split", {**form, "makes": "new 20,5\nMpya 29,5"})
    assert [valley.lot(code).wet_g for code in codes] == [20_500, 29_500]


def test_ore_is_processed_into_products_and_tailings_and_the_rest_is_loss(valley: Valley) -> None:
    form = typed(
        valley,
        "north",
        place="Site",
        takes=f"{bag(1)}\n{bag(2)}",
        makes="new 40",
        tails="new 55",
    )

    product, tailings = made_by(caller(valley, "north"), "process", form)

    assert (valley.lot(product).kind, valley.lot(product).wet_g) == ("product", 40_000)
    assert (valley.lot(tailings).kind, valley.lot(tailings).wet_g) == ("tailings", 55_000)
    booked = LineOutcome.objects.filter(event__uuid=form["uuid"]).values_list("booked_g", flat=True)
    assert sum(booked) == -5_000


def test_what_does_not_balance_is_shown_with_its_rule_before_it_is_saved(valley: Valley) -> None:
    form = typed(valley, "north", place="Site", takes=bag(1), makes="new 90", becomes="lot")

    page = text_of(caller(valley, "north").post("/record/blend", form))

    assert "would wait" in page
    assert "custody.11" in page
    assert valley.lot(bag(1)).wet_g == 50_000


def test_a_judgement_that_opens_a_finding_is_told_in_the_language_of_the_reader(
    valley: Valley,
) -> None:
    north = caller(valley, "north")
    north.cookies["django_language"] = "fr"
    form = typed(valley, "north", place="Site", takes=bag(1), makes="nouveau 90", becomes="lot")

    page = text_of(north.post("/record/blend", form))

    assert '<html lang="fr"' in page
    assert "Comment ce serait jugé" in page
    assert "90,0" in page


def test_a_pile_is_kept_apart_where_its_maker_says_so(valley: Valley) -> None:
    north = caller(valley, "north")
    form = typed(
        valley,
        "north",
        place="Site",
        takes=bag(1),
        makes="new",
        becomes="pile",
        keeps="segregated",
    )

    (code,) = made_by(north, "blend", form, "L")

    page = text_of(north.get(f"/lots/{code}/"))
    assert "kept apart, first in, first out" in page
    assert "Segregated: at 1 place on its way" in page


def test_a_shipment_is_made_up_and_crosses_at_a_border_post_only(valley: Valley) -> None:
    north = caller(valley, "north")
    form = typed(valley, "north", place="Site", takes=f"{bag(1)}\n{bag(2)}", makes="new")
    (code,) = made_by(north, "ship", form, "S")
    later = localtime(START + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    crossing = {
        **typed(valley, "north", uuid="00000000-0000-4000-8000-0000000000ab", lots=code),
        "happened_at": later,
    }

    page = text_of(north.post("/record/export", {**crossing, "place": "Depot"}))
    assert "“Depot” is of the kind “depot”; choose one of the kind “border post”." in page
    assert '<option value="Border">' in page
    assert save(north, "export", {**crossing, "place": "Border"}).status_code == 302

    assert (valley.lot(code).kind, valley.lot(code).status) == ("shipment", "exported")
    assert valley.lot(code).wet_g == 100_000


def test_bags_are_packed_and_unpacked(valley: Valley) -> None:
    north = caller(valley, "north")
    inside = f"{bag(1)} .. {bag(3)}"
    form = typed(valley, "north", place="Site", outer="new", inside=inside)
    (outer,) = made_by(north, "aggregate", form)
    assert valley.lot(bag(2)).status == "contained"
    assert valley.lot(outer).wet_g == 150_000

    later = localtime(START + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    opening = {
        **form,
        "uuid": "00000000-0000-4000-8000-0000000000ab",
        "happened_at": later,
        "outer": outer,
    }
    page = text_of(north.post("/record/disaggregate", {**opening, "inside": bag(1)}))
    assert "custody.12" in page
    assert save(north, "disaggregate", opening).status_code == 302

    assert valley.lot(bag(2)).status == "open"
    assert valley.lot(outer).status == "emptied"


def test_a_number_of_another_kind_and_a_second_number_are_named_mistakes(valley: Valley) -> None:
    party = valley.parties["north"].code
    form = typed(
        valley, "north", place="Site", takes=party, makes=f"{bag(1)} {bag(2)}", becomes="lot"
    )

    page = text_of(caller(valley, "north").post("/record/blend", form))

    assert f"Line 1: “{party}” is the number of another kind of thing (party, not bag)." in page
    assert f"“{bag(1)}” is the number of another kind of thing (bag, not lot)." in page
    two = text_of(caller(valley, "depot").post("/record/split", {**form, "takes": form["makes"]}))
    assert "Type one number here, not several." in two


# What the public services record


def test_tags_are_given_out_by_the_public_service_and_used_by_the_site(valley: Valley) -> None:
    division = caller(valley, "division", role=Role.AUTHORITY)
    roll = {"first": bag(200_001), "last": bag(200_050)}
    form = typed(valley, "division", place="Other_Site", counterparty="South", **roll)
    mixed = {**form, "first": roll["last"], "last": roll["first"]}
    weighed = {**form, "first": f"{roll['first']} 50"}

    assert "Nothing is weighed here" in text_of(division.post("/record/allocate", weighed))
    assert "The last number is below the first" in text_of(division.post("/record/allocate", mixed))
    assert "“Depot” is of the kind" in text_of(
        division.post("/record/allocate", {**form, "place": "Depot"})
    )
    assert save(division, "allocate", form).status_code == 302

    allocation = TagAllocation.objects.get(event__uuid=form["uuid"])
    assert (allocation.first, allocation.last) == (200_001, 200_050)
    assert allocation.place == valley.places["other_site"]
    assert allocation.event.counterparty == valley.parties["south"]


def test_ore_is_seized_by_the_public_service(valley: Valley) -> None:
    inspector = caller(valley, "division", role=Role.INSPECTOR)
    form = typed(valley, "division", place="Office", lots=f"{bag(1)} 49,9", note="On the road.")

    assert save(inspector, "seize", form).status_code == 302

    assert valley.lot(bag(1)).holder == valley.parties["division"]
    assert valley.lot(bag(1)).owner == valley.parties["north"]


@pytest.mark.parametrize("act", ["allocate", "seize"])
def test_the_acts_of_the_public_services_are_offered_to_nobody_else(
    valley: Valley, act: str
) -> None:
    north, division = caller(valley, "north"), caller(valley, "division", role=Role.AUTHORITY)

    refused = north.post(f"/record/{act}", typed(valley, "north", place="Site", lots=bag(1)))

    assert refused.status_code == 403
    assert "Ask the organisation or a field agent" in unescape(refused.content.decode())
    assert f"/record/{act}" not in text_of(north.get("/record"))
    assert f'href="/record/{act}"' in text_of(division.get("/record"))


def test_every_act_is_offered_under_one_title() -> None:
    offered = [kind for _title, kinds in GROUPS for kind in kinds]

    assert sorted(offered) == sorted(ACTS) == sorted(set(EventKind) - {EventKind.ACCEPT})


# The box of tags


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (f"{bag(1)} 50,2", [(bag(1), 50_200)]),
        (f"{bag(1).lower().replace('-', '')}\t1 234,5 kg", [(bag(1), 1_234_500)]),
        (f"{bag(1)}, {bag(2)}; {bag(3)}", [(bag(1), None), (bag(2), None), (bag(3), None)]),
        (f"{bag(1)} 50 {bag(2)} 51", [(bag(1), 50_000), (bag(2), 51_000)]),
        (f"{bag(8)}..{bag(10)} 40", [(bag(n), 40_000) for n in (8, 9, 10)]),
        (f"{bag(8)} à {bag(9)}", [(bag(8), None), (bag(9), None)]),
        (f"\n{bag(1)}\n\n", [(bag(1), None)]),
    ],
)
def test_tags_are_read_as_people_type_them(text: str, read: list[tuple[str, int | None]]) -> None:
    with override("fr"):
        assert read_tags(text) == read


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{bag(1)} 50 52", "“50 52” is not one number."),
        (f"{bag(1)} heavy", "“heavy” is not a number."),
        (f"{bag(1)}\n{bag(1)}", "is in the box twice"),
        (f"{bag(9)}..{bag(1)}", "are not 1 to 500 numbers"),
        (f"{bag(1)}..{bag(900)}", "are not 1 to 500 numbers"),
        ("50", "Line 1: “50” is not a number."),
        (f"{bag(1)} 0.0005", "whole grams"),
    ],
)
def test_a_slip_in_the_box_is_named_with_its_line(text: str, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read_tags(text)

    assert words in " ".join(caught.value.messages)


# What a page asks of the database


def test_the_form_asks_little(demo: None) -> None:
    client = signed_in(Account.objects.get(username="banza"))
    asked = {}
    for address in ("/record", "/record/purchase", "/record/commission", "/record/void"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        asked[address] = len(queries)

    assert {address: count for address, count in asked.items() if count > 15} == {}


def test_a_mass_that_no_lot_can_have_is_named_and_not_stored(valley: Valley) -> None:
    form = typed(valley, "north", place="Site", lots=f"{bag(1)} 99999999999999999")

    page = text_of(caller(valley, "north").post("/record/stock_take", form))

    assert "Please give a mass below a million tonnes." in page
