"""Two persons accept a difference: proposed on the event's page, decided on its own."""

import pytest

from asili.core.access import system
from asili.core.accounts import grant_role, open_account
from asili.core.models import Approval, Finding, JournalEntry
from asili.domain.custody.models import Event, Lot
from asili.domain.registry.services import appoint_account
from tests.cast import person_of
from tests.domain.custody.valley import Valley, bag
from tests.interfaces.web.conftest import SINCE, Visit

REASON = "The scale at the depot was wet; weighed again on another."


@pytest.fixture
def too_light(told: Valley) -> Event:
    """The arrival of a bag that weighs less than when it left."""
    return Event.objects.get(outcome__verdict="quarantined", kind="transfer_in")


@pytest.fixture
def second(told: Valley) -> str:
    """A second authority of the province, by sign-in name."""
    clerk = system("test")
    account = open_account(actor=clerk, username="lwamba", name="Lwamba", person=person_of("felix"))
    grant_role(
        actor=clerk, account=account, role="authority", programme=told.programme, since=SINCE
    )
    appoint_account(
        actor=clerk, account=account, party=told.parties["division"], title="head", since=SINCE
    )
    return "lwamba"


def propose(visit: Visit, event: Event, name: str = "kasongo") -> object:
    return visit(name).post(
        f"/events/{event.uuid}/propose", {"rule": "custody.7", "reason": REASON}
    )


def test_the_event_page_explains_why_a_line_waits_and_offers_the_way_out(
    too_light: Event, visit: Visit
) -> None:
    page = visit("kasongo").get(f"/events/{too_light.uuid}/").content.decode()
    assert "40 kg where 50 kg were on the books" in page
    assert 'action="/events/' in page


def test_those_on_either_side_see_the_event_and_others_do_not(
    too_light: Event, visit: Visit
) -> None:
    seen = {
        name: visit(name).get(f"/events/{too_light.uuid}/").status_code
        for name in ("banza", "josephine", "stranger", "chantal")
    }
    assert seen == {"banza": 200, "josephine": 404, "stranger": 404, "chantal": 200}


def test_a_second_person_approves_and_the_bag_counts(
    too_light: Event, second: str, visit: Visit
) -> None:
    assert propose(visit, too_light).status_code == 302  # type: ignore[attr-defined]
    waiting = Approval.objects.get()
    client = visit(second)
    assert waiting in client.get("/approvals").context["listing"].page
    address = f"/approvals/{waiting.uuid}/"
    assert REASON in client.get(address).content.decode()
    client.post(address, {"because": "Seen.", "decision": "approve"})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decision) == ("approved", "Seen.")
    assert Lot.objects.get(code=bag(5)).wet_g == 40_000


def test_who_proposed_cannot_decide(too_light: Event, visit: Visit) -> None:
    propose(visit, too_light)
    waiting = Approval.objects.get()
    client = visit("kasongo")
    assert "<textarea" not in client.get(f"/approvals/{waiting.uuid}/").content.decode()
    refused = client.post(
        f"/approvals/{waiting.uuid}/", {"because": "Mine.", "decision": "approve"}
    )
    assert refused.status_code == 403
    assert "two persons" in refused.content.decode()
    waiting.refresh_from_db()
    assert waiting.state == "proposed"


def test_an_inspector_may_propose_but_not_reject(too_light: Event, visit: Visit) -> None:
    propose(visit, too_light)
    waiting = Approval.objects.get()
    answer = visit("chantal").post(
        f"/approvals/{waiting.uuid}/", {"because": "No.", "decision": "reject"}
    )
    assert answer.status_code == 403
    waiting.refresh_from_db()
    assert waiting.state == "proposed"


def test_a_rejection_keeps_its_reason_and_changes_no_mass(
    too_light: Event, second: str, visit: Visit
) -> None:
    propose(visit, too_light)
    waiting = Approval.objects.get()
    visit(second).post(f"/approvals/{waiting.uuid}/", {"because": "Weigh.", "decision": "reject"})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decision) == ("rejected", "Weigh.")
    assert Lot.objects.get(code=bag(5)).wet_g == 50_000


def test_a_trader_neither_proposes_nor_reads_proposals(too_light: Event, visit: Visit) -> None:
    assert propose(visit, too_light, "banza").status_code == 403  # type: ignore[attr-defined]
    propose(visit, too_light)
    client = visit("banza")
    assert client.get("/approvals").context["listing"].total == 0
    assert client.get(f"/approvals/{Approval.objects.get().uuid}/").status_code == 404


def test_a_proposal_without_a_reason_goes_back_to_the_event(too_light: Event, visit: Visit) -> None:
    answer = visit("kasongo").post(
        f"/events/{too_light.uuid}/propose", {"rule": "custody.7", "reason": ""}
    )
    assert answer["Location"] == f"/events/{too_light.uuid}/"
    assert not Approval.objects.exists()


def test_proposing_is_no_get(too_light: Event, visit: Visit) -> None:
    assert visit("kasongo").get(f"/events/{too_light.uuid}/propose").status_code == 405


def test_the_reason_of_a_rejection_stands_on_the_event_and_on_its_finding(
    too_light: Event, second: str, visit: Visit
) -> None:
    propose(visit, too_light)
    address = f"/approvals/{Approval.objects.get().uuid}/"
    visit(second).post(address, {"because": "Weigh again.", "decision": "reject"})
    finding = Finding.objects.get(rule="custody.7")
    for page in (f"/events/{too_light.uuid}/", f"/findings/{finding.code}/"):
        assert "Weigh again." in visit("kasongo").get(page).content.decode()
    entry = JournalEntry.objects.order_by("-position")[0]
    assert (entry.act, entry.subjects) == ("custody.difference.rejected", [str(too_light.uuid)])
