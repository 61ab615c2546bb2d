"""Every page of the product once, with a record to show and a member of the cast who may see it."""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from playwright.sync_api import Page

from tests.browser.visitors import ANONYMOUS, Visitors

Addresses = dict[str, str]
"""Word of a page to the code of the record that it shows."""

AUTHORITY, EXPORTER = "kasongo", "josephine"


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
LISTS: Final = (
    Shown("web:places"),
    Shown("web:titles"),
    Shown("web:parties"),
    Shown("web:lots", member=AUTHORITY),
    Shown("web:shipments", member=EXPORTER),
    Shown("web:inbox", member=AUTHORITY),
    Shown("web:approvals", member=AUTHORITY),
    Shown("web:notices", member=AUTHORITY),
    Shown("web:jobs", member=AUTHORITY),
    Shown("web:journal", member=AUTHORITY),
    Shown("web:search", query="?q=mine"),
)
RECORDS: Final = (
    Shown("web:place", "place"),
    Shown("web:place", "place", AUTHORITY),
    Shown("web:title", "title"),
    Shown("web:party", "party", AUTHORITY),
    Shown("web:party", "person", AUTHORITY),
    Shown("web:lot", "lot", AUTHORITY),
    Shown("web:lot", "bag", AUTHORITY),
    Shown("web:shipment", "shipment", AUTHORITY),
    Shown("web:shipment", "shipment", EXPORTER),
    Shown("web:event", "event", AUTHORITY),
    Shown("web:finding", "finding", AUTHORITY),
    Shown("web:approval", "approval", AUTHORITY),
    Shown("web:job", "job", AUTHORITY),
    Shown("web:journal-entry", "1", AUTHORITY),
    Shown("field:bag", "bag"),
    Shown("field:bag", "bag", AUTHORITY),
)
PAGES: Final = (
    Shown("portal:home"),
    *REPORT,
    Shown("web:map"),
    Shown("web:map", member=AUTHORITY),
    Shown("web:sign-in"),
    *LISTS,
    *RECORDS,
)


def of_acts(cast: Visitors) -> Addresses:
    """Records that nobody has made in the demo: a proposal for two persons, and a job."""
    tab = cast.visit("/findings", AUTHORITY, "en", 1280)
    proposal = tab.locator("form[action$='/propose']")
    for finding in links(tab, "/findings/"):
        tab.goto(finding)
        for event in links(tab, "/events/"):
            tab.goto(event)
        if proposal.count():
            break
    proposal.locator("textarea").fill("Weighed again before both parties.")
    proposal.locator("button").click()
    made = {"approval": _record(links(tab, "/approvals/")[0])}
    tab.goto("/journal")
    tab.locator("form[action='/journal/verify'] button").click()
    tab.wait_for_url("**/jobs/*/")
    made["job"] = _record(tab.url)
    tab.close()
    return made


def links(tab: Page, beginning: str) -> list[str]:
    """Addresses in the content of a page that begin with a path, in the order of the page."""
    anchors = tab.locator(f"main a[href^='{beginning}']")
    return [str(anchor.get_attribute("href")) for anchor in anchors.all()]


def _record(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]
