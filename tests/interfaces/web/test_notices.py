"""Notices: a number in the head of every page, a list, and what has been read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from asili.core.models import Notice
from asili.core.notices import MANY, notify
from tests.domain.custody.valley import Valley, bag
from tests.interfaces.web.conftest import Visit


@pytest.fixture
def noticed(valley: Valley) -> list[Notice]:
    return [
        notify(
            message="On the way to you: %(lots)s. Record what arrives.",
            params={"lots": {"some": [bag(number), 3]}},
            subject=bag(number),
            parties=[valley.parties["depot"].code],
        )[0]
        for number in (1, 2)
    ]


def test_the_head_of_every_page_has_the_number_of_unread_notices(
    noticed: list[Notice], visit: Visit
) -> None:
    assert 'aria-label="2 unread notices"' in visit("banza").get("/lots").content.decode()
    assert 'aria-label="0 unread notices"' in visit("amina").get("/lots").content.decode()
    assert "unread notice" not in visit().get("/places").content.decode()


def test_the_number_costs_one_query_that_stops_counting(valley: Valley, visit: Visit) -> None:
    client = visit("banza")
    notify(message="Please look.", parties=[valley.parties["depot"].code])
    for _ in range(MANY + 20):
        notify(message="Please look.", parties=[valley.parties["depot"].code])
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/lots").content.decode()
    counting = [query["sql"] for query in asked if "core_notice" in query["sql"]]
    assert len(counting) == 1
    assert f'aria-label="{MANY} unread notices"' in page


def test_a_notice_is_written_in_the_readers_language_and_leads_to_what_it_is_about(
    noticed: list[Notice], visit: Visit
) -> None:
    page = visit("banza").get("/notices", headers={"accept-language": "fr"}).content.decode()
    assert f"{bag(1)} et 2 autres" in page
    assert f'href="/bag/{bag(1)}' in page or bag(1) in page


def test_one_notice_or_all_of_them_are_marked_as_read(noticed: list[Notice], visit: Visit) -> None:
    client = visit("banza")
    client.post("/notices/read", {"notice": str(noticed[0].pk)})
    unread = client.get("/notices?which=unread").context["listing"]
    assert [row.pk for row in unread.page] == [noticed[1].pk]
    assert client.get("/notices").context["listing"].total == 2
    client.post("/notices/read")
    assert client.get("/notices?which=unread").context["listing"].total == 0


def test_nobody_marks_the_notices_of_others(noticed: list[Notice], visit: Visit) -> None:
    visit("amina").post("/notices/read", {"notice": str(noticed[0].pk)})
    assert visit("banza").get("/notices?which=unread").context["listing"].total == 2
