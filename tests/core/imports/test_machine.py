"""Every row is accounted for, goes in once, says why not, and comes out again untouched."""

import csv
import io
from collections.abc import Callable

import pytest
from django.contrib.gis.geos import Point
from django.db import transaction
from openpyxl import load_workbook

from asili.core import journal
from asili.core.access import ANONYMOUS, Actor, Grant, NotVisible, Refusal, Role, system
from asili.core.files import path_of
from asili.core.imports import chunks as chunking
from asili.core.imports import machine
from asili.core.imports.corrections import correction_file
from asili.core.imports.erasing import erase_imports
from asili.core.imports.machine import (
    check_import,
    map_columns,
    run_import,
    same_file,
    visible_imports,
)
from asili.core.imports.undoing import undo_import
from asili.core.models import Programme
from asili.core.models.imports import Import, ImportMapping, ImportProblem, ImportRow
from asili.domain.places.models import Place
from asili.domain.places.services import NewPlace, correct_places, register_places
from tests.core.imports.spreadsheet import CLERK, HEADER, as_csv, site

pytestmark = pytest.mark.django_db
Make = Callable[..., Import]


def problems(row: Import, stage: str = "run") -> list[tuple[int, str, str]]:
    found = row.problems.filter(stage=stage)
    return sorted((one.number, one.column, one.code) for one in found)


def body(response: object) -> bytes:
    return b"".join(response)  # type: ignore[call-overload,no-any-return]


def test_a_ministrys_spreadsheet_goes_in_with_french_headers_and_commas(let_in: Make) -> None:
    row = let_in([site(1, "Étoile"), site(2, "Kawama", minerals="Or")])
    assert row.counts == {
        "read": 2, "created": 2, "changed": 0, "unchanged": 0, "refused": 0, "blank": 0,
    }  # fmt: skip
    assert row.state == "done"
    place = Place.objects.get(name="Étoile")
    assert (place.kind, place.province, place.minerals) == ("site", "CD-HK", ["Cu", "Co"])
    assert (place.point.x, place.point.y) == (27.0, -11.001)
    assert {one.code for one in row.rows.all()} == set(Place.objects.values_list("code", flat=True))


def test_every_row_is_accounted_for_and_refused_rows_say_where_and_why(let_in: Make) -> None:
    row = let_in(
        [
            site(1),
            ["", "", "", "", "", ""],
            site(2, latitude="27,1", longitude="-11,2"),
            site(3, province="Atlantide"),
            site(4, kind="sitte"),
            site(5, latitude="12 douze"),
            site(1),
            site(6, "Site 1"),
        ]
    )
    assert row.counts == {
        "read": 8, "created": 1, "changed": 0, "unchanged": 1, "refused": 5, "blank": 1,
    }  # fmt: skip
    assert problems(row) == [
        (4, "Latitude, Longitude", "imports.swapped"),
        (5, "Province", "places.2"),
        (6, "Type", "imports.not-a-choice"),
        (7, "Latitude", "imports.not-a-position"),
        (9, "", "imports.5"),
    ]
    for problem in ImportProblem.objects.all():
        assert problem.text
        assert problem.way_out


def test_the_check_says_what_the_run_does_and_writes_no_record(bring: Make) -> None:
    row = bring(as_csv([site(1), site(2, province="Atlantide"), site(3)]))
    checked = check_import(actor=CLERK, code=row.code)
    assert not Place.objects.exists()
    ran = run_import(actor=CLERK, code=row.code)
    assert checked.forecast == ran.counts
    assert problems(row, "check") == problems(row, "run")


def test_the_same_file_again_says_so_and_changes_nothing(bring: Make, let_in: Make) -> None:
    rows = [site(1), site(2)]
    first = let_in(rows)
    before = list(Place.objects.values().order_by("pk"))
    again = let_in(rows)
    assert list(same_file(again)) == [first]
    assert (again.counts["unchanged"], again.counts["created"]) == (2, 0)
    assert list(Place.objects.values().order_by("pk")) == before
    assert not again.rows.exists()


def test_what_the_file_says_otherwise_is_corrected_and_what_it_lacks_is_left(let_in: Make) -> None:
    let_in([site(1), site(2)])
    rows = [
        ["Site 1", "Haut-Katanga", "-11,5", "27,5"],
        ["Site 2", "Haut-Katanga", "-11,002", "27"],
    ]
    row = let_in(rows, ["Site", "Province", "Lat", "Long"])
    assert (row.counts["changed"], row.counts["unchanged"]) == (1, 1)
    place = Place.objects.get(name="Site 1")
    assert (place.point.coords, place.minerals) == ((27.5, -11.5), ["Cu", "Co"])


def test_columns_once_confirmed_are_remembered_for_the_same_headers(bring: Make) -> None:
    header = ["A", "B", "C", "D", "E", "F"]
    row = bring(as_csv([site(1)], header))
    assert row.mapping["columns"] == {}
    with pytest.raises(Refusal, match="No column is chosen"):
        check_import(actor=CLERK, code=row.code)
    chosen = {"name": ["A"], "latitude": ["D"], "longitude": ["E"]}
    map_columns(
        actor=CLERK,
        code=row.code,
        columns={"columns": chosen, "constants": {"province": "CD-LU"}},
        options={"days": "dmy"},
    )
    check_import(actor=CLERK, code=row.code)
    run_import(actor=CLERK, code=row.code)
    assert Place.objects.get().province == "CD-LU"
    again = bring(as_csv([site(2)], header[::-1]))
    assert again.mapping["columns"] == chosen
    assert again.mapping["constants"] == {"province": "CD-LU"}
    assert ImportMapping.objects.count() == 1


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_a_correction_file_comes_back_mapped_and_only_what_is_mended_goes_in(
    fmt: str, bring: Make
) -> None:
    header = ["A", "B", "C", "D", "E", "F"]
    names = dict(
        zip(["name", "kind", "province", "latitude", "longitude", "minerals"], header, strict=True)
    )
    rows = [site(1), site(2, province="Atlantide"), site(3, '=cmd|"/c calc"', kind="sitte")]
    row = bring(as_csv(rows, header))
    map_columns(
        actor=CLERK,
        code=row.code,
        columns={"columns": {field: [column] for field, column in names.items()}},
        options={},
    )
    check_import(actor=CLERK, code=row.code)
    run_import(actor=CLERK, code=row.code)
    response = correction_file(row, fmt)  # type: ignore[arg-type]
    content = body(response)
    assert b"Atlantide" in content or fmt == "xlsx"
    if fmt == "csv":
        assert "'=cmd" in content.decode()
        content = content.decode().replace("Atlantide", "Haut-Katanga").encode()
    else:
        book = load_workbook(io.BytesIO(content))
        for cells in book["data"].iter_rows():
            for cell in cells:
                if cell.value == "Atlantide":
                    cell.value = "Haut-Katanga"
        saved = io.BytesIO()
        book.save(saved)
        content = saved.getvalue()
    again = bring(content, f"correction.{fmt}")
    assert again.corrects == row
    assert again.mapping == Import.objects.get(pk=row.pk).mapping
    check_import(actor=CLERK, code=again.code)
    ran = run_import(actor=CLERK, code=again.code)
    assert (ran.counts["created"], ran.counts["refused"]) == (1, 1)
    assert set(Place.objects.values_list("name", flat=True)) == {"Site 1", "Site 2"}


def test_a_formula_in_a_cell_is_a_name_like_any_other(let_in: Make) -> None:
    let_in([site(1, "=1+1")])
    assert Place.objects.get().name == "=1+1"


def test_undoing_takes_back_what_nobody_touched_and_lists_the_rest(
    let_in: Make, programme: Programme
) -> None:
    old = register_places(
        actor=CLERK,
        programme=programme,
        places=[NewPlace("site", "Old", "CD-HK", 270000000, -110000000)],
    )[0]
    row = let_in(
        [
            site(1),
            site(2),
            site(3),
            site(4, "Old", latitude="-11,9", longitude="27,9"),
        ]
    )
    assert row.counts["changed"] == 1
    touched, parent = Place.objects.get(name="Site 2"), Place.objects.get(name="Site 3")
    correct_places(
        actor=CLERK,
        places=[NewPlace("site", "Site 2", "CD-HK", 271000000, -111000000, touched.code)],
    )
    register_places(
        actor=CLERK,
        programme=programme,
        places=[NewPlace("pit", "Pit", "CD-HK", 271000000, -111000000, parent=parent.code)],
    )
    undone = undo_import(actor=CLERK, code=row.code)
    assert undone.state == "undone"
    assert set(Place.objects.values_list("name", flat=True)) == {"Old", "Site 2", "Site 3", "Pit"}
    old.refresh_from_db()
    assert old.point == Point(27, -11, srid=4326)
    assert problems(row, "undo") == [(3, "", "places.27"), (4, "", "places.27")]
    states = dict(row.rows.values_list("number", "state"))
    assert states == {2: "undone", 3: "kept", 4: "kept", 5: "undone"}
    with pytest.raises(Refusal, match="nothing to take back"):
        undo_import(actor=CLERK, code=row.code)


def test_an_interrupted_run_goes_on_after_its_last_chunk(
    bring: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = bring(as_csv([site(n) for n in range(1, 1201)]))
    check_import(actor=CLERK, code=row.code)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_import(actor=CLERK, code=row.code, progress=stop)
    row.refresh_from_db()
    assert (row.state, row.position, Place.objects.count()) == ("running", 501, 500)
    ran = run_import(actor=CLERK, code=row.code)
    assert (ran.counts["created"], Place.objects.count()) == (1200, 1200)
    assert ImportRow.objects.count() == 1200


def test_a_chunk_goes_in_whole_or_not_at_all(bring: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    row = bring(as_csv([site(n) for n in range(1, 11)]))
    check_import(actor=CLERK, code=row.code)
    before = journal.position()

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(machine, "_save_problems", full)
        with pytest.raises(OSError, match="No space"):
            run_import(actor=CLERK, code=row.code)
    assert not Place.objects.exists()
    assert not ImportRow.objects.exists()
    assert journal.position() == before + 1  # that it was started
    assert run_import(actor=CLERK, code=row.code).counts["created"] == 10


def test_a_second_run_takes_over_and_the_first_stops(bring: Make) -> None:
    row = bring(as_csv([site(n) for n in range(1, 1101)]))
    check_import(actor=CLERK, code=row.code)
    calls: list[int] = []

    def take_over(done: int, total: int) -> None:
        calls.append(done)
        if len(calls) == 1:
            run_import(actor=CLERK, code=row.code)

    run_import(actor=CLERK, code=row.code, progress=take_over)
    row.refresh_from_db()
    assert calls == [500]
    assert (row.state, row.counts["created"], Place.objects.count()) == ("done", 1100, 1100)


def test_what_an_act_refuses_is_found_by_halving_and_the_rest_goes_in(
    bring: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = bring(as_csv([site(n) for n in range(1, 41)]))
    check_import(actor=CLERK, code=row.code)
    bad = Place.objects.model(name="Site 17")
    register = machine.target_of(row).apply

    def refuse(self: object, verdicts: list[object], context: object) -> object:
        if any(one.row.values["name"] == bad.name for one in verdicts):  # type: ignore[attr-defined]
            raise Refusal("test.1", "Not this one.", remedy="Take another.")
        return register(verdicts, context)  # type: ignore[arg-type]

    monkeypatch.setattr(type(machine.target_of(row)), "apply", refuse)
    ran = run_import(actor=CLERK, code=row.code)
    assert (ran.counts["created"], ran.counts["refused"]) == (39, 1)
    found = ran.problems.get(stage="run")
    assert (found.number, found.code, found.text) == (18, "test.1", "Not this one. Take another.")


def test_who_may_not_import_is_refused_and_sees_nothing(bring: Make) -> None:
    other = Actor("A-2", "Other", frozenset({Grant(Role.AUTHORITY, "XYZ")}))
    trader = Actor("A-3", "Trader", frozenset({Grant(Role.TRADER, "KAT")}))
    row = bring(as_csv([site(1)]))
    for actor in (other, trader, ANONYMOUS):
        with pytest.raises(Refusal):
            bring(as_csv([site(1)]), actor=actor)
        assert not visible_imports(actor).exists()
        for act in (check_import, run_import, undo_import):
            with pytest.raises(NotVisible):
                act(actor=actor, code=row.code)
    assert list(visible_imports(system("test"))) == [row]


def test_a_province_that_is_not_the_actors_is_refused_row_by_row(bring: Make) -> None:
    agent = Actor("A-4", "Agent", frozenset({Grant(Role.FIELD_AGENT, "KAT", "CD-LU")}))
    row = bring(as_csv([site(1), site(2, province="Lualaba")]), actor=agent)
    ran = check_import(actor=agent, code=row.code)
    assert (ran.forecast["created"], ran.forecast["refused"]) == (1, 1)


def test_an_import_runs_only_after_its_check(bring: Make) -> None:
    row = bring(as_csv([site(1), site(2)]))
    with pytest.raises(Refusal, match="cannot be done now"):
        run_import(actor=CLERK, code=row.code)
    check_import(actor=CLERK, code=row.code, at_most=1)
    Import.objects.filter(pk=row.pk).update(state="checking")
    with pytest.raises(Refusal, match="cannot be done now"):
        run_import(actor=CLERK, code=row.code)


def test_old_rows_are_erased_and_the_file_with_the_last_of_them(let_in: Make) -> None:
    first, second = let_in([site(1)]), let_in([site(1)])
    path = path_of(first.file)
    assert erase_imports(actor=system("test")) == []
    later = second.created_at
    assert erase_imports(actor=system("test"), before=later) == [first]
    assert path.exists()
    assert erase_imports(actor=system("test"), before=later.max.replace(tzinfo=later.tzinfo)) == [
        second
    ]
    assert not path.exists()
    assert not ImportProblem.objects.exists()
    assert first.rows.get().after is None
    with pytest.raises(Refusal, match="erased"):
        undo_import(actor=CLERK, code=first.code)
    with pytest.raises(Refusal, match="by the service"):
        erase_imports(actor=CLERK)


def test_a_row_that_is_not_accounted_for_stops_the_machine() -> None:
    counts = chunking.no_counts()
    with pytest.raises(RuntimeError, match="not accounted"):
        chunking.added(counts, chunking.Counter(read=2, created=1))


def test_acts_are_journalled_with_the_number_of_the_import(let_in: Make) -> None:
    row = let_in([site(1)])
    entries = journal.entries.JournalEntry.objects.filter(subjects__icontains=row.code)
    assert [entry.act for entry in entries.order_by("position")] == [
        "core.import.brought",
        "core.import.started",
        "core.import.advanced",
        "core.import.finished",
    ]


def test_headers_of_the_file_are_in_the_problems_and_not_names_of_fields(let_in: Make) -> None:
    row = let_in([site(1, minerals="licorne")])
    assert problems(row) == [(2, "Substances", "imports.not-a-choice")]
    assert HEADER[5] == "Substances"
    assert not transaction.get_connection().needs_rollback


def test_an_export_of_ours_can_be_read_back(let_in: Make) -> None:
    row = let_in([site(1, province="Atlantide")])
    text = body(correction_file(row, "csv")).decode("utf-8-sig")
    found = list(csv.reader(io.StringIO(text)))
    assert found[0][:6] == HEADER
    assert row.code in found[0][-1]
    assert found[1][6] == "2"
