"""The cast signs in to the simulated province, in a demonstration only."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from asili.core.access import Refusal, Role, system
from asili.core.models import Account, Programme
from asili.domain.registry.models import Party
from asili.domain.registry.queries import actor_for
from asili.interfaces.exchange.cast import open_cast
from asili.interfaces.exchange.folder import load_folder
from asili.network.folder import Folder
from asili.simulation.books import Books, truth_path
from asili.simulation.names import CAST
from tests.cast import ROLES

pytestmark = pytest.mark.django_db
CLERK = system("test")


@pytest.fixture
def programme(simulated: tuple[Folder, Books], settings: LazySettings) -> Programme:
    settings.DEMO = True
    load_folder(actor=CLERK, folder=simulated[0])
    return Programme.objects.get()


def test_each_of_the_cast_acts_for_a_person_and_an_organisation_in_a_role(
    programme: Programme,
) -> None:
    open_cast(actor=CLERK, programme=programme)
    for character in CAST:
        actor = actor_for(Account.objects.get(username=character.login))
        parties = Party.objects.filter(code__in=actor.parties)
        assert {party.name for party in parties} == {character.name, character.organisation}
        assert actor.has(Role(character.role), programme=programme.code)
        assert Party.objects.get(code=actor.person).name == character.name
        assert Role(character.role) is ROLES[character.login]


def test_the_stranger_has_an_account_and_no_role(programme: Programme) -> None:
    open_cast(actor=CLERK, programme=programme)
    assert not actor_for(Account.objects.get(username="stranger")).has()


def test_opening_the_cast_twice_changes_nothing(programme: Programme) -> None:
    first = open_cast(actor=CLERK, programme=programme)
    assert open_cast(actor=CLERK, programme=programme) == first
    assert Account.objects.count() == len(CAST) + 1


def test_without_a_password_nobody_signs_in_by_one(programme: Programme) -> None:
    open_cast(actor=CLERK, programme=programme)
    assert not any(account.has_usable_password() for account in Account.objects.all())


def test_the_cast_is_refused_outside_of_a_demonstration(
    programme: Programme, settings: LazySettings
) -> None:
    settings.DEMO = False
    with pytest.raises(Refusal):
        open_cast(actor=CLERK, programme=programme)
    assert not Account.objects.exists()


def test_the_commands_simulate_import_and_cast_make_a_demonstration(
    tmp_path: Path, settings: LazySettings
) -> None:
    settings.DEMO = True
    with pytest.raises(CommandError, match="not loaded"):
        call_command("cast")
    said, place = StringIO(), tmp_path / "network"
    call_command("simulate", place, bags=500, seed=9, stdout=said)
    assert "500 bags" in said.getvalue()
    assert (truth_path(place) / "truth.csv").is_file()
    call_command("network", "import", place, verbosity=0)
    call_command("cast", stdout=said)
    assert "kasongo" in said.getvalue()


def test_a_simulation_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="at least 500 bags"):
        call_command("simulate", tmp_path / "network", bags=3)
