"""./asili import, as people type it: what it says, what it records, how it ends."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from asili.core.models import Programme
from asili.domain.places.models import Place
from tests.core.imports.spreadsheet import as_csv, open_programme, site

Run = Callable[..., tuple[str, str]]


@pytest.fixture
def programme(db: None) -> Programme:
    return open_programme()


@pytest.fixture
def run(programme: Programme) -> Run:
    """Runs the command and gives what it printed on both streams."""

    def run(*words: object, **options: object) -> tuple[str, str]:
        out, err = StringIO(), StringIO()
        call_command("import", *map(str, words), stdout=out, stderr=err, **options)
        return out.getvalue(), err.getvalue()

    return run


def written(tmp_path: Path, *rows: list[object]) -> Path:
    file = tmp_path / "sites.csv"
    file.write_bytes(as_csv(rows))
    return file


def test_every_row_is_accounted_for_at_the_end(run: Run, tmp_path: Path) -> None:
    out, _err = run("sites", written(tmp_path, site(1), site(2)))

    counts = dict(line.split() for line in out.splitlines()[1:])
    assert counts == {
        "read": "2",
        "created": "2",
        "changed": "0",
        "unchanged": "0",
        "refused": "0",
        "blank": "0",
    }
    assert Place.objects.count() == 2


def test_refused_rows_are_said_kept_and_make_the_command_fail(run: Run, tmp_path: Path) -> None:
    file = written(tmp_path, site(1), site(2, latitude="north"))
    corrections = tmp_path / "corrections.csv"
    err = StringIO()

    with pytest.raises(CommandError, match="1 rows were refused"):
        call_command("import", "sites", str(file), "--corrections", str(corrections), stderr=err)

    assert "row 3, Latitude: " in err.getvalue()
    assert Place.objects.count() == 1
    kept = corrections.read_text("utf-8-sig").splitlines()
    assert "Site 2" in kept[1]
    assert len(kept) == 2


def test_a_dry_run_records_nothing_and_the_same_file_twice_says_so(
    run: Run, tmp_path: Path
) -> None:
    file = written(tmp_path, site(1))

    out, _err = run("sites", file, "--dry-run", "--json")
    assert json.loads(out)["created"] == 1
    assert not Place.objects.exists()

    run("sites", file)
    out, err = run("sites", file, "--json")
    assert json.loads(out)["unchanged"] == 1
    assert "The same file went in before" in err


def test_an_import_is_taken_back(run: Run, tmp_path: Path) -> None:
    code = json.loads(run("sites", written(tmp_path, site(1)), "--json")[0])["import"]

    out, _err = run("--undo", code)

    assert out.startswith(f"{code}: taken back")
    assert not Place.objects.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing", "FILE"], "nothing is not known"),
        (["sites"], "Please name the file"),
        (["sites", "missing.csv"], "missing.csv cannot be read"),
        (["sites", "FILE", "--programme", "XYZ"], "There is no programme “XYZ”"),
        (["sites", "FILE", "--as", "nobody"], "There is no account “nobody”"),
        (["sites", "FILE", "--mapping", "FILE"], "is no mapping"),
    ],
)
def test_what_is_typed_wrongly_is_said(
    run: Run, tmp_path: Path, words: list[str], said: str
) -> None:
    file = str(written(tmp_path, site(1)))
    with pytest.raises(CommandError, match=said):
        run(*[file if word == "FILE" else word for word in words])
    assert not Place.objects.exists()


def test_without_a_target_it_lists_what_can_be_brought_in(run: Run) -> None:
    assert "places.sites" in run()[0]
