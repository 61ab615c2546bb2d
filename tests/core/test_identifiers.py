"""Public identifiers as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asili.core.identifiers import KINDS, BadCode, new_code, parse

kinds = st.sampled_from(sorted(KINDS))


@given(kinds)
def test_a_new_code_is_read_back_however_it_is_written(kind: str) -> None:
    code = new_code(kind)
    letters = code.lower().replace("-", " ")
    assert parse(f"  {letters[:6]} {letters[6:]} ", kind) == code


@given(kinds, st.integers(2, 11), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_wrong_symbol_is_refused_and_the_right_code_is_suggested(
    kind: str, at: int, symbol: str
) -> None:
    code = new_code(kind)
    wrong = code[:at] + symbol + code[at + 1 :]
    if wrong == code:
        assert parse(wrong) == code
        return
    with pytest.raises(BadCode) as caught:
        parse(wrong)
    assert caught.value.suggestion == code
    assert code in caught.value.message


def test_a_code_of_another_kind_is_refused_in_words() -> None:
    with pytest.raises(BadCode, match="bag, not shipment"):
        parse(new_code("B"), "S")


@pytest.mark.parametrize("text", ["", "B", "sac 12", "ZZZ-0000000000", "B-00000000000000"])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(BadCode):
        parse(text)


def test_an_unknown_kind_has_no_codes() -> None:
    with pytest.raises(KeyError):
        new_code("Z")
