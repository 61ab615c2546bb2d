"""Parties are found by name, number and telephone, with a slip and in any order."""

import pytest

from asili.core.access import system
from asili.core.models import Programme
from asili.domain.registry.models import Party
from asili.domain.registry.search import nearest_first, sought
from asili.domain.registry.services import (
    NewOrganisation,
    NewPerson,
    register_organisation,
    register_people,
)

CLERK = system("test")


@pytest.fixture
def register(programme: Programme) -> Programme:
    register_people(
        actor=CLERK,
        programme=programme,
        people=[
            NewPerson("Kabila Ilunga Jean", phone="+243991234567"),
            NewPerson("Kabila Mutombo", birth_year=1980),
            NewPerson("Tshombe Ng'andu Béatrice"),
            NewPerson("Mwamba wa Mwamba"),
        ],
    )
    register_organisation(
        actor=CLERK,
        programme=programme,
        organisation=NewOrganisation("Coopérative minière Kilima", "cooperative"),
    )
    return programme


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("kabila", {"Kabila Ilunga Jean", "Kabila Mutombo"}),
        ("KABILA", {"Kabila Ilunga Jean", "Kabila Mutombo"}),
        ("jean illunga", {"Kabila Ilunga Jean"}),
        ("ilunga kabla", {"Kabila Ilunga Jean"}),
        ("kabiila mutonbo", {"Kabila Mutombo"}),
        ("chombe", {"Tshombe Ng'andu Béatrice"}),
        ("beatrice ngandu", {"Tshombe Ng'andu Béatrice"}),
        ("muamba", {"Mwamba wa Mwamba"}),
        ("Mwamba Mwamba", {"Mwamba wa Mwamba"}),
        ("kili", {"Coopérative minière Kilima"}),
        ("cooperative miniere", {"Coopérative minière Kilima"}),
        ("lima", {"Coopérative minière Kilima"}),
        ("099 123 45 67", {"Kabila Ilunga Jean"}),
        ("+243991234567", {"Kabila Ilunga Jean"}),
        ("00243 991234567", {"Kabila Ilunga Jean"}),
        ("kabila tshombe", set()),
        ("zzzz", set()),
    ],
)
def test_parties_are_found_as_people_type(register: Programme, words: str, found: set[str]) -> None:
    assert set(Party.objects.filter(sought(words)).values_list("name", flat=True)) == found


def test_a_number_or_its_beginning_finds_its_party(register: Programme) -> None:
    party = Party.objects.first()
    assert party is not None
    assert party in Party.objects.filter(sought(party.code.lower().replace("p-", "P-")))
    assert list(Party.objects.filter(sought(party.code))) == [party]


def test_the_nearest_name_comes_first(register: Programme) -> None:
    found = nearest_first(Party.objects.filter(sought("kabila")), "kabila mutombo")
    assert found[0].name == "Kabila Mutombo"


def test_no_word_is_no_condition(register: Programme) -> None:
    assert Party.objects.filter(sought("  ")).count() == Party.objects.count()
