"""A hundred thousand rows, a worksheet of a row too many, a million vertices: in bounded memory."""

import csv
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from asili.core.access import Refusal
from asili.core.imports.reading import open_table
from asili.core.imports.tables import Options
from tests.core.conftest import Database
from tests.core.imports.spreadsheet import HEADER, site
from tests.core.imports.test_interruptions import BRING, COUNT, SET_UP, said
from tests.core.imports.test_reading import write_xlsx

pytestmark = pytest.mark.slow
ROWS = 100_000
MEMORY_MB = 64
"""What a hundred thousand rows may take more than two thousand."""

PEAK = """
import resource
row = run_import(actor=clerk, code=row.code)
print(row.counts["created"], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def wide_csv(path: Path, rows: int) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow([*HEADER, "Remarque"])
        writer.writerows([*site(n), "x" * 40] for n in range(1, rows + 1))
    return path


def test_a_hundred_thousand_rows_go_in_within_bounded_memory(
    own_database: Database, tmp_path: Path
) -> None:
    peaks = {}
    for programme, rows in (("SMALL", 2000), ("LARGE", ROWS)):
        said(own_database, SET_UP, programme)
        path = wide_csv(tmp_path / "rows.csv", rows)
        created, peaks[rows] = map(
            int, said(own_database, BRING + PEAK, programme, str(path)).split()
        )
        assert created == rows
    assert said(own_database, COUNT, "LARGE") == f"{ROWS} 0 {ROWS} 0"
    assert peaks[ROWS] - peaks[2000] < MEMORY_MB


def sheet(rows: int) -> Iterator[bytes]:
    yield (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/'
        b'spreadsheetml/2006/main"><sheetData>'
    )
    for number in range(1, rows + 1):
        text = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>Nom</t></is></c></row>'
        yield text % (number, number)
    yield b"</sheetData></worksheet>"


def test_a_worksheet_with_a_row_too_many_is_refused_by_its_count(tmp_path: Path) -> None:
    small = write_xlsx(tmp_path / "small.xlsx", [["Nom"]])
    path = tmp_path / "large.xlsx"
    with ZipFile(small) as source, ZipFile(path, "w", ZIP_DEFLATED) as copy:
        for info in source.infolist():
            if info.filename != "xl/worksheets/sheet1.xml":
                copy.writestr(info, source.read(info))
        with copy.open("xl/worksheets/sheet1.xml", "w") as member:
            for part in sheet(1_048_577):
                member.write(part)
    table = open_table(path, Options(), frozenset(), None)
    with pytest.raises(Refusal, match="more than 1048576 rows"):
        sum(1 for _row in table.read())


MILLION = """
import resource, sys
from pathlib import Path
from asili.core.imports.reading import open_table
from asili.core.imports.tables import Options
rows = list(open_table(Path(sys.argv[1]), Options(), frozenset()).read())
print([row.problems[0].code for row in rows], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_a_polygon_of_a_million_vertices_is_refused_by_its_count(
    own_database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "fine.geojson"
    with path.open("w") as file:
        file.write('{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},')
        file.write('"geometry":{"type":"Polygon","coordinates":[[[26,-11]')
        file.writelines(f",[{26 + at / 10**6:.6f},-{10 + at % 2 / 10}]" for at in range(10**6))
        file.write(",[26,-11]]]}}]}")
    output = said(own_database, MILLION, str(path))
    codes, _, peak = output.rpartition(" ")
    assert codes == "['imports.too-fine']"
    assert int(peak) < 2**20  # kilobytes: a gigabyte
