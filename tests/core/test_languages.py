"""A text in several languages is given in the reader's, or marked with its own."""

import pytest
from django.template import Context, Template
from django.utils import translation

from asili.core.languages import pick

TEXTS = {"fr": "sac", "en": "bag", "sw": "mfuko"}


@pytest.mark.parametrize("language", TEXTS)
def test_the_reader_gets_their_own_language(language: str) -> None:
    with translation.override(language):
        found = pick(TEXTS)
    assert (found.text, found.language, found.is_fallback) == (TEXTS[language], language, False)


def test_another_language_is_never_passed_off_as_a_translation() -> None:
    found = pick({"fr": "sac", "sw": "  "}, "sw")
    assert (found.text, found.language, found.is_fallback) == ("sac", "fr", True)
    with translation.override("sw"):
        html = Template("{% load asili %}{% content texts %}").render(
            Context({"texts": {"fr": "<b>sac</b>"}})
        )
    assert 'lang="fr"' in html
    assert "&lt;b&gt;sac" in html


def test_a_text_of_unknown_language_is_better_than_none() -> None:
    assert pick({"und": "Kawama"}, "fr").text == "Kawama"
    assert pick({}, "fr").text == ""
