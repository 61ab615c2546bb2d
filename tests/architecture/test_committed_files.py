"""What is committed: nothing of the machine it was written on, no address of a registry."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, committed

TEXT = {
    "", ".cfg", ".css", ".csv", ".html", ".in", ".ini", ".js", ".json", ".lock", ".md", ".mjs",
    ".npmrc", ".po", ".py", ".sh", ".svg", ".toml", ".txt", ".yml", ".yaml",
}  # fmt: skip
PLACES = re.compile(r"(?<![\w.])/(work|root|home/\w+|Users/\w+)/|/tmp/(?!asili-|\{|\$)")
REGISTRIES = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs|npmjs\.(org|com)|unpkg\.com|jsdelivr\.net"
    r"|deb\.debian\.org|crates\.io|rubygems\.org",
    re.IGNORECASE,
)
WORKPLACE = re.compile(
    r"\b(prompt(s|ed)?|chat ?bot|language model|co-?pilot|assistant|this session|the session's"
    r"|sub-?agents?|helper agent)\b",
    re.IGNORECASE,
)
LOCKS = sorted(ROOT.glob("requirements*.lock"))
PERMITTED = Path(__file__)  # this list of words


def lines(pattern: re.Pattern[str], *, skip: set[str] = frozenset()) -> list[str]:
    """Places in the committed text files that the pattern finds."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in committed()
        if path.suffix in TEXT and path != PERMITTED and path.name not in skip
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_committed_file_names_a_place_of_one_machine() -> None:
    assert lines(PLACES) == []


def test_no_committed_file_names_a_registry() -> None:
    assert lines(REGISTRIES) == []


def test_the_project_speaks_of_itself_alone() -> None:
    assert lines(WORKPLACE, skip={"package-lock.json"}) == []


def test_no_third_party_code_is_committed() -> None:
    names = [path.relative_to(ROOT).as_posix() for path in committed()]
    assert [n for n in names if re.search(r"node_modules/|\.min\.(js|css)$|(^|/)vendor/", n)] == []


def test_nothing_heavy_is_committed() -> None:
    heavy = {p.name: p.stat().st_size for p in committed() if p.stat().st_size > 1_500_000}
    assert heavy == {}


def pins(path: Path) -> dict[str, str]:
    """Package to version of a lock file."""
    return dict(re.findall(r"^([a-z0-9][\w.-]*)==(\S+)", path.read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_is_held_by_a_digest(path: Path) -> None:
    text = path.read_text("utf-8")
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert blocks
    assert [block.split("==")[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_developers_set_contains_what_the_demo_needs() -> None:
    run, dev = pins(ROOT / "requirements.lock"), pins(ROOT / "requirements-dev.lock")
    assert {name: version for name, version in run.items() if dev.get(name) != version} == {}


def test_every_front_end_package_is_held_by_a_digest_and_no_address() -> None:
    text = (ROOT / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in text
    assert text.count('"integrity"') == text.count('"node_modules/')
