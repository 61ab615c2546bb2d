"""Papers of an event: attached by those who recorded it, read by those who may know it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from asili.core.models import Account, AccountGrant, JournalEntry
from asili.domain.custody.models import Event
from asili.domain.registry.models import Appointment
from tests.core.papers import PDF
from tests.domain.custody.valley import Valley, bag, build_valley


@pytest.fixture
def valley(db: None) -> Valley:
    made = build_valley()
    made.record(made.allocate(), made.fill("north", [1]))
    return made


def _client(valley: Valley, party: str) -> Client:
    account = Account.objects.create(username=party, name=party.title())
    AccountGrant.objects.create(
        account=account, role="cooperative", programme=valley.programme, since="2020-01-01"
    )
    Appointment.objects.create(
        account=account, party=valley.parties[party], title="clerk", since="2020-01-01"
    )
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _event() -> Event:
    return Event.objects.get(kind="commission")


def test_a_scan_is_kept_with_the_record_and_comes_back_byte_for_byte(valley: Valley) -> None:
    client = _client(valley, "north")
    address = f"/events/{_event().uuid}/"

    client.post(f"{address}attach", {"document": SimpleUploadedFile("slip.pdf", PDF)})

    page = client.get(address)
    (file,) = page.context["documents"]
    download = client.get(f"{address}documents/{file.code}")
    assert b"".join(download.streaming_content) == PDF
    assert "attachment" in download["Content-Disposition"]
    assert JournalEntry.objects.filter(act="custody.document.attached").count() == 1


def test_a_file_of_another_type_is_refused_in_words_and_nothing_is_kept(valley: Valley) -> None:
    client = _client(valley, "north")
    upload = SimpleUploadedFile("slip.pdf", b"MZ\x90\x00 not a paper")

    page = client.post(f"/events/{_event().uuid}/attach", {"document": upload}, follow=True)

    assert not page.context["documents"]
    assert "error" in str(page.content)


def test_another_organisation_neither_reads_nor_attaches(valley: Valley) -> None:
    _client(valley, "north").post(
        f"/events/{_event().uuid}/attach", {"document": SimpleUploadedFile("slip.pdf", PDF)}
    )
    rival = _client(valley, "rival")

    assert rival.get(f"/events/{_event().uuid}/").status_code == 404
    upload = {"document": SimpleUploadedFile("slip.pdf", PDF)}
    assert rival.post(f"/events/{_event().uuid}/attach", upload).status_code == 404


def test_the_seller_adds_a_slip_to_the_purchase_that_names_it(valley: Valley) -> None:
    valley.record(valley.buy("depot", "north", bag(1)))
    purchase = Event.objects.get(kind="purchase")
    client = _client(valley, "north")

    client.post(
        f"/events/{purchase.uuid}/attach", {"document": SimpleUploadedFile("slip.pdf", PDF)}
    )

    assert len(client.get(f"/events/{purchase.uuid}/").context["documents"]) == 1
