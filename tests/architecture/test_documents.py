"""Documents: links resolve, the navigation lists every page, what they name exists."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, committed

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
DOCUMENTS = [path for path in committed() if path.suffix == ".md"]
PATHS = re.compile(r"`((?:src|tests|docs|tools|bench|frontend)/[\w./-]+)`")


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def anchors(path: Path) -> set[str]:
    """Anchors that the headings of a document make."""
    headings = re.findall(r"^#+\s+(.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=shown)
def test_links_of_documents_resolve(path: Path) -> None:
    broken = []
    for target in LINK.findall(path.read_text("utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        there = (path.parent / name).resolve() if name else path
        if not there.exists() or (
            anchor and there.suffix == ".md" and anchor not in anchors(there)
        ):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=shown)
def test_files_that_documents_name_exist(path: Path) -> None:
    named = PATHS.findall(path.read_text("utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_navigation_lists_every_page() -> None:
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    listed = set(re.findall(r"[\w/-]+\.md", text.partition("nav:")[2]))
    pages = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert pages == listed


def test_decisions_are_numbered_without_gaps_and_indexed() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    index = (ROOT / "docs" / "decisions" / "index.md").read_text("utf-8")
    assert [path.name for path in records if path.name not in index] == []


def test_every_decision_says_what_was_rejected() -> None:
    parts = ("## Context", "## Decision", "## Rejected", "## Consequences")
    lacking = {
        path.name: [part for part in parts if part not in path.read_text("utf-8")]
        for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md")
    }
    assert {name: gaps for name, gaps in lacking.items() if gaps} == {}
