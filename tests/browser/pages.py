"""Every page of the product once, with a record to show and a member of the cast who may see it."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.urls import reverse
from playwright.sync_api import Page

from asili.core.approval import propose
from asili.core.models import Account
from asili.domain.custody.models import Event
from asili.domain.registry.queries import actor_for
from tests.browser.visitors import ANONYMOUS, Visitors
from tests.interfaces.visits import connected

Addresses = dict[str, str]
"""Word of a page to the code of the record that it shows."""

SITES: Final = """Nom du site;Province;Latitude;Longitude
Mukumbi;Lualaba;-10,71;25,48
Atlantis;Atlantide;25,48;-10,71
"""
AUTHORITY, COOPERATIVE, EXPORTER = "kasongo", "amina", "josephine"


@dataclass(frozen=True, slots=True)
class Shown:
    """A page: name of its address, word of its record ("" for none), who looks, what is asked."""

    view: str
    record: str = ""
    member: str = ANONYMOUS
    query: str = ""

    def address(self, known: Addresses) -> str:
        """Where it is in this demo; raises NoReverseMatch when there is no such page."""
        record = known.get(self.record, self.record)
        return reverse(self.view, args=[record] if record else []) + self.query

    def __str__(self) -> str:
        """The identifier of its tests."""
        return "-".join(filter(None, (self.view, self.record.replace("/", "-"), self.member)))


REPORT: Final = (
    Shown("portal:report"),
    Shown("portal:report-section", "introduction"),
    Shown("portal:report-section", "focus-groups"),
    Shown("portal:report-section", "roadmap"),
    Shown("portal:report-section", "breakouts/2"),
    Shown("portal:report-section", "breakouts/4"),
    Shown("portal:report-section", "breakouts/5"),
    Shown("portal:report-section", "evaluation"),
    Shown("portal:report-statement", "S-034"),
)
FOR_PROGRAMS: Final = (
    Shown("ogc:landing", query="?f=html"),
    Shown("ogc:conformance", query="?f=html"),
    Shown("ogc:api", query="?f=html"),
    Shown("ogc:collections", query="?f=html"),
    Shown("ogc:collection", "places", query="?f=html"),
    Shown("ogc:items", "places", query="?f=html"),
    Shown("web:tokens", member=AUTHORITY),
)
LISTS: Final = (
    Shown("web:places"),
    Shown("web:visits"),
    Shown("web:visits-by-year"),
    Shown("web:titles"),
    Shown("web:overlaps"),
    Shown("web:sitings", member=AUTHORITY),
    Shown("web:samples", member=AUTHORITY),
    Shown("web:parties"),
    Shown("web:likenesses", member=AUTHORITY),
    Shown("web:cards", member=AUTHORITY),
    Shown("web:cards-print", member=AUTHORITY),
    Shown("web:lots", member=AUTHORITY),
    Shown("web:shipments", member=EXPORTER),
    Shown("web:inbox", member=AUTHORITY),
    Shown("web:approvals", member=AUTHORITY),
    Shown("web:law"),
    Shown("web:notices", member=AUTHORITY),
    Shown("web:imports", member=AUTHORITY),
    Shown("web:import-bring", member=AUTHORITY),
    Shown("web:jobs", member=AUTHORITY),
    Shown("web:journal", member=AUTHORITY),
    Shown("exchange:carry", member=AUTHORITY),
    Shown("web:search", query="?q=mine"),
    Shown("web:record", member=COOPERATIVE),
    Shown("web:record-act", "commission", COOPERATIVE),
    Shown("web:record-act", "transfer_in", "banza"),
    Shown("web:record-act", "purchase", "banza"),
    Shown("web:record-act", "process", COOPERATIVE),
    Shown("web:record-act", "allocate", AUTHORITY),
)
RECORDS: Final = (
    Shown("web:place", "place"),
    Shown("web:place", "place", AUTHORITY),
    Shown("web:title", "title"),
    Shown("web:party", "party", AUTHORITY),
    Shown("web:party", "person", AUTHORITY),
    Shown("web:lot", "lot", AUTHORITY),
    Shown("web:lot", "bag", AUTHORITY),
    Shown("web:lot-inside", "lot", AUTHORITY),
    Shown("web:lot-onward", "bag", AUTHORITY),
    Shown("web:shipment", "shipment", AUTHORITY),
    Shown("web:shipment", "shipment", EXPORTER),
    Shown("web:event", "event", AUTHORITY),
    Shown("web:finding", "finding", AUTHORITY),
    Shown("web:approval", "approval", AUTHORITY),
    Shown("web:legal-value", "royalty.rate.Co", AUTHORITY),
    Shown("web:import", "import", AUTHORITY),
    Shown("web:import-columns", "import", AUTHORITY),
    Shown("web:import-problems", "import", AUTHORITY),
    Shown("web:import-rows", "import", AUTHORITY),
    Shown("web:import-undo", "import", AUTHORITY),
    Shown("web:job", "job", AUTHORITY),
    Shown("web:journal-entry", "1", AUTHORITY),
    Shown("field:bag", "bag"),
    Shown("field:bag", "bag", AUTHORITY),
    Shown("field:receipt", "receipt", AUTHORITY),
    Shown("field:card", "card"),
)
PAGES: Final = (
    Shown("portal:home"),
    *REPORT,
    Shown("web:map"),
    Shown("web:map", member=AUTHORITY),
    Shown("web:map", query="?list=titles&kind=ZEA&on=2026-01-01"),
    Shown("web:sign-in"),
    *FOR_PROGRAMS,
    *LISTS,
    *RECORDS,
)


LISTED: Final = {
    "place": "/places?kind=site",
    "title": "/titles",
    "party": "/parties?kind=cooperative",
    "person": "/parties?kind=person",
    "lot": "/lots?kind=lot",
    "shipment": "/shipments",
    "finding": "/findings",
}
"""Word of a page to the list whose first entry it shows."""


def of_the_demo(cast: Visitors) -> Addresses:
    """The first record of each list, and one event, as the authority finds them."""
    tab = cast.visit("/", AUTHORITY, "en", 1280)
    known = {}
    for word, listed in LISTED.items():
        tab.goto(listed)
        found = map(_record, links(tab, listed.partition("?")[0] + "/"))
        known[word] = next(code for code in found if "-" in code)
    tab.goto("/bag")
    known["bag"] = _record(tab.url)
    known["receipt"] = _record(links(tab, "/receipts/")[0])
    tab.goto(f"/lots/{known['bag']}/")
    known["event"] = _record(links(tab, "/events/")[0])
    tab.goto("/cards")
    known["card"] = _record(links(tab, "/c/")[0])
    tab.close()
    return known


def of_acts(cast: Visitors, folder: Path) -> Addresses:
    """Records that nobody has made in the demo: a proposal, a job, a file that was checked."""
    with ThreadPoolExecutor(1) as beside:  # the browser's own thread may not wait for a database
        made = {"approval": beside.submit(_propose, folder).result()}
    tab = cast.visit("/journal", AUTHORITY, "en", 1280)
    tab.locator("form[action='/journal/verify'] button").click()
    tab.wait_for_url("**/jobs/*/")
    made["job"] = _record(tab.url)
    tab.goto("/imports/bring")
    tab.locator("select[name=into]").select_option("places.sites")
    tab.locator("input[type=file]").set_input_files(
        {"name": "sites.csv", "mimeType": "text/csv", "buffer": SITES.encode()}
    )
    tab.locator("form[enctype] button").click()
    tab.wait_for_url("**/columns")
    tab.locator("button[name=check]").click()
    tab.wait_for_url(re.compile(r"/imports/[^/]+/$"))
    made["import"] = _record(tab.url)
    tab.close()
    return made


def _propose(folder: Path) -> str:
    with connected(folder):
        account = Account.objects.get(username=AUTHORITY)
        event = str(Event.objects.filter(outcome__verdict="quarantined").latest("pk").uuid)
        proposal = propose(
            actor=actor_for(account),
            act="custody.difference.accepted",
            subject=f"{event}/custody.11",
            payload={"event": event, "rule": "custody.11"},
            reason="Weighed again before both parties.",
        )
    return str(proposal.uuid)


def links(tab: Page, beginning: str) -> list[str]:
    """Addresses in the content of a page that begin with a path, in the order of the page."""
    anchors = tab.locator(f"main a[href^='{beginning}']")
    return [str(anchor.get_attribute("href")) for anchor in anchors.all()]


def _record(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]
