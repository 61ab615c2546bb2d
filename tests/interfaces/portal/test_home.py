"""The first page and the frame of every page."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from asili.domain.insight.report.sections import SECTIONS, WORKING_GROUPS

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, language: str = "en") -> str:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_two_constraints_open_the_first_page(client: Client) -> None:
    home = page(client, "/")
    assert home.index('id="constraints"') < home.index('id="groups"')
    assert "S-004" in home


def test_the_six_working_groups_stand_in_the_order_and_with_the_titles_of_the_report(
    client: Client,
) -> None:
    home = page(client, "/")
    places = [home.index(f"</span>{group.title}</a>") for group in WORKING_GROUPS]
    assert places == sorted(places)


def test_the_menu_of_every_page_is_the_table_of_contents_of_the_report(client: Client) -> None:
    addresses = [reverse("portal:report-section", args=[section.slug]) for section in SECTIONS]
    for address in ("/", "/report", "/sign-in"):
        html = page(client, address)
        _head, _, rest = html.partition('class="contents"')
        menu, _, _rest = rest.partition("</nav>")
        assert re.findall(r'href="([^"]+)"', menu) == addresses


def test_no_link_of_the_first_pages_is_dead(client: Client) -> None:
    for address in ("/", "/report", "/report/breakouts/5", "/report/S-034", "/sign-in"):
        links = set(re.findall(r'href="(/[^"#]*)', page(client, address)))
        for link in {link.replace("&amp;", "&") for link in links}:
            if not link.startswith("/static/"):
                assert client.get(link, follow=True).status_code == 200, f"{address} -> {link}"


def test_every_page_can_be_read_in_three_languages(client: Client) -> None:
    for language in ("en", "fr", "sw"):
        for address in ("/", "/report", "/report/S-034", "/sign-in"):
            assert f'<html lang="{language}">' in page(client, address, language)


def test_the_language_is_switched_by_a_form_and_kept(client: Client) -> None:
    answer = client.post(
        reverse("portal:set-language"), {"language": "fr", "next": "/report"}, follow=True
    )
    assert answer.redirect_chain == [("/report", 302)]
    assert '<html lang="fr">' in answer.content.decode()


def test_pages_carry_no_script_or_style_of_their_own(client: Client) -> None:
    for address in ("/", "/report", "/report/evaluation", "/sign-in"):
        html = page(client, address)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html)
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))


def test_what_is_not_there_is_explained_in_the_frame_of_the_site(client: Client) -> None:
    answer = client.get("/report/S-999")
    assert answer.status_code == 404
    assert 'class="contents"' in answer.content.decode()


def test_the_first_page_asks_few_questions(
    client: Client, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    with django_assert_max_num_queries(12):
        page(client, "/")


@pytest.mark.parametrize("name", ["403.html", "403_csrf.html", "404.html", "500.html"])
def test_what_goes_wrong_is_said_in_words(rf: RequestFactory, name: str) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()
    html = render_to_string(name, request=None if name == "500.html" else request)
    assert "<h1>" in html
    assert "</html>" in html
