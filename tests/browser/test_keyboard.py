"""Everything can be reached and used by the keyboard alone, and one always sees where one is."""

import re
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import AUTHORITY, COOPERATIVE, Addresses
from tests.browser.visitors import ANONYMOUS, Visit

WIDE: Final = 1280
FOCUS: Final = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const seen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0
    && box.top < innerHeight && box.left < innerWidth;
  const number = [...document.querySelectorAll("*")].indexOf(at);
  return { number, outlined, seen, html: at.outerHTML.slice(0, 120) };
}"""
REACHABLE: Final = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
  .filter((part) => part.checkVisibility({ visibilityProperty: true }) && !part.disabled).length"""


def stops(tab: Page) -> list[dict[str, object]]:
    """Every place at which Tab stops, from the beginning of the page to its end."""
    tab.locator("a.skip").focus()
    found: list[dict[str, object]] = []
    while (stop := tab.evaluate(FOCUS)) and stop["number"] not in {at["number"] for at in found}:
        found.append(stop)
        tab.keyboard.press("Tab")
    return found


@pytest.mark.parametrize(
    ("address", "member"),
    [("/", ANONYMOUS), ("/sign-in", ANONYMOUS), ("/shipments", AUTHORITY), ("/journal", AUTHORITY)],
)
def test_tab_stops_everywhere_in_sight_and_shows_where(
    visit: Visit, address: str, member: str
) -> None:
    tab = visit(address, member, "fr", WIDE)
    found = stops(tab)
    assert [stop["html"] for stop in found if not (stop["outlined"] and stop["seen"])] == []
    assert len(found) == tab.evaluate(REACHABLE)


def test_the_first_stop_leads_past_the_menus(visit: Visit) -> None:
    tab = visit("/report", width=WIDE)
    tab.keyboard.press("Tab")
    skip = tab.locator("a.skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate("() => document.querySelector('main').contains(document.activeElement)")


def test_a_section_is_chosen_from_the_menu(visit: Visit) -> None:
    tab = visit("/", width=WIDE)
    tab.locator("nav.contents a").first.focus()
    for _ in range(7):
        tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile("/report/breakouts/5$"))
    expect(tab.locator("nav.contents [aria-current=page]")).to_have_count(1)


def test_on_a_phone_the_contents_unfold_and_fold_again(visit: Visit) -> None:
    tab = visit("/")
    tab.locator(".menu summary").focus()
    tab.keyboard.press("Enter")
    expect(tab.locator(".menu nav")).to_be_visible()
    for _ in range(2):
        tab.keyboard.press("Tab")
    tab.keyboard.press("Escape")
    expect(tab.locator(".menu nav")).to_be_hidden()


@pytest.mark.parametrize("member", [ANONYMOUS, AUTHORITY])
@pytest.mark.parametrize("language", ["fr", "en", "sw"])
def test_on_a_phone_the_head_leaves_room_for_the_page(
    visit: Visit, member: str, language: str
) -> None:
    tab = visit("/", member, language, script=False)
    box = tab.locator("body > header").bounding_box()
    assert box is not None
    assert box["height"] <= 120
    tab.locator(".menu summary").click()
    expect(tab.get_by_role("navigation").get_by_role("link").first).to_be_visible()


def test_a_slash_leads_to_the_search_but_not_out_of_a_field(
    visit: Visit, addresses: Addresses
) -> None:
    tab = visit("/report", AUTHORITY, width=WIDE)
    tab.keyboard.press("/")
    expect(tab.locator("#search")).to_be_focused()
    tab.keyboard.type("1/2")
    expect(tab.locator("#search")).to_have_value("1/2")
    tab.keyboard.press("Control+A")
    tab.keyboard.type(addresses["bag"].lower())
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_have_text(addresses["bag"])


def test_the_language_is_changed_where_one_is(visit: Visit) -> None:
    tab = visit("/report/breakouts/5", language="fr", width=WIDE)
    tab.locator(".languages button[value=sw]").focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("html")).to_have_attribute("lang", "sw")
    expect(tab).to_have_url(re.compile("/report/breakouts/5$"))
    tab.locator(".languages button[value=fr]").focus()
    tab.keyboard.press("Space")
    expect(tab.locator("html")).to_have_attribute("lang", "fr")


def test_one_signs_in_as_a_member_of_the_cast(visit: Visit) -> None:
    tab = visit("/sign-in?next=/findings", width=WIDE)
    for _ in range(40):
        tab.keyboard.press("Tab")
        if tab.evaluate("() => document.activeElement.value") == AUTHORITY:
            break
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile("/findings$"))
    tab.locator("form[action='/sign-out'] button").focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("a[href^='/sign-in']").first).to_be_visible()


def test_a_wrong_password_is_answered_in_words_beside_the_form(visit: Visit) -> None:
    tab = visit("/sign-in", width=WIDE)
    tab.locator("#id_username").focus()
    tab.keyboard.type("nobody")
    tab.keyboard.press("Tab")
    tab.keyboard.type("wrong")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("alert")).to_contain_text(re.compile(r"\w+ \w+"))
    expect(tab.locator("#id_username")).to_have_value("nobody")


def test_a_list_is_narrowed_down_and_sorted(visit: Visit) -> None:
    tab = visit("/lots", AUTHORITY, width=WIDE)
    tab.locator("form.filters input[name=q]").focus()
    tab.keyboard.type("B-")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile("q=B-"))
    tab.locator("th a.sort").last.focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("th[aria-sort]").last).not_to_have_attribute("aria-sort", "none")
    expect(tab).to_have_url(re.compile("q=B-"))


def test_parts_of_the_map_page_open_and_close(visit: Visit) -> None:
    tab = visit("/map", width=WIDE)
    part = tab.locator(".map figcaption details")
    part.locator("summary").focus()
    tab.keyboard.press("Enter")
    expect(part).to_have_attribute("open", "")
    tab.keyboard.press("Escape")
    expect(part).not_to_have_attribute("open", "")


def test_a_distance_is_measured_without_a_pointer(visit: Visit) -> None:
    tab = visit("/map?at=26,-10.7,8", width=WIDE)
    expect(tab.locator("[data-map]")).to_have_attribute("data-ready", "true", timeout=30_000)
    tab.locator("[data-measure=distance]").focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Enter")
    for _ in range(3):
        tab.keyboard.press("ArrowRight")
        tab.wait_for_timeout(600)
    tab.keyboard.press("Enter")
    expect(tab.locator(".map__said")).to_contain_text(re.compile(r"\d+.*km"))
    tab.keyboard.press("Escape")
    expect(tab.locator("[data-measure=distance]")).to_have_attribute("aria-pressed", "false")


def test_a_wide_table_is_moved_with_the_arrows(visit: Visit) -> None:
    tab = visit("/report/evaluation")
    table = tab.locator(".table[tabindex='0']").first
    table.focus()
    for _ in range(5):
        tab.keyboard.press("ArrowRight")
    tab.wait_for_timeout(300)
    assert table.evaluate("(part) => part.scrollLeft") > 0


def test_a_form_that_is_not_filled_in_leads_back_to_its_fields(visit: Visit) -> None:
    tab = visit("/record/commission", COOPERATIVE)
    tab.locator("form.recording .actions button").first.focus()
    tab.keyboard.press("Enter")
    assert tab.evaluate("() => document.activeElement.matches('.recording :invalid')")
    tab.locator("form.recording").evaluate("(form) => { form.noValidate = true; }")
    tab.keyboard.press("Enter")
    mistakes = tab.get_by_role("alert")
    expect(mistakes).to_contain_text(re.compile(r"\w+ \w+"))
    mistakes.get_by_role("link").first.focus()
    tab.keyboard.press("Enter")
    assert tab.evaluate("() => document.activeElement.matches('.recording :invalid')")
