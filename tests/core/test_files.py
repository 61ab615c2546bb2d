"""Files are told by their bytes, limited in size, kept once and never run by a browser."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from asili.core.access import ANONYMOUS, Actor, Grant, NotVisible, Refusal, Role
from asili.core.files import SIZE_LIMIT, attach_files, file_response, files_of, path_of, store_file
from asili.core.models import JournalEntry, StoredFile
from tests.core.papers import JPEG, PDF, PNG, pdf

pytestmark = pytest.mark.django_db
FELIX = Actor("A-FELIX", "Felix", frozenset({Grant(Role.FIELD_AGENT, "KAT")}))


@pytest.fixture(autouse=True)
def folder(settings: object, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path / "files"
    return tmp_path / "files"


def store(name: str, content: bytes, actor: Actor = FELIX) -> StoredFile:
    return store_file(actor=actor, upload=SimpleUploadedFile(name, content), purpose="slip")


def zipped(*members: tuple[str, bytes]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


def workbook() -> bytes:
    file = BytesIO()
    book = Workbook()
    book.active.append(["tag", "kg"])
    book.save(file)
    return file.getvalue()


PARTS = (("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>"))


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("slip.pdf", PDF, "application/pdf"),
        ("scan.png", PNG, "image/png"),
        ("photo.JPEG", JPEG, "image/jpeg"),
        ("bags.csv", "sac,kg\né,1\n".encode(), "text/csv"),
        ("bags.csv", b"\xef\xbb\xbfsac,kg\r\n", "text/csv"),
        ("note.txt", b"hello", "text/plain"),
    ],
)
def test_the_six_kinds_are_told_by_their_content(
    name: str, content: bytes, media_type: str
) -> None:
    assert store(name, content).media_type == media_type


def test_a_workbook_is_accepted() -> None:
    assert "spreadsheetml" in store("bags.xlsx", workbook()).media_type


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("slip.pdf", PNG),
        ("scan.png", b"<svg onload='x()'/>"),
        ("page.html", b"<html></html>"),
        ("slip.pdf.exe", PDF),
        ("program.txt", b"MZ\x00\x01"),
        ("latin.csv", "tonnes à expliquer".encode("latin-1")),
        ("archive.xlsx", zipped(("a.txt", b"a"))),
        ("bags.xlsx", b"PK\x03\x04 no archive"),
        ("noextension", PDF),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(Refusal):
        store(name, content)
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(("name", "content"), [("a.png", PNG), ("a.jpg", JPEG), ("a.pdf", PDF)])
def test_a_file_that_was_cut_short_is_refused_with_what_to_do(name: str, content: bytes) -> None:
    with pytest.raises(Refusal, match=r"not copied to its end\. Take the picture"):
        store(name, content[:-8])


def test_a_workbook_that_unpacks_to_gigabytes_is_refused_unopened() -> None:
    bomb = zipped(*PARTS, ("xl/worksheets/sheet1.xml", b"\0" * 50 * 2**20))
    assert len(bomb) < 100_000
    with pytest.raises(Refusal, match="unpacks to more"):
        store("bags.xlsx", bomb)


def test_a_workbook_of_many_members_is_refused() -> None:
    with pytest.raises(Refusal, match="unpacks to more"):
        store("bags.xlsx", zipped(*PARTS, *((f"xl/{n}.xml", b"") for n in range(2000))))


def test_a_workbook_with_macros_is_refused() -> None:
    with pytest.raises(Refusal, match="macros"):
        store("bags.xlsx", zipped(*PARTS, ("xl/vbaProject.bin", b"x")))


def test_a_file_over_ten_megabytes_is_refused_and_one_of_ten_is_not() -> None:
    with pytest.raises(Refusal, match="larger than 10 MB"):
        store("slip.pdf", pdf(SIZE_LIMIT))
    largest = pdf(SIZE_LIMIT - len(pdf(SIZE_LIMIT)) + SIZE_LIMIT)
    assert store("slip.pdf", largest).size == SIZE_LIMIT


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(Refusal, match="empty"):
        store("note.txt", b"")


def test_the_same_bytes_are_kept_once_under_their_digest(folder: Path) -> None:
    first, second = store("a.pdf", PDF), store("b.pdf", PDF)
    assert first.code != second.code
    assert first.sha256 == second.sha256 == sha256(PDF).hexdigest()
    assert [path.read_bytes() for path in folder.rglob("*") if path.is_file()] == [PDF]
    assert JournalEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\slips\\mine.pdf", "mine.pdf"),
        ("sac n° 12.pdf", "sac_n_12.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_a_name_is_made_harmless(given: str, kept: str) -> None:
    upload = SimpleUploadedFile("a.pdf", PDF)
    upload._name = given
    assert store_file(actor=FELIX, upload=upload, purpose="slip").name == kept


@pytest.mark.parametrize("stranger", [ANONYMOUS, Actor("A-2", "No role")])
def test_only_an_account_with_a_role_stores_files(stranger: Actor) -> None:
    with pytest.raises(Refusal, match="has a role"):
        store("slip.pdf", PDF, actor=stranger)


def test_a_download_is_saved_and_never_run() -> None:
    response = file_response(store("slip.pdf", PDF))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"] == 'attachment; filename="slip.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


def test_a_file_whose_bytes_are_gone_is_not_found() -> None:
    stored = store("slip.pdf", PDF)
    path_of(stored).unlink()
    with pytest.raises(NotVisible):
        file_response(stored)


def test_a_file_is_attached_once_to_each_subject() -> None:
    stored = store("slip.pdf", PDF)
    attach_files("L-1", [stored])
    attach_files("L-1", [stored])
    attach_files("L-2", [stored])
    assert list(files_of("L-1")) == [stored]
    assert not files_of("L-3").exists()
