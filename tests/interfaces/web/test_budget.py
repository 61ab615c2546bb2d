"""Every page reads only, within thirteen queries, in both languages and for whoever may open it."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from asili.core import journal
from asili.core.models import Finding
from asili.domain.custody.models import Event
from asili.domain.places.models import Title
from tests.domain.custody.valley import Valley, bag
from tests.interfaces.visits import reading_only
from tests.interfaces.web.conftest import Visit, enrol

QUERIES = 13
"""Twelve for the page, and one that counts the unread notices in its head."""
PAGES: dict[str, Callable[[Valley], str]] = {
    "map": lambda valley: "/map",
    "places": lambda valley: "/places",
    "place": lambda valley: f"/places/{valley.places['site'].code}/",
    "pit": lambda valley: f"/places/{valley.places['pit'].code}/",
    "titles": lambda valley: "/titles",
    "title": lambda valley: f"/titles/{Title.objects.get(number='100').code}/",
    "overlaps": lambda valley: "/overlaps",
    "sitings": lambda valley: "/overlaps/sites",
    "samples": lambda valley: "/samples",
    "parties": lambda valley: "/parties",
    "organisation": lambda valley: f"/parties/{valley.parties['north'].code}/",
    "trader": lambda valley: f"/parties/{valley.parties['depot'].code}/",
    "lots": lambda valley: "/lots",
    "lots searched": lambda valley: f"/lots?q={bag(1)}&sort=-mass",
    "shipments": lambda valley: "/shipments",
    "event": lambda valley: (
        f"/events/{Event.objects.get(outcome__verdict='quarantined', kind='transfer_in').uuid}/"
    ),
    "inbox": lambda valley: "/findings",
    "finding": lambda valley: f"/findings/{Finding.objects.get(rule='custody.5').code}/",
    "approvals": lambda valley: "/approvals",
    "notices": lambda valley: "/notices",
    "jobs": lambda valley: "/jobs",
    "journal": lambda valley: "/journal",
    "entry": lambda valley: f"/journal/{journal.position()}/",
    "search": lambda valley: "/search?q=a%20name",
    "search for a part": lambda valley: "/search?q=de",
    **{
        f"layer {name}": lambda valley, name=name: f"/map/{name}.geojson"
        for name in ("places", "titles", "overlaps", "flows")
    },
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_only_and_within_its_budget(told: Valley, visit: Visit, name: str) -> None:
    for number in range(3):
        enrol(told, f"Digger {number}", "north")
    client, address = visit("kasongo"), PAGES[name](told)
    client.get(address)
    with reading_only(), CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert answer.status_code == 200
    assert len(asked) <= QUERIES, "\n".join(query["sql"][:150] for query in asked)


@pytest.mark.parametrize("name", ["lots", "parties", "inbox", "event", "place", "organisation"])
def test_more_rows_ask_no_more_queries(told: Valley, visit: Visit, name: str) -> None:
    client, address = visit("kasongo"), PAGES[name](told)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    queries()
    before = queries()
    told.record(told.fill("north", range(20, 40)), told.buy("rival", "north", bag(2)))
    for number in range(15):
        enrol(told, f"Digger {number}", "north")
    assert queries() <= before


@pytest.mark.parametrize("language", ["en", "fr", "sw"])
def test_every_page_opens_in_every_language(told: Valley, visit: Visit, language: str) -> None:
    client = visit("kasongo")
    for page, address in PAGES.items():
        answer = client.get(address(told), headers={"accept-language": language})
        assert answer.status_code == 200, page
        if "text/html" in answer["Content-Type"]:
            assert f'<html lang="{language}"' in answer.content.decode(), page
