"""A file comes in through pages that work without script, from its upload to its correction."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from asili.core.access import system
from asili.core.models import Import, ProgrammeProvince
from asili.core.models.imports import ImportRow
from asili.domain.geography import services as geography
from asili.domain.places.models import Place
from tests.core.imports.spreadsheet import HEADER, as_csv, site
from tests.domain.custody.valley import Valley
from tests.interfaces.web.conftest import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def authority(valley: Valley, visit: Visit) -> Client:
    geography.load_facts(actor=system("test"))
    for code in ("CD-HK", "CD-LU"):
        ProgrammeProvince.objects.get_or_create(programme=valley.programme, code=code)
    return visit("kasongo")


def send(client: Client, content: bytes, name: str = "sites.csv") -> str:
    """Address of the page that asks for the columns."""
    form = client.get("/imports/bring").context["form"]
    (programme, _name), *_others = form.fields["programme"].choices
    file = SimpleUploadedFile(name, content)
    answer = client.post(
        "/imports/bring", {"into": "places.sites", "programme": programme, "file": file}
    )
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.url)


def chosen(client: Client, address: str) -> dict[str, object]:
    """What the form of columns would send as it stands."""
    form = client.get(address).context["form"]
    return {name: form[name].value() or "" for name in form.fields if form[name].value()}


def test_a_spreadsheet_goes_from_upload_to_records_and_back(authority: Client) -> None:
    before = Place.objects.count()
    address = send(authority, as_csv([site(1, "Étoile"), site(2, province="Atlantide")]))
    page = authority.get(address)
    assert "Nom du site: Étoile" in page.content.decode()
    answer = authority.post(address, {**chosen(authority, address), "check": "1"})
    row = Import.objects.get()
    assert answer.url == f"/imports/{row.code}/"
    shown = authority.get(answer.url).content.decode()
    assert "Let 1 row go in" in shown
    assert "Atlantide" in shown
    assert Place.objects.count() == before
    authority.post(f"/imports/{row.code}/run")
    assert Place.objects.count() == before + 1
    shown = authority.get(answer.url).content.decode()
    assert "Take this import back" in shown
    rows = authority.get(f"/imports/{row.code}/rows").content.decode()
    assert f"/places/{ImportRow.objects.get().code}/" in rows
    assert (
        "What cannot be taken back" in authority.get(f"/imports/{row.code}/undo").content.decode()
    )
    authority.post(f"/imports/{row.code}/undo")
    assert Place.objects.count() == before


def test_columns_are_tried_on_the_first_rows_before_the_whole_file_is_read(
    authority: Client,
) -> None:
    address = send(authority, as_csv([site(n) for n in range(1, 151)], ["A", *HEADER[1:]]))
    page = authority.post(address, {**chosen(authority, address), "try": "1"})
    assert "No column is chosen for" in page.content.decode()
    page = authority.post(address, {**chosen(authority, address), "column-name-0": "A", "try": "1"})
    assert "What would become of the first rows" in page.content.decode()
    assert not Place.objects.filter(name="Site 1").exists()


def test_problems_are_listed_filtered_and_downloaded(authority: Client) -> None:
    rows = [site(1, province="Atlantide"), site(2, kind="sitte"), site(3, minerals="licorne")]
    address = send(authority, as_csv(rows))
    authority.post(address, {**chosen(authority, address), "check": "1"})
    code = Import.objects.get().code
    listed = authority.get(f"/imports/{code}/problems?column=Type")
    assert "sitte" in listed.content.decode()
    assert "Atlantide" not in listed.content.decode()
    file = authority.get(f"/imports/{code}/problems?format=csv")
    assert b"".join(file.streaming_content).count(b"\r\n") > 3
    book = load_workbook(io.BytesIO(authority.get(f"/imports/{code}/correction.xlsx").content))
    assert book["data"].max_row == 4
    assert authority.get(f"/imports/{code}/correction.pdf").status_code == 404


def test_a_file_that_cannot_be_read_says_why_on_the_page(authority: Client) -> None:
    form = authority.get("/imports/bring").context["form"]
    (programme, _name), *_others = form.fields["programme"].choices
    data = {"into": "places.sites", "programme": programme}
    file = SimpleUploadedFile("a.xls", b"\xd0\xcf\x11\xe0" + bytes(600))
    page = authority.post("/imports/bring", {**data, "file": file})
    assert "before 2007" in page.content.decode()
    assert not Import.objects.exists()


def test_more_rows_than_one_waits_for_are_a_job(
    authority: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("asili.interfaces.web.views.imports.AT_ONCE", 500)
    address = send(authority, as_csv([site(n) for n in range(1, 1101)]))
    answer = authority.post(address, {**chosen(authority, address), "check": "1"})
    row = Import.objects.get()
    assert row.state == "checking"
    assert row.job.startswith("J-")
    assert row.job in authority.get(answer.url).content.decode()


def test_strangers_find_no_import_and_traders_nothing_to_bring(
    authority: Client, visit: Visit
) -> None:
    address = send(authority, as_csv([site(1)]))
    code = Import.objects.get().code
    trader = visit("banza")
    for page in ("", "columns", "problems", "rows", "undo", "correction.csv"):
        assert trader.get(f"/imports/{code}/{page}").status_code == 404
    for act in ("check", "run", "undo"):
        assert trader.post(f"/imports/{code}/{act}").status_code == 404
    assert trader.get("/imports/bring").status_code == 403
    assert trader.get("/imports").status_code == 200
    assert Client().get(address).status_code == 302


def test_an_upload_without_end_is_broken_off_and_leaves_no_file(
    authority: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = authority.get("/imports/bring").context["form"]
    (programme, _name), *_others = form.fields["programme"].choices
    monkeypatch.setattr("asili.core.uploads.LARGEST", 2**20)
    file = SimpleUploadedFile("sites.csv", bytes(3 * 2**20))
    page = authority.post(
        "/imports/bring", {"into": "places.sites", "programme": programme, "file": file}
    )
    assert page.status_code == 200
    assert page.context["form"].errors["file"]
    assert not Import.objects.exists()
