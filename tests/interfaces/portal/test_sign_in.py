"""Sign-in: by name and password, and in a demonstration as a member of the cast."""

import pytest
from django.conf import LazySettings
from django.test import Client

from asili.core.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina() -> Account:
    account = Account(username="amina", name="Amina")
    account.set_password("the river runs north")
    account.save()
    return account


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_name_and_its_password_open_the_door(client: Client, amina: Account) -> None:
    answer = client.post(
        "/sign-in", {"username": "amina", "password": "the river runs north", "next": "/report"}
    )
    assert answer.headers["Location"] == "/report"
    assert amina.name in client.get("/").content.decode()


def test_a_wrong_password_is_answered_on_the_form(client: Client, amina: Account) -> None:
    answer = client.post("/sign-in", {"username": amina.username, "password": "no"})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not signed_in(client)


def test_nobody_is_sent_to_another_site_after_signing_in(client: Client, amina: Account) -> None:
    form = {
        "username": amina.username,
        "password": "the river runs north",
        "next": "//evil.example",
    }
    assert client.post("/sign-in", form).headers["Location"] == "/"


def test_the_cast_signs_in_with_one_click_in_a_demonstration(
    client: Client, amina: Account, settings: LazySettings
) -> None:
    settings.DEMO = True
    assert f'value="{amina.username}"' in client.get("/sign-in").content.decode()
    answer = client.post("/sign-in/as", {"username": amina.username, "next": "/report"})
    assert answer.headers["Location"] == "/report"
    assert signed_in(client)


def test_outside_a_demonstration_there_is_no_sign_in_without_password(
    client: Client, amina: Account, settings: LazySettings
) -> None:
    settings.DEMO = False
    assert amina.username not in client.get("/sign-in").content.decode()
    assert client.post("/sign-in/as", {"username": amina.username}).status_code == 404
    assert not signed_in(client)


def test_one_click_is_a_post_that_carries_its_token(amina: Account, settings: LazySettings) -> None:
    settings.DEMO = True
    strict = Client(enforce_csrf_checks=True)
    assert strict.get("/sign-in/as").status_code == 405
    assert strict.post("/sign-in/as", {"username": amina.username}).status_code == 403


def test_signing_out_is_a_post(client: Client, amina: Account) -> None:
    client.force_login(amina, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/sign-out").status_code == 405
    client.post("/sign-out")
    assert not signed_in(client)
