"""The law: every value with its instrument, and two persons who verify it."""

import pytest

from asili.core.access import system
from asili.core.accounts import grant_role, open_account
from asili.core.models import Approval
from asili.domain.law.models import LegalValue
from asili.domain.law.services import load_facts
from tests.cast import person_of
from tests.domain.custody.valley import Valley
from tests.interfaces.web.conftest import SINCE, Visit

KEY = "royalty.rate.Co"
TEXT = {"office": "Legal service", "reason": "Journal officiel of 2018, article 241"}


@pytest.fixture
def value(valley: Valley) -> LegalValue:
    load_facts(actor=system("test"))
    account = open_account(
        actor=system("test"), username="lwamba", name="Lwamba", person=person_of("felix")
    )
    grant_role(
        actor=system("test"),
        account=account,
        role="authority",
        programme=valley.programme,
        since=SINCE,
    )
    return LegalValue.objects.filter(key=KEY, valid_to=None).get()


def test_everybody_reads_what_holds_and_that_nobody_verified_it(
    value: LegalValue, visit: Visit
) -> None:
    page = visit().get(f"/law?q={KEY}").content.decode()
    assert "not verified" in page
    assert "<form" not in visit().get(f"/law/{KEY}/").content.decode().split("<main")[1]


def test_two_persons_verify_a_value_on_its_page(value: LegalValue, visit: Visit) -> None:
    visit("kasongo").post(f"/law/{KEY}/propose", {"value": value.pk, **TEXT})
    waiting = Approval.objects.get()
    second = visit("lwamba")
    assert waiting in second.get("/approvals?which=for-me").context["listing"].page
    assert waiting not in visit("kasongo").get("/approvals?which=for-me").context["listing"].page
    page = second.get(f"/approvals/{waiting.uuid}/").content.decode()
    assert TEXT["office"] in page
    second.post(f"/approvals/{waiting.uuid}/", {"because": "Compared.", "decision": "approve"})
    shown = visit().get(f"/law/{KEY}/").content.decode()
    assert "verified by two persons on" in shown
    assert TEXT["office"] in shown


def test_a_rejected_proposal_leaves_the_value_as_it_was(value: LegalValue, visit: Visit) -> None:
    visit("kasongo").post(f"/law/{KEY}/propose", {"value": value.pk, **TEXT})
    waiting = Approval.objects.get()
    visit("lwamba").post(
        f"/approvals/{waiting.uuid}/", {"because": "Old edition.", "decision": "reject"}
    )
    value.refresh_from_db()
    assert not value.is_verified
    listed = visit("lwamba").get("/approvals?state=decided").context["listing"]
    assert [row.decision for row in listed.page] == ["Old edition."]
    assert visit("lwamba").get("/approvals?which=mine").context["listing"].total == 1
    assert visit("chantal").get("/approvals?which=mine").context["listing"].total == 0


def test_who_is_of_no_authority_proposes_nothing(value: LegalValue, visit: Visit) -> None:
    answer = visit("banza").post(f"/law/{KEY}/propose", {"value": value.pk, **TEXT})
    assert answer.status_code == 403
    assert not Approval.objects.exists()


def test_a_proposal_without_a_text_goes_back_to_the_value(value: LegalValue, visit: Visit) -> None:
    answer = visit("kasongo").post(f"/law/{KEY}/propose", {"value": value.pk, "office": "x"})
    assert answer["Location"] == f"/law/{KEY}/"
    assert not Approval.objects.exists()


def test_an_unknown_value_is_not_there(value: LegalValue, visit: Visit) -> None:
    assert visit().get("/law/no.such.value/").status_code == 404
