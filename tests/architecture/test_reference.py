"""The reference pages say what the code says."""

from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tools import reference


@pytest.mark.parametrize("path", reference.pages(), ids=lambda path: path.stem)
def test_the_reference_is_current(path: Path) -> None:
    written = path.read_text("utf-8") if path.exists() else ""
    assert written == reference.pages()[path], "run .venv/bin/python tools/reference.py"


def test_every_act_of_the_domain_is_in_the_reference() -> None:
    text = (ROOT / "docs" / "reference" / "acts.md").read_text("utf-8")
    assert "`record_events`" in text
    assert "`grant_role`" in text
