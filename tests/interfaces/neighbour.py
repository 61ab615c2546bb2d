"""A second programme beside the demo: gold in another province, with a record of every kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Final

from django.apps import apps
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from asili.core.access import Actor, Role, system
from asili.core.accounts import grant_role, open_account
from asili.core.findings import dismiss_finding
from asili.core.identifiers import new_code
from asili.core.imports.machine import bring_file
from asili.core.jobs import start_job
from asili.core.models import (
    Account,
    Approval,
    Finding,
    Job,
    Programme,
    StoredFile,
)
from asili.core.tasks import verify_journal
from asili.domain.custody.models import Event, Lot
from asili.domain.custody.services import (
    attach_document,
    grant_disclosure,
    propose_acceptance,
)
from asili.domain.places.models import Occupancy, Title
from asili.domain.places.services import NewTitle, NewVersion, grant_titles
from asili.domain.registry.models import Party
from asili.domain.registry.queries import actor_for
from asili.domain.registry.services import (
    NewMembership,
    NewPerson,
    add_member,
    appoint_account,
    register_person,
)
from asili.domain.trade.models import Settlement
from asili.domain.trade.services import Bargain, NewDeduction, record_purchase
from asili.network.vocabulary import EventKind, LotKind
from tests.core.papers import PDF
from tests.domain.custody.valley import Valley, bag, make, measured, see, settle, take

CODE: Final = "TANG-AU"
SINCE: Final = date(2025, 1, 1)
CLERK: Final = system("neighbour")
PEOPLE: Final = {
    "neema": (Role.AUTHORITY, "division"),
    "omari": (Role.AUTHORITY, "division"),
    "salama": (Role.AUDITOR, ""),
    "juma": (Role.TRADER, "depot"),
    "rehema": (Role.COOPERATIVE, "north"),
}
"""Accounts of the neighbour: role, and the party that each acts for."""
WORDS: Final = (
    "zwk-note",
    "zwk-paper",
    "zwk-receipt",
    "zwk-weigher",
    "zwk-reason",
    "zwk-because",
    "zwk-scan",
    "zwk-table",
    "Zwk Mlimani",
)
"""What was written in records that are for the neighbour alone."""
_TAGS: Final = 700_000_000


@dataclass(frozen=True)
class Neighbour:
    """The programme, one record of each kind by the word of an address, and what is private.

    ``examples`` has the words of `visits.RECORDS`; ``accounts`` are by user name.
    """

    programme: Programme
    valley: Valley
    accounts: dict[str, Account]
    examples: dict[str, str]
    private: frozenset[str]

    def actor(self, name: str) -> Actor:
        """A person of the neighbour as a value."""
        return actor_for(self.accounts[name])


def settle_neighbour(beside: Programme) -> Neighbour:
    """Copy a programme for gold, people it, and record something of every kind in it."""
    call_command(
        *("programme", "copy", beside.code, "--to", CODE, "--name", "Gold of Tanganyika"),
        *("--province", "CD-TA", "--commodity", "gold", "--analyte", "Au"),
        stdout=StringIO(),
    )
    valley = settle(Programme.objects.get(code=CODE), "Zwangen ", "CD-TA")
    here = Neighbour(valley.programme, valley, _people(valley), {}, frozenset())
    _registry(valley)
    lots = _custody(here)
    _decisions(here, lots)
    examples = _examples(here, lots)
    return Neighbour(here.programme, valley, here.accounts, examples, frozenset(_private(here)))


def _people(valley: Valley) -> dict[str, Account]:
    opened = {}
    for name, (role, party) in PEOPLE.items():
        account = open_account(
            actor=CLERK, username=f"zwk-{name}", name=f"Zwk {name.title()}", person=new_code("P")
        )
        grant_role(actor=CLERK, account=account, role=role, programme=valley.programme, since=SINCE)
        if party:
            acted_for = valley.parties[party]
            appoint_account(
                actor=CLERK, account=account, party=acted_for, title="clerk", since=SINCE
            )
        opened[name] = account
    return opened


def _registry(valley: Valley) -> None:
    north = valley.parties["north"]
    digger = register_person(
        actor=CLERK, programme=valley.programme, person=NewPerson("Zwk Mlimani", birth_year=1990)
    )
    add_member(
        actor=CLERK, membership=NewMembership(digger.party.code, north.code, "digger", SINCE)
    )
    Occupancy.objects.create(
        place=valley.places["site"], party=north, role="cooperative", since=SINCE
    )
    area = MultiPolygon(Polygon.from_bbox((28.0, -6.0, 28.1, -5.9)), srid=4326)
    title = NewTitle("9901", "ZEA", "Zwangen", (NewVersion(area, SINCE, "invented"),))
    grant_titles(actor=CLERK, programme=valley.programme, titles=[title])


def _custody(here: Neighbour) -> dict[str, str]:
    """From the pit to a shipment, one bag too light on arrival, one purchase with its money."""
    valley, tags = here.valley, [bag(_TAGS + n) for n in range(5)]
    blended, shipped = new_code("L"), new_code("S")
    sample = (measured("moisture", "4", "0.3"), measured("Au", "0.00120", "0.00005"))
    valley.record(valley.allocate(_TAGS, _TAGS + 99))
    valley.actor = here.actor("rehema")
    numbers = range(_TAGS, _TAGS + 5)
    valley.record(
        valley.fill("north", numbers, 50_000, measurements=sample, note="zwk-note"),
        valley.send("north", "depot", *tags, document="zwk-paper"),
    )
    valley.actor = here.actor("juma")
    light = valley.fact(EventKind.TRANSFER_IN, "depot", see(tags[4], wet_g=40_000))
    valley.record(valley.receive("depot", *tags[:4]), light)
    bought = valley.buy("depot", "north", *tags[:4])
    paid = record_purchase(
        actor=valley.actor,
        event=bought,
        bargain=Bargain(
            unit_minor=987_654,
            basis="whole",
            currency="USD",
            paid_by="cash",
            deductions=(NewDeduction("transport", 4_321, informal=True),),
            receipt="zwk-receipt",
            weigher="zwk-weigher",
        ),
    )
    valley.record(
        valley.blend("depot", make(blended), take(tags[0]), take(tags[1])),
        valley.fact(EventKind.SHIP, "depot", (take(blended), make(shipped, kind=LotKind.SHIPMENT))),
    )
    return {
        "bag": tags[0],
        "lot": blended,
        "shipment": shipped,
        "event": str(bought.uuid),
        "light": str(light.uuid),
        "receipt": paid.settlement.code,
    }


def _decisions(here: Neighbour, lots: dict[str, str]) -> None:
    """What people of the authority do about it."""
    authority = here.actor("neema")
    light = Event.objects.get(uuid=lots["light"])
    propose_acceptance(actor=authority, event=light, rule="custody.7", reason="zwk-reason")
    scan = SimpleUploadedFile("zwk-scan.pdf", PDF)
    attach_document(actor=authority, event=light, upload=scan)
    grant_disclosure(
        actor=authority,
        lot=Lot.objects.get(code=lots["shipment"]),
        party=here.valley.parties["exporter"],
        until=timezone.now() + timedelta(days=30),
    )
    asked = Finding.objects.filter(programme=CODE, rule="trade.4").first()
    assert asked is not None
    dismiss_finding(actor=here.actor("omari"), code=asked.code, because="zwk-because")
    start_job(actor=authority, kind=verify_journal)
    table = BytesIO(b"Name,Latitude,Longitude\nzwk-cell,-6.1,28.1\n")
    bring_file(
        actor=authority, programme=here.programme, into="sites", source=table, name="zwk-table.csv"
    )


def _examples(here: Neighbour, lots: dict[str, str]) -> dict[str, str]:
    person = Party.objects.get(programme=here.programme, kind="person")
    return lots | {
        "place": here.valley.places["site"].code,
        "title": Title.objects.get(programme=here.programme).code,
        "party": here.valley.parties["north"].code,
        "person": person.code,
        "finding": Finding.objects.filter(programme=CODE, state="open").earliest("pk").code,
    }


def _private(here: Neighbour) -> Iterator[str]:
    """Every number, name and word that is for the neighbour alone."""
    yield from WORDS
    of_programme = {"programme": here.programme}
    yield from Lot.objects.filter(**of_programme).values_list("code", flat=True)
    for uuid in Event.objects.filter(**of_programme).values_list("uuid", flat=True):
        yield str(uuid)
    yield from Settlement.objects.filter(**of_programme).values_list("code", flat=True)
    yield from Finding.objects.filter(programme=CODE).values_list("code", flat=True)
    for person in Party.objects.filter(kind="person", **of_programme):
        yield from (person.code, person.name)
    for account in here.accounts.values():
        yield from (account.code, account.name, account.person, account.username)
    acted = [account.code for account in here.accounts.values()]
    yield from Job.objects.filter(started_by__in=acted).values_list("code", flat=True)
    for uuid in Approval.objects.filter(proposed_by__in=acted).values_list("uuid", flat=True):
        yield str(uuid)
    yield from StoredFile.objects.filter(name="zwk-scan.pdf").values_list("code", flat=True)


def kinds_filled(programme: Programme) -> set[str]:
    """Names of the models with a row of the programme, among those that say their programme."""
    return {
        model.__name__
        for model in apps.get_models()
        for field in model._meta.fields
        if field.name == "programme"
        if model._default_manager.filter(
            programme=programme if field.is_relation else programme.code
        ).exists()
    }
