"""A value of the law is verified by two persons, and stays what they compared."""

from uuid import uuid4

import pytest

from asili.core.access import Actor, Grant, NotVisible, Refusal, Role
from asili.core.models import JournalEntry, Notice
from asili.domain.law.models import LegalValue
from asili.domain.law.services import (
    approve_verification,
    propose_verification,
    reject_verification,
)
from tests.cast import actor

OFFICE = "Legal service of the division"
AUTHORITY = frozenset({Grant(Role.AUTHORITY, "TEST")})
SECOND = Actor("A-2", "Second", AUTHORITY, person="P-2")


@pytest.fixture
def value(lawbook: None) -> LegalValue:
    return LegalValue.objects.get(key="custody.bag_mass_max")


def proposed(value: LegalValue) -> object:
    return propose_verification(
        actor=actor("kasongo"), value=value, office=OFFICE, reason="Journal officiel, page 12"
    ).uuid


def test_two_persons_verify_a_value(value: LegalValue) -> None:
    approve_verification(actor=SECOND, uuid=proposed(value), because="Compared.")  # type: ignore[arg-type]

    value.refresh_from_db()
    assert (value.is_verified, value.verified_by) == (True, OFFICE)
    assert value.verified_on is not None
    acts = JournalEntry.objects.order_by("-position").values_list("act", flat=True)
    assert list(acts[:2]) == ["law.value.verified", "core.approval.approved"]
    assert Notice.objects.get(recipient=actor("kasongo").account).text.endswith("Compared.")


def test_one_person_does_not_verify_alone(value: LegalValue) -> None:
    with pytest.raises(Refusal) as refused:
        approve_verification(actor=actor("kasongo"), uuid=proposed(value), because="Mine.")  # type: ignore[arg-type]
    assert refused.value.rule == "core.5"
    value.refresh_from_db()
    assert not value.is_verified


@pytest.mark.parametrize("name", ["banza", "chantal", "stranger"])
def test_only_an_authority_proposes(value: LegalValue, name: str) -> None:
    with pytest.raises(Refusal) as refused:
        propose_verification(actor=actor(name), value=value, office=OFFICE, reason="page 12")
    assert refused.value.rule == "law.5"


@pytest.mark.parametrize(("office", "reason"), [("", "page 12"), (OFFICE, " ")])
def test_who_compared_with_which_text_is_written(
    value: LegalValue, office: str, reason: str
) -> None:
    with pytest.raises(Refusal):
        propose_verification(actor=actor("kasongo"), value=value, office=office, reason=reason)


def test_a_value_that_changed_since_is_not_verified(value: LegalValue) -> None:
    waiting = proposed(value)
    LegalValue.objects.filter(pk=value.pk).update(value=121)

    with pytest.raises(Refusal) as refused:
        approve_verification(actor=SECOND, uuid=waiting, because="Compared.")  # type: ignore[arg-type]

    assert refused.value.rule == "law.5"
    assert not LegalValue.objects.get(pk=value.pk).is_verified


def test_a_rejection_keeps_its_reason_and_the_value_unverified(value: LegalValue) -> None:
    rejected = reject_verification(actor=SECOND, uuid=proposed(value), because="Old edition.")  # type: ignore[arg-type]

    assert (rejected.state, rejected.decision) == ("rejected", "Old edition.")
    assert not LegalValue.objects.get(pk=value.pk).is_verified


def test_an_unknown_proposal_is_not_there(lawbook: None) -> None:
    with pytest.raises(NotVisible):
        approve_verification(actor=SECOND, uuid=uuid4(), because="")
