"""The reference pages say what the code says."""

import pytest

from tools import reference


@pytest.mark.parametrize("name", reference.WRITERS)
def test_the_reference_is_current(name: str) -> None:
    path = reference.PAGES / f"{name}.md"
    written = path.read_text("utf-8") if path.exists() else ""
    assert written == reference.page(name), "run .venv/bin/python tools/reference.py"


def test_acts_of_the_core_and_of_the_domain_are_found() -> None:
    text = reference.page("acts")
    assert "`grant_role`" in text
    assert "`record_events`" in text
