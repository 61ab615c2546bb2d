"""Whatever the report page calls working answers the person that it names."""

import pytest
from django.test import Client
from django.urls import reverse

from asili.core.models import Account
from asili.domain.insight.report.coverage import coverage
from asili.domain.insight.report.vocabulary import State
from asili.interfaces.portal.doors import all_doors

WORKING = coverage(state=State.WORKS).statements
ADDRESSES = sorted({(one.view, one.arguments, one.role) for one in WORKING})


def visitor(role: str) -> Client:
    client = Client()
    if role:
        account = Account.objects.filter(grants__role=role, is_active=True).order_by("pk").first()
        assert account is not None, f"nobody of the cast is {role}"
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(("view", "arguments", "role"), ADDRESSES)
def test_what_works_answers(view: str, arguments: tuple[str, ...], role: str) -> None:
    assert visitor(role).get(reverse(view, args=arguments), follow=True).status_code == 200


@pytest.mark.usefixtures("demo")
def test_every_door_of_the_first_page_opens() -> None:
    for door in all_doors():
        assert Client().get(door.url, follow=True).status_code == 200, door.url
