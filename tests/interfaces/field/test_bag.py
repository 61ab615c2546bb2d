"""The page behind a tag: light, without names for a passer-by, with the receipt for the parties."""

import gzip
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from asili.core.access import Role
from asili.core.models import Account
from asili.domain.custody.facts import EventFact, LineFact
from asili.domain.custody.models import Lot
from asili.domain.registry.models import Party
from asili.domain.trade.models import Settlement
from asili.domain.trade.services import (
    NewBand,
    NewDeduction,
    NewPrice,
    NewSettlement,
    publish_bands,
    publish_price,
    record_settlement,
)
from asili.network.vocabulary import EventKind, LineRole
from tests.domain.custody.valley import (
    CLERK,
    Valley,
    bag,
    lot,
    make,
    measured,
    see,
)
from tests.interfaces.callers import assayed_valley, caller, signed_in

DAY = date(2026, 5, 1)
BUILT = Path(settings.STATICFILES_DIRS[0])


@pytest.fixture
def valley(db: None) -> Valley:
    return assayed_valley()


def text_of(client: Client, code: str, **more: str) -> str:
    answer = client.get(f"/b/{code}/", **more)
    assert answer.status_code == 200
    return re.sub(r"[ \n]+", " ", answer.content.decode())


def publish(valley: Valley) -> None:
    for metal, amount in (("Co", 4_000_000), ("Cu", 1_000_000)):
        publish_price(
            actor=CLERK,
            programme=valley.programme,
            price=NewPrice(metal, DAY, amount, "USD", "the invented exchange"),
        )
        publish_bands(
            actor=CLERK,
            programme=valley.programme,
            bands=[NewBand(metal, Decimal(0), Decimal("0.5"), DAY, "the invented table")],
        )


def pay(valley: Valley, purchase: EventFact, code: str, **more: object) -> Settlement:
    given = {
        "event_code": str(purchase.uuid),
        "lot_code": code,
        "buyer": purchase.party,
        "seller": purchase.counterparty,
        "settled_at": purchase.happened_at,
        "gross_minor": 5_000,
        "net_minor": 4_400,
        "currency": "USD",
        "paid_by": "mobile_money",
        "receipt": "R-77",
        "deductions": (
            NewDeduction("cooperative_fee", 400, "statutes, article 9"),
            NewDeduction("road_contribution", 100, informal=True),
        ),
    }
    return record_settlement(
        actor=CLERK,
        programme=valley.programme,
        settlement=NewSettlement(**{**given, **more}),  # type: ignore[arg-type]
    )


def sold(valley: Valley) -> None:
    """A bag of 50 kg with 10 % moisture, 2 % Co and 3 % Cu, sold by north to the depot."""
    publish(valley)
    purchase = valley.buy("depot", "north", bag(1))
    sample = (
        measured("moisture", "10", "0.5"),
        measured("Co", "2", "0.1"),
        measured("Cu", "3", "0.1"),
    )
    valley.record(valley.allocate(at=-2), valley.fill("north", [1], at=-1, measurements=sample))
    valley.record(purchase)
    pay(valley, purchase, bag(1))


def test_a_passer_by_reads_weight_grade_and_reference_value_and_no_name(valley: Valley) -> None:
    sold(valley)

    page = text_of(Client(), bag(1))

    assert "50.00 ± 0.25\u00a0kg" in page
    assert "2.00 ± 0.10\u00a0%" in page
    # 45 kg dry: 0.9 kg Co at 40,000 and 1.35 kg Cu at 10,000 USD a tonne, half of it payable
    assert "18.00\u00a0USD" in page
    assert "6.75\u00a0USD" in page
    assert "24.75\u00a0USD" in page
    assert "Source: the invented exchange." in page
    assert "All records of this bag agree" in page
    names = {party.name for party in Party.objects.all()} | {"R-77", "44.00", "50.00\u00a0USD"}
    assert [name for name in names if name in page] == []


@pytest.mark.parametrize("party", ["north", "depot"])
def test_seller_and_buyer_read_the_receipt_line_by_line(valley: Valley, party: str) -> None:
    sold(valley)

    page = text_of(caller(valley, party), bag(1))

    assert "R-77" in page
    assert "statutes, article 9" in page
    assert "informal: no legal basis" in page
    assert "44.00\u00a0USD" in page
    assert "mobile money" in page
    assert 'Difference to be explained</span> <span class="lines__value">1.00\u00a0USD' in page


def test_another_trader_reads_no_receipt_and_an_auditor_does(valley: Valley) -> None:
    sold(valley)

    assert "R-77" not in text_of(caller(valley, "rival"), bag(1))
    assert "R-77" in text_of(caller(valley, role=Role.AUDITOR), bag(1))


def test_what_is_not_measured_is_not_recorded_and_no_zero(valley: Valley) -> None:
    publish(valley)
    valley.record(valley.allocate(), valley.fill("north", [1]))

    page = text_of(Client(), bag(1))

    assert page.count("not recorded") == 6  # moisture, two grades, the value and its two lines
    assert ">0.00\u00a0USD" not in page


def test_a_bag_sold_twice_says_so_without_accusing(valley: Valley) -> None:
    valley.record(
        valley.allocate(),
        valley.fill("north", [1]),
        valley.buy("depot", "north", bag(1)),
        valley.buy("rival", "north", bag(1)),
    )

    page = text_of(Client(), bag(1))

    assert "One record of this bag waits for an explanation" in page
    assert "A lot is sold once by its owner." in page
    assert "All records of this bag agree" not in page


def test_a_voided_sale_neither_waits_nor_dates_the_price(valley: Valley) -> None:
    second = valley.buy("rival", "north", bag(1))
    valley.record(valley.allocate(at=-3), valley.fill("north", [1], at=-2), second)
    valley.record(valley.fact(EventKind.VOID, "rival", (), target=second.uuid))

    page = text_of(Client(), bag(1))

    assert "All records of this bag agree" in page
    assert "Computed with the latest reference price." in page


def test_a_bag_sold_inside_a_lot_shows_what_was_paid_for_the_lot(valley: Valley) -> None:
    children = (LineFact(LineRole.CHILD, bag(1)), LineFact(LineRole.CHILD, bag(2)))
    parent = LineFact(LineRole.PARENT, lot(1), lot_kind=make(lot(1)).lot_kind)
    purchase = valley.buy("depot", "north", lot(1))
    valley.record(
        valley.allocate(at=-9),
        valley.fill("north", [1, 2], at=-8),
        valley.fact(EventKind.AGGREGATE, "north", (parent, *children), at=-7),
        purchase,
    )
    pay(valley, purchase, lot(1))

    page = text_of(caller(valley, "north"), bag(2))

    assert f"for the whole lot {lot(1)}, not for this bag alone" in page
    assert "44.00\u00a0USD" in page


def test_a_misread_tag_is_answered_with_the_likely_one_and_an_unknown_one_with_404(
    valley: Valley,
) -> None:
    wrong = bag(1)[:-1] + ("0" if bag(1)[-1] != "0" else "1")

    misread = Client().get(f"/b/{wrong}/")
    unknown = Client().get(f"/b/{bag(1)}/")

    assert (misread.status_code, unknown.status_code) == (404, 404)
    assert f'href="/b/{bag(1)}/"' in misread.content.decode()
    assert "Nothing is recorded for this tag." in unknown.content.decode()


def test_a_tag_typed_without_its_hyphen_leads_to_the_page(valley: Valley) -> None:
    answer = Client().get(f"/b/{bag(1).replace('-', '').lower()}/")

    assert (answer.status_code, answer["Location"]) == (302, f"/b/{bag(1)}/")


def test_a_lot_is_no_bag(valley: Valley) -> None:
    valley.record(valley.allocate(), valley.fill("north", [1]))
    assert Lot.objects.exists()

    assert Client().get(f"/b/{lot(1)}/").status_code == 404


def test_the_page_of_the_demo_is_light_and_asks_little(demo: None) -> None:
    code = Lot.objects.filter(waiting__gt=0).values_list("code", flat=True)[0]
    client = signed_in(Account.objects.get(username="kasongo"))

    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"/b/{code}/")

    assert len(asked) <= 14
    parts = (page.content, *((BUILT / name).read_bytes() for name in ("field.css", "app.js")))
    assert sum(len(gzip.compress(part)) for part in parts) < 12_000
    assert page.content.count(b'class="qr"') == 1


def test_the_word_of_a_stranger_is_not_shown_on_a_bag(valley: Valley) -> None:
    valley.record(
        valley.allocate(), valley.fill("north", [1]), valley.send("north", "depot", bag(1))
    )

    valley.record(valley.fact(EventKind.STOCK_TAKE, "rival", see(bag(1), wet_g=5_000)))
    assert Client().get(f"/b/{bag(1)}/").context["bag"].waits == []

    valley.record(valley.fact(EventKind.STOCK_TAKE, "north", see(bag(1), wet_g=5_000)))
    assert len(Client().get(f"/b/{bag(1)}/").context["bag"].waits) == 1
