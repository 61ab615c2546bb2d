"""Names are found and compared however they are spelt, and in whatever order they are said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asili.domain.registry.names import (
    filed_under,
    key_of,
    likeness,
    name_key,
    neighbours,
    pair,
    words_of,
)

SPELLINGS = (
    ("tshombe", "tchombe", "chombe"),
    ("djuma", "juma"),
    ("mwamba", "muamba", "mouamba"),
    ("kyungu", "kiungu"),
    ("nyembo", "gnembo"),
    ("celestin", "selestin"),
    ("nkulu", "n'kulu", "nkoulou", "kulu"),
    ("mbuyi", "buyi"),
    ("ilunga", "illunga", "ilounga"),
    ("josephine", "josefine"),
    ("ng'andu", "ngandu", "n'gandu", "ngandou"),
    ("mohamed", "mohammed"),
    ("shabani", "chabani"),
)


@pytest.mark.parametrize("spellings", SPELLINGS)
def test_the_spellings_of_one_name_have_one_key(spellings: tuple[str, ...]) -> None:
    assert len({name_key(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("kalala", "karara"), ("banza", "bansa"), ("ilunga", "ilunda"), ("kabila", "kabula")],
)
def test_names_that_sound_otherwise_have_two_keys(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


NAMES = st.lists(
    st.text("abcdefghijklmnopqrstuwyz", min_size=2, max_size=9), min_size=1, max_size=5
)


@given(NAMES, st.randoms())
def test_the_order_and_case_of_names_make_no_difference(names: list[str], rng: object) -> None:
    mixed = list(names)
    rng.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = " ".join(names), " ".join(mixed).upper()
    assert name_key(one) == name_key(other)
    assert filed_under(one) == filed_under(other)


@given(NAMES)
def test_a_key_is_the_key_of_itself_and_never_empty(names: list[str]) -> None:
    for word in words_of(" ".join(names)):
        assert key_of(word)


@given(st.text("abcdefg", min_size=5, max_size=9), st.integers(0, 8), st.sampled_from("xyz"))
def test_a_slip_of_one_letter_leaves_a_neighbour_in_common(key: str, at: int, mark: str) -> None:
    at %= len(key)
    slips = [key[:at] + key[at + 1 :], key[:at] + mark + key[at + 1 :], key[:at] + mark + key[at:]]
    for slip in slips:
        assert neighbours(key) & neighbours(slip)


def test_a_name_is_filed_under_each_word_and_each_two() -> None:
    assert filed_under("Kabila Ilunga wa Jean") == sorted(
        ["ilunga", "jean", "kabila", "ilunga jean", "ilunga kabila", "jean kabila"]
    )
    assert pair("b", "a") == "a b"


def test_likeness_is_whole_for_another_order_and_less_for_another_name() -> None:
    assert likeness("Ilunga Kabila Jean", "Jean ILLUNGA Kabila") >= 98
    assert likeness("Ilunga Kabila Jean", "Ilunga Kabila") in range(85, 95)
    assert likeness("Ilunga Kabila", "Mutombo Ngoy") < 70
    assert likeness("", "Ilunga") == 0
