"""The browser looks at the demo, served by a process of its own."""

import pytest


@pytest.fixture(scope="session")
def base_url(demo_address: str) -> str:
    """What playwright takes relative addresses to be relative to."""
    return demo_address
