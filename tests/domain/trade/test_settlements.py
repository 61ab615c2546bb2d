"""What was paid: exact sums, named deductions, and who may see them."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from asili.core.access import ANONYMOUS, NotVisible, Refusal, system
from asili.core.models import Finding, JournalEntry, Programme
from asili.domain.registry.models import Party
from asili.domain.registry.services import NewOrganisation, register_organisations
from asili.domain.trade import queries, services
from asili.domain.trade.models import Deduction, Settlement
from asili.domain.trade.policies import visible_settlements
from asili.domain.trade.services import NewDeduction, NewSettlement
from tests.cast import actor, party_of

CLERK = system("test")


@pytest.fixture
def parties(programme: Programme) -> dict[str, Party]:
    rows = register_organisations(
        actor=CLERK,
        programme=programme,
        organisations=[
            NewOrganisation("Kilima", "cooperative", code=party_of("amina")),
            NewOrganisation("Invented Trade", "trader", code=party_of("banza")),
        ],
    )
    return {"seller": rows[0].party, "buyer": rows[1].party}


@pytest.fixture
def paper(parties: dict[str, Party]) -> NewSettlement:
    return NewSettlement(
        event_code=str(uuid4()),
        lot_code="B-0000000001",
        buyer=parties["buyer"].code,
        seller=parties["seller"].code,
        settled_at=datetime(2026, 3, 2, tzinfo=UTC),
        gross_minor=100_00,
        net_minor=94_00,
        currency="USD",
        paid_by="cash",
        receipt="R-1",
        deductions=(
            NewDeduction("cooperative_fee", 5_00, "statutes of the cooperative"),
            NewDeduction("service_fee", 1_00, "provincial order"),
        ),
    )


def record(programme: Programme, settlement: NewSettlement, who: str = "") -> Settlement:
    return services.record_settlement(
        actor=actor(who) if who else CLERK, programme=programme, settlement=settlement
    )


def rules() -> list[str]:
    return sorted(Finding.objects.values_list("rule", flat=True))


def test_a_receipt_that_adds_up_is_recorded_without_a_finding(
    programme: Programme, paper: NewSettlement
) -> None:
    found = queries.receipt(record(programme, paper))
    assert (found.held_back_minor, found.difference_minor) == (6_00, 0)
    assert [line.kind_name for line in found.deductions] == [
        "fee of the cooperative",
        "fee of the public service",
    ]
    assert rules() == []
    entry = JournalEntry.objects.latest("position")
    assert entry.act == "trade.settlement.recorded"
    assert entry.subjects == [found.settlement.code]


def test_one_cent_too_few_is_recorded_and_asked_about(
    programme: Programme, paper: NewSettlement
) -> None:
    found = queries.receipt(record(programme, replace(paper, net_minor=93_99)))
    assert found.difference_minor == 1
    (finding,) = Finding.objects.all()
    assert finding.rule == "trade.3"
    assert "0.01\u00a0USD are to be explained" in finding.text


def test_money_held_back_without_a_legal_basis_is_named(
    programme: Programme, paper: NewSettlement
) -> None:
    road = NewDeduction("road_contribution", 3_00, informal=True)
    record(
        programme,
        replace(paper, net_minor=91_00, deductions=(*paper.deductions, road)),
    )
    (finding,) = Finding.objects.all()
    assert (finding.rule, finding.severity) == ("trade.4", "info")
    assert finding.text == (
        "Invented Trade bought from Kilima: 3.00\u00a0USD of 100.00\u00a0USD were held back "
        "without a legal basis."
    )


def test_a_payment_without_a_receipt_is_recorded_and_asked_about(
    programme: Programme, paper: NewSettlement
) -> None:
    record(programme, replace(paper, receipt=""))
    assert rules() == ["trade.5"]


def test_a_kind_that_asili_does_not_know_is_shown_as_recorded() -> None:
    assert Deduction(kind="taxe du pont").kind_name == "taxe du pont"


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("amina", True),
        ("banza", True),
        ("chantal", True),
        ("kasongo", True),
        ("daniel", False),
        ("josephine", False),
        ("stranger", False),
    ],
)
def test_payments_are_seen_by_their_two_parties_and_overseers(
    programme: Programme, paper: NewSettlement, who: str, *, sees: bool
) -> None:
    record(programme, paper)
    assert visible_settlements(actor(who)).exists() is sees
    assert not visible_settlements(ANONYMOUS).exists()
    assert not visible_settlements(actor("chantal", programme="OTHER")).exists()


@pytest.mark.parametrize(
    ("who", "may"),
    [("amina", True), ("banza", True), ("felix", True), ("daniel", False), ("chantal", False)],
)
def test_a_payment_is_recorded_by_its_parties_and_those_in_the_field(
    programme: Programme, paper: NewSettlement, who: str, *, may: bool
) -> None:
    if may:
        record(programme, paper, who)
    else:
        with pytest.raises(Refusal) as refused:
            record(programme, paper, who)
        assert refused.value.rule == "trade.7"


def test_a_lot_is_settled_once_in_one_purchase(programme: Programme, paper: NewSettlement) -> None:
    record(programme, paper)
    with pytest.raises(Refusal) as refused:
        record(programme, paper)
    assert refused.value.rule == "trade.8"
    record(programme, replace(paper, lot_code="B-0000000002"))


def test_an_unknown_party_is_not_visible(programme: Programme, paper: NewSettlement) -> None:
    with pytest.raises(NotVisible):
        record(programme, replace(paper, seller="P-0"))


def test_the_tables_refuse_what_one_row_can_state(
    programme: Programme, paper: NewSettlement
) -> None:
    row = record(programme, paper)
    with pytest.raises(IntegrityError, match="informal_has_no"), transaction.atomic():
        Deduction.objects.create(
            settlement=row, kind="tax", amount_minor=1, legal_basis="law", informal=True
        )
    with pytest.raises(IntegrityError, match="between_two"), transaction.atomic():
        Settlement.objects.filter(pk=row.pk).update(buyer=row.seller)


def test_payments_for_a_lot_are_found_with_their_parties(
    programme: Programme, paper: NewSettlement, django_assert_num_queries: object
) -> None:
    row = record(programme, paper)
    with django_assert_num_queries(1):  # type: ignore[operator]
        (found,) = queries.settlements_of("B-0000000001")
        assert (found.buyer.name, found.seller.name) == ("Invented Trade", "Kilima")
    assert found == row
