"""./asili import, as people type it: what it says, what it records, how it ends."""

import json
import os
import signal
import subprocess
import sys
import time
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


def test_a_run_that_is_killed_goes_on_and_no_row_goes_in_twice(tmp_path: Path) -> None:
    """A process of its own, killed without warning in the middle, on a database of its own."""
    environment = {**os.environ, "ASILI_DATA_DIR": str(tmp_path / "data"), "ASILI_DATABASE_URL": ""}

    def manage(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *words], env=environment, capture_output=True, text=True
        )

    assert manage("migrate", "-v0").returncode == 0
    opened = manage("shell", "-c", OPEN)
    assert opened.returncode == 0, opened.stderr
    rows = 6_000
    file = written(tmp_path, *(site(number) for number in range(rows)))
    running = subprocess.Popen(
        [sys.executable, "manage.py", "import", "sites", str(file)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    count = "from asili.domain.places.models import Place; print(Place.objects.count())"
    deadline = time.monotonic() + 120
    while running.poll() is None and time.monotonic() < deadline:
        if int(manage("shell", "-v0", "-c", count).stdout.split()[-1]) > 0:
            running.send_signal(signal.SIGKILL)
            break
    assert running.wait() == -signal.SIGKILL
    there = int(manage("shell", "-v0", "-c", count).stdout.split()[-1])
    assert 0 < there < rows

    code = manage("shell", "-v0", "-c", LAST).stdout.split()[-1]
    resumed = manage("import", "--resume", code, "--json")

    assert resumed.returncode == 0, resumed.stderr
    told = json.loads(resumed.stdout)
    assert (told["read"], told["created"], told["refused"]) == (rows, rows, 0)
    assert int(manage("shell", "-v0", "-c", count).stdout.split()[-1]) == rows


OPEN = """
from asili.core.access import system
from asili.core.models import Commodity, Programme
from asili.core.models.programmes import ProgrammeProvince
from asili.domain.geography import services
services.load_facts(actor=system("test"))
commodity, _ = Commodity.objects.get_or_create(code="CuCo", defaults={"name": "CuCo"})
kat = Programme.objects.create(code="KAT", name="Test", commodity=commodity, simulated=True)
ProgrammeProvince.objects.create(programme=kat, code="CD-HK")
"""
LAST = "from asili.core.models.imports import Import; print(Import.objects.get().code)"
