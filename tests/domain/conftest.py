"""A programme with the cast's roles, and the facts that come with Asili."""

import pytest

from asili.core.access import system
from asili.core.models import Commodity, Programme
from asili.domain.geography import services as geography
from asili.domain.law import services as law
from tests.cast import PROGRAMME


@pytest.fixture
def programme(db: None) -> Programme:
    commodity, _ = Commodity.objects.get_or_create(
        code="CuCo", defaults={"name": "copper and cobalt"}
    )
    return Programme.objects.create(
        code=PROGRAMME, name="Test", commodity=commodity, simulated=True
    )


@pytest.fixture
def provinces(db: None) -> None:
    geography.load_facts(actor=system("test"))


@pytest.fixture
def lawbook(db: None) -> None:
    law.load_facts(actor=system("test"))
