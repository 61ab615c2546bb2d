"""What every page owes everyone: words for what is wrong with one that is open in a tab."""

from typing import Final

from playwright.sync_api import Page, expect

from tests.browser.visitors import Visitors
from tests.demo import ROOT

AXE: Final = ROOT / "node_modules" / "axe-core" / "axe.min.js"
DRAWN: Final = "[data-map], [data-flow]"
FRAME: Final = """() => {
  const said = [];
  const root = document.documentElement;
  const over = Math.max(root.scrollWidth, document.body.scrollWidth) - innerWidth;
  const wide = [...document.body.querySelectorAll("*")]
    .filter((part) => part.getBoundingClientRect().right > innerWidth + 1);
  if (over > 0) said.push(`${over} px wider than the screen: ${wide[0]?.outerHTML.slice(0, 120)}`);
  const heads = document.querySelectorAll("h1").length;
  if (heads !== 1) said.push(`${heads} first headings`);
  if (!/[^\\s·] · Asili$/.test(document.title)) said.push(`title is "${document.title}"`);
  const twice = [...document.querySelectorAll("[id]")].map((part) => part.id)
    .filter((id, place, all) => all.indexOf(id) !== place);
  if (twice.length) said.push(`id used twice: ${twice}`);
  return said;
}"""
VIOLATIONS: Final = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.map(({ id, nodes: [{ html, failureSummary }] }) =>
    `axe ${id}: ${html.slice(0, 160)} ${failureSummary}`);
}"""


def draw(tab: Page) -> None:
    """Wait until maps and flow diagrams are drawn; raises AssertionError after 20 seconds."""
    for figure in tab.locator(DRAWN).all():
        expect(figure).to_have_attribute("data-ready", "true", timeout=20_000)


def faults(tab: Page, cast: Visitors, language: str) -> list[str]:
    """Everything wrong with a page: width, headings, band, log, accessibility; [] when nothing."""
    draw(tab)
    said = list(tab.evaluate(FRAME))
    if tab.locator("html").get_attribute("lang") != language:
        said.append(f"the page does not say that it speaks {language}")
    for media in ("print", "screen"):
        tab.emulate_media(media=media)  # type: ignore[arg-type]
        if not tab.locator(".band strong").is_visible():
            said.append(f"no band says that the data are simulated ({media})")
    tab.evaluate(f"{AXE.read_text('utf-8')};0")
    said.extend(tab.evaluate(VIOLATIONS))
    return said + cast.complaints(tab)
