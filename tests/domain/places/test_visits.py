"""Visits of sites from an open file: every row accounted for, blanks and zeros apart, guarded."""

from collections import Counter
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone

from asili.core.access import ANONYMOUS, Refusal
from asili.core.imports.undoing import undo_import
from asili.core.models import Programme
from asili.core.models.imports import Import, ImportRow
from asili.core.models.journal import JournalEntry
from asili.domain.places import policies, services, visiting
from asili.domain.places.models import (
    ArmedSighting,
    ChildSighting,
    Place,
    PlaceIdentifier,
    Visit,
    VisitMineral,
)
from asili.domain.places.services.visits import as_recorded
from tests.cast import actor
from tests.domain.places.visited import CLERK, REAL, bring, invented, written

pytestmark = pytest.mark.usefixtures("provinces")


def notes_of(brought: Import) -> Counter[tuple[str, str]]:
    return Counter(brought.problems.filter(stage="run", stops=False).values_list("column", "code"))


def test_every_row_of_the_invented_file_becomes_a_visit_of_a_site(programme: Programme) -> None:
    rows = invented()
    brought = bring(programme, written(rows))
    assert brought.counts == {
        "read": len(rows), "created": len(rows), "changed": 0, "unchanged": 0, "refused": 0,
        "blank": 0,
    }  # fmt: skip
    sites = {row["pcode"] for row in rows}
    assert Visit.objects.count() == len(rows)
    assert set(PlaceIdentifier.objects.values_list("value", flat=True)) == sites
    new = ImportRow.objects.filter(of=brought, after__site=True).count()
    assert new == Place.objects.count() == len(sites)


def test_bringing_the_same_file_again_changes_nothing(programme: Programme) -> None:
    bring(programme, written(invented()))
    before = list(Visit.objects.order_by("pk").values())
    again = bring(programme, written(invented()))
    assert again.counts["unchanged"] == again.counts["read"] == len(before)
    assert list(Visit.objects.order_by("pk").values()) == before


def test_a_blank_is_not_recorded_and_a_zero_is_an_observed_absence(programme: Programme) -> None:
    first, second = invented()[:2]
    blank = dict.fromkeys(("workers_numb", "mercury", "women", "presence", "childunder15"), "")
    zero = dict.fromkeys(blank, "0")
    described = {name: "" for name in first if "armed" in name or "work" in name}
    first = {**first, **described, **blank, "interference": ""}
    second = {**second, **described, **zero, "interference": "0"}
    bring(programme, written([first, second]))
    unknown, absent = Visit.objects.order_by("number")
    assert (unknown.workers, unknown.mercury, unknown.women) == (None, None, None)
    assert (absent.workers, absent.mercury, absent.women) == (0, False, False)
    assert not ArmedSighting.objects.filter(visit=unknown).exists()
    assert not ChildSighting.objects.filter(visit=unknown).exists()
    assert ArmedSighting.objects.get(visit=absent).presence is False
    assert ChildSighting.objects.get(visit=absent).under_15 is False


def test_a_corrected_row_changes_its_visit_and_undoing_restores_it(programme: Programme) -> None:
    rows = invented()
    bring(programme, written(rows))
    before = as_recorded(programme, visiting.IPIS, [rows[0]["vid"]])
    rows[0] |= {"workers_numb": "77", "mineral1": "Or", "name": "Autre Nom"}
    changed = bring(programme, written(rows))
    assert (changed.counts["changed"], changed.counts["unchanged"]) == (1, len(rows) - 1)
    visit = Visit.objects.get(number=rows[0]["vid"])
    assert (visit.workers, visit.minerals.first().mineral) == (77, "gold")
    assert (visit.name, visit.place.name) == ("Autre Nom", invented()[0]["name"])
    undo_import(actor=CLERK, code=changed.code)
    assert as_recorded(programme, visiting.IPIS, [rows[0]["vid"]]) == before


def test_undoing_takes_visits_and_their_sites_back(programme: Programme) -> None:
    brought = bring(programme, written(invented()))
    undo_import(actor=CLERK, code=brought.code)
    assert not Visit.objects.exists()
    assert not VisitMineral.objects.exists()
    assert not ArmedSighting.objects.exists()
    assert not Place.objects.exists()


def test_undoing_keeps_a_visit_that_was_changed_since(programme: Programme) -> None:
    rows = invented()
    brought = bring(programme, written(rows))
    rows[3]["workers_numb"] = "41"
    bring(programme, written(rows))
    undo_import(actor=CLERK, code=brought.code)
    assert list(Visit.objects.values_list("number", "workers")) == [(rows[3]["vid"], 41)]


def test_odd_rows_go_in_with_a_note(programme: Programme) -> None:
    rows = invented()
    tomorrow = timezone.localdate() + timedelta(days=1)
    rows[0]["visit_date"] = tomorrow.isoformat()
    rows[1]["mineral1"] = "Manvenve"
    rows[2] |= {"province": "Katanga", "province_old": "Tanganyika"}
    rows[3]["province_old"] = "Maniema"
    rows[4]["territoire"] = "Kipushi"
    rows[5]["state_service4"] = "FARDC"
    brought = bring(programme, written(rows[:6]))
    assert brought.counts["created"] == 6
    found = notes_of(brought)
    assert found["visit_date", "places.12"] == 1
    assert found["mineral1", "places.12"] == 1
    assert found["province", "places.12"] == 1
    assert found["province_old", "places.12"] == 1
    assert found["territoire", "places.12"] >= 1
    assert found["state_service4", "places.14"] == 1


def test_a_word_that_is_no_mineral_of_ours_is_kept_as_said(programme: Programme) -> None:
    rows = invented()[:1]
    rows[0]["mineral1"] = "Manvenve"
    bring(programme, written(rows))
    first = VisitMineral.objects.get(rank=1)
    assert (first.said, first.mineral, first.label) == ("Manvenve", "", "Manvenve")


@pytest.mark.parametrize(
    ("longitude", "latitude", "rule"),
    [("-10.62", "25.31", "imports.swapped"), ("2.35", "48.85", "imports.outside")],
)
def test_a_position_outside_the_country_stops_its_row_alone(
    programme: Programme, longitude: str, latitude: str, rule: str
) -> None:
    rows = invented()
    rows[0] |= {"longitude": longitude, "latitude": latitude}
    brought = bring(programme, written(rows))
    assert (brought.counts["refused"], brought.counts["created"]) == (1, len(rows) - 1)
    assert brought.problems.get(stage="run", stops=True).code == rule


def test_a_site_that_moved_further_than_its_precision_keeps_its_point(
    programme: Programme,
) -> None:
    rows = [row for row in invented() if row["pcode"] == "invente00003"][:1]
    rows[0]["location_origin"] = "GPS"
    near = {**rows[0], "vid": "1", "latitude": str(float(rows[0]["latitude"]) + 0.001)}
    far = {**rows[0], "vid": "2", "latitude": str(float(rows[0]["latitude"]) + 0.1)}
    rough = {**far, "vid": "3", "location_origin": "Approximation"}
    brought = bring(programme, written([*rows, near, far, rough]))
    notes = brought.problems.filter(stage="run", code="places.10")
    assert [(note.number, note.params["metres"]) for note in notes.order_by("number")] == [
        (4, pytest.approx(11_060, abs=30)),
        (5, pytest.approx(11_060, abs=30)),
    ]
    place = Place.objects.get()
    assert place.point.y == float(rows[0]["latitude"])
    assert Visit.objects.filter(place=place).count() == 4


def test_words_on_armed_actors_leave_open_columns(programme: Programme) -> None:
    rows = invented()[:1]
    rows[0] |= {"visit_onsite_novisitreason": "Barrière des FARDC", "state_service2": "FARDC"}
    bring(programme, written(rows))
    visit = Visit.objects.get()
    assert visit.reason == Visit.Reason.OTHER
    assert "FARDC" not in str(Visit.objects.filter(pk=visit.pk).values().get())
    assert ArmedSighting.objects.get(visit=visit).words == "Barrière des FARDC; FARDC"


def test_sightings_are_read_by_one_role_each_and_every_reading_is_journalled(
    programme: Programme,
) -> None:
    rows = [row for row in invented() if row["presence"] == "1" and row["childunder15"]][:1]
    bring(programme, written(rows))
    place = Place.objects.get()
    (armed,) = services.read_armed_sightings(actor=actor("chantal"), place=place)
    (children,) = services.read_child_sightings(actor=actor("grace"), place=place)
    day = Visit.objects.get().visited_on
    assert armed.observed_on == children.observed_on == day
    acts = JournalEntry.objects.order_by("-position").values_list("act", "account", "subjects")
    assert list(acts[:2]) == [
        ("places.child_sighting.read", actor("grace").account, [place.code]),
        ("places.armed_sighting.read", actor("chantal").account, [place.code]),
    ]


@pytest.mark.parametrize("who", ["anonymous", "amina", "banza", "grace", "stranger", "josephine"])
def test_armed_actors_are_not_read_by(who: str) -> None:
    reader = ANONYMOUS if who == "anonymous" else actor(who)
    assert not policies.can_read_armed_sightings(reader, "TEST", "CD-LU")


@pytest.mark.parametrize("who", ["anonymous", "amina", "kasongo", "chantal", "stranger"])
def test_children_at_work_are_not_read_by(who: str) -> None:
    reader = ANONYMOUS if who == "anonymous" else actor(who)
    assert not policies.can_read_child_sightings(reader, "TEST", "CD-LU")


def test_whoever_works_elsewhere_reads_no_sighting() -> None:
    elsewhere = actor("chantal", province="CD-TA")
    assert not policies.can_read_armed_sightings(elsewhere, "TEST", "CD-LU")


def test_a_visit_is_recorded_once_whatever_the_door(programme: Programme) -> None:
    rows = invented()[:1]
    bring(programme, written(rows))
    (again,) = as_recorded(programme, visiting.IPIS, [rows[0]["vid"]]).values()
    with pytest.raises(Refusal) as refused:
        services.record_visits(
            actor=CLERK,
            programme=programme,
            scheme=visiting.IPIS,
            file="by hand",
            on=timezone.localdate(),
            visits=[again],
        )
    assert refused.value.rule == "places.11"


def test_two_programmes_share_neither_sites_nor_visits(programme: Programme) -> None:
    other = Programme.objects.create(
        code="OTHER", name="Other", commodity=programme.commodity, simulated=False
    )
    rows = invented()
    bring(programme, written(rows))
    brought = bring(other, written(rows))
    assert brought.counts["created"] == len(rows)
    assert not Visit.objects.exclude(place__programme=F("programme")).exists()
    assert set(Place.objects.values_list("programme__code", "simulated")) == {
        (programme.code, True),
        ("OTHER", False),
    }


@pytest.mark.parametrize(
    ("origin", "precision"),
    [
        ("GPS", "gps"),
        ("GPS (IPIS 2009, ASM-PACE 2012)", "gps"),
        ("GPS (village PK 33)", "nearby"),
        ("GPS (4 km du site)", "nearby"),
        ("GPS(groupment Nkulu)", "nearby"),
        ("GPS (Approximation)", "approximate"),
        ("Landsat ETM+ (village)", "image"),
        ("Numérisation", "image"),
        ("Ancienne base (village)", "archive"),
        ("", ""),
        ("ouï-dire", ""),
    ],
)
def test_the_words_for_a_position_say_how_precise_it_is(origin: str, precision: str) -> None:
    assert visiting.precision(origin) == precision


@pytest.mark.slow
@pytest.mark.skipif(not REAL.is_file(), reason="the open file of IPIS is not on this machine")
def test_the_whole_open_file_goes_in_and_again_changes_nothing(programme: Programme) -> None:
    content = REAL.read_bytes()
    brought = bring(programme, content, REAL.name)
    assert (brought.counts["read"], brought.counts["created"]) == (5_071, 5_071)
    assert Place.objects.count() == 2_988
    assert Visit.objects.filter(workers=0).count() == 68
    assert Visit.objects.filter(workers=None).count() == 1_183
    assert ArmedSighting.objects.filter(presence=True).count() == 1_758
    assert ChildSighting.objects.filter(under_15=True).count() == 245
    open_words = str(list(Visit.objects.values())) + str(list(VisitMineral.objects.values()))
    assert not visiting.speaks_of_armed_actors(open_words)
    again = bring(programme, content, REAL.name)
    assert again.counts["unchanged"] == 5_071


def test_the_command_opens_a_programme_of_its_own_and_accounts_for_every_row(
    programme: Programme, tmp_path: Path
) -> None:
    rows = invented()
    file = tmp_path / "visits.csv"
    file.write_bytes(written(rows))
    said = StringIO()
    call_command("import", "ipis", str(file), stdout=said)
    assert not Visit.objects.filter(programme=programme).exists()
    opened = Programme.objects.get(code="IPIS")
    assert not opened.simulated
    assert Visit.objects.filter(programme=opened).count() == len(rows)
    words = said.getvalue()
    assert f"visits created: {len(rows)}" in words
    assert f"sites created: {len({row['pcode'] for row in rows})}" in words
    call_command("import", "ipis", str(file), stdout=said)
    assert "visits created: 0" in said.getvalue()
