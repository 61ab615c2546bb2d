"""Public identifiers: what is promised of the check symbols is tried out, not argued."""

from itertools import combinations
from random import Random
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asili.engine.codes import ALPHABET, LIMIT, CodeError, block, decode, encode

kinds = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=6)
numbers = st.integers(0, LIMIT - 1)


def is_valid(text: str) -> bool:
    try:
        decode(text)
    except CodeError:
        return False
    return True


def sample(count: int, seed: int) -> list[str]:
    random = Random(seed)  # noqa: S311
    kinds = ["BAG", "LOT", "S", "PERSON"]
    return [encode(random.choice(kinds), random.randrange(LIMIT)) for _ in range(count)]


def body_at(text: str) -> int:
    return text.index("-") + 1


def product_by_hand(x: int, y: int) -> int:
    """Carry-less multiplication modulo x^5 + x^2 + 1, an oracle without tables."""
    result = 0
    for bit in range(5):
        if y >> bit & 1:
            result ^= x << bit
    for bit in range(9, 4, -1):
        if result >> bit & 1:
            result ^= 0b100101 << (bit - 5)
    return result


@given(kinds, numbers)
def test_an_identifier_reads_back_as_what_was_encoded(kind: str, number: int) -> None:
    assert decode(encode(kind, number)) == (kind, number)


@given(kinds, numbers)
def test_a_word_satisfies_both_check_equations_computed_by_hand(kind: str, number: int) -> None:
    text = encode(kind, number)
    word = [ord(c) - 64 for c in kind] + [ALPHABET.index(c) for c in text[body_at(text) :]]
    parity, weighted, power = 0, 0, 1
    for symbol in reversed(word):
        parity ^= symbol
        weighted ^= product_by_hand(symbol, power)
        power = product_by_hand(power, 2)
    assert (parity, weighted) == (0, 0)


def test_the_written_form_never_changes() -> None:
    assert [encode("BAG", 0), encode("BAG", 1), encode("LOT", LIMIT - 1)] == [
        "BAG-00000000YT",
        "BAG-00000001XR",
        "LOT-ZZZZZZZZVC",
    ]


def test_every_single_wrong_symbol_is_detected_and_the_right_one_suggested() -> None:
    for text in sample(40, seed=1):
        for at in range(body_at(text), len(text)):
            for symbol in set(ALPHABET) - {text[at]}:
                with pytest.raises(CodeError) as refused:
                    decode(text[:at] + symbol + text[at + 1 :])
                assert refused.value.suggestion == text


def test_every_single_wrong_letter_of_the_kind_is_detected_and_suggested() -> None:
    for text in sample(20, seed=2):
        for at in range(body_at(text) - 1):
            for letter in set("ABCDEFGHIJKLMNOPQRSTUVWXYZ") - {text[at]}:
                with pytest.raises(CodeError) as refused:
                    decode(text[:at] + letter + text[at + 1 :])
                assert refused.value.suggestion == text


def test_every_pair_of_wrong_symbols_is_detected() -> None:
    for text in sample(2, seed=3):
        for i, j in combinations(range(body_at(text), len(text)), 2):
            for a in set(ALPHABET) - {text[i]}:
                head = text[:i] + a + text[i + 1 : j]
                for b in set(ALPHABET) - {text[j]}:
                    assert not is_valid(head + b + text[j + 1 :])


def test_every_exchange_of_two_different_symbols_is_detected() -> None:
    exchanged = 0
    for text in sample(300, seed=4):
        for i, j in combinations(range(body_at(text), len(text)), 2):
            if text[i] != text[j]:
                word = list(text)
                word[i], word[j] = word[j], word[i]
                assert not is_valid("".join(word))
                exchanged += 1
    assert exchanged > 10_000


def test_a_code_of_one_kind_is_not_a_code_of_another() -> None:
    kinds = ["BAG", "LOT", "SITE", "S", "ABG", "GAB"]
    for number in range(200):
        for kind in kinds:
            body = encode(kind, number)[len(kind) :]
            assert [other for other in kinds if is_valid(other + body)] == [kind]


@given(kinds, numbers)
def test_reading_is_tolerant_of_case_spaces_hyphens_and_look_alikes(kind: str, number: int) -> None:
    text = encode(kind, number)
    start = body_at(text)
    body = text[start:].replace("0", "o").replace("1", "l")
    assert decode(f" {kind.lower()} {body[:3]}-{body[3:7]} \u2013{body[7:]}\n") == (kind, number)
    assert decode(kind + text[start:].replace("1", "I").lower()) == (kind, number)


def test_one_unreadable_symbol_is_suggested_and_two_are_not() -> None:
    for text in sample(20, seed=5):
        for at in range(body_at(text), len(text)):
            with pytest.raises(CodeError) as refused:
                decode(text[:at] + "?" + text[at + 1 :])
            assert refused.value.suggestion == text
    with pytest.raises(CodeError) as refused:
        decode(text[:-2] + "??")
    assert refused.value.suggestion is None


@given(st.text(max_size=20))
def test_any_text_is_either_read_or_refused_with_a_valid_suggestion(text: str) -> None:
    suggestion = None
    try:
        decode(text)
    except CodeError as refused:
        suggestion = refused.suggestion
    assert suggestion is None or encode(*decode(suggestion)) == suggestion


@pytest.mark.parametrize(
    ("kind", "number"), [("bag", 1), ("", 1), ("SEVENTH", 1), ("B4G", 1), ("B", -1), ("B", LIMIT)]
)
def test_a_kind_or_number_out_of_range_is_refused(kind: str, number: int) -> None:
    with pytest.raises(ValueError, match=r"needed|letters"):
        encode(kind, number)


@given(kinds, st.integers(0, LIMIT - 40), st.integers(0, 40))
def test_a_block_equals_its_codes_one_by_one(kind: str, first: int, count: int) -> None:
    assert block(kind, first, count) == [encode(kind, n) for n in range(first, first + count)]


@pytest.mark.parametrize(("first", "count"), [(-1, 2), (LIMIT - 1, 2), (0, -1)])
def test_a_block_out_of_range_is_refused(first: int, count: int) -> None:
    with pytest.raises(ValueError, match="not within"):
        block("BAG", first, count)


def test_five_thousand_codes_are_made_within_twenty_milliseconds() -> None:
    block("BAG", 0, 5000)
    times = []
    for _ in range(5):
        start = perf_counter()
        block("BAG", 123_456, 5000)
        times.append(perf_counter() - start)
    assert min(times) < 0.020
