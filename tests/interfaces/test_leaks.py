"""Two programmes in one installation: neither tells its visitors what is the other's.

The demo is one of them, gold in another province the other, with a record of every kind. Every
address of ``permissions.csv``, which has all there are, is asked by every member of the demo's cast
for the neighbour's records; lists are asked for files, searched, and narrowed to the neighbour.
"""

from collections.abc import Iterator
from datetime import date
from urllib.parse import quote, unquote, urlencode

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import get_resolver

from asili.core.access import Role, system
from asili.core.accounts import grant_role, open_account
from asili.core.models import AccountGrant, JournalEntry, Programme
from asili.interfaces.web.addresses import address_of
from tests.cast import NAMES
from tests.interfaces import visits
from tests.interfaces.callers import signed_in
from tests.interfaces.neighbour import Neighbour, kinds_filled, settle_neighbour

ROWS = visits.rows()
PUBLIC = {"place", "title", "party", "bag"}
"""Words of records that are for everybody, whose programme they are of plays no part."""
REFUSED = {302, 403, 404, 405}
FOR_ALL = {"PayableBand", "PlaceIdentifier", "ReferencePrice", "Visit", "VisitSource"}
"""Kinds of records that are for everybody."""
FORM = {
    "because": "mine",
    "reason": "mine",
    "decision": "approve",
    "rule": "custody.7",
    "number": "1",
    "office": "mine",
}
"""What the forms of this service ask for."""


@pytest.fixture(scope="module")
def own(demo: None) -> Programme:
    """The programme of the demo in which its cast has roles."""
    return Programme.objects.get(pk__in=AccountGrant.objects.values("programme"))


@pytest.fixture(scope="module")
def neighbour(own: Programme) -> Neighbour:
    return settle_neighbour(own)


@pytest.fixture(scope="module")
def callers(neighbour: Neighbour, own: Programme) -> dict[str, Client]:
    """The cast of the demo, nobody, a stranger, and an auditor of the demo."""
    cast = {name: client for name, client in visits.visitors().items() if name in NAMES}
    clerk = system("test")
    account = open_account(actor=clerk, username="auditor", name="Auditor")
    grant_role(
        actor=clerk, account=account, role=Role.AUDITOR, programme=own, since=date(2025, 1, 1)
    )
    return {"anonymous": Client(), **cast, "auditor": signed_in(account)}


def words_of(row: dict[str, str]) -> set[str]:
    """The words in an address that stand for a record."""
    return {part.split("}")[0] for part in row["address"].split("{")[1:]}


def wishes(row: dict[str, str], neighbour: Neighbour) -> Iterator[str]:
    """An address about the neighbour; one without a record also as a file, search and filter."""
    known = neighbour.examples
    address = row["address"].format(**known)
    yield address
    if words_of(row):
        return
    join = "&" if "?" in address else "?"
    yield address + join + urlencode({"format": "csv"})
    for words in ("zwk", known["lot"], known["person"]):
        yield address + join + urlencode({"q": words})
    narrow = dict.fromkeys(("holder", "party", "member_of"), known["party"])
    yield address + join + urlencode({**narrow, "place": known["place"], "state": "any"})


def told(answer: HttpResponseBase) -> str:
    """Everything that an answer says."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace") + str(dict(answer.items()))


def leaks(answer: HttpResponseBase, neighbour: Neighbour, address: str) -> set[str]:
    """What is the neighbour's alone and was not in the question."""
    text, asked = told(answer), unquote(address)
    return {secret for secret in neighbour.private if secret in text and secret not in asked}


def test_every_address_is_walked() -> None:
    assert {row["name"] for row in ROWS} == set(visits.addresses(get_resolver().url_patterns))


def test_the_neighbour_has_a_record_of_every_kind(neighbour: Neighbour, own: Programme) -> None:
    assert kinds_filled(own) - kinds_filled(neighbour.programme) <= FOR_ALL


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['name']} {row['address']}")
def test_nobody_reads_what_is_the_neighbours(
    row: dict[str, str], callers: dict[str, Client], neighbour: Neighbour
) -> None:
    found = {}
    for address in wishes(row, neighbour):
        for name, client in callers.items():
            answer = client.get(address)
            if said := leaks(answer, neighbour, address):
                found[name, address] = said
            if words_of(row) - PUBLIC and "?" not in address:
                assert answer.status_code in REFUSED, (name, address)
    assert not found


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if words_of(row)],
    ids=lambda row: f"{row['name']} {row['address']}",
)
def test_nobody_changes_what_is_the_neighbours(
    row: dict[str, str], callers: dict[str, Client], neighbour: Neighbour
) -> None:
    address = row["address"].format(**neighbour.examples)
    before = JournalEntry.objects.count()
    for name, client in callers.items():
        answer = client.post(address, {**FORM, "party": neighbour.examples["party"]})
        if words_of(row) - PUBLIC and "?" not in address:
            assert answer.status_code in REFUSED, name
        assert not leaks(answer, neighbour, address), name
    assert JournalEntry.objects.count() == before


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if words_of(row) - PUBLIC and "?" not in row["address"]],
    ids=lambda row: f"{row['name']} {row['address']}",
)
def test_the_neighbours_authority_is_as_much_a_stranger_here(
    row: dict[str, str], neighbour: Neighbour, examples: dict[str, str]
) -> None:
    for name in ("neema", "salama"):
        client = signed_in(neighbour.accounts[name])
        assert client.get(row["address"].format(**examples)).status_code in REFUSED, name


def test_the_neighbours_own_people_read_all_of_it(neighbour: Neighbour) -> None:
    """What nobody could read at all would prove nothing; of accounts, only names are shown."""
    at_home = [signed_in(neighbour.accounts[name]) for name in ("neema", "rehema")]
    addresses = {address_of(secret) for secret in neighbour.private} - {""}
    addresses |= {f"/lots/{secret}/" for secret in neighbour.private if secret[:2] == "B-"}
    addresses |= {
        "/lots",
        "/findings?state=any",
        "/journal?format=csv",
        "/jobs",
        "/approvals",
        "/imports",
    }
    addresses |= {f"/parties?q={quote('zwk')}", f"/receipts/{neighbour.examples['receipt']}/"}
    text = "".join(told(client.get(address)) for address in addresses for client in at_home)
    hidden = {
        code
        for account in neighbour.accounts.values()
        for code in (account.code, account.person, account.username)
    }
    away = {account.name for name, account in neighbour.accounts.items() if name == "salama"}
    assert {secret for secret in neighbour.private if secret not in text} <= hidden | away
