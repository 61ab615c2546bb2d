"""Papers issued and changed: a sealed history, judged at the instant, replayable as known."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from asili.core import journal
from asili.core.access import ANONYMOUS, NotVisible, Refusal, system
from asili.core.models import Finding, JournalEntry, Programme
from asili.domain.credentials import queries, services
from asili.domain.credentials.models import Credential, CredentialState
from asili.domain.credentials.policies import visible_credentials
from asili.domain.credentials.services import NewCredential, NewState
from asili.domain.registry.models import Party
from asili.domain.registry.services import (
    NewOrganisation,
    NewPerson,
    register_organisation,
    register_person,
)
from asili.network import schema
from tests.cast import actor, party_of

CLERK = system("test")
START = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2027, 1, 1, tzinfo=UTC)
ISSUED = NewState("issued", START, END)


@pytest.fixture
def trader(programme: Programme) -> Party:
    return register_organisation(
        actor=CLERK,
        programme=programme,
        organisation=NewOrganisation("Invented Trade", "trader", code=party_of("banza")),
    ).party


def card(holder: Party, number: str = "T-1", **more: object) -> NewCredential:
    return NewCredential(number, "trader_card", holder.code, (ISSUED,), **more)  # type: ignore[arg-type]


@pytest.fixture
def issued(trader: Party) -> Credential:
    return services.issue_credential(actor=CLERK, credential=card(trader))


def valid(party: Party, at: datetime, *kinds: str, **more: datetime) -> bool:
    return queries.valid_at([party.pk], kinds or ("trader_card",), at, **more)[party.pk]


def test_a_card_is_valid_from_its_issue_to_its_term(trader: Party, issued: Credential) -> None:
    instant = timedelta(microseconds=1)
    assert [valid(trader, at) for at in (START - instant, START, END - instant, END)] == [
        False,
        True,
        True,
        False,
    ]
    assert queries.state_at(issued, END) == "expired"
    assert not valid(trader, START, "export_licence")


def test_a_suspension_that_ends_leaves_the_card_as_it_was(
    trader: Party, issued: Credential
) -> None:
    march, april = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    services.change_state(
        actor=actor("kasongo"),
        credential=issued,
        state=NewState("suspended", march, april, "no monthly report"),
    )
    assert not valid(trader, march)
    assert valid(trader, april)
    assert queries.valid_periods([trader.pk], ["trader_card"]) == {
        trader.pk: [(START, march), (april, END)]
    }


def test_a_party_without_a_paper_is_answered_for_too(programme: Programme, trader: Party) -> None:
    assert queries.valid_at([trader.pk, 999_999], ["trader_card"], START) == {
        trader.pk: False,
        999_999: False,
    }


def test_a_judgement_is_replayed_as_it_was_known(trader: Party, issued: Credential) -> None:
    before = CredentialState.objects.get().recorded_at
    june = datetime(2026, 6, 1, tzinfo=UTC)
    services.change_state(actor=CLERK, credential=issued, state=NewState("revoked", START))
    assert not valid(trader, june)
    assert valid(trader, june, known_at=before)
    assert queries.state_at(issued, june, known_at=before) == "issued"


def test_the_history_of_a_paper_is_sealed(issued: Credential) -> None:
    rows = CredentialState.objects.filter(credential=issued)
    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        rows.update(until=None)
    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        rows.delete()


def test_the_journal_commits_to_the_states_and_notices_a_change(issued: Credential) -> None:
    entry = JournalEntry.objects.latest("position")
    rows = queries.journal_rows(entry.act_id)
    assert journal.rows_root(rows) == bytes(entry.root)
    Credential.objects.filter(pk=issued.pk).update(number="T-2")
    assert journal.rows_root(queries.journal_rows(entry.act_id)) != bytes(entry.root)


def test_a_history_begins_with_the_issue_and_runs_forward(trader: Party) -> None:
    backwards = NewState("issued", END, START)
    for states in ((), (NewState("suspended", START),), (backwards,)):
        with pytest.raises(Refusal) as refused:
            services.issue_credential(
                actor=CLERK,
                credential=NewCredential("T-1", "trader_card", trader.code, states),
            )
        assert refused.value.rule == "credentials.2"
    assert not Credential.objects.exists()


def test_nobody_issues_or_changes_a_paper_of_their_own(trader: Party, issued: Credential) -> None:
    kasongo = actor("kasongo")
    own = type(kasongo)(
        account=kasongo.account,
        name=kasongo.name,
        grants=kasongo.grants,
        parties=frozenset({trader.code}),
    )
    for act in (
        lambda: services.issue_credential(actor=own, credential=card(trader)),
        lambda: services.change_state(actor=own, credential=issued, state=ISSUED),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.rule == "credentials.3"


@pytest.mark.parametrize(("who", "may"), [("kasongo", True), ("chantal", False), ("banza", False)])
def test_papers_are_issued_by_an_authority(programme: Programme, who: str, *, may: bool) -> None:
    holder = register_person(
        actor=CLERK, programme=programme, person=NewPerson("Invented Name", birth_year=1990)
    ).party
    if may:
        services.issue_credential(actor=actor(who), credential=card(holder))
    else:
        with pytest.raises(Refusal) as refused:
            services.issue_credential(actor=actor(who), credential=card(holder))
        assert refused.value.rule == "credentials.5"


def test_the_same_number_twice_is_recorded_and_asked_about(
    trader: Party, issued: Credential
) -> None:
    second = services.issue_credential(actor=CLERK, credential=card(trader))
    finding = Finding.objects.get()
    assert (finding.rule, finding.subject) == ("credentials.4", second.code)
    services.issue_credential(actor=CLERK, credential=card(trader, "T-9"))
    assert Finding.objects.count() == 1


def test_the_same_number_twice_in_one_act_is_asked_about_twice(trader: Party) -> None:
    services.issue_credentials(actor=CLERK, credentials=[card(trader), card(trader)])
    assert Finding.objects.filter(rule="credentials.4").count() == 2


@pytest.mark.parametrize("field", ["issuer", "place", "title"])
def test_an_unknown_code_is_not_visible(trader: Party, field: str) -> None:
    with pytest.raises(NotVisible):
        services.issue_credential(actor=CLERK, credential=card(trader, **{field: "X-1"}))


def test_papers_of_people_are_not_public(programme: Programme, issued: Credential) -> None:
    person = register_person(
        actor=CLERK, programme=programme, person=NewPerson("Invented Name", birth_year=1990)
    )
    private = services.issue_credential(
        actor=CLERK,
        credential=NewCredential("D-1", "digger_card", person.party.code, (ISSUED,)),
    )
    assert set(visible_credentials(ANONYMOUS)) == {issued}
    assert set(visible_credentials(actor("banza"))) == {issued}
    assert set(visible_credentials(actor("chantal"))) == {issued, private}


def test_many_papers_are_issued_in_one_act_with_few_queries(
    trader: Party, django_assert_max_num_queries: object
) -> None:
    many = [card(trader, f"T-{number}") for number in range(1200)]
    before = journal.position()
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        services.issue_credentials(actor=CLERK, credentials=many)
    assert journal.position() == before + 1
    assert Credential.objects.count() == 1200


def test_words_are_those_of_the_network_folder() -> None:
    assert Credential.Kind.values == list(schema.CREDENTIAL_KINDS)
    assert CredentialState.State.values == list(schema.CREDENTIAL_STATES)
