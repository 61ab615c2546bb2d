"""A purchase at a desk with its price: previewed, saved once, and answered with a receipt."""

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.timezone import localtime

from asili.core.access import Role
from asili.core.models import Finding
from asili.domain.custody.models import Event
from asili.domain.trade.models import Settlement
from asili.domain.trade.services import NewBand, NewPrice, publish_bands, publish_price
from tests.domain.custody.valley import CLERK, START, Valley, bag, measured
from tests.interfaces.callers import assayed_valley, caller
from tests.interfaces.web.test_record import seal_in

DAY = date(2026, 5, 1)


@pytest.fixture
def valley(db: None) -> Valley:
    """Two bags of 50 kg that the depot received, each worth 24.75 USD by reference."""
    valley = assayed_valley()
    for metal, amount in (("Co", 4_000_000), ("Cu", 1_000_000)):
        price = NewPrice(metal, DAY, amount, "USD", "the invented exchange")
        publish_price(actor=CLERK, programme=valley.programme, price=price)
        band = NewBand(metal, Decimal(0), Decimal("0.5"), DAY, "the invented table")
        publish_bands(actor=CLERK, programme=valley.programme, bands=[band])
    sample = (measured("moisture", "10", "0.5"), measured("Co", "2", "0.1"))
    bags = (bag(1), bag(2))
    valley.record(
        valley.allocate(),
        valley.fill("north", [1, 2], measurements=(*sample, measured("Cu", "3", "0.1"))),
        valley.fill("north", [3]),
        valley.send("north", "depot", *bags, bag(3)),
        valley.receive("depot", *bags, bag(3)),
    )
    return valley


def typed(valley: Valley, **fields: str) -> dict[str, str]:
    return {
        "uuid": "00000000-0000-4000-8000-0000000000aa",
        "seen": "",
        "party": valley.parties["depot"].code,
        "happened_at": localtime(START + timedelta(hours=6)).strftime("%Y-%m-%dT%H:%M"),
        "counterparty": "North",
        "place": "Depot",
        "lots": bag(1),
        "note": "",
        "document": "",
        "price": "20,50",
        "basis": "whole",
        "currency": "USD",
        "paid_by": "mobile_money",
        "paid": "",
        "receipt": "",
        "weigher": "J. M.",
        "kind_0": "fee of the cooperative",
        "amount_0": "1,25",
        "ground_0": "statutes",
        "kind_1": "taxe du pont",
        "amount_1": "0.25",
        "informal_1": "on",
        **fields,
    }


def text_of(answer: HttpResponse) -> str:
    assert answer.status_code == 200
    return unescape(re.sub(r"[ \n]+", " ", answer.content.decode()))


def save(client: Client, form: dict[str, str]) -> str:
    """Record it, and the address of its receipt."""
    page = text_of(client.post("/record/purchase", form))
    answer = client.post("/record/purchase", {**form, "seen": seal_in(page)})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_the_form_shows_the_reference_prices_with_their_source(valley: Valley) -> None:
    page = text_of(caller(valley, "depot").get("/record/purchase"))

    assert "Reference price of Co: 40,000.00\u00a0USD for a tonne of metal, of 1 May 2026." in page
    assert "Source: the invented exchange." in page
    assert "kind_1" in page
    assert "kind_2" not in page


def test_the_preview_says_net_reference_and_difference_and_keeps_a_row_for_more(
    valley: Valley,
) -> None:
    page = text_of(caller(valley, "depot").post("/record/purchase", typed(valley)))

    assert "19.00\u00a0USD" in page
    assert (
        "The price before deductions, 20.50\u00a0USD, is 17.2\u00a0% below the reference." in page
    )
    assert "Money was held back without a legal basis." in page
    assert "kind_3" in page
    assert not Settlement.objects.exists()
    assert not Finding.objects.filter(rule__startswith="trade.").exists()


def test_a_saved_purchase_is_answered_with_its_receipt_for_both_sides_and_nobody_else(
    valley: Valley,
) -> None:
    depot = caller(valley, "depot")

    address = save(depot, typed(valley))

    paid = Settlement.objects.get()
    assert address == f"/receipts/{paid.code}/"
    assert (paid.gross_minor, paid.net_minor, paid.paid_by) == (20_50, 19_00, "mobile_money")
    assert [(line.kind, line.informal) for line in paid.deductions.all()] == [
        ("cooperative_fee", False),
        ("taxe du pont", True),
    ]
    for client in (depot, caller(valley, "north"), caller(valley, role=Role.AUDITOR)):
        page = text_of(client.get(address))
        for said in (paid.code, "19.00\u00a0USD", "Taxe du pont", "J. M.", "24.75\u00a0USD"):
            assert said in page
        assert "Settled" in page
        assert page.count('class="qr"') == 1
        assert "People, firms and amounts are invented." in page
    assert caller(valley, "rival").get(address).status_code == 404
    assert Client().get(address)["Location"].startswith("/sign-in")


def test_the_receipt_is_reached_from_the_bag_the_phone_and_the_record(valley: Valley) -> None:
    address = save(caller(valley, "depot"), typed(valley))
    north = caller(valley, "north")
    event = Event.objects.get(kind="purchase")

    for page in (f"/lots/{bag(1)}/", f"/b/{bag(1)}/", f"/events/{event.uuid}/"):
        assert f'href="{address}"' in text_of(north.get(page))


def test_a_receipt_is_printed_on_a_roll(valley: Valley) -> None:
    depot = caller(valley, "depot")
    address = save(depot, typed(valley))

    assert '<body class="roll">' in text_of(depot.get(f"{address}?paper=roll"))
    assert '<body class="roll">' not in text_of(depot.get(address))


def test_a_form_sent_twice_pays_once(valley: Valley) -> None:
    depot = caller(valley, "depot")

    assert save(depot, typed(valley)) == save(depot, typed(valley))
    assert Settlement.objects.count() == 1


def test_a_changed_price_is_judged_again(valley: Valley) -> None:
    depot = caller(valley, "depot")
    page = text_of(depot.post("/record/purchase", typed(valley)))

    again = depot.post("/record/purchase", typed(valley, price="30", seen=seal_in(page)))

    assert "Something was changed since the last judgement." in text_of(again)
    assert not Settlement.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"price": "twenty"}, "“twenty” is not a number."),
        ({"price": "20.505"}, "2 decimals at most"),
        ({"price": ""}, "What was paid stands beside a price"),
        ({"amount_0": ""}, "Please give the amount that was held back."),
        ({"kind_1": ""}, "Please say what this was held back for."),
        ({"informal_0": "on"}, "A deduction has a legal basis or is informal, not both."),
        ({"lots": bag(3), "basis": "dry"}, "The price is for something that is not recorded"),
    ],
)
def test_a_mistake_is_said_at_its_field_and_nothing_is_saved(
    valley: Valley, fields: dict[str, str], said: str
) -> None:
    page = text_of(caller(valley, "depot").post("/record/purchase", typed(valley, **fields)))

    assert said in page
    assert "fee of the cooperative" in page
    assert 'name="seen" value=""' in page
    assert not Event.objects.filter(kind="purchase").exists()


def test_a_purchase_without_moisture_waits_and_its_receipt_says_what_for(valley: Valley) -> None:
    depot = caller(valley, "depot")

    page = text_of(depot.get(save(depot, typed(valley, lots=bag(3)))))

    assert "Not settled yet" in page
    assert "Not recorded: moisture, Co, Cu." in page


def test_what_is_measured_at_the_purchase_settles_it(valley: Valley) -> None:
    sample = {"moisture": "10", "moisture_u": "0,5", "Co": "2", "Co_u": "0,1", "Cu": "3"}
    form = typed(valley, lots=bag(3), method="xrf_field", Cu_u="0,1", **sample)
    depot = caller(valley, "depot")

    assert "Settled" in text_of(depot.get(save(depot, {**form, "basis": "Co", "price": "20"})))
    assert Settlement.objects.get().gross_minor == 18_00


def test_a_voided_purchase_voids_the_receipt_and_leaves_the_page_of_the_bag(
    valley: Valley,
) -> None:
    depot = caller(valley, "depot")
    address = save(depot, typed(valley))
    event = Event.objects.get(kind="purchase")

    depot.post(f"/events/{event.uuid}/void", {"because": "The tag was misread."})

    receipt = text_of(depot.get(address))
    assert "Void" in receipt
    assert "this receipt counts for nothing" in receipt
    phone = text_of(depot.get(f"/b/{bag(1)}/"))
    assert "for a purchase that waits" not in phone
    assert "19.00\u00a0USD" not in phone


def test_a_purchase_is_recorded_without_a_price_as_before(valley: Valley) -> None:
    form = typed(valley, price="", weigher="", kind_0="", amount_0="", ground_0="")
    form |= {"kind_1": "", "amount_1": ""}
    del form["informal_1"]

    assert save(caller(valley, "depot"), form) == f"/events/{form['uuid']}/"
    assert not Settlement.objects.exists()


def test_who_lacks_a_number_writes_it_on_the_receipt(valley: Valley) -> None:
    depot = caller(valley, "depot")
    address = save(depot, typed(valley))
    Settlement.objects.update(receipt="", missing="receipt")

    assert "Not recorded: number of the receipt." in text_of(depot.get(address))
    auditor = caller(valley, role=Role.AUDITOR)
    assert "Write the number" not in text_of(auditor.get(address))
    assert depot.post(address, {"number": "R-77"}).status_code == 302

    page = text_of(depot.get(address))
    assert "R-77" in page
    assert "Settled" in page
