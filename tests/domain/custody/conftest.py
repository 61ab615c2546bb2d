import pytest

from tests.domain.custody.valley import Valley, build_valley


@pytest.fixture
def valley(db: None) -> Valley:
    return build_valley()
