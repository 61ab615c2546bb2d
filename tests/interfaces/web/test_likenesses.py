"""Two people who may be one: seen by the authority alone, decided with a reason, undone."""

from datetime import date

import pytest

from asili.core.access import system
from asili.domain.registry.models import Likeness
from asili.domain.registry.services import NewConsent, NewPerson, register_person
from tests.domain.custody.valley import Valley
from tests.interfaces.web.conftest import Visit

CLERK = system("test")
SINCE = date(2026, 2, 1)


@pytest.fixture
def pair(valley: Valley) -> Likeness:
    for name, phone in (("Kabila Ilunga Jean", "+243991234567"), ("Kabilla Jean Ilounga", "")):
        register_person(
            actor=CLERK,
            programme=valley.programme,
            person=NewPerson(
                name, birth_year=1990, phone=phone, consent=NewConsent("given", SINCE, "signed")
            ),
        )
    return Likeness.objects.select_related("one__party", "other__party").get()


def test_only_the_authority_knows_of_a_pair(visit: Visit, pair: Likeness) -> None:
    address = f"/parties/alike/{pair.pk}/"
    for who, status in (("kasongo", 200), ("amina", 404), ("banza", 404)):
        assert visit(who).get(address).status_code == status
    assert visit().get(address).status_code == 302
    listed = visit("kasongo").get("/parties/alike").content.decode()
    assert "Kabilla Jean Ilounga" in listed
    assert "Kabilla" not in visit("amina").get("/parties/alike").content.decode()


def test_a_merge_leads_from_one_to_the_other_until_it_is_undone(
    visit: Visit, pair: Likeness
) -> None:
    client = visit("kasongo")
    address = f"/parties/alike/{pair.pk}/"
    client.post(address, {"decision": "one", "because": "one card, one face"})
    gone, kept = (f"/parties/{one.party.code}/" for one in (pair.other, pair.one))
    assert client.get(gone).headers["Location"] == kept
    page = client.get(kept).content.decode()
    assert "+243991234567" in page
    client.post(address, {"decision": "undo", "because": "two brothers after all"})
    assert client.get(gone).status_code == 200


def test_a_decision_without_a_reason_is_not_taken(visit: Visit, pair: Likeness) -> None:
    answer = visit("kasongo").post(f"/parties/alike/{pair.pk}/", {"decision": "one"})
    assert answer.status_code == 200
    assert Likeness.objects.get().verdict == Likeness.Verdict.OPEN
