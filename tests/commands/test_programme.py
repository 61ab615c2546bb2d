"""Another province, another mineral: a programme is copied by a command, without its data."""

import json
import shlex
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from asili.core.access import Role, system
from asili.core.accounts import grants_of, open_account
from asili.core.models import Analyte, Commodity, JournalEntry, Programme
from asili.domain.custody.models import Lot
from asili.domain.geography.services import load_facts
from asili.domain.places.models import Place
from asili.domain.trade.models import PayableBand
from asili.domain.trade.services import NewBand, publish_bands
from tests.demo import ROOT
from tests.domain.custody.valley import Valley, build_valley

CLERK = system("test")
GOLD = ("valley", "--to", "TANG-AU", "--name", "Gold of Tanganyika", "--province", "CD-TA")
OF_GOLD = ("--commodity", "gold", "--analyte", "Au")


@pytest.fixture
def valley(db: None) -> Valley:
    load_facts(actor=CLERK)
    made = build_valley()
    made.record(made.allocate(), made.fill("north", [1]))
    return made


def programme(*arguments: str) -> Any:
    """What the command says as JSON."""
    output = StringIO()
    call_command("programme", *arguments, "--json", stdout=output)
    return json.loads(output.getvalue())


def test_a_copy_has_its_own_mineral_and_provinces_and_none_of_the_data(valley: Valley) -> None:
    told = programme("copy", *GOLD, *OF_GOLD)

    assert told == {
        "code": "TANG-AU",
        "name": "Gold of Tanganyika",
        "commodity": "Au",
        "mass_unit": "g",
        "analytes": {"Au": "g/t"},
        "provinces": ["CD-TA"],
        "simulated": True,
        "payable_shares": 0,
        "copied_from": "valley",
        "new": True,
    }
    made = Programme.objects.get(code="TANG-AU")
    assert not Lot.objects.filter(programme=made).exists()
    assert not Place.objects.filter(programme=made).exists()
    assert JournalEntry.objects.latest("position").act == "core.programme.opened"


def test_the_same_words_twice_change_nothing(valley: Valley) -> None:
    programme("copy", *GOLD, *OF_GOLD)
    before = JournalEntry.objects.count()

    assert programme("copy", *GOLD, *OF_GOLD)["new"] is False
    assert JournalEntry.objects.count() == before
    assert [one["code"] for one in programme("list")] == ["TANG-AU", "valley"]


def test_another_programme_is_never_overwritten(valley: Valley) -> None:
    programme("copy", *GOLD, *OF_GOLD)
    elsewhere = [word.replace("CD-TA", "CD-HL") for word in GOLD]

    with pytest.raises(CommandError, match="not overwritten"):
        programme("copy", *elsewhere, *OF_GOLD)
    assert programme("show", "TANG-AU")["provinces"] == ["CD-TA"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (("--commodity", "gold", "--analyte", "Co"), "other analytes: Au"),
        (("--commodity", "Coltan", "--analyte", "Ta=tantalum"), "needs a name"),
        (("--commodity", "Ta", "--commodity-name", "coltan", "--analyte", "Ta"), "Ta is not known"),
        ((*OF_GOLD, "--province", "CD-KA"), "CD-KA"),
        ((*OF_GOLD, "--authority", "nobody"), "nobody"),
    ],
)
def test_what_is_not_clear_is_refused_whole(
    valley: Valley, changed: tuple[str, ...], said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        programme("copy", *GOLD, *changed)
    assert [one.code for one in Programme.objects.all()] == ["valley"]
    assert not Commodity.objects.filter(code="Ta").exists()


def test_a_mineral_that_nobody_has_mined_here_becomes_rows(valley: Valley) -> None:
    told = programme(
        *("copy", *GOLD, "--commodity", "3T", "--commodity-name", "tin, tantalum, tungsten"),
        *("--analyte", "Sn=tin", "--analyte", "Ta=tantalum", "--analyte", "W=tungsten"),
    )
    assert told["analytes"] == {"Sn": "%", "Ta": "%", "W": "%"}
    assert Analyte.objects.get(code="W").name == "tungsten"


def test_payable_shares_of_what_both_count_come_along_once(valley: Valley) -> None:
    valley.programme.commodity.analytes.set(Analyte.objects.filter(code__in=["Co", "Cu"]))
    old, new = date(2025, 1, 1), date(2026, 1, 1)
    publish_bands(
        actor=CLERK,
        programme=valley.programme,
        bands=[
            NewBand("Cu", Decimal(3), Decimal("0.3"), old, "table 1"),
            NewBand("Cu", Decimal(3), Decimal("0.4"), new, "table 2"),
            NewBand("Cu", Decimal(15), Decimal("0.6"), new, "table 2"),
            NewBand("Co", Decimal(1), Decimal("0.2"), new, "table 2"),
        ],
    )
    copper = ("--commodity", "Cu", "--commodity-name", "copper", "--analyte", "Cu")
    for _time in range(2):
        assert programme("copy", *GOLD, *copper)["payable_shares"] == 2
    made = PayableBand.objects.filter(programme__code="TANG-AU")
    assert list(made.values_list("share", flat=True)) == [Decimal("0.4"), Decimal("0.6")]


def test_an_account_may_be_made_its_authority(valley: Valley) -> None:
    account = open_account(actor=CLERK, username="neema", name="Neema")
    for _time in range(2):
        programme("copy", *GOLD, *OF_GOLD, "--authority", "neema")
    assert [(one.role, one.programme) for one in grants_of(account)] == [
        (Role.AUTHORITY, "TANG-AU")
    ]


def test_the_commands_of_the_guide_do_what_it_says(valley: Valley) -> None:
    Programme.objects.filter(pk=valley.programme.pk).update(code="LUALABA")
    open_account(actor=CLERK, username="neema", name="Neema")
    guide = (ROOT / "docs" / "guides" / "another-province.md").read_text("utf-8")
    lines = [shlex.split(line) for line in guide.splitlines() if line.startswith("./asili ")]
    for _asili, *words in lines:
        call_command(*words, stdout=StringIO())
    assert {line[2] for line in lines} == {"list", "copy", "show"}
    assert {one["code"]: one["mass_unit"] for one in programme("list")} == {
        "LUALABA": "kg",
        "NORTH-3T": "kg",
        "TANGANYIKA": "g",
    }
