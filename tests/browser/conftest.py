"""The browser looks at the demo, served by a process of its own.

One browser, one server, one sign-in for each member of the cast: a test asks `visit` for a page.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.plugin import DjangoDbBlocker

from tests.browser.pages import Addresses, of_acts, of_the_demo
from tests.browser.visitors import Visit, Visitors


@pytest.fixture(scope="session")
def base_url(demo_address: str) -> str:
    """What playwright takes relative addresses to be relative to."""
    return demo_address


@pytest.fixture(scope="session")
def visitors(browser: Browser, base_url: str) -> Iterator[Visitors]:
    """The cast, signed in at most once each."""
    cast = Visitors(browser, base_url)
    yield cast
    cast.leave()


@pytest.fixture
def visit(visitors: Visitors) -> Iterator[Visit]:
    """Opens an address in a tab of its own that is closed after the test; see `Visitors.visit`."""
    tabs: list[Page] = []

    def opened(*arguments: object, **options: object) -> Page:
        tabs.append(visitors.visit(*arguments, **options))  # type: ignore[arg-type]
        return tabs[-1]

    yield opened
    for tab in tabs:
        tab.close()


@pytest.fixture(scope="session")
def addresses(visitors: Visitors, demo_copy: Path, django_db_blocker: DjangoDbBlocker) -> Addresses:
    """Codes of one record of each kind, those of the demo and those that acts make first."""
    with django_db_blocker.unblock():
        return of_the_demo(visitors) | of_acts(visitors, demo_copy)
