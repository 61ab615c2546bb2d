"""Accounts are opened and granted roles by the authority, and every such act is journalled."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from asili.core.access import Actor, Grant, Refusal, Role, system
from asili.core.accounts import (
    accounts_watched_by,
    close_account,
    end_grant,
    grant_role,
    grants_of,
    open_account,
)
from asili.core.models import Account, AccountGrant, Commodity, JournalEntry, Programme
from asili.core.programmes import open_programme, programmes_of

pytestmark = pytest.mark.django_db
SYSTEM = system("test")
SECRET = "lubumbashi-2007"  # noqa: S105  of nobody
SINCE, LATER = date(2026, 1, 1), date(2026, 6, 1)


@pytest.fixture
def programme() -> Programme:
    return open_programme(
        actor=SYSTEM,
        code="KAT",
        name="Katanga",
        commodity=Commodity.objects.get(code="CuCo"),
        provinces=["CD-LU", "CD-HK", "CD-LU"],
        simulated=True,
    )


@pytest.fixture
def account() -> Account:
    return open_account(actor=SYSTEM, username="felix", name="Felix", password=SECRET)


def test_a_programme_reaches_its_provinces_once(programme: Programme) -> None:
    assert list(programme.provinces.values_list("code", flat=True)) == ["CD-HK", "CD-LU"]
    assert programme.commodity.analytes.count() == 2


def test_a_grant_holds_from_its_first_day_to_the_day_before_its_end(
    programme: Programme, account: Account
) -> None:
    grant_role(
        actor=SYSTEM,
        account=account,
        role=Role.FIELD_AGENT,
        programme=programme,
        province="CD-LU",
        since=SINCE,
        until=LATER,
    )
    held = frozenset({Grant(Role.FIELD_AGENT, "KAT", "CD-LU")})
    assert grants_of(account, date(2025, 12, 31)) == frozenset()
    assert grants_of(account, SINCE) == held
    assert grants_of(account, date(2026, 5, 31)) == held
    assert grants_of(account, LATER) == frozenset()


def test_a_grant_can_be_ended(programme: Programme, account: Account) -> None:
    grant = grant_role(
        actor=SYSTEM, account=account, role=Role.TRADER, programme=programme, since=SINCE
    )
    with pytest.raises(Refusal, match="ends after"):
        end_grant(actor=SYSTEM, grant=grant, on=SINCE)
    end_grant(actor=SYSTEM, grant=grant, on=LATER)
    assert grants_of(account, LATER) == frozenset()


def test_a_closed_account_holds_nothing(programme: Programme, account: Account) -> None:
    grant_role(actor=SYSTEM, account=account, role=Role.TRADER, programme=programme, since=SINCE)
    close_account(actor=SYSTEM, account=account)
    assert grants_of(account, LATER) == frozenset()


def test_only_the_authority_of_the_programme_manages_accounts(
    programme: Programme, account: Account
) -> None:
    elsewhere = Actor("A-1", "X", frozenset({Grant(Role.AUTHORITY, "ITU")}))
    trader = Actor("A-2", "Y", frozenset({Grant(Role.TRADER, "KAT")}))
    for actor in (elsewhere, trader):
        with pytest.raises(Refusal):
            grant_role(actor=actor, account=account, role=Role.AUTHORITY, programme=programme)
    with pytest.raises(Refusal):
        open_account(actor=trader, username="x", name="X")
    with pytest.raises(Refusal):
        open_programme(
            actor=elsewhere,
            code="X",
            name="X",
            commodity=programme.commodity,
            provinces=[],
            simulated=False,
        )


def test_a_sign_in_name_is_taken_once(account: Account) -> None:
    with pytest.raises(Refusal, match="taken"):
        open_account(actor=SYSTEM, username=account.username, name="Another")


def test_every_act_on_accounts_is_journalled(programme: Programme, account: Account) -> None:
    grant_role(actor=SYSTEM, account=account, role=Role.FUND, programme=programme)
    close_account(actor=SYSTEM, account=account)
    assert list(JournalEntry.objects.values_list("act", flat=True)) == [
        "core.programme.opened",
        "core.account.opened",
        "core.role.granted",
        "core.account.closed",
    ]


def test_the_database_refuses_an_unknown_role(programme: Programme, account: Account) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountGrant.objects.create(account=account, role="king", programme=programme, since=SINCE)


def test_an_account_signs_in_with_its_password_only(account: Account) -> None:
    assert account.check_password(SECRET)
    silent = open_account(actor=SYSTEM, username="silent", name="Silent")
    assert not silent.has_usable_password()


def test_an_actor_sees_the_programmes_of_their_grants(programme: Programme) -> None:
    assert list(programmes_of(Actor("A-1", "X", frozenset({Grant(Role.FUND, "KAT")})))) == [
        programme
    ]
    assert not programmes_of(Actor("A-1", "X")).exists()


def test_acts_are_told_within_the_programmes_of_the_reader(programme: Programme) -> None:
    gold = open_programme(
        actor=SYSTEM,
        code="GOLD",
        name="Gold",
        commodity=Commodity.objects.get(code="Au"),
        provinces=["CD-IT"],
        simulated=True,
    )
    held = {"kat": [programme], "gold": [gold], "both": [programme, gold], "none": []}
    codes = {}
    for name, programmes in held.items():
        opened = open_account(actor=SYSTEM, username=name, name=name)
        codes[name] = opened.code
        for one in programmes:
            grant_role(actor=SYSTEM, account=opened, role=Role.FUND, programme=one, since=SINCE)

    def reader(*programmes: str) -> Actor:
        return Actor("A-1", "X", frozenset(Grant(Role.AUTHORITY, code) for code in programmes))

    assert accounts_watched_by(reader("KAT"), Role.AUTHORITY) == {codes["kat"]}
    assert accounts_watched_by(reader("GOLD"), Role.AUTHORITY) == {codes["gold"]}
    assert accounts_watched_by(reader("KAT", "GOLD"), Role.AUTHORITY) is None
    assert accounts_watched_by(reader("KAT"), Role.AUDITOR) == set()
    assert accounts_watched_by(SYSTEM, Role.AUDITOR) is None


def test_an_account_is_closed_by_the_authority_of_each_of_its_programmes(
    programme: Programme, account: Account
) -> None:
    grant_role(actor=SYSTEM, account=account, role=Role.FUND, programme=programme)
    elsewhere = Actor("A-1", "X", frozenset({Grant(Role.AUTHORITY, "GOLD")}))
    with pytest.raises(Refusal, match="authority of the programme"):
        close_account(actor=elsewhere, account=account)
    here = Actor("A-1", "X", frozenset({Grant(Role.AUTHORITY, "KAT")}))
    assert not close_account(actor=here, account=account).is_active
