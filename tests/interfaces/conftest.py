"""Pages are asked for on the loaded demo, by every member of the cast."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.interfaces import visits


@pytest.fixture(scope="module")
def demo(demo_copy: Path, django_db_blocker: Any) -> Iterator[None]:
    """The demo is the default database for a module, whichever the other tests run on."""
    with django_db_blocker.unblock(), visits.connected(demo_copy):
        yield


@pytest.fixture(scope="module")
def examples(demo: None) -> dict[str, str]:
    """One record of each kind in the demo, by the word that addresses use for it."""
    return visits.examples()


@pytest.fixture(scope="module")
def visitors(demo: None) -> dict[str, Client]:
    """A browser for everybody."""
    return visits.visitors()
