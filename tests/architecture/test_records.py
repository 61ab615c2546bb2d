"""What every table must carry: seals where it is sealed, marks where it is personal, a name for
each constraint, a glossary entry in three languages."""

import re

import pytest
from django.apps import apps
from django.contrib.gis.db import models
from django.core import checks

from asili.core.privacy import PERSONAL_NAMES, marks_of
from asili.core.seals import check_seals
from tests.architecture.source import ROOT

OURS = [model for model in apps.get_models() if model.__module__.startswith("asili.")]
SEALED = {"core.JournalEntry", "custody.Event", "custody.EventLine", "credentials.CredentialState"}
PERSONAL_TEXT = re.compile(r"(^|_)(phone|email|sex|birth|address|photo|national_id)(_|$)")


def label(model: type[models.Model]) -> str:
    return model._meta.label


def test_records_of_fact_are_sealed() -> None:
    assert {label(model) for model in OURS if getattr(model, "sealed", False)} >= SEALED


def test_what_is_called_sealed_is_sealed_by_a_migration() -> None:
    assert check_seals() == []


def test_system_checks_find_nothing() -> None:
    assert [str(message) for message in checks.run_checks()] == []


@pytest.mark.parametrize("model", OURS, ids=label)
def test_personal_fields_are_marked(model: type[models.Model]) -> None:
    marks = marks_of(model)
    unmarked = [
        field.name
        for field in model._meta.concrete_fields
        if (field.name in PERSONAL_NAMES or PERSONAL_TEXT.search(field.name))
        and field.name not in marks
    ]
    assert unmarked == []
    for name, mark in marks.items():
        assert mark.purpose.endswith("."), name
        assert mark.retention.endswith("."), name


@pytest.mark.parametrize("model", OURS, ids=label)
def test_records_have_names_for_people(model: type[models.Model]) -> None:
    plain = model._meta.object_name.lower()
    assert str(model._meta.verbose_name) != "", plain
    assert "verbose_name" in model._meta.original_attrs, "no translated name in Meta"
    assert model.__str__ is not models.Model.__str__, "no __str__"


@pytest.mark.parametrize("model", OURS, ids=label)
def test_no_mass_or_money_is_a_float(model: type[models.Model]) -> None:
    floats = [f.name for f in model._meta.concrete_fields if isinstance(f, models.FloatField)]
    assert floats == []


def glossary() -> dict[str, tuple[str, str, str]]:
    """Model name to its English, French and Swahili word, from the tables of GLOSSARY.md."""
    rows = {}
    for line in (ROOT / "GLOSSARY.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) >= 5 and re.fullmatch(r"`\w+`", cells[0]):
            rows[cells[0].strip("`")] = (cells[1], cells[2], cells[3])
    return rows


def test_the_glossary_names_every_record_in_three_languages() -> None:
    rows = glossary()
    absent = sorted(model.__name__ for model in OURS if model.__name__ not in rows)
    assert absent == []
    assert [name for name, words in rows.items() if not all(words)] == []


def test_the_glossary_names_nothing_that_is_gone() -> None:
    assert sorted(set(glossary()) - {model.__name__ for model in OURS}) == []
