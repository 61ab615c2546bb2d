"""Lists are sorted and paged by their address, and by nothing else that it says."""

import pytest
from django.http import QueryDict
from django.template import Context, Template

from asili.core.lists import Listing, listing
from asili.core.models import Analyte

pytestmark = pytest.mark.django_db
SORTS = {"symbol": "code", "name": "name"}


def asked(address: str, per_page: int = 2) -> Listing[Analyte]:
    return listing(Analyte.objects.all(), QueryDict(address), sorts=SORTS, per_page=per_page)


def symbols(found: Listing[Analyte]) -> list[str]:
    return [analyte.code for analyte in found.page]


def test_a_list_has_its_own_order_and_pages() -> None:
    assert symbols(asked("")) == ["Au", "Co"]
    assert symbols(asked("page=2")) == ["Cu"]
    assert asked("").total == 3


def test_the_address_sorts_both_ways() -> None:
    assert symbols(asked("sort=name", 3)) == ["Co", "Cu", "Au"]
    assert symbols(asked("sort=-name", 3)) == ["Au", "Cu", "Co"]


@pytest.mark.parametrize("address", ["sort=password", "sort=-pk", "sort=code", "sort=--name"])
def test_only_the_names_on_offer_sort(address: str) -> None:
    assert symbols(asked(address, 3)) == ["Au", "Co", "Cu"]
    assert asked(address).sort == ""


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", ""])
def test_a_page_that_does_not_exist_is_answered_with_the_nearest(page: str) -> None:
    assert symbols(asked(f"page={page}")) in (["Au", "Co"], ["Cu"])


def test_links_keep_what_else_the_address_says() -> None:
    found = asked("q=a&q=b&page=2&sort=name")
    assert found.sorted_by("name") == "?q=a&q=b&sort=-name"
    assert found.sorted_by("symbol") == "?q=a&q=b&sort=symbol"
    assert found.query == "q=a&q=b&sort=name"
    assert found.direction("name") == "ascending"


def test_a_header_says_how_it_sorts() -> None:
    template = Template('{% load asili %}{% sort_link found "name" "Name" %}')
    html = template.render(Context({"found": asked("sort=-name&q=<script>")}))
    assert 'aria-sort="descending"' in html
    assert "<script>" not in html
