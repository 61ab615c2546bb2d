"""The dated facts of the law: loaded once, sourced, replayable on any day."""

import csv
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from asili.core import journal
from asili.core.access import Refusal, system
from asili.domain.law import services
from asili.domain.law.models import Instrument, LegalValue
from asili.domain.law.queries import timeline, value_at, values_at
from tests.cast import actor

LOADER = system("test")
SHARES = ("state", "province", "local", "fomin", "fonarev")


def shares(on: date) -> list[Decimal]:
    found = values_at([f"royalty.share.{name}" for name in SHARES], on)
    return [row.value for row in found.values()]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The facts that come with Asili, in a folder that a test may change."""
    shutil.copytree(Path(services.__file__).parents[1] / "facts", tmp_path / "facts")
    return tmp_path / "facts"


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text("utf-8")
    assert text.count(old) == 1
    (folder / name).write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(
    ("on", "cobalt"),
    [
        (date(2002, 7, 10), None),
        (date(2007, 11, 20), 2),
        (date(2018, 3, 8), 2),
        (date(2018, 3, 9), Decimal("3.5")),
        (date(2018, 11, 23), Decimal("3.5")),
        (date(2018, 11, 24), 10),
        (date(2026, 1, 1), 10),
    ],
)
def test_the_royalty_on_cobalt_is_the_one_of_the_day(
    lawbook: None, on: date, cobalt: Decimal | None
) -> None:
    found = value_at("royalty.rate.Co", on)
    assert (found and found.value) == cobalt


@pytest.mark.parametrize(
    ("on", "split"),
    [
        (date(2007, 11, 20), [60, 25, 15]),
        (date(2019, 1, 1), [50, 25, 15, 10]),
        (date(2022, 12, 25), [50, 25, 15, 10]),
        (date(2022, 12, 26), [44, 23, 14, 8, 11]),
    ],
)
def test_the_royalty_is_shared_as_the_day_had_it_and_wholly(
    lawbook: None, on: date, split: list[int]
) -> None:
    assert sorted(shares(on)) == sorted(split)
    assert sum(shares(on)) == 100


def test_loading_twice_changes_nothing_and_writes_no_entry(lawbook: None) -> None:
    before = journal.position()
    assert services.load_facts(actor=LOADER) == []
    assert journal.position() == before


def test_a_corrected_row_is_loaded_alone(lawbook: None, copy: Path) -> None:
    change(copy, "values.csv", "custody.bag_mass_max,120", "custody.bag_mass_max,110")
    changed = services.load_facts(actor=LOADER, folder=copy)
    assert [str(row) for row in changed] == ["custody.bag_mass_max = 110 kg wet"]
    found = value_at("custody.bag_mass_max", date(2026, 1, 1))
    assert found is not None
    assert found.value == 110


def test_two_values_of_a_key_on_one_day_are_refused(db: None, copy: Path) -> None:
    change(
        copy,
        "values.csv",
        "royalty.rate.Cu,2,% of value,2002-07-11,2018-03-09",
        "royalty.rate.Cu,2,% of value,2002-07-11,2018-03-10",
    )
    with pytest.raises(Refusal) as refused:
        services.load_facts(actor=LOADER, folder=copy)
    assert refused.value.rule == "law.1"
    assert not LegalValue.objects.exists()


def test_a_verified_value_is_not_overwritten(lawbook: None, copy: Path) -> None:
    LegalValue.objects.filter(key="custody.bag_mass_max").update(
        verified_by="an office", verified_on=date(2026, 1, 1)
    )
    services.load_facts(actor=LOADER, folder=copy)
    change(copy, "values.csv", "custody.bag_mass_max,120,", "custody.bag_mass_max,121,")
    with pytest.raises(Refusal) as refused:
        services.load_facts(actor=LOADER, folder=copy)
    assert refused.value.rule == "law.3"
    assert LegalValue.objects.get(key="custody.bag_mass_max").is_verified


def test_only_the_service_loads_facts(db: None) -> None:
    with pytest.raises(Refusal) as refused:
        services.load_facts(actor=actor("kasongo"))
    assert refused.value.rule == "law.4"


def test_every_fact_names_its_source_and_none_claims_to_be_verified(lawbook: None) -> None:
    assert not LegalValue.objects.exclude(verified_by="").exists()
    assert all(row.source for row in LegalValue.objects.all())
    assert all(row.source for row in Instrument.objects.all())


def test_what_is_no_law_says_so(lawbook: None) -> None:
    defaults = LegalValue.objects.filter(instrument__kind=Instrument.Kind.DEFAULT)
    assert {row.key for row in defaults} >= {"custody.reweigh_tolerance", "trade.price_age"}
    assert all(
        row.source.startswith(("Default of Asili, not a law", "Measured")) for row in defaults
    )


def test_the_timeline_runs_from_2000_and_holds_every_instrument_of_the_file(
    lawbook: None, copy: Path
) -> None:
    with (copy / "instruments.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    dated = [row.dated for row in timeline() if row.dated]
    assert dated == sorted(dated)
    assert {row.code for row in timeline()} == {row["code"] for row in rows}
    assert date(2000, 11, 6) in dated


def test_a_legal_basis_names_instrument_and_article(lawbook: None) -> None:
    found = value_at("royalty.share.state", date(2007, 11, 20))
    assert found is not None
    assert found.legal_basis == "Loi 007/2002 portant Code minier, art. 242"
