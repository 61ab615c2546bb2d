"""Who does not agree is counted and not kept; who withdraws is forgotten, and the rest holds."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from asili.core.access import Refusal, system
from asili.core.models import JournalEntry, Programme
from asili.domain.registry.models import Consent, HeadCount, NameKey, Party, Person
from asili.domain.registry.services import NewConsent, NewPerson, record_consent, register_person
from tests.cast import actor

CLERK = system("test")
DAY = date(2026, 2, 1)


def given(state: str) -> NewConsent:
    return NewConsent(state, DAY, "signed", "2026-1")


@pytest.fixture
def person(programme: Programme) -> Person:
    return register_person(
        actor=CLERK,
        programme=programme,
        person=NewPerson(
            "KABILA Ilunga Jean",
            family_name="KABILA",
            post_name="Ilunga",
            given_names="Jean",
            sex="m",
            birth_year=1990,
            phone="+243991234567",
            village="Kisanfu",
            consent=given("given"),
        ),
    )


def test_consent_is_kept_with_its_day_its_way_and_its_text(person: Person) -> None:
    said = Consent.objects.get()
    assert (said.state, said.on, said.way, said.text_version) == ("given", DAY, "signed", "2026-1")


def test_who_refuses_is_counted_and_not_kept(programme: Programme) -> None:
    with pytest.raises(Refusal) as refused:
        register_person(
            actor=CLERK,
            programme=programme,
            person=NewPerson("Invented Name", birth_year=1990, consent=given("refused")),
        )
    assert refused.value.rule == "registry.8"
    assert not Party.objects.exists()
    assert HeadCount.objects.get().reason == HeadCount.Reason.NO_CONSENT


def test_who_withdraws_is_forgotten_and_still_counted(person: Person) -> None:
    record_consent(actor=CLERK, person=person, consent=given("withdrawn"))
    kept = Person.objects.select_related("party").get()
    assert kept.party.name == kept.party.code
    gone = (kept.family_name, kept.post_name, kept.given_names, kept.phone, kept.village)
    assert not any(gone)
    assert kept.birth_year is None
    assert not kept.salt
    assert kept.sex == "m"
    assert not NameKey.objects.exists()
    assert [row.state for row in Consent.objects.all()] == ["given", "withdrawn"]
    assert JournalEntry.objects.latest("position").act == "registry.consent.withdrawn"


def test_what_was_said_is_not_rewritten(person: Person) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.update(state="refused")


def test_a_stranger_records_no_consent(person: Person) -> None:
    with pytest.raises(Refusal) as refused:
        record_consent(actor=actor("banza"), person=person, consent=given("withdrawn"))
    assert refused.value.rule == "registry.8"
    record_consent(actor=actor("felix"), person=person, consent=given("given"))
