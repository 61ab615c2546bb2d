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
from asili.core.models import Account, Finding
from asili.domain.custody.models import Event, LineOutcome, Lot
from asili.domain.custody.services import preview_events
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


def test_a_purchase_is_judged_line_by_line_and_then_saved(valley: Valley) -> None:
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


def test_a_form_that_is_sent_twice_records_once(valley: Valley) -> None:
    depot = caller(valley, "depot")
    form = typed(valley, "depot", counterparty="North", place="Depot", lots=bag(1))
    page = text_of(depot.post("/record/purchase", form))

    for _ in range(2):
        assert depot.post("/record/purchase", {**form, "seen": seal_in(page)}).status_code == 302

    assert Event.objects.filter(kind="purchase").count() == 1


def test_what_was_changed_since_the_judgement_is_judged_again(valley: Valley) -> None:
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
    assert caller(valley, "north").get("/record/seize").status_code == 404


def test_a_preview_leaves_no_trace(valley: Valley) -> None:
    counts = (Event.objects.count(), Lot.objects.count(), Finding.objects.count())
    position = journal.position()

    found = preview_events(
        actor=CLERK, events=[valley.fact(EventKind.STOCK_TAKE, "north", see(bag(9), wet_g=1))]
    )

    assert (found.counts, found.lines[0].rule and found.lines[0].rule.code) == (False, "custody.1")
    assert (Event.objects.count(), Lot.objects.count(), Finding.objects.count()) == counts
    assert journal.position() == position


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

    assert {address: count for address, count in asked.items() if count > 14} == {}
