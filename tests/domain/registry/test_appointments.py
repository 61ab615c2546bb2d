"""For whom an account acts: dated grants, dated appointments, and nobody appoints themselves."""

from datetime import date

import pytest

from asili.core.access import Grant, Refusal, Role, system
from asili.core.models import Account, Programme
from asili.domain.registry.models import Organisation
from asili.domain.registry.queries import actor_for
from asili.domain.registry.services import (
    NewOrganisation,
    appoint_account,
    end_appointment,
    register_organisation,
)
from tests.cast import actor, open_accounts, party_of, person_of

SINCE, LAST = date(2026, 2, 1), date(2026, 3, 1)


@pytest.fixture
def accounts(programme: Programme) -> dict[str, Account]:
    return open_accounts(programme)


@pytest.fixture
def cooperative(programme: Programme) -> Organisation:
    return register_organisation(
        actor=system("test"),
        programme=programme,
        organisation=NewOrganisation("Kilima", "cooperative", code=party_of("amina")),
    )


def test_an_account_acts_for_a_party_while_it_is_appointed(
    accounts: dict[str, Account], cooperative: Organisation
) -> None:
    amina = accounts["amina"]
    appointment = appoint_account(
        actor=actor("kasongo"),
        account=amina,
        party=cooperative.party,
        title="secretary",
        since=SINCE,
    )
    end_appointment(actor=actor("kasongo"), appointment=appointment, until=LAST)
    acting = {person_of("amina"), party_of("amina")}
    assert actor_for(amina, date(2026, 1, 31)).parties == {person_of("amina")}
    assert actor_for(amina, SINCE).parties == acting
    assert actor_for(amina, date(2026, 2, 28)).parties == acting
    assert actor_for(amina, LAST).parties == {person_of("amina")}


def test_an_account_has_the_grants_of_the_day(accounts: dict[str, Account]) -> None:
    found = actor_for(accounts["chantal"], SINCE)
    assert found.grants == {Grant(Role.INSPECTOR, "TEST")}
    assert found.person == person_of("chantal")
    assert actor_for(accounts["chantal"], date(2024, 12, 31)).grants == frozenset()


def test_a_closed_account_acts_for_nobody(accounts: dict[str, Account]) -> None:
    chantal = accounts["chantal"]
    chantal.is_active = False
    assert not actor_for(chantal, SINCE).grants
    assert not actor_for(chantal, SINCE).parties


def test_nobody_appoints_themselves_nor_their_second_account(
    accounts: dict[str, Account], cooperative: Organisation
) -> None:
    second = Account(code="A-second", person=person_of("kasongo"))
    for account in (accounts["kasongo"], second):
        with pytest.raises(Refusal) as refused:
            appoint_account(
                actor=actor("kasongo"),
                account=account,
                party=cooperative.party,
                title="chair",
                since=SINCE,
            )
        assert refused.value.rule == "registry.5"


def test_an_account_is_appointed_once_at_a_time(
    accounts: dict[str, Account], cooperative: Organisation
) -> None:
    given = {
        "actor": actor("kasongo"),
        "account": accounts["amina"],
        "party": cooperative.party,
        "title": "secretary",
        "since": SINCE,
    }
    appoint_account(**given)  # type: ignore[arg-type]
    with pytest.raises(Refusal):
        appoint_account(**given)  # type: ignore[arg-type]


def test_only_an_authority_appoints(
    accounts: dict[str, Account], cooperative: Organisation
) -> None:
    with pytest.raises(Refusal) as refused:
        appoint_account(
            actor=actor("banza"),
            account=accounts["amina"],
            party=cooperative.party,
            title="secretary",
            since=SINCE,
        )
    assert refused.value.rule == "registry.6"
