"""Tables of any encoding and delimiter are read row by row; what is not safe is refused."""

import csv
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from asili.core.access import Refusal
from asili.core.imports import archives, tables
from asili.core.imports.delimited import eight_bit_encoding, encoding_of
from asili.core.imports.reading import kind_of, open_table
from asili.core.imports.tables import Options, header_row, unique_headers

WORDS = frozenset({"nom du site", "province", "latitude"})
ROWS = [
    ["Nom du site", "Province", "Année d'ouverture"],
    ["Étoile du Nord", "Haut-Katanga", "1998"],
    ["Kisanfu « Est »", "Lualaba", ""],
    ["Mûrs, à côté; là", "Tanganyika", "2001"],
]


def write_csv(
    path: Path, encoding: str, delimiter: str, rows: list[list[str]] | None = None
) -> Path:
    text = StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows or ROWS)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_xlsx(path: Path, rows: list[list[object]], title: str = "Feuille") -> Path:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def read(path: Path, options: Options | None = None) -> list[list[object]]:
    table = open_table(path, options or Options(), WORDS)
    return [list(table.headers), *(list(row.cells) for row in table.read())]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman", "cp850"],
)
def test_any_encoding_and_delimiter_gives_the_same_rows(
    encoding: str, delimiter: str, tmp_path: Path
) -> None:
    assert read(write_csv(tmp_path / "f.csv", encoding, delimiter)) == ROWS


@given(st.text("éèêàâçîôûùÉÈÀÇœ abcdefgh'", min_size=1).filter(lambda t: not t.isascii()))
def test_french_is_told_in_windows_letters(text: str) -> None:
    content = text.encode("cp1252")
    assert content.decode(eight_bit_encoding(content)) == text


def test_an_encoding_that_is_not_the_files_is_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "f.csv", "cp1252", ";")
    assert encoding_of(path) == "cp1252"
    for encoding in ("utf-8", "no-such"):
        with pytest.raises(Refusal, match="encoding"):
            read(path, Options(encoding=encoding))


def test_titles_above_the_table_are_passed_over_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    above = [["République Démocratique du Congo"], [], ["Liste des sites", "", "2025"]]
    path = write_csv(tmp_path / "f.csv", "utf-8", ";", [*above, *ROWS, [], ["a", "b", "c", "d"]])
    table = open_table(path, Options(), WORDS)
    assert table.header_row == 4
    rows = list(table.read())
    assert [row.number for row in rows] == [5, 6, 7, 8, 9]
    assert [row.is_blank for row in rows] == [False, False, False, True, False]
    assert rows[-1].cells == ("a", "b", "c")


def test_headers_are_found_in_a_workbook_under_merged_titles(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "f.xlsx", [["Ministère des Mines", None, None], [], *ROWS])
    assert read(path) == [[cell or None if at else cell for at, cell in enumerate(r)] for r in ROWS]


def test_a_sheet_can_be_chosen_and_an_empty_first_one_is_passed_over(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "vide"
    for name in ("un", "deux"):
        book.create_sheet(name).append(["Nom du site", name])
    path = tmp_path / "f.xlsx"
    book.save(path)
    assert open_table(path, Options(), WORDS).facts["sheet"] == "un"
    assert read(path, Options(sheet="deux")) == [["Nom du site", "deux"]]
    with pytest.raises(Refusal, match="no sheet"):
        read(path, Options(sheet="trois"))


def test_headers_are_unique_and_blank_ones_numbered() -> None:
    assert unique_headers(["Nom", None, "Nom", " a  b ", None]) == ("Nom", "(2)", "Nom (2)", "a b")
    with pytest.raises(Refusal, match="columns"):
        unique_headers(["x"] * (tables.COLUMN_LIMIT + 1))


def test_figures_are_no_headers() -> None:
    assert header_row([("1", "2", "3"), ("a", "b", None)], frozenset()) == 2
    assert header_row([(None,), ()], frozenset()) == 0


def test_a_quotation_mark_that_nobody_closed_is_named_by_its_line(tmp_path: Path) -> None:
    rows = [["Nom du site", "Province"], *([["a", "b"]] * 200)]
    path = write_csv(tmp_path / "f.csv", "utf-8", ",", rows)
    path.write_text(path.read_text().replace("a,b", '"a,b', 1))
    with pytest.raises(Refusal, match="line 2 on"):
        read(path)


def test_more_rows_than_a_worksheet_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "ROW_LIMIT", 3)
    path = write_csv(tmp_path / "f.csv", "utf-8", ",")
    with pytest.raises(Refusal, match="more than 3 rows"):
        read(path)


def test_a_zip_bomb_is_refused_unopened(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "f.xlsx", [list(row) for row in ROWS])
    with ZipFile(path, "a", ZIP_DEFLATED) as archive, archive.open("xl/media/a.bin", "w") as bomb:
        for _ in range(64):
            bomb.write(bytes(2**20))
    with pytest.raises(Refusal, match="unpacks"):
        kind_of(path)


def test_an_archive_of_too_many_members_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    with ZipFile(path, "w") as archive:
        for at in range(archives.MEMBERS + 1):
            archive.writestr(f"{at}", b"")
    with pytest.raises(Refusal, match="unpacks"):
        kind_of(path)


@pytest.mark.parametrize("member", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "_rels/.rels"])
def test_a_workbook_that_declares_entities_is_refused(member: str, tmp_path: Path) -> None:
    original = BytesIO(write_xlsx(tmp_path / "f.xlsx", [list(row) for row in ROWS]).read_bytes())
    path = tmp_path / "evil.xlsx"
    with ZipFile(original) as source, ZipFile(path, "w") as copy:
        for info in source.infolist():
            content = source.read(info)
            if info.filename == member:
                head, mark, rest = content.partition(b"?>")
                body = rest if mark else head
                content = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>' + body
            copy.writestr(info, content)
    with pytest.raises(Refusal, match="entities"):
        open_table(path, Options(), WORDS)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "before 2007"),
        (b"%PDF-1.7", "Only CSV"),
        (b"PK\x03\x04 damaged", "damaged"),
    ],
)
def test_other_files_are_refused_with_a_way_out(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(content)
    with pytest.raises(Refusal, match=words):
        open_table(path, Options(), WORDS)


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    with ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("[Content_Types].xml", "<Types/>")
    with pytest.raises(Refusal, match="workbook"):
        open_table(path, Options(), WORDS)


@given(content=st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bytes_of_any_kind_are_a_table_or_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(content)
    try:
        rows = read(path)
    except Refusal as refusal:
        assert refusal.rule == "imports.1"  # noqa: PT017  either outcome is right
        return
    assert rows
