"""A purchase with its money: stored always, settled once everything it needs is recorded."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import translation

from asili.core import journal
from asili.core.access import Actor, Grant, Refusal, Role
from asili.core.models import Finding
from asili.domain.custody.facts import MeasurementFact
from asili.domain.custody.models import Event
from asili.domain.law import services as law
from asili.domain.trade.models import Settlement
from asili.domain.trade.queries import receipt
from asili.domain.trade.rules.bargain import DRY, WET, WHOLE, Standing
from asili.domain.trade.services import (
    Bargain,
    NewBand,
    NewDeduction,
    NewPrice,
    NewSettlement,
    number_receipt,
    preview_purchase,
    publish_bands,
    publish_price,
    record_purchase,
    record_settlement,
)
from asili.network.vocabulary import EventKind
from tests.domain.custody.valley import CLERK, Valley, bag, measured, see
from tests.interfaces.callers import assayed_valley

DAY = date(2026, 5, 1)
SAMPLE = (measured("moisture", "10", "0.5"), measured("Co", "2", "0.1"), measured("Cu", "3", "0.1"))


@pytest.fixture
def valley(db: None) -> Valley:
    valley = assayed_valley()
    valley.record(valley.allocate())
    for metal, amount in (("Co", 4_000_000), ("Cu", 1_000_000)):
        price = NewPrice(metal, DAY, amount, "USD", "the invented exchange")
        publish_price(actor=CLERK, programme=valley.programme, price=price)
        band = NewBand(metal, Decimal(0), Decimal("0.5"), DAY, "the invented table")
        publish_bands(actor=CLERK, programme=valley.programme, bands=[band])
    return valley


@pytest.fixture
def deal() -> Bargain:
    return Bargain(
        unit_minor=40,
        basis=WET,
        currency="USD",
        paid_by="cash",
        deductions=(
            NewDeduction("cooperative_fee", 1_00, "statutes"),
            NewDeduction("taxe du pont", 50, informal=True),
        ),
        weigher="J. M.",
    )


def filled(valley: Valley, *numbers: int, sample: tuple[MeasurementFact, ...] = SAMPLE) -> None:
    """Bags of 50 kg: 45 kg dry, 0.9 kg Co and 1.35 kg Cu, worth 24.75 USD by reference."""
    valley.record(valley.fill("north", numbers, measurements=sample))


def buy(valley: Valley, deal: Bargain, *numbers: int, who: Actor = CLERK) -> Settlement:
    event = valley.buy("depot", "north", *(bag(n) for n in numbers))
    return record_purchase(actor=who, event=event, bargain=deal).settlement


def void(valley: Valley, settlement: Settlement) -> None:
    target = UUID(settlement.event_code)
    valley.record(valley.fact(EventKind.VOID, "depot", (), target=target))


def standing(settlement: Settlement) -> Standing:
    return receipt(Settlement.objects.get(pk=settlement.pk)).standing


def rules(state: str = "open") -> list[str]:
    found = Finding.objects.filter(state=state, rule__startswith="trade.")
    return sorted(found.values_list("rule", flat=True))


def test_one_act_stores_the_purchase_its_price_what_was_held_back_and_what_was_paid(
    valley: Valley, deal: Bargain
) -> None:
    filled(valley, 1)

    paid = buy(valley, deal, 1)

    assert Event.objects.filter(uuid=paid.event_code, kind="purchase").exists()
    paper = receipt(paid)
    assert (paid.lot_code, paid.gross_minor, paid.net_minor) == (bag(1), 20_00, 18_50)
    assert (paid.unit_minor, paid.basis, paid.weigher) == (40, "wet", "J. M.")
    assert (paper.held_back_minor, paper.difference_minor) == (1_50, 0)
    assert [line.kind_name for line in paper.deductions] == [
        "fee of the cooperative",
        "taxe du pont",
    ]
    assert paid.receipt == paid.code
    assert (paid.reference_minor, paid.reference_currency) == (24_75, "USD")
    assert paper.standing is Standing.SETTLED
    assert rules() == ["trade.4"]


def test_the_same_purchase_sent_twice_is_one(valley: Valley, deal: Bargain) -> None:
    filled(valley, 1)
    event = valley.buy("depot", "north", bag(1))
    first = record_purchase(actor=CLERK, event=event, bargain=deal)
    position = journal.position()

    second = record_purchase(actor=CLERK, event=event, bargain=replace(deal, unit_minor=1))

    assert second.settlement == first.settlement
    assert second.report.repeated == 1
    assert journal.position() == position


def test_several_bags_bought_together_have_one_price(valley: Valley, deal: Bargain) -> None:
    filled(valley, 1, 2)

    paid = buy(valley, replace(deal, basis=DRY, unit_minor=10), 1, 2)

    assert (paid.lot_code, paid.gross_minor, paid.reference_minor) == ("", 9_00, 49_50)
    again = NewSettlement(
        event_code=paid.event_code,
        lot_code=bag(1),
        buyer=paid.buyer.code,
        seller=paid.seller.code,
        settled_at=paid.settled_at,
        gross_minor=1,
        net_minor=1,
        currency="USD",
        paid_by="cash",
    )
    with pytest.raises(Refusal) as refused:
        record_settlement(actor=CLERK, programme=valley.programme, settlement=again)
    assert refused.value.rule == "trade.8"


def test_a_price_for_a_kilogram_of_metal_uses_what_was_measured_at_the_purchase(
    valley: Valley, deal: Bargain
) -> None:
    filled(valley, 1, sample=())
    event = valley.buy("depot", "north", bag(1), measurements=SAMPLE)

    found = record_purchase(
        actor=CLERK, event=event, bargain=replace(deal, basis="Co", unit_minor=20_00)
    )

    assert found.settlement.gross_minor == 18_00


def test_a_price_for_what_is_not_measured_is_refused_with_a_way_out_and_leaves_nothing(
    valley: Valley, deal: Bargain
) -> None:
    filled(valley, 1, sample=())

    with pytest.raises(Refusal) as refused, transaction.atomic():
        buy(valley, replace(deal, basis=DRY), 1)

    assert refused.value.rule == "trade.10"
    assert "Record the mass, moisture and grade" in str(refused.value.remedy)
    assert not Event.objects.filter(kind="purchase").exists()


def test_a_purchase_without_moisture_and_a_metal_waits_until_an_assay_is_recorded(
    valley: Valley, deal: Bargain
) -> None:
    filled(valley, 1, sample=(measured("Co", "2", "0.1"),))

    paid = buy(valley, replace(deal, deductions=()), 1)

    assert standing(paid) is Standing.INCOMPLETE
    (finding,) = Finding.objects.filter(rule="trade.5")
    assert (finding.label, finding.province, finding.subject) == ("Depot", "CD-LU", bag(1))
    with translation.override("fr"):
        assert "humidité, Cu" in finding.text
    late = (measured("moisture", "10", "0.5"), measured("Cu", "3", "0.1"))
    valley.record(valley.fact(EventKind.ASSAY, "depot", see(bag(1)), measurements=late[:1]))
    assert standing(paid) is Standing.INCOMPLETE
    assert Finding.objects.get(rule="trade.5").text.count("moisture") == 0

    assay = valley.fact(EventKind.ASSAY, "depot", see(bag(1)), measurements=late[1:])
    valley.record(assay)

    assert standing(paid) is Standing.SETTLED
    assert rules() == []
    assert rules("resolved") == ["trade.5"]
    assert Settlement.objects.get().reference_minor == 24_75

    valley.record(valley.fact(EventKind.VOID, "depot", (), target=assay.uuid))
    assert standing(paid) is Standing.INCOMPLETE


def test_a_payment_without_a_receipt_is_settled_once_it_has_a_number(
    valley: Valley, deal: Bargain
) -> None:
    filled(valley, 1)
    event = valley.buy("depot", "north", bag(1))
    valley.record(event)
    paid = record_settlement(
        actor=CLERK,
        programme=valley.programme,
        settlement=NewSettlement(
            event_code=str(event.uuid),
            lot_code=bag(1),
            buyer=event.party,
            seller=event.counterparty,
            settled_at=event.happened_at,
            gross_minor=20_00,
            net_minor=20_00,
            currency="USD",
            paid_by="cash",
        ),
    )
    assert standing(paid) is Standing.INCOMPLETE

    numbered = number_receipt(actor=CLERK, settlement=paid)

    assert (numbered.receipt, standing(paid)) == (paid.code, Standing.SETTLED)
    assert rules() == []
    with pytest.raises(Refusal):
        number_receipt(actor=CLERK, settlement=paid, number="R-2")


def test_a_voided_purchase_voids_its_receipt_and_asks_nothing_any_more(
    valley: Valley, deal: Bargain
) -> None:
    filled(valley, 1, sample=())
    paid = buy(valley, deal, 1)
    assert rules() == ["trade.4", "trade.5"]

    void(valley, paid)

    assert standing(paid) is Standing.VOID
    assert rules() == []


def test_a_purchase_that_waits_in_custody_makes_its_payment_wait(
    valley: Valley, deal: Bargain
) -> None:
    filled(valley, 1)
    valley.record(valley.buy("rival", "north", bag(1)))

    assert standing(buy(valley, deal, 1)) is Standing.WAITING


@pytest.mark.parametrize(
    ("party", "role", "may"),
    [
        ("depot", None, True),
        ("", Role.FIELD_AGENT, True),
        ("rival", None, False),
        ("", Role.INSPECTOR, False),
    ],
)
def test_a_purchase_and_its_money_are_recorded_by_the_buyer_or_a_field_agent(
    valley: Valley, deal: Bargain, party: str, role: Role | None, *, may: bool
) -> None:
    filled(valley, 1)
    valley.record(valley.send("north", "depot", bag(1)), valley.receive("depot", bag(1)))
    who = Actor(
        "A-1",
        "X",
        frozenset({Grant(role, "valley")}) if role else frozenset(),
        frozenset({valley.parties[party].code}) if party else frozenset(),
    )
    if may:
        buy(valley, deal, 1, who=who)
    else:
        with pytest.raises(Refusal), transaction.atomic():
            buy(valley, deal, 1, who=who)
    assert Settlement.objects.exists() is may


def test_a_preview_shows_the_net_and_the_reference_and_leaves_no_trace(
    valley: Valley, deal: Bargain
) -> None:
    filled(valley, 1)
    event = valley.buy("depot", "north", bag(1))
    position = journal.position()

    shown = preview_purchase(actor=CLERK, event=event, bargain=deal)

    assert shown.receipt.settlement.net_minor == 18_50
    assert (shown.reference.total_minor, shown.reference.currency) == (24_75, "USD")
    assert [finding.rule for finding in shown.custody.remarks] == ["custody.21", "trade.4"]
    assert (journal.position(), Settlement.objects.count()) == (position, 0)
    assert rules() == []


def cheap(valley: Valley, deal: Bargain, numbers: range, unit: int) -> list[Settlement]:
    """Each bag bought for ``unit`` US cents, where 2,475 are its reference value."""
    plain = replace(deal, unit_minor=unit, basis=WHOLE, deductions=())
    return [buy(valley, plain, number) for number in numbers]


def test_prices_far_below_reference_values_are_asked_about_once_there_are_enough(
    valley: Valley, deal: Bargain
) -> None:
    law.load_facts(actor=CLERK)
    filled(valley, *range(1, 12))

    cheap(valley, deal, range(1, 5), 10_00)
    assert rules() == []
    fifth = cheap(valley, deal, range(5, 6), 10_00)[0]

    (finding,) = Finding.objects.filter(rule="trade.9", state="open")
    assert finding.text == (
        "In the 30 days to 1 May 2026, Depot paid 50.00\u00a0USD in 5 purchases whose reference "
        "value is 123.75\u00a0USD: 40.4\u00a0% of it. The difference is to be explained."
    )
    assert (finding.subject, finding.province) == (valley.parties["depot"].code, "CD-LU")
    void(valley, fifth)
    assert rules() == []

    cheap(valley, deal, range(6, 7), 10_00)
    assert rules() == ["trade.9"]
    cheap(valley, deal, range(7, 12), 24_00)
    assert rules() == []
    assert not Finding.objects.filter(
        rule="trade.9", parties__party=valley.parties["north"].code
    ).exists()


def test_prices_in_another_currency_are_not_compared(valley: Valley, deal: Bargain) -> None:
    law.load_facts(actor=CLERK)
    filled(valley, *range(1, 7))

    cheap(valley, replace(deal, currency="CDF"), range(1, 7), 10)

    assert rules() == []
