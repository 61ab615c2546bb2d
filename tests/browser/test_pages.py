"""Every page is whole: on a phone, in print, for a screen reader, and without script."""

import re

import pytest
from django.urls import get_resolver
from playwright.sync_api import expect

from tests.browser.pages import AUTHORITY, EXPORTER, PAGES, Addresses, Shown
from tests.browser.soundness import faults
from tests.browser.visitors import Visit, Visitors
from tests.interfaces.visits import addresses as names_of_addresses

NO_PAGES = {
    "portal:set-language": "a form",
    "portal:report-export": "a file",
    "web:sign-in-as": "a form",
    "web:sign-out": "a form",
    "web:map-layer": "a file",
    "web:map-tile": "a file",
    "web:token-revoke": "a form",
    "ogc:item": "one of a list, with two names in its address",
    "web:map-find": "an answer to the map",
    "web:shipment-bags": "a file",
    "web:shipment-origins": "a file",
    "web:shipment-disclose": "a form",
    "web:event-propose": "a form",
    "web:notices-read": "a form",
    "web:journal-verify": "a form",
    "web:journal-proof": "a form",
    "web:legal-value-propose": "a form",
    "web:armed-sightings": "a form that is read once, and journalled",
    "web:child-sightings": "a form that is read once, and journalled",
    "web:likeness": "nobody in the demo is like another",
    "exchange:archive": "a file",
    "portal:example-bag": "leads on to a bag",
    "web:attach": "a form",
    "web:document": "a file",
    "web:event-void": "a form",
    "web:import-check": "a form",
    "web:import-run": "a form",
    "web:import-correction": "a file",
}
PHONE, TABLET, DESK = 360, 768, 1280
SIGHTS = [
    (width, language)
    for width in (PHONE, TABLET, DESK)
    for language in ("fr", "en", "sw")
    if (width, language) != (PHONE, "fr")
]


def test_every_address_is_shown_here_or_is_no_page() -> None:
    every = set(names_of_addresses(get_resolver().url_patterns))
    assert every == {page.view for page in PAGES} | NO_PAGES.keys()


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_is_sound_on_a_phone_in_french(
    page: Shown, visit: Visit, visitors: Visitors, addresses: Addresses
) -> None:
    tab = visit(page.address(addresses), page.member)
    assert faults(tab, visitors, "fr") == []


@pytest.mark.slow
@pytest.mark.parametrize(("width", "language"), SIGHTS)
@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_is_sound_at_every_width_in_every_language(
    page: Shown,
    width: int,
    language: str,
    visit: Visit,
    visitors: Visitors,
    addresses: Addresses,
) -> None:
    tab = visit(page.address(addresses), page.member, language, width)
    assert faults(tab, visitors, language) == []


def test_a_page_that_is_not_there_says_so_and_is_sound(visit: Visit, visitors: Visitors) -> None:
    tab = visit("/nowhere")
    missing = "error: Failed to load resource: the server responded with a status of 404"
    assert [said for said in faults(tab, visitors, "fr") if missing not in said] == []


# Without script


def test_home_leads_to_the_report_without_script(visit: Visit) -> None:
    tab = visit("/", script=False)
    tab.locator(".starts a").first.click()
    expect(tab.locator("#S-001")).to_be_visible()


def test_the_report_is_searched_without_script(visit: Visit) -> None:
    tab = visit("/report", script=False)
    tab.locator("#words").fill("rail")
    tab.locator(".report-search button").click()
    expect(tab.locator("#S-288")).to_be_visible()
    expect(tab.locator("#S-001")).to_have_count(0)


def test_a_shipment_tells_its_sites_without_script(visit: Visit, addresses: Addresses) -> None:
    tab = visit(f"/shipments/{addresses['shipment']}/", EXPORTER, script=False)
    rows = tab.locator("[aria-labelledby=origins] tbody tr")
    expect(rows.first).to_contain_text(re.compile(r"\d\s*±\s*\d"))


def test_a_lot_tells_its_records_without_script(visit: Visit, addresses: Addresses) -> None:
    tab = visit(f"/lots/{addresses['bag']}/", AUTHORITY, script=False)
    expect(tab.locator("main a[href^='/events/']").first).to_be_visible()


def test_one_signs_in_without_script(visit: Visit) -> None:
    tab = visit("/sign-in?next=/shipments", script=False)
    tab.locator(f"button[value={AUTHORITY}]").click()
    expect(tab).to_have_url(re.compile("/shipments$"))
    tab.locator("form[action='/sign-out'] button").click()
    expect(tab.locator("form[action='/sign-out']")).to_have_count(0)


def test_the_inbox_is_narrowed_down_without_script(visit: Visit) -> None:
    tab = visit("/findings", AUTHORITY, script=False)
    everything = tab.locator("tbody tr").count()
    severity = tab.locator("form.filters select").first
    severity.select_option(index=1)
    tab.locator("form.filters button").click()
    expect(tab).to_have_url(re.compile(r"\?"))
    assert tab.locator("tbody tr").count() <= everything


def test_a_map_without_script_still_has_its_list(visit: Visit) -> None:
    tab = visit("/map", script=False)
    expect(tab.locator("noscript p")).to_be_visible()
    expect(tab.locator("#atlas-list tbody a").first).to_be_visible()
