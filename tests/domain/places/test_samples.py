"""Geochemical samples brought in: censored values stay censored, and nothing goes in twice."""

import io
from decimal import Decimal

import pytest

from asili.core.access import Refusal, system
from asili.core.imports.machine import bring_file, check_import, run_import
from asili.core.imports.undoing import undo_import
from asili.core.models import Programme
from asili.core.models.imports import Import
from asili.domain.places.models import Sample, SampleValue
from tests.cast import actor

CLERK = system("test")
HEADER = (
    "Echantillon;Latitude;Longitude;Élément;Teneur;Unité;Méthode;Date de prélèvement;Matériau;"
    "Campagne"
)


def rows(*lines: str) -> bytes:
    return "\n".join([HEADER, *lines]).encode("cp1252")


def line(element: str = "Cu", value: str = "1250,5", unit: str = "ppm", **more: str) -> str:
    place = more.get("at", "-10,7165;25,4667")
    number = more.get("number", "KZ-001")
    return f"{number};{place};{element};{value};{unit};ICP-MS;23/06/2019;sol;Levé inventé"


def bring(programme: Programme, content: bytes) -> Import:
    brought = bring_file(
        actor=CLERK, programme=programme, into="samples", source=io.BytesIO(content), name="s.csv"
    )
    check_import(actor=CLERK, code=brought.code)
    return run_import(actor=CLERK, code=brought.code)


def counts(done: Import) -> dict[str, int]:
    return {name: count for name, count in done.counts.items() if count}


def said(done: Import) -> list[str]:
    stops = done.problems.filter(stage="run", stops=True).order_by("number")
    return [one.message % one.params for one in stops]


def test_a_french_file_becomes_samples_with_their_elements(programme: Programme) -> None:
    done = bring(programme, rows(line(), line("Cobalt", "<5"), line("Au", "0.02", "g/t")))
    assert counts(done) == {"read": 3, "created": 3}, said(done)
    sample = Sample.objects.get()
    assert (sample.number, sample.material, str(sample.taken_on)) == (
        "KZ-001",
        "soil",
        "2019-06-23",
    )
    assert sample.point.coords == (25.4667, -10.7165)
    held = {value.element: value for value in sample.values.all()}
    assert (held["Cu"].value, held["Cu"].unit) == (Decimal("1250.5"), "ppm")
    assert (held["Au"].value, held["Au"].unit) == (Decimal("0.02"), "g/t")


def test_less_than_the_limit_is_not_known_and_not_zero(programme: Programme) -> None:
    bring(programme, rows(line("Co", "< 5")))
    value = SampleValue.objects.get()
    assert (value.below, value.value, value.detection_limit) == (True, Decimal(5), Decimal(5))
    assert str(value) == "Co <5 ppm"


def test_the_same_file_again_changes_nothing_and_a_correction_is_one(programme: Programme) -> None:
    bring(programme, rows(line(), line("Co", "<5")))
    assert counts(bring(programme, rows(line(), line("Co", "<5")))) == {"read": 2, "unchanged": 2}
    again = bring(programme, rows(line(value="1300"), line("Co", "<5")))
    assert counts(again) == {"read": 2, "changed": 1, "unchanged": 1}
    assert SampleValue.objects.get(element="Cu").value == 1300
    undo_import(actor=CLERK, code=again.code)
    assert SampleValue.objects.get(element="Cu").value == Decimal("1250.5")


def test_undoing_leaves_neither_value_nor_sample(programme: Programme) -> None:
    first = bring(programme, rows(line(), line("Co", "<5")))
    bring(programme, rows(line(value="1300")))
    undo_import(actor=CLERK, code=first.code)
    assert [value.element for value in SampleValue.objects.all()] == ["Cu"]
    assert "corrected since" in first.problems.get(stage="undo").message


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (line("12"), "no element"),
        (line(value="traces"), "no amount"),
        (line(value="120", unit="%"), "more than the whole"),
        (line(at="25,4667;-10,7165"), "when exchanged"),
    ],
)
def test_a_row_that_cannot_go_in_says_why(programme: Programme, given: str, words: str) -> None:
    done = bring(programme, rows(given, line("Zn", number="KZ-009")))
    assert counts(done) == {"read": 2, "created": 1, "refused": 1}
    assert words in said(done)[0]


def test_a_number_is_not_at_two_points_and_an_element_has_not_two_values(
    programme: Programme,
) -> None:
    bring(programme, rows(line()))
    done = bring(programme, rows(line("Zn", at="-10,9;25,4667"), line("Co", "7"), line("Co", "8")))
    assert counts(done) == {"read": 3, "created": 1, "refused": 2}
    assert ["another point" in said(done)[0], "another value" in said(done)[1]] == [True, True]


def test_samples_are_brought_in_by_authority_or_inspector(programme: Programme) -> None:
    with pytest.raises(Refusal) as refused:
        bring_file(
            actor=actor("amina"),
            programme=programme,
            into="samples",
            source=io.BytesIO(rows(line())),
            name="s.csv",
        )
    assert refused.value.rule == "places.7"
