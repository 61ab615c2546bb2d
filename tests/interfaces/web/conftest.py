"""A valley with people in it: accounts that act for its parties, titles, papers and a shipment."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.conf import LazySettings
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.test import Client

from asili.core.access import system
from asili.core.models import Account
from asili.domain.credentials.services import NewCredential, NewState, issue_credential
from asili.domain.places.models import Occupancy, Title
from asili.domain.places.services import NewTitle, NewVersion, grant_titles
from asili.domain.registry.models import Membership, Party, Person
from asili.domain.registry.services import appoint_account
from asili.domain.registry.services.naming import file_names
from asili.network.vocabulary import EventKind, LotKind
from tests.cast import open_accounts
from tests.domain.custody.valley import Valley, bag, build_valley, lot, make, see, shipment, take

ACTS_FOR = {
    "amina": "north",
    "banza": "depot",
    "josephine": "exporter",
    "chantal": "division",
    "kasongo": "division",
}
SINCE = date(2025, 1, 1)
Visit = Callable[..., Client]


@pytest.fixture
def valley(db: None, settings: LazySettings) -> Valley:
    """The valley with accounts of the cast, two titles that overlap, and a cooperative's paper."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody types
    valley = build_valley()
    clerk = system("test")
    for name, account in open_accounts(valley.programme).items():
        if name in ACTS_FOR:
            party = valley.parties[ACTS_FOR[name]]
            appoint_account(actor=clerk, account=account, party=party, title="clerk", since=SINCE)
    Occupancy.objects.create(
        place=valley.places["site"], party=valley.parties["north"], role="cooperative", since=SINCE
    )
    draw_titles(valley)
    issue_credential(
        actor=clerk,
        credential=NewCredential(
            "KOP-7",
            "cooperative_approval",
            valley.parties["north"].code,
            (
                NewState("issued", datetime(2025, 1, 1, tzinfo=UTC)),
                NewState("suspended", datetime(2026, 7, 1, tzinfo=UTC)),
            ),
        ),
    )
    return valley


def draw_titles(valley: Valley) -> list[Title]:
    """A permit and a zone around the site; a strip of both is the same ground."""
    permit = Polygon.from_bbox((25.40, -10.80, 25.52, -10.60))
    zone = Polygon.from_bbox((25.48, -10.75, 25.60, -10.65))
    return grant_titles(
        actor=system("test"),
        programme=valley.programme,
        titles=[
            NewTitle(
                number,
                kind,
                name,
                (
                    NewVersion(
                        MultiPolygon(area, srid=4326),
                        SINCE,
                        "invented",
                        valley.parties[holder].code if holder else "",
                        status=status,
                    ),
                ),
            )
            for number, kind, name, area, holder, status in (
                ("100", "PE", "Kivumbi", permit, "plant", "active"),
                ("7", "ZEA", "Lwanga", zone, "", "instituted"),
            )
        ],
    )


@pytest.fixture
def told(valley: Valley) -> Valley:
    """Bags from the pit to a shipment; one bag is sold twice and one arrives too light."""
    report = valley.record(
        valley.allocate(),
        valley.fill("north", range(1, 8), 50_000),
        valley.send("north", "depot", *(bag(n) for n in range(1, 6))),
        valley.receive("depot", *(bag(n) for n in range(1, 5))),
        valley.fact(EventKind.TRANSFER_IN, "depot", see(bag(5), wet_g=40_000)),
        valley.buy("depot", "north", *(bag(n) for n in range(1, 5))),
        valley.buy("rival", "north", bag(1)),
        valley.blend("depot", make(lot(1), 99_500), take(bag(1)), take(bag(2))),
        valley.fact(
            EventKind.SHIP, "depot", (take(lot(1)), make(shipment(1), kind=LotKind.SHIPMENT))
        ),
    )
    assert report.waiting == 2
    return valley


@pytest.fixture
def visit(db: None) -> Visit:
    """A browser in which a member of the cast has signed in, or nobody."""

    def signed_in(name: str = "") -> Client:
        client = Client()
        if name:
            account = Account.objects.get(username=name)
            client.force_login(account, "django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


def enrol(valley: Valley, name: str, cooperative: str) -> Party:
    """A person who digs for a cooperative."""
    party = Party.objects.create(kind="person", name=name, programme=valley.programme)
    file_names([party])
    person = Person.objects.create(party=party, salt=b"0" * 16)
    organisation = valley.parties[cooperative].organisation
    Membership.objects.create(person=person, organisation=organisation, role="digger", since=SINCE)
    return party
