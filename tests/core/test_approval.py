"""A decision of two takes two persons, not two accounts."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from asili.core.access import ANONYMOUS, Actor, NotVisible, Refusal, system
from asili.core.approval import State, approve, propose, reject
from asili.core.models import Approval, JournalEntry

pytestmark = pytest.mark.django_db
HENRI = Actor("A-HENRI", "Henri", person="P-HENRI")
HENRI_AT_HOME = Actor("A-HENRI-2", "Henri", person="P-HENRI")
ILUNGA = Actor("A-ILUNGA", "Ilunga", person="P-ILUNGA")
NOBODY = Actor("A-OFFICE", "Office")


def proposed() -> Approval:
    return propose(
        actor=HENRI, act="test.accept", subject="L-1", payload={"grams": 5}, reason="rain"
    )


def test_another_person_approves() -> None:
    approval = approve(actor=ILUNGA, uuid=proposed().uuid)
    assert (approval.state, approval.decided_by) == (State.APPROVED, "A-ILUNGA")
    acts = JournalEntry.objects.values_list("act", flat=True)
    assert list(acts) == ["core.approval.proposed", "core.approval.approved"]


@pytest.mark.parametrize("same", [HENRI, HENRI_AT_HOME], ids=["same account", "same person"])
def test_one_person_does_not_decide_alone(same: Actor) -> None:
    waiting = proposed()
    with pytest.raises(Refusal, match="two persons, and you proposed it"):
        approve(actor=same, uuid=waiting.uuid)
    with pytest.raises(Refusal, match="two persons, and you proposed it"):
        reject(actor=same, uuid=waiting.uuid, because="so")
    waiting.refresh_from_db()
    assert waiting.state == State.PROPOSED


@pytest.mark.parametrize("nobody", [NOBODY, system("test"), ANONYMOUS])
def test_an_account_without_a_person_neither_proposes_nor_decides(nobody: Actor) -> None:
    with pytest.raises(Refusal, match="no person is registered"):
        propose(actor=nobody, act="test.accept", subject="L-1", payload={}, reason="")
    waiting = proposed()
    with pytest.raises(Refusal):
        approve(actor=nobody, uuid=waiting.uuid)


def test_a_rejection_needs_a_reason_and_ends_the_matter() -> None:
    waiting = proposed()
    with pytest.raises(Refusal, match="for a reason"):
        reject(actor=ILUNGA, uuid=waiting.uuid, because="")
    assert reject(actor=ILUNGA, uuid=waiting.uuid, because="too much").state == State.REJECTED
    with pytest.raises(Refusal, match="decided already"):
        approve(actor=ILUNGA, uuid=waiting.uuid)


def test_the_same_thing_waits_once() -> None:
    proposed()
    with pytest.raises(Refusal, match="waits for a second person"):
        proposed()


def test_what_was_never_proposed_is_not_found() -> None:
    with pytest.raises(NotVisible):
        approve(actor=ILUNGA, uuid=uuid4())


@pytest.mark.parametrize(
    "change",
    [
        {"decided_by": "A-HENRI", "decided_person": "P-X"},
        {"decided_by": "A-X", "decided_person": "P-HENRI"},
    ],
)
def test_the_database_itself_refuses_one_person(change: dict[str, str]) -> None:
    proposed()
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.update(**change)
