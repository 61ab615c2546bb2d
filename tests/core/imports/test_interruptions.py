"""Real processes are killed, run side by side, or find no room: no row goes in twice."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.core.conftest import Database
from tests.core.imports.spreadsheet import as_csv, site

SET_UP = """
import sys
from asili.core.access import system
from asili.core.models import Commodity, Programme
from asili.core.models.programmes import ProgrammeProvince
from asili.domain.geography import services as geography
geography.load_facts(actor=system("test"))
commodity, _ = Commodity.objects.get_or_create(code="CuCo", defaults={"name": "CuCo"})
programme = Programme.objects.create(code=sys.argv[1], name="T", commodity=commodity)
ProgrammeProvince.objects.create(programme=programme, code="CD-HK")
"""
BRING = """
import sys
from pathlib import Path
from asili.core.access import system
from asili.core.imports.machine import bring_file, check_import, run_import
from asili.core.models import Programme
clerk = system("test")
with Path(sys.argv[2]).open("rb") as source:
    row = bring_file(actor=clerk, programme=Programme.objects.get(code=sys.argv[1]),
                     into="places.sites", source=source, name="sites.csv")
check_import(actor=clerk, code=row.code)
"""
RUN = """
print(row.code, flush=True)
run_import(actor=clerk, code=row.code, progress=lambda done, total: print(done, flush=True))
"""
GO_ON = """
import sys
from asili.core.access import system
from asili.core.imports.machine import run_import
row = run_import(actor=system("test"), code=sys.argv[1])
print(row.state, row.counts["created"], row.counts["unchanged"], row.counts["refused"])
"""
COUNT = """
import sys
from django.db.models import Count
from asili.core.models.imports import ImportRow
from asili.domain.places.models import Place
places = Place.objects.filter(programme__code=sys.argv[1])
twice = places.values("name").annotate(n=Count("pk")).filter(n__gt=1).count()
rows = ImportRow.objects.filter(of__programme__code=sys.argv[1])
orphans = places.exclude(code__in=rows.values("code")).count()
print(places.count(), twice, rows.count(), orphans)
"""


def said(database: Database, script: str, *arguments: str) -> str:
    process = database.python(script, *arguments)
    output = process.communicate(timeout=300)[0]
    assert process.returncode == 0, output
    return output.strip()


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Two files that share half of their places."""
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_bytes(as_csv([site(n) for n in range(1, 4001)]))
    second.write_bytes(as_csv([site(n) for n in range(2001, 6001)]))
    return first, second


def test_a_run_that_is_killed_goes_on_and_every_row_goes_in_once(
    own_database: Database, files: tuple[Path, Path]
) -> None:
    said(own_database, SET_UP, "KILLED")
    process = own_database.python(BRING + RUN, "KILLED", str(files[0]))
    assert process.stdout is not None
    code = process.stdout.readline().strip()
    assert code.startswith("I-"), process.communicate()[0]
    process.stdout.readline()
    time.sleep(0.3)  # somewhere within a later chunk
    process.send_signal(signal.SIGKILL)
    process.wait()
    places, twice, rows, orphans = map(int, said(own_database, COUNT, "KILLED").split())
    assert 0 < places < 4000
    assert (twice, rows, orphans) == (0, places, 0)
    assert said(own_database, GO_ON, code) == "done 4000 0 0"
    assert said(own_database, COUNT, "KILLED") == "4000 0 4000 0"


def test_two_imports_at_once_record_no_place_twice(
    own_database: Database, files: tuple[Path, Path]
) -> None:
    said(own_database, SET_UP, "TWO")
    both = [own_database.python(BRING + RUN, "TWO", str(path)) for path in files]
    for process in both:
        output = process.communicate(timeout=300)[0]
        assert process.returncode == 0, output
    assert said(own_database, COUNT, "TWO") == "6000 0 6000 0"


def test_one_import_run_by_two_workers_goes_in_once(
    own_database: Database, files: tuple[Path, Path]
) -> None:
    said(own_database, SET_UP, "WORKERS")
    code = said(own_database, BRING + "print(row.code)", "WORKERS", str(files[0]))
    both = [own_database.python(GO_ON, code) for _ in range(2)]
    for process in both:
        output = process.communicate(timeout=300)[0]
        assert process.returncode == 0, output
    assert said(own_database, COUNT, "WORKERS") == "4000 0 4000 0"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no limits on the size of files here")
def test_a_file_for_which_the_disk_has_no_room_leaves_nothing(
    own_database: Database, tmp_path: Path
) -> None:
    said(own_database, SET_UP, "FULL")
    path = tmp_path / "large.csv"
    path.write_bytes(as_csv([site(n) for n in range(1, 40_001)]))
    kept = Path(own_database.environment["ASILI_DATA_DIR"]) / "files"
    kept.mkdir(exist_ok=True)
    before = sorted(kept.rglob("*"))
    limited = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, 2**20))
from asili.core.access import Refusal
"""
    tried = f"try:\n{_indented(BRING)}\nexcept Refusal as refusal:\n    print(refusal)"
    output = said(own_database, limited + tried, "FULL", str(path))
    assert "no room" in output
    assert sorted(kept.rglob("*")) == before


def _indented(script: str) -> str:
    return "\n".join(f"    {line}" for line in script.strip().splitlines())
