"""A programme of one analyte: gold is read and typed in grams and in grams per tonne."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import localtime

from asili.core.access import Role
from asili.core.models import Commodity, Programme
from asili.domain.custody.models import Event, Measurement
from asili.domain.trade.queries import reference_value
from asili.domain.trade.services import NewBand, NewPrice, publish_bands, publish_price
from asili.network.vocabulary import EventKind, LotKind
from tests.domain.custody.valley import (
    CLERK,
    START,
    Valley,
    bag,
    lot,
    make,
    measured,
    settle,
    shipment,
    take,
)
from tests.interfaces.callers import caller

NBSP = "\u00a0"
ON = date(2026, 5, 1)


@pytest.fixture
def gold(db: None) -> Valley:
    """Two bags of gold ore, 1,250 g and 750 g at 12.5 and 40 g/t, in a shipment."""
    valley = settle(
        Programme.objects.create(
            code="GOLD", name="Gold", commodity=Commodity.objects.get(code="Au"), simulated=True
        )
    )
    dry = measured("moisture", "0", "0.1")
    rich = (dry, measured("Au", "0.00400", "0.00010"))
    poor = (dry, measured("Au", "0.00125", "0.00005"))
    valley.record(
        valley.allocate(1, 99),
        valley.fill("north", [1], 1_250, measurements=poor),
        valley.fill("north", [2], 750, measurements=rich),
        valley.blend("north", make(lot(1), 2_000), take(bag(1)), take(bag(2))),
        valley.fact(
            EventKind.SHIP, "north", (take(lot(1)), make(shipment(1), kind=LotKind.SHIPMENT))
        ),
    )
    return valley


def text_of(answer: HttpResponse) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_page_of_gold_is_in_grams(gold: Valley) -> None:
    authority = caller(gold, role=Role.AUTHORITY)
    pages = {
        "/shipments": "2,000",
        reverse("web:lot", args=[bag(1)]): f"12.50 ± 0.50{NBSP}g/t",
        reverse("web:lot", args=[lot(1)]): f"{NBSP}g",
        reverse("web:lot-onward", args=[bag(1)]): '<span class="unit">g</span>',
        reverse("web:shipment", args=[shipment(1)]): '<span class="unit">g ± u</span>',
        reverse("field:bag", args=[bag(1)]): f"12.50 ± 0.50{NBSP}g/t",
        reverse("web:place", args=[gold.places["site"].code]): '<span class="unit">g</span>',
        f"/events/{Event.objects.filter(kind='commission').earliest('happened_at').uuid}/": "1,250",
    }
    for address, said in pages.items():
        page = text_of(authority.get(address, HTTP_ACCEPT_LANGUAGE="en"))
        assert said in page, address
        assert f"{NBSP}kg" not in page, address
        assert '<span class="unit">kg' not in page, address


def test_files_name_the_unit_that_they_are_in(gold: Valley) -> None:
    authority = caller(gold, role=Role.AUTHORITY)
    address = reverse("web:shipment-origins", args=[shipment(1), "json"])
    body = authority.get(address).json()
    (row,) = body["rows"] if isinstance(body, dict) else body
    assert row["wet_g"] == 2_000
    # 1,250 g x 12.5 g/t + 750 g x 40 g/t
    assert row["Au_g"] == pytest.approx(1_250 * 12.5e-6 + 750 * 40e-6, abs=1e-6)
    listed = authority.get("/lots?format=csv", HTTP_ACCEPT_LANGUAGE="en")
    assert "Wet mass (g)" in b"".join(listed.streaming_content).decode()


def test_masses_and_grades_are_typed_as_they_are_read(gold: Valley) -> None:
    north = caller(gold, "north")
    form = {
        "uuid": "00000000-0000-4000-8000-0000000000aa",
        "seen": "",
        "party": gold.parties["north"].code,
        "happened_at": localtime(START + timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M"),
        "note": "",
        "document": "",
        "place": "Pit",
        "lots": f"{bag(3)} 820\n{bag(4)} 1.2 kg",
        "Au": "3.27",
        "Au_u": "0.05",
        "method": "lab_aas",
    }
    page = text_of(north.post("/record/commission", form, HTTP_ACCEPT_LANGUAGE="en"))
    assert "Au, g/t" in page
    seal = page.split('name="seen" value="')[1].split('"')[0]
    assert north.post("/record/commission", {**form, "seen": seal}).status_code == 302
    assert [gold.lot(bag(number)).wet_g for number in (3, 4)] == [820, 1_200]
    kept = Measurement.objects.latest("pk")
    assert (kept.value, kept.u) == (Decimal("0.000327"), Decimal("0.000005"))


@pytest.mark.parametrize(
    ("per", "grams"), [("oz t metal", Decimal("31.1034768")), ("g metal", Decimal(1))]
)
def test_a_price_of_gold_is_for_a_troy_ounce_or_a_gram(
    gold: Valley, per: str, grams: Decimal
) -> None:
    price = NewPrice("Au", ON, 400_000, "USD", "a source", per)
    publish_price(actor=CLERK, programme=gold.programme, price=price)
    bands = [NewBand("Au", Decimal(0), Decimal(1), ON, "a source")]
    publish_bands(actor=CLERK, programme=gold.programme, bands=bands)
    grades = {"Au": Decimal("0.1")}
    worth = reference_value(
        int(grams * 10_000_000), Decimal(0), grades, ON, programme=gold.programme
    )
    assert worth.total_minor == 400_000 * 10_000
    assert worth.complete
