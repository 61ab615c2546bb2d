"""Two persons of the authority accept a difference; then, and only then, the line counts."""

from uuid import uuid4

import pytest

from asili.core.access import Actor, Grant, NotVisible, Refusal, Role
from asili.core.models import Finding, JournalEntry
from asili.domain.custody.models import Event, LineOutcome
from asili.domain.custody.services import (
    approve_acceptance,
    propose_acceptance,
    rebuild_outcomes,
    record_events,
)
from asili.network.vocabulary import EventKind
from tests.domain.custody.valley import CLERK, Valley, bag, see

AUTHORITY = Grant(Role.AUTHORITY, "valley")


def official(valley: Valley, number: int, person: str, *roles: Grant) -> Actor:
    return Actor(
        f"A-{number}",
        person,
        frozenset(roles or (AUTHORITY,)),
        parties=frozenset({valley.parties["division"].code}),
        person=person,
    )


@pytest.fixture
def lighter(valley: Valley) -> Event:
    """A bag that arrived ten kilograms lighter and waits."""
    valley.record(
        valley.allocate(),
        valley.fill("north", [1], 50_000),
        valley.send("north", "depot", bag(1)),
        valley.fact(EventKind.TRANSFER_IN, "depot", see(bag(1), wet_g=40_000)),
    )
    return Event.objects.get(kind="transfer_in")


def test_the_second_person_makes_the_line_count_and_closes_the_finding(
    valley: Valley, lighter: Event
) -> None:
    first, second = official(valley, 1, "P-1"), official(valley, 2, "P-2")
    proposal = propose_acceptance(actor=first, event=lighter, rule="custody.7", reason="spilt")
    assert valley.lot(bag(1)).status == "in_transit"

    report = approve_acceptance(actor=second, uuid=proposal.uuid, because="seen")

    assert report.rejudged == 1
    line = LineOutcome.objects.get(event=lighter)
    assert (line.accepted, line.booked_g, line.wet_g) == (True, -10_000, 40_000)
    assert valley.lot(bag(1)).holder == valley.parties["depot"]
    assert valley.lot(bag(1)).waiting == 0
    assert Finding.objects.get(rule="custody.7").state == "resolved"
    acts = JournalEntry.objects.order_by("position").values_list("act", flat=True)
    assert list(acts)[-2:] == ["core.approval.approved", "custody.events.recorded"]
    rebuild_outcomes(actor=CLERK)
    assert valley.lot(bag(1)).wet_g == 40_000


@pytest.mark.parametrize("account", [1, 3])
def test_the_same_person_is_refused_whatever_account_they_use(
    valley: Valley, lighter: Event, account: int
) -> None:
    proposal = propose_acceptance(
        actor=official(valley, 1, "P-1"), event=lighter, rule="custody.7", reason="spilt"
    )

    with pytest.raises(Refusal):
        approve_acceptance(
            actor=official(valley, account, "P-1"), uuid=proposal.uuid, because="seen"
        )

    assert valley.lot(bag(1)).status == "in_transit"


def test_an_inspector_proposes_but_does_not_approve(valley: Valley, lighter: Event) -> None:
    inspector = official(valley, 4, "P-4", Grant(Role.INSPECTOR, "valley"))
    proposal = propose_acceptance(
        actor=official(valley, 1, "P-1"), event=lighter, rule="custody.7", reason="spilt"
    )
    with pytest.raises(Refusal):
        approve_acceptance(actor=inspector, uuid=proposal.uuid, because="seen")


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("custody.5", "sold twice"),
        ("custody.4", "lent"),
        ("custody.8", "spilt"),
        ("custody.7", " "),
    ],
)
def test_what_cannot_be_accepted_is_refused(
    valley: Valley, lighter: Event, rule: str, reason: str
) -> None:
    with pytest.raises(Refusal) as refused:
        propose_acceptance(
            actor=official(valley, 1, "P-1"), event=lighter, rule=rule, reason=reason
        )

    assert refused.value.rule == "custody.18"


def test_an_authority_elsewhere_has_no_say(valley: Valley, lighter: Event) -> None:
    elsewhere = official(valley, 1, "P-1", Grant(Role.AUTHORITY, "hills"))

    with pytest.raises(Refusal):
        propose_acceptance(actor=elsewhere, event=lighter, rule="custody.7", reason="spilt")


def test_an_unknown_proposal_is_not_there(valley: Valley, lighter: Event) -> None:
    with pytest.raises(NotVisible):
        approve_acceptance(actor=official(valley, 1, "P-1"), uuid=uuid4(), because="seen")


def test_nobody_records_an_acceptance_alone(valley: Valley, lighter: Event) -> None:
    alone = valley.fact(
        EventKind.ACCEPT, "division", (), target=lighter.uuid, document="custody.7", place="office"
    )

    with pytest.raises(Refusal):
        record_events(actor=official(valley, 1, "P-1"), events=[alone])
