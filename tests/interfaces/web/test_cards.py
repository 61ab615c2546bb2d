"""A card's page tells anybody whether it is valid and too little to find a person by."""

from datetime import UTC, datetime

import pytest

from asili.core.access import system
from asili.domain.credentials.models import Credential
from asili.domain.credentials.services import (
    NewCredential,
    NewState,
    change_state,
    issue_credential,
)
from asili.domain.registry.services import NewPerson, register_person
from tests.domain.custody.valley import Valley
from tests.interfaces.web.conftest import Visit

CLERK = system("test")


@pytest.fixture
def card(valley: Valley) -> Credential:
    person = register_person(
        actor=CLERK, programme=valley.programme, person=NewPerson("Kabila Ilunga", birth_year=1990)
    )
    found = issue_credential(
        actor=CLERK,
        credential=NewCredential(
            "KZ-00917",
            "digger_card",
            person.party.code,
            (NewState("issued", datetime(2026, 1, 1, tzinfo=UTC)),),
            issuer=valley.parties["division"].code,
        ),
    )
    change_state(
        actor=CLERK,
        credential=found,
        state=NewState("suspended", datetime(2026, 5, 10, tzinfo=UTC), reason="a private reason"),
    )
    return found


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("2025-12-01", "Not valid on"),
        ("2026-03-01", "Valid on"),
        ("2026-05-20", "Not valid on"),
    ],
)
def test_a_card_is_valid_from_its_issue_until_it_is_suspended(
    visit: Visit, card: Credential, on: str, words: str
) -> None:
    page = visit().get(f"/c/{card.code}/?on={on}", headers={"Accept-Language": "en"})
    text = page.content.decode()
    assert f'<h2 id="standing">{words}' in text


def test_the_page_shows_no_name_no_whole_number_and_no_reason(
    visit: Visit, card: Credential
) -> None:
    text = visit().get(f"/c/{card.code}/").content.decode()
    for hidden in ("Kabila", "Ilunga", "KZ-00917", "a private reason"):
        assert hidden not in text
    assert "K. I." in text
    assert "917" in text
    assert visit().get("/c/C-0000000000/").status_code == 404


def test_cards_are_printed_by_the_authority_with_a_square_for_each(
    visit: Visit, card: Credential
) -> None:
    page = visit("kasongo").get("/cards/print?q=kabila")
    text = page.content.decode()
    assert "KZ-00917" in text
    assert text.count('class="qr"') == 1
    assert "KZ-00917" not in visit("kasongo").get("/cards/print?q=mutombo").content.decode()
    assert visit("amina").get("/cards/print").status_code == 403
    assert "KZ-00917" not in visit("banza").get("/cards").content.decode()
    assert "KZ-00917" in visit("kasongo").get("/cards").content.decode()
