"""The first five minutes of somebody who has read only the report of 2007.

Within one minute they find any paragraph of it, and in the next four they trace a shipment to its
pits. Nobody is measured here with a watch: `Reader` counts what they press and type and reckons
their seconds with the keystroke-level model of Card, Moran and Newell (1980), with time to read
every page; to that come the seconds that the service itself takes.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.pages import AUTHORITY, EXPORTER
from tests.browser.visitors import Visitors

PRESS, POINT, THINK, READ = 0.28, 1.1, 1.35, 6.0
"""Seconds for a key, for a hand to its aim, for a decision (the model), and to look a page over."""

MINUTE: Final = 60.0
MASS: Final = re.compile(r"\d[\d\s,.  ]*± [\d\s,.  ]*\d")
"""An estimate: a figure and its uncertainty."""


class Reader:
    """Somebody who clicks and types, and how much of it they had to do."""

    def __init__(self, tab: Page) -> None:
        self.tab = tab
        self.clicks = 0
        self._seconds = READ
        self._began = time.monotonic()

    def click(self, what: Locator) -> None:
        """Look the page over, decide, point and press."""
        what.click()
        self.clicks += 1
        self._seconds += THINK + POINT + PRESS + READ

    def type(self, what: Locator, words: str) -> None:
        """Go to a field and type, without pressing anything else."""
        what.fill(words)
        self._seconds += THINK + POINT + PRESS * len(words)

    def press(self, key: str) -> None:
        """Press one key and look at what comes of it."""
        self.tab.keyboard.press(key)
        self._seconds += PRESS + READ

    @property
    def seconds(self) -> float:
        """Time of the reader by the model and of the service by the clock."""
        return self._seconds + time.monotonic() - self._began


@dataclass(frozen=True, slots=True)
class Words:
    """What the reader looks for, in the language of their browser."""

    fund: str
    rail: str
    traceability: str
    projects: str
    focus_groups: str
    evaluation: str
    artisanal: str
    empty: str
    rated: str
    find: str
    trace: str
    look_in_report: str
    exporter: str
    authority: str
    cobalt: str
    copper: str
    origins: str
    not_shown: str
    pits: str
    filled: str
    pit: str


WORDS: Final = {
    "en": Words(
        fund="Community Development Fund",
        rail="rail should carry mining freight",
        traceability="ASM production traceability",
        projects="Do we have to remain prisoners of new mining projects?",
        focus_groups="Focus groups",
        evaluation="Evaluation",
        artisanal="ASM",
        empty="empty in the report",
        rated="Questions 4 to 9",
        find="Find any paragraph of the report",
        trace="Trace a shipment to its pits",
        look_in_report="statement of the report",
        exporter="exporter",
        authority="authority",
        cobalt="Cobalt",
        copper="Copper",
        origins="Where it came from",
        not_shown="Ask the authority of the province for a disclosure",
        pits="Pits and parts",
        filled="bags filled",
        pit="pit",
    ),
    "fr": Words(
        fund="Fonds de développement communautaire",
        rail="le rail devrait transporter le fret minier",
        traceability="Traçabilité de la production artisanale",
        projects="Devons-nous rester prisonniers des nouveaux projets miniers",
        focus_groups="Groupes de discussion",
        evaluation="Évaluation",
        artisanal="EMAPE",
        empty="vide dans le rapport",
        rated="Questions 4 à 9",
        find="quel paragraphe du rapport",
        trace="une expédition à ses puits",
        look_in_report="énoncé du rapport",
        exporter="exportateur",
        authority="autorité",
        cobalt="Cobalt",
        copper="Cuivre",
        origins="Provenance",
        not_shown="Demandez une divulgation à l",
        pits="Puits et parties",
        filled="sacs remplis",
        pit="puits",
    ),
}
Arrive = Callable[[], Reader]


@pytest.fixture(params=WORDS)
def language(request: pytest.FixtureRequest) -> str:
    """Language of the reader's browser; nobody asks them for it."""
    return str(request.param)


@pytest.fixture
def words(language: str) -> Words:
    """What the reader looks for."""
    return WORDS[language]


@pytest.fixture
def arrive(visitors: Visitors, language: str) -> Iterator[Arrive]:
    """Somebody opens the first page, at a desk in English and on a phone in French."""
    with visitors.newcomer(language, {"en": 1280, "fr": 360}[language]) as browser:

        def arrived() -> Reader:
            tab = browser.new_page()
            tab.goto("/")
            expect(tab.locator("html")).to_have_attribute("lang", language)
            return Reader(tab)

        yield arrived


def link(reader: Reader, words: str) -> Locator:
    """The first link in the content of the page that has these words."""
    return reader.tab.locator("main").get_by_role("link", name=words).first


# Within a minute: any paragraph of the report


def test_the_fund_of_group_five_is_one_click_away(arrive: Arrive, words: Words) -> None:
    reader = arrive()
    reader.click(link(reader, words.traceability))
    expect(reader.tab.get_by_role("cell").filter(has_text=words.fund).first).to_be_visible()
    assert reader.clicks == 1
    assert reader.seconds < MINUTE


def test_what_group_six_said_of_rail_is_one_click_away(arrive: Arrive, words: Words) -> None:
    reader = arrive()
    reader.click(link(reader, words.projects))
    expect(reader.tab.locator("#S-288")).to_contain_text(words.rail)
    assert reader.clicks == 1
    assert reader.seconds < MINUTE


def test_the_fifth_column_of_the_focus_groups_is_found_and_is_empty(
    arrive: Arrive, words: Words
) -> None:
    reader = arrive()
    contents(reader, words.focus_groups)
    columns = reader.tab.locator(".sheet-table thead th")
    expect(columns).to_have_count(5)
    expect(columns.last).to_have_text(words.artisanal)
    cells = reader.tab.locator(".sheet-table tbody tr").first.locator("td")
    expect(cells.last).to_have_text(words.empty)
    assert all(len(cell) > 100 for cell in cells.all_text_contents()[:4])
    assert reader.clicks <= 2
    assert reader.seconds < MINUTE


def test_a_table_of_the_evaluation_is_found_with_its_totals(arrive: Arrive, words: Words) -> None:
    reader = arrive()
    contents(reader, words.evaluation)
    table = reader.tab.get_by_role("table", name=words.rated)
    usefulness = table.locator("tbody tr").last.locator("td")
    assert usefulness.all_text_contents()[:7] == ["0", "0", "7", "13", "22", "1", "42"]
    assert reader.clicks <= 2
    assert reader.seconds < MINUTE


def test_words_of_the_report_are_found_from_the_search_of_the_first_page(
    arrive: Arrive, words: Words
) -> None:
    reader = arrive()
    reader.type(reader.tab.locator("#search-home"), words.fund)
    reader.press("Enter")
    reader.click(link(reader, words.look_in_report))
    expect(reader.tab.locator("#S-274")).to_contain_text(words.fund)
    assert reader.clicks == 1
    assert reader.seconds < MINUTE


def test_words_of_the_report_are_found_in_the_report_itself(arrive: Arrive, words: Words) -> None:
    reader = arrive()
    reader.click(link(reader, words.find))
    reader.type(reader.tab.locator("#words"), words.rail)
    reader.press("Enter")
    expect(reader.tab.locator("#S-288")).to_contain_text(words.rail)
    expect(reader.tab.locator("#S-274")).to_have_count(0)
    assert reader.clicks == 1
    assert reader.seconds < MINUTE


def test_a_statement_is_found_with_the_keyboard_alone(arrive: Arrive, words: Words) -> None:
    reader = arrive()
    reader.press("/")
    expect(reader.tab.locator("[data-search]:visible").first).to_be_focused()
    reader.tab.keyboard.type(words.fund)
    reader.press("Enter")
    expect(reader.tab).to_have_url(re.compile("/search"))
    tab_to(reader, words.look_in_report)
    reader.press("Enter")
    expect(reader.tab.locator("#S-274")).to_contain_text(words.fund)
    assert reader.clicks == 0


def test_every_statement_stands_on_the_page_of_its_section(arrive: Arrive) -> None:
    reader = arrive()
    sections = reader.tab.locator("footer a[href^='/report/']").all()
    addresses = [str(section.get_attribute("href")) for section in sections]
    found: list[str] = []
    for address in addresses:
        page = reader.tab.request.get(address).text()
        found += re.findall(r'<tr id="(S-\d{3})"', page)
    assert sorted(found) == [f"S-{number:03}" for number in range(1, 383)]


def contents(reader: Reader, section: str) -> None:
    """Choose a section in the contents, which a narrow screen keeps folded."""
    menu = reader.tab.locator("nav.contents")
    if not menu.is_visible():
        reader.click(reader.tab.locator(".menu summary"))
        menu = reader.tab.locator(".menu nav")
    reader.click(menu.get_by_role("link", name=section))


def tab_to(reader: Reader, words: str) -> None:
    """Press Tab until the link with these words has the focus; raises AssertionError."""
    for _ in range(80):
        reader.tab.keyboard.press("Tab")
        if words in str(reader.tab.evaluate("() => document.activeElement.textContent")):
            return
    raise AssertionError(f"the keyboard does not reach “{words}”")


# In the next four: a shipment back to its pits


def sign_in_by_one_click(reader: Reader, words: Words, member: str, role: str) -> None:
    """From the first page to the list of shipments, as one of the cast."""
    reader.click(link(reader, words.trace))
    cast = reader.tab.locator(f"button[value={member}]")
    expect(cast).to_contain_text(role)
    reader.click(cast)
    expect(reader.tab).to_have_url(re.compile("/shipments$"))


def open_a_shipment(reader: Reader, words: Words) -> Locator:
    """From the list to a shipment with both metals; its rows, one for each site."""
    reader.click(reader.tab.locator("tbody a[href^='/shipments/']").first)
    for metal in (words.cobalt, words.copper):
        figure = reader.tab.locator(".figures div").filter(has_text=metal)
        expect(figure).to_contain_text(MASS)
    expect(reader.tab.get_by_role("heading", name=words.origins)).to_be_visible()
    rows = reader.tab.locator("[aria-labelledby=origins] tbody tr")
    for row in rows.all():
        assert MASS.search(row.inner_text()), row.inner_text()
    return rows


def test_the_exporter_traces_a_shipment_to_sites_and_their_pits(
    arrive: Arrive, words: Words
) -> None:
    reader = arrive()
    sign_in_by_one_click(reader, words, EXPORTER, words.exporter)
    sites = open_a_shipment(reader, words)
    bags = reader.tab.locator("section[aria-labelledby=bags]")
    expect(bags.locator(".note")).to_contain_text(words.not_shown)
    expect(bags.locator("a[href^='/lots/']")).to_have_count(0)
    site = sites.first.locator("a[href^='/places/']")
    name = site.inner_text()
    reader.click(site)
    expect(reader.tab.get_by_role("heading", level=1)).to_have_text(name)
    pits = reader.tab.locator("section[aria-labelledby=pits]")
    expect(pits.get_by_role("heading")).to_contain_text(words.pits)
    expect(pits.locator("a[href^='/places/']").first).to_be_visible()
    assert reader.clicks <= 4
    assert reader.seconds < 4 * MINUTE


def test_the_authority_traces_a_shipment_to_a_bag_its_event_and_its_pit(
    arrive: Arrive, words: Words
) -> None:
    reader = arrive()
    sign_in_by_one_click(reader, words, AUTHORITY, words.authority)
    open_a_shipment(reader, words)
    bag = reader.tab.locator("section[aria-labelledby=bags] a[href^='/lots/B-']").first
    code = bag.inner_text()
    reader.click(bag)
    expect(reader.tab.get_by_role("heading", level=1)).to_have_text(code)
    filled = reader.tab.locator(".timeline li").first
    expect(filled.get_by_role("heading")).to_have_text(re.compile(words.filled, re.IGNORECASE))
    reader.click(filled.locator("a[href^='/events/']"))
    expect(reader.tab.get_by_role("heading", level=1)).to_contain_text(
        re.compile(words.filled, re.IGNORECASE)
    )
    expect(reader.tab.locator("tbody th", has_text=code)).to_be_visible()
    reader.click(reader.tab.locator(".record a[href^='/places/']").first)
    expect(reader.tab.locator(".kicker")).to_contain_text(words.pit)
    assert reader.clicks <= 6
    assert reader.seconds < 4 * MINUTE
