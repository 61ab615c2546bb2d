"""A network folder is read as a stream, typed or explained, and comes back as it was written."""

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from asili.engine.codes import encode
from asili.network.cells import Value
from asili.network.check import Checked, check
from asili.network.folder import Folder
from asili.network.manifest import Manifest
from asili.network.problems import FolderError, Problem
from asili.network.writing import Format, write

Row = dict[str, Value]
Tables = dict[str, list[Row]]

COOPERATIVE, TRADER = encode("P", 1), encode("P", 2)
SITE, DEPOT = encode("G", 1), encode("G", 2)
BAG = encode("B", 7)
WHEN = datetime(2026, 5, 4, 12, 30, 5, 123456, tzinfo=UTC)
MANIFEST = Manifest(
    title="A small network",
    programme="TEST",
    commodity="CuCo",
    provinces=("CD-LU",),
    simulated=True,
    attribution="nobody",
    licence="CC0-1.0",
    seed=1,
)
ZONE = "POLYGON ((25 -11, 26 -11, 26 -10, 25 -10, 25 -11))"


def small() -> Tables:
    """A bag that is filled, assayed and bought."""
    filled, assayed, bought = (UUID(int=number, version=4) for number in (1, 2, 3))
    act = {"party": COOPERATIVE, "place": SITE}
    return {
        "parties": [
            {"code": COOPERATIVE, "kind": "organisation", "name": "Équipe, à l'est"},
            {"code": TRADER, "kind": "organisation", "name": "Négoce"},
        ],
        "places": [
            {
                "code": code,
                "kind": kind,
                "name": kind,
                "province": "CD-LU",
                "lat_e7": -107_000_001,
                "lon_e7": 255_000_000,
            }
            for code, kind in ((SITE, "site"), (DEPOT, "depot"))
        ],
        "titles": [
            {
                "code": encode("T", 1),
                "number": "1",
                "kind": "ZEA",
                "name": "Zone",
                "status": "instituted",
                "legal_area_ha": Decimal("169.910"),
                "valid_from": date(2026, 1, 1),
                "source": "test",
                "geometry": ZONE,
            }
        ],
        "events": [
            {"uuid": filled, "kind": "commission", "happened_at": WHEN, **act},
            {"uuid": assayed, "kind": "assay", "happened_at": WHEN, **act},
            {"uuid": bought, "kind": "purchase", "happened_at": WHEN, **act},
        ],
        "lines": [
            {"event": filled, "role": "make", "lot": BAG, "wet_g": 50_000, "lot_kind": "bag"},
            {"event": assayed, "role": "see", "lot": BAG},
            {"event": bought, "role": "see", "lot": BAG, "wet_g": 4_294_967_295},
        ],
        "measurements": [
            {
                "event": assayed,
                "quantity": "Co",
                "value": Decimal("3.250"),
                "u": Decimal("0.1"),
                "method": "lab_icp",
            }
        ],
        "settlements": [
            {
                "event": bought,
                "lot": BAG,
                "buyer": TRADER,
                "seller": COOPERATIVE,
                "gross_minor": 105,
                "net_minor": 100,
                "currency": "USD",
                "paid_by": "cash",
            }
        ],
        "deductions": [
            {
                "event": bought,
                "lot": BAG,
                "kind": "road",
                "amount_minor": 5,
                "informal": True,
            }
        ],
    }


def written(path: Path, tables: Tables, form: Format = "csv") -> Folder:
    write(path, tables, MANIFEST, form)
    return Folder.open(path)


def problems_of(folder: Folder) -> list[Problem]:
    found: list[Problem] = []
    check(folder, found.append)
    return found


def spoil(path: Path, row: int, column: str, cell: str) -> None:
    """Write ``cell`` into a row (counted as a spreadsheet does) of a CSV file."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    rows[row - 1][rows[0].index(column)] = cell
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_what_is_written_is_read_back_equal(tmp_path: Path, form: Format) -> None:
    tables = small()
    folder = written(tmp_path / "network", tables, form)
    for table, rows in tables.items():
        found = [
            {name: value for name, value in row.items() if value is not None}
            for row in folder.rows(table)
        ]
        assert found == rows
    assert folder.manifest.counts == {table: len(rows) for table, rows in tables.items()}
    assert folder.manifest.simulated
    assert problems_of(folder) == []


def test_csv_and_parquet_of_the_same_rows_give_the_same_events(tmp_path: Path) -> None:
    plain = written(tmp_path / "csv", small())
    packed = written(tmp_path / "parquet", small(), "parquet")
    assert list(plain.events()) == list(packed.events())


def test_a_table_that_need_not_be_there_is_empty_and_one_that_must_is_missed(
    tmp_path: Path,
) -> None:
    folder = written(tmp_path / "network", small())
    assert list(folder.rows("prices")) == []
    (folder.path / "places.csv").unlink()
    with pytest.raises(FolderError, match="the table is missing"):
        list(folder.rows("places"))


@pytest.mark.parametrize(
    ("file", "column", "cell", "words"),
    [
        ("lines.csv", "wet_g", "50.5", "whole number"),
        ("lines.csv", "wet_g", "-1", "too small"),
        ("lines.csv", "wet_g", "4294967296", "too large"),
        ("lines.csv", "role", "swallow", "Use one of: make"),
        ("lines.csv", "lot", "B-0000000700", "identifier"),
        ("lines.csv", "lot", COOPERATIVE, "must begin with B or L or S"),
        ("lines.csv", "lot", "", "a value is needed here"),
        ("events.csv", "happened_at", "2026-05-04T12:30:00", "time zone is missing"),
        ("events.csv", "happened_at", "yesterday", "not an instant"),
        ("events.csv", "uuid", "7", "not a UUID"),
        ("measurements.csv", "value", "101", "greatest value is 100"),
        ("measurements.csv", "value", "NaN", "must be a number"),
        ("titles.csv", "valid_from", "01/02/2026", "not a date"),
        ("titles.csv", "geometry", "POINT (25 -11)", "no area"),
        ("titles.csv", "geometry", "POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))", "crosses itself"),
        ("titles.csv", "geometry", "a square", "not WKT"),
        ("deductions.csv", "informal", "perhaps", "true or false"),
        ("places.csv", "lat_e7", "-1000000000", "too small"),
    ],
)
def test_a_bad_cell_is_named_by_file_row_column_rule_and_remedy(
    tmp_path: Path, file: str, column: str, cell: str, words: str
) -> None:
    folder = written(tmp_path / "network", small())
    spoil(folder.path / file, 2, column, cell)
    found = [p for p in problems_of(folder) if (p.file, p.row, p.column) == (file, 2, column)]
    assert len(found) == 1
    assert words in str(found[0])
    assert found[0].remedy


def test_a_misread_identifier_is_suggested_and_never_repaired(tmp_path: Path) -> None:
    folder = written(tmp_path / "network", small())
    spoil(folder.path / "lines.csv", 2, "lot", BAG[:9] + "8" + BAG[10:])
    (problem,) = [p for p in problems_of(folder) if p.column == "lot" and p.row == 2]
    assert BAG in problem.remedy


def test_an_identifier_typed_in_lower_case_is_read_in_its_one_form(tmp_path: Path) -> None:
    folder = written(tmp_path / "network", small())
    spoil(folder.path / "lines.csv", 2, "lot", BAG.lower().replace("-", " "))
    assert next(folder.rows("lines"))["lot"] == BAG


def test_an_event_that_loses_a_line_is_left_out_whole_and_the_others_stay(tmp_path: Path) -> None:
    folder = written(tmp_path / "network", small())
    spoil(folder.path / "lines.csv", 3, "wet_g", "heavy")
    found: list[Problem] = []
    kinds = [record.event["kind"] for record in folder.events(found.append)]
    assert kinds == ["commission", "purchase"]
    assert [(p.file, p.row) for p in found] == [
        ("lines.csv", 3),
        ("events.csv", 3),
        ("measurements.csv", 2),
    ]
    assert "events.csv row 3" in found[-1].rule


def test_a_settlement_that_loses_a_deduction_is_left_out_whole(tmp_path: Path) -> None:
    folder = written(tmp_path / "network", small())
    assert [len(record.deductions) for record in folder.settlements()] == [1]
    spoil(folder.path / "deductions.csv", 2, "amount_minor", "much")
    found: list[Problem] = []
    assert list(folder.settlements(found.append)) == []
    assert [(p.file, p.row) for p in found] == [("deductions.csv", 2), ("settlements.csv", 2)]


def test_a_line_out_of_order_or_without_event_is_reported_and_not_lost(tmp_path: Path) -> None:
    tables = small()
    tables["lines"].append(tables["lines"].pop(0))
    tables["lines"].append({**tables["lines"][0], "event": uuid4()})
    folder = written(tmp_path / "network", tables)
    found: list[Problem] = []
    events = list(folder.events(found.append))
    assert [len(record.lines) for record in events] == [0, 1, 1]
    assert [(p.file, p.row, p.column) for p in found] == [
        ("lines.csv", 4, "event"),
        ("lines.csv", 5, "event"),
    ]


def test_an_event_that_is_there_twice_counts_once(tmp_path: Path) -> None:
    tables = small()
    tables["events"].append(tables["events"][0])
    folder = written(tmp_path / "network", tables)
    found: list[Problem] = []
    assert len(list(folder.events(found.append))) == 3
    assert [(p.row, p.column) for p in found] == [(5, "uuid")]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda t: t["parties"].append(t["parties"][0]), "the key is there twice"),
        (lambda t: t["events"][0].update(place=encode("G", 9)), "places.code has no such row"),
        (lambda t: t["events"][2].update(counterparty=encode("P", 9)), "parties.code has no"),
        (lambda t: t["deductions"][0].update(event=uuid4()), "its event does not stand here"),
        (lambda t: t["settlements"][0].update(event=uuid4()), "events.uuid has no such row"),
        (lambda t: t["settlements"].append(t["settlements"][0]), "the row is there twice"),
        (lambda t: t["lines"][0].update(role="take"), "has no such lines"),
        (lambda t: t["lines"][0].update(lot_kind=None), "a lot is made without its kind"),
        (lambda t: t["lines"].pop(1), "the event has no lines"),
        (lambda t: t["measurements"][0].update(lot=encode("L", 1)), "names a lot that is no line"),
    ],
)
def test_the_check_sees_what_only_two_rows_together_show(
    tmp_path: Path, change: Callable[[Tables], object], rule: str
) -> None:
    tables = small()
    change(tables)
    assert any(rule in problem.rule for problem in problems_of(written(tmp_path / "n", tables)))


def test_the_check_counts_what_is_sound(tmp_path: Path) -> None:
    checked = check(written(tmp_path / "network", small()), list[Problem]().append)
    assert checked == Checked(
        rows={
            "parties": 2,
            "places": 2,
            "titles": 1,
            "events": 3,
            "lines": 3,
            "measurements": 1,
            "settlements": 1,
            "deductions": 1,
        },
        problems=0,
    )


def test_a_folder_that_lost_rows_on_its_way_is_noticed(tmp_path: Path) -> None:
    folder = written(tmp_path / "network", small())
    file = folder.path / "deductions.csv"
    file.write_text(file.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert [problem.rule for problem in problems_of(folder)] == ["the manifest counts 1 rows"]


@pytest.mark.parametrize(
    ("header", "rule"),
    [("code,kind", "the column is missing"), ("code,kind,name,colour", "the column is not known")],
)
def test_a_wrong_header_is_explained(tmp_path: Path, header: str, rule: str) -> None:
    folder = written(tmp_path / "network", small())
    (folder.path / "parties.csv").write_text(f"{header}\n", encoding="utf-8")
    assert rule in {problem.rule for problem in problems_of(folder)}


def test_a_file_in_another_encoding_is_explained(tmp_path: Path) -> None:
    folder = written(tmp_path / "network", small())
    file = folder.path / "parties.csv"
    file.write_bytes(file.read_text(encoding="utf-8").encode("latin-1"))
    with pytest.raises(FolderError, match=r"parties\.csv: the file is not CSV in UTF-8"):
        list(folder.rows("parties"))


def test_a_folder_without_manifest_is_no_network_folder(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match=r"manifest\.json"):
        Folder.open(tmp_path)


def test_a_failure_while_writing_leaves_the_former_folder(tmp_path: Path) -> None:
    folder = written(tmp_path / "network", small())
    nameless: Tables = {"parties": [small()["parties"][0]], "no such table": [{}]}
    with pytest.raises(KeyError):
        write(tmp_path / "network", nameless, MANIFEST)
    assert problems_of(folder) == []
    assert [path.name for path in tmp_path.iterdir()] == ["network"]


def test_a_place_that_holds_something_else_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(FolderError, match="taken"):
        write(tmp_path / "letters", small(), MANIFEST)
    assert (tmp_path / "letters" / "dear.txt").read_text(encoding="utf-8") == "dear"
