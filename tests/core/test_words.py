"""Accents, capitals and order make no difference when a name is looked for."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asili.core.models import Account
from asili.core.words import fold, named

LETTERS = st.text(alphabet="aàâäbcçdeéèêëfghiîïjklmnñoôöpqrstuùûüvwxyzÿœæ' -ABCÇDEÉÈ", max_size=20)


@given(LETTERS)
def test_folding_is_done_once_and_leaves_no_accent(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded == fold(text.upper())
    assert folded == fold(unicodedata.normalize("NFD", text))
    assert folded.isascii()


@pytest.fixture
def people(db: None) -> None:
    for number, name in enumerate(("Négociant Élan", "negociant elan", "Œuvre 50%_", "A.B (c)")):
        Account.objects.create(username=f"u{number}", name=name)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("negociant", {"u0", "u1"}),
        ("ÉLAN négo", {"u0", "u1"}),
        ("elan u1", {"u1"}),
        ("50%_", {"u2"}),
        ("%", {"u2"}),
        ("a.b", {"u3"}),
        ("(c)", {"u3"}),
        ("a*b", set()),
        ("nobody", set()),
        (" ", {"u0", "u1", "u2", "u3"}),
    ],
)
def test_names_are_found_whatever_the_accents(people: None, words: str, expected: set[str]) -> None:
    found = Account.objects.filter(named(words, "name", "username"), username__startswith="u")
    assert {one.username for one in found} == expected
