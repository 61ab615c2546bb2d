"""Anybody with Python opens a folder: no Django is loaded, and the example of the page runs."""

import csv
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from asili.network import open_folder
from asili.network.check import check
from asili.network.errors import ErrorsFile
from asili.network.folder import Folder
from asili.network.problems import FolderError, Problem
from asili.network.writing import FolderWriter, write
from asili.network.zipped import pack, unpacked
from tests.network.test_folder import BAG, MANIFEST, SITE, small, spoil

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "src" / "asili" / "network" / "README.md"


def traced(path: Path) -> Path:
    """A folder with what the fold would make of the three events of `small`."""
    tables = small()
    tables["verdicts"] = [{"event": row["uuid"], "verdict": "accepted"} for row in tables["events"]]
    state = {"accepted": True, "moved_g": 0, "booked_g": 0, "status": "open", "wet_g": 50_000}
    tables["outcomes"] = [
        {"line": line, "node": 1, "segregated": False, **state} for line in (1, 2, 3)
    ]
    tables["flows"] = []
    write(path, tables, MANIFEST)
    return path


def run(code: str, folder: Path) -> str:
    """What a process of its own prints in ``folder``, with nothing of this one loaded."""
    environment = {"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_opening_and_tracing_loads_no_django(tmp_path: Path) -> None:
    traced(tmp_path / "network")
    code = (
        "import sys\nfrom asili.network import open_folder\n"
        f"open_folder('network').trace('{BAG}').by('site')\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & "
        "{'asili', 'django', 'sqlite3', 'psycopg', 'geosqlite'}))\n"
    )
    assert run(code, tmp_path).strip() == "['asili']"


def test_the_vocabulary_alone_loads_no_arrays(tmp_path: Path) -> None:
    code = "import sys, asili.network.vocabulary\nprint('numpy' in sys.modules)"
    assert run(code, tmp_path).strip() == "False"


def test_the_example_of_the_readme_runs(tmp_path: Path) -> None:
    traced(tmp_path / "network")
    example = README.read_text("utf-8").split("```python\n")[1].split("```")[0]
    assert len(example.strip().splitlines()) <= 10
    said = run(example.replace('lots("S")', 'lots("B")'), tmp_path)
    assert said.startswith(f"{BAG} ")
    assert "site" in said


def test_a_bag_comes_from_the_place_where_it_was_filled(tmp_path: Path) -> None:
    (share,) = open_folder(traced(tmp_path / "network")).trace(BAG).by("site")
    assert (share.key, share.bags, share.wet_g) == (SITE, 1, 50_000)
    assert share.shares == {"Co": 1.0}
    assert share.kilograms == {"Co": None}, "without moisture the metal is not known"


def test_a_lot_that_nobody_made_is_explained(tmp_path: Path) -> None:
    network = open_folder(traced(tmp_path / "network"))
    with pytest.raises(FolderError, match="no record that counts has made this lot"):
        network.trace("S-0000000000")


def test_a_folder_without_derived_tables_is_read_and_says_why_it_is_not_traced(
    tmp_path: Path,
) -> None:
    write(tmp_path / "network", small(), MANIFEST)
    network = open_folder(tmp_path / "network")
    assert [event.event["kind"] for event in network.events()] == [
        "commission",
        "assay",
        "purchase",
    ]
    with pytest.raises(FolderError, match="export it again"):
        network.trace(BAG)


def test_a_zip_is_opened_as_the_folder_that_it_holds(tmp_path: Path) -> None:
    traced(tmp_path / "network")
    pack(tmp_path / "network", tmp_path / "one.zip")
    pack(tmp_path / "network", tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    network = open_folder(tmp_path / "one.zip")
    assert network.trace(BAG).by("month")[0].key == "2026-05"
    assert list(network.rows("lines")) == list(Folder.open(tmp_path / "network").rows("lines"))


def test_an_archive_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    for name, content, said in (
        ("../lines.csv", b"x", "a file of no network folder"),
        ("evil.sh", b"x", "a file of no network folder"),
        ("lines.csv", bytes(20 * 2**20), "far larger than it says"),
    ):
        with ZipFile(tmp_path / "bad.zip", "w", compression=8) as archive:
            archive.writestr(name, content)
        with pytest.raises(FolderError, match=said), unpacked(tmp_path / "bad.zip"):
            pass
    (tmp_path / "bad.zip").write_bytes(b"no zip at all")
    with pytest.raises(FolderError, match="no zip archive"), unpacked(tmp_path / "bad.zip"):
        pass


def test_a_file_that_changed_after_it_was_written_is_noticed(tmp_path: Path) -> None:
    folder = Folder.open(traced(tmp_path / "network"))
    assert set(folder.manifest.files) == {file.name for file in folder.path.glob("*.csv")}
    places = folder.path / "places.csv"
    places.write_bytes(places.read_bytes().replace(b"255000000", b"256000000"))
    found: list[Problem] = []
    check(folder, found.append)
    assert [(problem.file, "SHA-256" in problem.rule) for problem in found] == [
        ("places.csv", True)
    ]


def test_a_reference_to_a_row_that_is_left_out_names_that_row(tmp_path: Path) -> None:
    tables = small()
    tables["places"][1] |= {"name": None, "parent": None}
    tables["events"][2] |= {"to_place": tables["places"][1]["code"]}
    write(tmp_path / "network", tables, MANIFEST)
    found: list[Problem] = []
    check(Folder.open(tmp_path / "network"), found.append)
    said = [(problem.file, problem.row, problem.rule.partition(",")[0]) for problem in found]
    assert said == [
        ("places.csv", 3, "a value is needed here"),
        ("events.csv", 4, "the row that it needs"),
        ("lines.csv", 4, "the row that it needs"),
        ("settlements.csv", 2, "the row that it needs"),
        ("deductions.csv", 2, "the row that it needs"),
    ]
    assert "places.csv row 3" in found[1].rule
    assert "events.csv row 4" in found[3].rule


def test_problems_and_the_rows_that_have_them_are_kept_beside_the_folder(tmp_path: Path) -> None:
    write(tmp_path / "network", small(), MANIFEST)
    folder = Folder.open(tmp_path / "network")
    spoil(folder.path / "lines.csv", 4, "wet_g", "heavy")
    with ErrorsFile(folder, folder.path) as errors:
        check(folder, errors.add)
    assert errors.path == tmp_path / "network.errors.csv"
    with (tmp_path / "network.errors" / "lines.csv").open(encoding="utf-8") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["wet_g"], row["lot"], row["row"]) == ("heavy", BAG, "4")
    assert "wet_g: this must be a whole number" in row["problem"]
    spoil(folder.path / "lines.csv", 4, "wet_g", "50000")
    with ErrorsFile(folder, folder.path) as errors:
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == ["network"]


def test_a_writer_that_was_cut_off_is_continued_by_one_with_the_same_key(tmp_path: Path) -> None:
    tables = small()

    def begin(key: str, stop: str) -> list[str]:
        done = []
        with FolderWriter(tmp_path / "network", MANIFEST, resume=key) as writer:
            for table, rows in tables.items():
                if table == stop:
                    raise KeyboardInterrupt
                if not writer.is_finished(table):
                    for row in rows:
                        writer.add(table, row)
                    writer.finish(table)
                    done.append(table)
        return done

    with pytest.raises(KeyboardInterrupt):
        begin("one", "lines")
    assert not (tmp_path / "network").exists()
    assert begin("one", "") == ["lines", "measurements", "settlements", "deductions"]
    write(tmp_path / "whole", tables, MANIFEST)
    for file in (tmp_path / "whole").iterdir():
        assert (tmp_path / "network" / file.name).read_bytes() == file.read_bytes()
    with pytest.raises(KeyboardInterrupt):
        begin("two", "lines")
    assert begin("three", "") == list(tables)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["network", "whole"]
