"""A refusal is answered with its rule, plain words, legal basis and way out."""

import json

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import RequestFactory

from asili.core.access import NotVisible, Refusal
from asili.core.middleware import RefusalMiddleware
from asili.core.quantities import Estimate

pytestmark = pytest.mark.django_db
REFUSED = Refusal(
    "custody.7", "The lot weighs more than before.", legal_basis="Article 1", remedy="Weigh again."
)


def answer(error: Exception, accept: str = "text/html") -> HttpResponse | None:
    request = RequestFactory().get("/", headers={"accept": accept})
    middleware = RefusalMiddleware(lambda _: HttpResponse())
    return middleware.process_exception(request, error)


def test_a_refused_decision_is_explained_on_a_page() -> None:
    response = answer(REFUSED)
    assert response is not None
    assert response.status_code == 409
    for words in ("custody.7", "weighs more than before", "Article 1", "Weigh again"):
        assert words in response.content.decode()


def test_who_may_not_act_gets_403() -> None:
    response = answer(Refusal("core.1", "Not you.", status=403))
    assert response is not None
    assert response.status_code == 403


def test_a_program_gets_the_refusal_as_json() -> None:
    response = answer(REFUSED, "application/json")
    assert response is not None
    assert json.loads(response.content) == {
        "rule": "custody.7",
        "message": "The lot weighs more than before.",
        "legal_basis": "Article 1",
        "remedy": "Weigh again.",
    }


def test_what_is_not_visible_is_answered_as_what_does_not_exist() -> None:
    response = answer(NotVisible("L-1"))
    assert response is not None
    assert response.status_code == 404
    assert "L-1" not in response.content.decode()


def test_every_other_error_is_left_alone() -> None:
    assert answer(ValueError("x")) is None
    passed = RefusalMiddleware(lambda _: HttpResponse("through"))(HttpRequest())
    assert passed.content == b"through"


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{% mass 52500 %}", "52.5\u00a0kg"),
        ("{% mass None %}", "not recorded"),
        ("{% estimate value %}", "12.3 ± 1.2\u00a0kg"),
        ("{% estimate None %}", "not recorded"),
        ("{% percent 0.256 %}", "25.6\u00a0%"),
        ("{% code text %}", '<span class="code" translate="no">&lt;b&gt;</span>'),
        ("{% when None %}", "not recorded"),
    ],
)
def test_template_tags_write_for_people(template: str, expected: str) -> None:
    context = Context({"value": Estimate.of(12.345, 1.23), "text": "<b>"})
    assert Template("{% load asili %}" + template).render(context) == expected
