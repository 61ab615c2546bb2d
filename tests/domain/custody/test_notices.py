"""Parties are told what concerns them: once for each act and matter, and nothing of history."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from asili.core.access import Actor, Grant, Role, system
from asili.core.models import Account, Notice
from asili.core.notices import count_unread
from asili.domain.custody.facts import EventFact
from asili.domain.custody.services import (
    approve_acceptance,
    grant_disclosure,
    propose_acceptance,
    record_events,
    reject_acceptance,
)
from asili.domain.custody.services.accept import ACT
from asili.network.vocabulary import EventKind
from tests.cast import open_accounts
from tests.domain.custody.test_accept_difference import official
from tests.domain.custody.valley import Valley, bag, see


def actor(valley: Valley, party: str, *roles: Role) -> Actor:
    grants = frozenset(Grant(role, valley.programme.code) for role in roles)
    return Actor(f"A-{party}", party, grants, frozenset({valley.parties[party].code}), party)


def told(valley: Valley, party: str) -> list[str]:
    rows = Notice.objects.filter(recipient=valley.parties[party].code)
    return [notice.text for notice in rows.order_by("pk")]


def today(event: EventFact) -> EventFact:
    return replace(event, happened_at=timezone.now())


@pytest.fixture
def filled(valley: Valley) -> Valley:
    """Bags of the cooperative, brought in by the service: nobody is told."""
    valley.record(valley.allocate(), valley.fill("north", range(1, 30)))
    assert not Notice.objects.exists()
    return valley


def test_the_receiver_is_told_once_of_everything_that_comes(filled: Valley) -> None:
    sent = today(filled.send("north", "depot", *(bag(n) for n in range(1, 21))))

    record_events(actor=actor(filled, "north"), events=[sent])

    assert told(filled, "depot") == [
        f"On the way to you: {bag(1)} and 19 more. Record what arrives."
    ]
    assert told(filled, "north") == []
    assert Notice.objects.get().subject == str(sent.uuid)


def test_the_sender_is_told_of_what_a_field_agent_records_for_it(filled: Valley) -> None:
    agent = actor(filled, "division", Role.FIELD_AGENT)

    record_events(actor=agent, events=[today(filled.send("north", "depot", bag(1)))])

    assert told(filled, "north") == [f"It is recorded that you sent {bag(1)}."]
    assert len(told(filled, "depot")) == 1


def test_the_seller_is_told_of_a_purchase_that_the_buyer_records(filled: Valley) -> None:
    filled.record(filled.send("north", "depot", bag(1)), filled.receive("depot", bag(1)))

    sale = today(filled.buy("depot", "north", bag(1)))
    record_events(actor=actor(filled, "depot"), events=[sale])

    assert told(filled, "north") == [f"A purchase from you is recorded: {bag(1)}."]
    assert told(filled, "depot") == []


def test_all_sides_are_told_of_a_bag_that_is_sold_twice(filled: Valley) -> None:
    filled.record(filled.buy("depot", "north", bag(1)))

    agent = actor(filled, "division", Role.FIELD_AGENT)
    record_events(actor=agent, events=[today(filled.buy("rival", "north", bag(1)))])

    twice = f"Recorded as sold twice: {bag(1)}. Compare the two purchase slips."
    assert twice in told(filled, "depot")
    assert twice in told(filled, "rival")
    assert twice in told(filled, "north")
    assert Notice.objects.filter(subject__startswith="F-").count() == 3


def test_who_held_it_is_told_of_a_seizure(filled: Valley) -> None:
    seized = today(filled.fact(EventKind.SEIZE, "division", see(bag(1), bag(2)), place="office"))

    record_events(actor=actor(filled, "division", Role.AUTHORITY), events=[seized])

    assert told(filled, "north") == [f"What you held is recorded as seized: {bag(1)} and 1 more."]


def test_a_record_that_waits_is_told_and_so_is_its_settlement(filled: Valley) -> None:
    filled.record(filled.send("north", "depot", bag(1)))
    lighter = today(filled.fact(EventKind.TRANSFER_IN, "depot", see(bag(1), wet_g=40_000)))
    record_events(actor=actor(filled, "division", Role.FIELD_AGENT), events=[lighter])
    waits = f"Records that concern you wait for an explanation: {bag(1)}."
    assert told(filled, "depot") == [waits]

    void = today(filled.fact(EventKind.VOID, "division", (), target=lighter.uuid, place="office"))
    record_events(actor=actor(filled, "division", Role.AUTHORITY), events=[void])

    assert told(filled, "depot") == [
        waits,
        "Records that concern you agree now; findings closed: 1.",
    ]


def test_history_is_told_to_nobody(filled: Valley) -> None:
    old = replace(
        filled.send("north", "depot", bag(1)), happened_at=timezone.now() - timedelta(days=31)
    )
    record_events(actor=actor(filled, "north"), events=[old])
    imported = today(filled.send("north", "depot", bag(2)))
    record_events(actor=system("load"), events=[imported])

    assert not Notice.objects.exists()


def test_what_concerns_nobody_else_costs_no_statement(filled: Valley) -> None:
    filled.record(filled.fact(EventKind.STOCK_TAKE, "north", see(bag(3)), place="site"))
    events = [
        today(filled.fact(EventKind.STOCK_TAKE, "north", see(bag(n)), place="site")) for n in (1, 2)
    ]

    with CaptureQueriesContext(connection) as own:
        record_events(actor=actor(filled, "north"), events=events[:1])
    with CaptureQueriesContext(connection) as by_the_service:
        record_events(actor=system("load"), events=events[1:])

    assert len(own) == len(by_the_service)


def test_a_disclosure_is_told_to_whom_it_is_made(filled: Valley) -> None:
    until = timezone.now() + timedelta(days=9)
    grant_disclosure(
        actor=actor(filled, "division", Role.AUTHORITY),
        lot=filled.lot(bag(1)),
        party=filled.parties["rival"],
        until=until,
    )

    (text,) = told(filled, "rival")
    assert text.startswith(f"You may see the bags and names behind {bag(1)} until ")


@pytest.fixture
def proposed(filled: Valley) -> object:
    """A difference that the authority of the cast proposes to accept."""
    open_accounts(filled.programme)
    filled.record(
        filled.send("north", "depot", bag(1)),
        lighter := filled.fact(EventKind.TRANSFER_IN, "depot", see(bag(1), wet_g=40_000)),
    )
    event = filled.lot(bag(1)).lines.get(event__uuid=lighter.uuid).event
    proposer = official(filled, 9, "P-9")
    return propose_acceptance(actor=proposer, event=event, rule="custody.7", reason="spilt").uuid


def test_those_who_may_decide_are_told_that_a_proposal_waits(
    filled: Valley, proposed: object
) -> None:
    notice, kasongo = Notice.objects.get(), Account.objects.get(username="kasongo")
    assert notice.recipient == kasongo.code
    assert notice.text == "A decision waits for you as the second person. Why: spilt"
    assert notice.subject == f"approval:{proposed}"
    assert count_unread(Actor(kasongo.code, "Kasongo")) == 1


def test_the_proposer_is_told_the_reason_and_the_rejection_is_journalled(
    filled: Valley, proposed: object
) -> None:
    rejected = reject_acceptance(
        actor=official(filled, 2, "P-2"),
        uuid=proposed,  # type: ignore[arg-type]
        because="Weigh again.",
    )

    assert (rejected.act, rejected.decision) == (ACT, "Weigh again.")
    assert Notice.objects.get(recipient="A-9").text.endswith("rejected. Why: Weigh again.")
    assert filled.lot(bag(1)).status == "in_transit"


def test_both_sides_are_told_that_their_record_counts(filled: Valley, proposed: object) -> None:
    approve_acceptance(actor=official(filled, 2, "P-2"), uuid=proposed, because="Seen.")  # type: ignore[arg-type]

    assert told(filled, "depot") == [
        "Two persons of the authority accepted a difference in a record of yours."
    ]
