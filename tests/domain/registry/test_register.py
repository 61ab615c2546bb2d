"""People, organisations and who belongs where; minors are never registered as diggers."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from asili.core.access import NotVisible, Refusal, system
from asili.core.models import Finding, JournalEntry, Programme
from asili.domain.registry import services
from asili.domain.registry.models import (
    HeadCount,
    Membership,
    NameKey,
    Organisation,
    Party,
    Person,
)
from asili.domain.registry.policies import visible_parties
from asili.domain.registry.queries import members_on
from asili.domain.registry.rules import Age, age_on, age_shown
from asili.domain.registry.services import NewMembership, NewOrganisation, NewPerson
from asili.network import schema
from tests.cast import actor, party_of

CLERK = system("test")
SINCE = date(2026, 2, 1)


@pytest.fixture
def cooperative(programme: Programme, provinces: None) -> Organisation:
    return services.register_organisation(
        actor=CLERK,
        programme=programme,
        organisation=NewOrganisation(
            "Kilima", "cooperative", code=party_of("amina"), province="CD-LU"
        ),
    )


def digger(programme: Programme, birth_year: int | None) -> Person:
    return services.register_person(
        actor=CLERK, programme=programme, person=NewPerson("Invented Name", birth_year=birth_year)
    )


def join(person: Person, organisation: Organisation, **more: object) -> Membership:
    return services.add_member(
        actor=CLERK,
        membership=NewMembership(
            person.party.code,
            organisation.party.code,
            "digger",
            **({"since": SINCE} | more),  # type: ignore[arg-type]
        ),
    )


@pytest.mark.parametrize("birth_year", [2012, 2018, 2025])
def test_a_minor_is_never_registered_as_a_person(
    programme: Programme, lawbook: None, birth_year: int
) -> None:
    with pytest.raises(Refusal) as refused:
        digger(programme, birth_year)
    assert refused.value.rule == "registry.7"
    assert "ILO C182" in refused.value.legal_basis
    assert "child protection" in str(refused.value.remedy)
    assert not Person.objects.exists()
    assert not Party.objects.exists()
    assert not NameKey.objects.exists()
    assert HeadCount.objects.get().count == 1


@pytest.mark.parametrize("early", [date(2017, 12, 31), date(2010, 5, 1)])
def test_nobody_joined_a_cooperative_before_they_were_an_adult(
    programme: Programme, cooperative: Organisation, lawbook: None, early: date
) -> None:
    with pytest.raises(Refusal) as refused:
        join(digger(programme, 1999), cooperative, since=early)
    assert refused.value.rule == "registry.1"
    assert "Code minier" in refused.value.legal_basis
    assert "ILO C182" in refused.value.legal_basis
    assert not Membership.objects.exists()


def test_the_floor_of_eighteen_stands_without_any_law_loaded(
    programme: Programme, cooperative: Organisation
) -> None:
    with pytest.raises(Refusal) as refused:
        join(digger(programme, 1999), cooperative, since=date(2017, 12, 31))
    assert refused.value.rule == "registry.1"


def test_one_minor_among_many_stops_the_whole_act(programme: Programme) -> None:
    with pytest.raises(Refusal):
        services.register_people(
            actor=CLERK,
            programme=programme,
            people=[
                NewPerson("First Name", birth_year=1990),
                NewPerson("Second Name", birth_year=2014),
            ],
        )
    assert not Party.objects.exists()


@pytest.mark.parametrize(
    ("birth_date", "on", "age"),
    [
        (date(2008, 11, 24), date(2026, 11, 24), Age.ADULT),
        (date(2008, 11, 25), date(2026, 11, 24), Age.NOT_SHOWN),
        (date(2008, 2, 29), date(2026, 2, 28), Age.NOT_SHOWN),
        (date(2008, 2, 29), date(2026, 3, 1), Age.ADULT),
    ],
)
def test_a_date_of_birth_shows_adulthood_on_the_birthday(
    birth_date: date, on: date, age: Age
) -> None:
    assert age_shown(birth_date, None, on) is age
    assert age_shown(None, birth_date.year, on) is Age.NOT_SHOWN


def test_an_adult_joins_and_the_act_is_journalled(
    programme: Programme, cooperative: Organisation
) -> None:
    person = digger(programme, 2007)
    join(person, cooperative)
    entry = JournalEntry.objects.latest("position")
    assert entry.act == "registry.member.added"
    assert person.party.code in entry.subjects
    assert [row.person_id for row in members_on(cooperative, SINCE)] == [person.pk]


def test_an_age_that_is_not_recorded_is_asked_for_and_not_taken_for_a_minor(
    programme: Programme, cooperative: Organisation
) -> None:
    person = digger(programme, None)
    join(person, cooperative)
    finding = Finding.objects.get()
    assert finding.rule == "registry.2"
    assert finding.subject == person.party.code
    assert "Invented" not in finding.text + finding.label


@given(st.integers(1900, 2100), st.dates(date(1950, 1, 1), date(2100, 12, 31)))
def test_adulthood_is_shown_only_when_no_birthday_of_the_year_leaves_it_open(
    birth_year: int, on: date
) -> None:
    latest_birthday = date(birth_year, 12, 31)
    eighteenth = date(latest_birthday.year + 18, 12, 31)
    assert (age_on(birth_year, on) is Age.ADULT) == (on > eighteenth)


def test_a_lower_age_in_a_table_of_law_does_not_lower_the_floor() -> None:
    assert age_on(2010, date(2026, 6, 1), minimum=14) is Age.NOT_SHOWN


def test_a_membership_ends_on_its_last_day_and_only_once(
    programme: Programme, cooperative: Organisation
) -> None:
    membership = join(digger(programme, 1990), cooperative)
    with pytest.raises(Refusal):
        services.end_membership(actor=CLERK, membership=membership, until=SINCE)
    services.end_membership(actor=CLERK, membership=membership, until=date(2026, 3, 1))
    assert members_on(cooperative, date(2026, 2, 28)).count() == 1
    assert members_on(cooperative, date(2026, 3, 1)).count() == 0
    with pytest.raises(Refusal):
        services.end_membership(actor=CLERK, membership=membership, until=date(2026, 4, 1))


def test_nobody_belongs_twice_in_one_role_at_a_time(
    programme: Programme, cooperative: Organisation
) -> None:
    person = digger(programme, 1990)
    membership = join(person, cooperative)
    with pytest.raises(Refusal) as refused:
        join(person, cooperative)
    assert refused.value.rule == "registry.3"
    services.end_membership(actor=CLERK, membership=membership, until=date(2026, 3, 1))
    again = NewMembership(person.party.code, cooperative.party.code, "digger", date(2026, 4, 1))
    services.add_member(actor=CLERK, membership=again)
    assert members_on(cooperative, date(2026, 3, 15)).count() == 0
    assert members_on(cooperative, date(2026, 4, 1)).count() == 1


def test_two_periods_in_one_role_may_come_together(
    programme: Programme, cooperative: Organisation
) -> None:
    codes = digger(programme, 1990).party.code, cooperative.party.code
    services.add_members(
        actor=CLERK,
        memberships=[
            NewMembership(*codes, "digger", SINCE, date(2026, 3, 1)),
            NewMembership(*codes, "digger", date(2026, 4, 1)),
        ],
    )
    assert members_on(cooperative, SINCE).count() == 1
    assert members_on(cooperative, date(2026, 3, 15)).count() == 0


def test_an_unknown_code_is_not_visible(programme: Programme, cooperative: Organisation) -> None:
    membership = NewMembership("P-0000000000", cooperative.party.code, "digger", SINCE)
    with pytest.raises(NotVisible):
        services.add_member(actor=CLERK, membership=membership)


def test_an_unknown_province_is_refused_in_plain_words(
    programme: Programme, provinces: None
) -> None:
    given_organisation = NewOrganisation("Kilima", "cooperative", province="CD-XX")
    with pytest.raises(Refusal) as refused:
        services.register_organisation(
            actor=CLERK, programme=programme, organisation=given_organisation
        )
    assert refused.value.rule == "registry.4"
    assert "CD-XX" in str(refused.value)


@pytest.mark.parametrize(
    ("who", "may"), [("amina", True), ("felix", True), ("kasongo", True), ("banza", False)]
)
def test_members_are_entered_by_their_own_and_by_registrars(
    programme: Programme, cooperative: Organisation, who: str, *, may: bool
) -> None:
    membership = NewMembership(
        digger(programme, 1990).party.code, cooperative.party.code, "digger", SINCE
    )
    if may:
        services.add_member(actor=actor(who), membership=membership)
    else:
        with pytest.raises(Refusal) as refused:
            services.add_member(actor=actor(who), membership=membership)
        assert refused.value.rule == "registry.6"


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("amina", True),  # the cooperative they belong to
        ("chantal", True),  # inspector of the programme
        ("banza", False),
        ("stranger", False),
    ],
)
def test_people_are_seen_by_their_own_and_by_overseers(
    programme: Programme, cooperative: Organisation, who: str, *, sees: bool
) -> None:
    person = digger(programme, 1990)
    join(person, cooperative)
    codes = set(visible_parties(actor(who)).values_list("code", flat=True))
    assert cooperative.party.code in codes
    assert (person.party.code in codes) is sees


def test_two_people_with_the_same_record_have_different_digests(programme: Programme) -> None:
    first, second = (digger(programme, 1990) for _ in range(2))
    assert bytes(first.salt) != bytes(second.salt)
    assert len(first.salt) == 16


def test_the_tables_refuse_what_one_row_can_state(
    programme: Programme, cooperative: Organisation
) -> None:
    person = digger(programme, 1990)
    with pytest.raises(IntegrityError, match="membership_ends_after"), transaction.atomic():
        Membership.objects.create(
            person=person, organisation=cooperative, role="digger", since=SINCE, until=SINCE
        )
    with pytest.raises(IntegrityError, match="birth_year_is_plausible"), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(birth_year=1850)


def test_words_are_those_of_the_network_folder() -> None:
    assert Party.Kind.values == list(schema.PARTY_KINDS)
    assert Organisation.Kind.values == list(schema.ORGANISATION_KINDS)
    assert Organisation.Constituency.values == list(schema.CONSTITUENCIES)
