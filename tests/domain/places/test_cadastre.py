"""Lists of a cadastre brought in: read whatever their format, amended and never overwritten."""

import io
import zipfile
from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely
from pyproj import Transformer

from asili.core.access import Refusal, system
from asili.core.imports.machine import bring_file, check_import, run_import
from asili.core.imports.undoing import undo_import
from asili.core.models import Finding, Programme
from asili.core.models.imports import Import
from asili.domain.places import grid
from asili.domain.places.models import Overlap, Title, TitleVersion
from asili.domain.registry.models import Organisation
from asili.domain.registry.services import NewOrganisation, register_organisation
from tests.cast import actor

CLERK = system("test")
HEADERS = (
    "N° titre", "Type de titre", "Titulaire", "Statut", "Substances", "Carrés", "Superficie (ha)",
    "Date d'octroi", "Date d'expiration", "Sommets",
)  # fmt: skip
COLUMN, ROW = 3061, -1285
"""A square near Kolwezi."""

Cells = dict[str, object]


@pytest.fixture
def company(programme: Programme) -> Organisation:
    return organisation(programme, "Société Minière Inventée SARL", "company")


def organisation(programme: Programme, name: str, kind: str) -> Organisation:
    return register_organisation(
        actor=CLERK, programme=programme, organisation=NewOrganisation(name, kind)
    )


def ground(wide: int = 2, *, column: int = COLUMN) -> shapely.MultiPolygon:
    return grid.outline([(column + x, ROW) for x in range(wide)])


def corners(shape: shapely.MultiPolygon) -> str:
    ring = shapely.get_coordinates(shape)[:-1]
    return "; ".join(f"{x:.6f} {y:.6f}" for x, y in ring.tolist())


def line(number: str = "PE 123", **cells: object) -> Cells:
    """A row in French, with two squares, as changed by a test."""
    given = dict(
        zip(
            HEADERS,
            (number, "Permis d'exploitation", "SOCIETE MINIERE INVENTEE (100%)", "Octroyé",
             "Cu, Co", 2, "169,910", "23/04/2012", "22/04/2042", corners(ground())),
            strict=True,
        )
    )  # fmt: skip
    return given | cells


def workbook(*lines: Cells) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Liste des titres miniers (inventée)"])
    headers = list(dict.fromkeys(name for one in lines for name in one))
    sheet.append(headers)
    for one in lines:
        sheet.append([one.get(name) for name in headers])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def bring(programme: Programme, content: bytes, name: str = "titres.xlsx") -> Import:
    brought = bring_file(
        actor=CLERK, programme=programme, into="titles", source=io.BytesIO(content), name=name
    )
    check_import(actor=CLERK, code=brought.code)
    return run_import(actor=CLERK, code=brought.code)


def counts(done: Import) -> dict[str, int]:
    return {name: count for name, count in done.counts.items() if count}


def problems(done: Import) -> list[str]:
    rows = done.problems.filter(stage="run", stops=True).order_by("number")
    return [one.message % one.params for one in rows]


def test_a_french_workbook_becomes_titles_with_holder_area_and_outline(
    programme: Programme, company: Organisation
) -> None:
    done = bring(programme, workbook(line()))
    assert counts(done) == {"read": 1, "created": 1}, problems(done)
    title = Title.objects.get()
    (version,) = title.versions.all()
    assert (title.kind, title.number) == ("PE", "123")
    assert version.holder == company.party
    assert (version.status, version.substances) == ("active", ["Cu", "Co"])
    assert (version.squares, str(version.legal_area_ha)) == (2, "169.910")
    assert (version.valid_from, version.valid_to) == (date(2012, 4, 23), date(2042, 4, 23))
    assert "titres.xlsx" in version.source
    drawn = shapely.from_wkb(bytes(version.geometry.wkb))
    assert shapely.equals_exact(drawn, ground(), 1e-6, normalize=True)


def test_the_same_file_again_changes_nothing(programme: Programme, company: Organisation) -> None:
    bring(programme, workbook(line()))
    again = bring(programme, workbook(line()), "again.xlsx")
    assert counts(again) == {"read": 1, "unchanged": 1}
    assert TitleVersion.objects.count() == 1


def test_a_change_opens_a_version_on_its_day_and_the_old_file_changes_nothing_more(
    programme: Programme, company: Organisation
) -> None:
    bring(programme, workbook(line()))
    changed = line(
        **{"Sommets": corners(ground(3)), "Carrés": 3, "Superficie (ha)": "254,865",
           "Date de modification": "21/06/2020"}
    )  # fmt: skip
    assert counts(bring(programme, workbook(changed))) == {"read": 1, "changed": 1}
    first, second = TitleVersion.objects.order_by("valid_from")
    assert (first.valid_to, second.valid_from) == (date(2020, 6, 21), date(2020, 6, 21))
    assert (first.squares, second.squares) == (2, 3)
    assert second.valid_to == date(2042, 4, 23)
    for file in workbook(changed), workbook(line()):
        assert counts(bring(programme, file)) == {"read": 1, "unchanged": 1}


def test_a_change_without_a_day_is_recorded_from_today_and_says_so(
    programme: Programme, company: Organisation
) -> None:
    bring(programme, workbook(line()))
    done = bring(programme, workbook(line(Statut="Suspendu")))
    assert counts(done) == {"read": 1, "changed": 1}
    notes = done.problems.filter(stage="run", stops=False, message__contains="does not date it")
    assert notes.count() == 1
    assert TitleVersion.objects.latest("valid_from").status == "suspended"


def test_what_a_file_leaves_blank_stays_as_recorded(
    programme: Programme, company: Organisation
) -> None:
    bring(programme, workbook(line()))
    blank = line(Titulaire=None, Substances="", Sommets=None, Statut="Suspendu")
    bring(programme, workbook(blank))
    latest = TitleVersion.objects.latest("valid_from")
    assert (latest.holder, latest.substances) == (company.party, ["Cu", "Co"])
    assert latest.geometry.equals_exact(TitleVersion.objects.earliest("valid_from").geometry)


def test_an_unknown_holder_is_refused_with_those_that_are_alike_and_the_rest_goes_in(
    programme: Programme, company: Organisation
) -> None:
    misspelt = line("PE 7", Titulaire="Société Minière Inventé")
    stranger = line("PE 8", Titulaire="Xyz Holdings")
    done = bring(programme, workbook(line(), misspelt, stranger))
    assert counts(done) == {"read": 3, "created": 1, "refused": 2}
    alike, unknown = problems(done)
    assert f"alike: Société Minière Inventée SARL ({company.party.code})" in alike
    assert unknown == "No organisation is registered as “Xyz Holdings”."
    for one in done.problems.filter(stage="run", stops=True):
        assert (one.column, one.code) == ("Titulaire", "places.26")
        assert one.remedy.startswith("Register the organisation first")


def test_a_holder_may_be_given_by_number(programme: Programme, company: Organisation) -> None:
    bring(programme, workbook(line(Titulaire=company.party.code.lower())))
    assert TitleVersion.objects.get().holder == company.party


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"Type de titre": None, "N° titre": "123"}, "of which kind"),
        ({"Sommets": None}, "has no outline"),
        ({"Date d'octroi": None}, "from which day"),
        ({"Date d'expiration": "01/01/2011"}, "end before it begins"),
        ({"Sommets": "25.5 -10.7; 25.6 -10.7"}, "three corners"),
        ({"Sommets": "25 -10; 26 -11; 26 -10; 25 -11"}, "crosses itself"),
        ({"Sommets": "-10.7 25.5; -10.7 25.6; -10.6 25.6"}, "when exchanged"),
        ({"Sommets": "here; there; everywhere"}, "no corner"),
        ({"Carrés": 0}, "less than"),
    ],
)
def test_a_row_that_cannot_go_in_says_why(
    programme: Programme, company: Organisation, cells: Cells, said: str
) -> None:
    done = bring(programme, workbook(line() | cells))
    assert counts(done) == {"read": 1, "refused": 1}
    assert said in problems(done)[0]
    assert not Title.objects.exists()


def test_corners_in_degrees_minutes_and_seconds_are_read(
    programme: Programme, company: Organisation
) -> None:
    west, south = divmod(COLUMN * 30, 3600), divmod(-ROW * 30, 3600)
    assert (west, south) == ((25, 1830), (10, 2550))
    ring = (
        "10°42'30\"S 25°30'30\"E | 10°42'30\"S 25°31'30\"E | 25°31'30\"E 10°42'S | "
        "10°42'S 25°30'30\"E"
    )
    bring(programme, workbook(line(Sommets=ring)))
    found = shapely.from_wkb(bytes(TitleVersion.objects.get().geometry.wkb))
    assert shapely.equals_exact(found, ground(), 1e-6, normalize=True)


def test_notes_say_how_the_outline_lies_in_the_grid_and_stop_nothing(
    programme: Programme, company: Organisation
) -> None:
    moved = shapely.transform(ground(), lambda xy: xy + 0.001)
    done = bring(
        programme,
        workbook(line(**{"Sommets": corners(moved), "Carrés": 4, "Superficie (ha)": "84955"})),
    )
    assert counts(done) == {"read": 1, "created": 1}
    notes = {one.message: one.params for one in done.problems.filter(stage="run")}
    assert len(notes) == 3
    assert {"corners": 4, "metres": 156} in notes.values()
    assert str(TitleVersion.objects.get().legal_area_ha) == "84955.000"


def shapes(folder: Path, driver: str, name: str, crs: str = "EPSG:4326") -> Path:
    """A map file with two titles, the second in two parts, as a cadastre sends it."""
    outlines = [ground(), shapely.union(ground(column=COLUMN + 4), ground(column=COLUMN + 8))]
    if crs == "EPSG:32735":
        to = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform
        outlines = [shapely.transform(one, to, interleaved=False) for one in outlines]
    path = folder / name
    columns = {
        "NUM_PERMIS": ["PE 1", "ZEA 9"],
        "TITULAIRE": ["Société Minière Inventée", None],
        "STATUT": ["actif", "institué"],
        "DATE_DO": ["2012-04-03", "2020-03-02"],
    }
    pyogrio.raw.write(
        path,
        geometry=np.array([shapely.to_wkb(shapely.MultiPolygon(shapely.get_parts(one).tolist()))
                           for one in outlines], dtype=object),
        field_data=[np.array(values, dtype=object) for values in columns.values()],
        fields=np.array(list(columns)),
        geometry_type="MultiPolygon",
        crs=crs,
        driver=driver,
    )  # fmt: skip
    return path


def map_file(folder: Path, driver: str) -> bytes:
    if driver == "ESRI Shapefile":
        inside = folder / "parts"
        inside.mkdir()
        shapes(inside, driver, "titres.shp", "EPSG:32735")
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for part in inside.iterdir():
                archive.write(part, part.name)
        return packed.getvalue()
    ending = {"GPKG": "gpkg", "GeoJSON": "geojson", "LIBKML": "kml"}[driver]
    return shapes(folder, driver, f"titres.{ending}").read_bytes()


@pytest.mark.parametrize("driver", ["GeoJSON", "GPKG", "ESRI Shapefile", "LIBKML"])
def test_map_files_bring_outlines_whatever_their_format_and_system(
    programme: Programme, company: Organisation, tmp_path: Path, driver: str
) -> None:
    content = map_file(tmp_path, driver)
    done = bring(programme, content, "titres")
    assert counts(done) == {"read": 2, "created": 2}, problems(done)
    held, zone = TitleVersion.objects.order_by("valid_from")
    assert (held.title.kind, held.holder) == ("PE", company.party)
    assert (zone.title.kind, zone.status, zone.holder) == ("ZEA", "instituted", None)
    assert len(zone.geometry) == 2
    assert grid.fit(shapely.from_wkb(bytes(held.geometry.wkb))).is_aligned
    assert counts(bring(programme, content, "titres again")) == {"read": 2, "unchanged": 2}


def test_overlaps_and_alerts_follow_from_an_import(
    programme: Programme, company: Organisation
) -> None:
    zone = line("ZEA 9", **{"Type de titre": "ZEA", "Titulaire": None, "Statut": "institué"})
    asked = line("PR 55", **{"Type de titre": "PR", "Statut": "en instruction",
                             "Date de demande": "15/01/2026", "Date d'octroi": None,
                             "Date d'expiration": None})  # fmt: skip
    done = bring(programme, workbook(zone, asked))
    assert counts(done) == {"read": 2, "created": 2}, problems(done)
    overlap = Overlap.objects.get()
    assert (overlap.kind, overlap.since) == ("applied", date(2026, 1, 15))
    assert Finding.objects.get().rule == "places.22"


def test_undoing_takes_versions_back_and_keeps_what_was_amended_since(
    programme: Programme, company: Organisation
) -> None:
    first = bring(programme, workbook(line(), line("PE 7")))
    second = bring(
        programme, workbook(line(Statut="Suspendu", **{"Date de modification": "21/06/2020"}))
    )
    undo_import(actor=CLERK, code=first.code)
    kept = first.problems.get(stage="undo")
    assert "amended since" in kept.message
    assert [title.number for title in Title.objects.all()] == ["123"]
    undo_import(actor=CLERK, code=second.code)
    version = TitleVersion.objects.get()
    assert (version.status, version.valid_to) == ("active", date(2042, 4, 23))


def test_titles_are_brought_in_by_an_authority(programme: Programme) -> None:
    with pytest.raises(Refusal) as refused:
        bring_file(
            actor=actor("daniel"), programme=programme, into="titles",
            source=io.BytesIO(workbook(line())), name="titres.xlsx",
        )  # fmt: skip
    assert refused.value.rule == "places.7"
