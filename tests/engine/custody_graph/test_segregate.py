"""First in, first out: against a queue of single grams."""

from collections import Counter, deque
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asili.engine.custody_graph import Part, Store

acts = st.lists(st.tuples(st.sampled_from(["put", "put", "take"]), st.integers(0, 12)), max_size=12)


@given(acts)
def test_layers_leave_in_the_order_they_came_gram_by_gram(found: list[tuple[str, int]]) -> None:
    store, grams = Store(), deque[int]()
    for layer, (act, amount) in enumerate(found):
        if act == "put":
            store.put(layer, amount)
            grams.extend([layer] * amount)
            continue
        expected: Counter[int | None] = Counter(
            grams.popleft() if grams else None for _ in range(amount)
        )
        assert {part.layer: part.grams for part in store.take(amount)} == expected
    assert {part.layer: part.grams for part in store.content} == Counter(grams)
    assert store.grams == len(grams)


@given(st.lists(st.integers(1, 90), min_size=1, max_size=9), st.integers(0, 900))
def test_a_weighing_moves_all_layers_in_proportion_and_loses_no_gram(
    layers: list[int], found: int
) -> None:
    store = Store()
    for layer, grams in enumerate(layers):
        store.put(layer, grams)
    store.weigh(found)
    after = {part.layer: part.grams for part in store.content}
    assert sum(after.values()) == store.grams == found
    for layer, grams in enumerate(layers):
        assert abs(after.get(layer, 0) - Fraction(grams * found, sum(layers))) < 1
    assert list(after) == sorted(after)


def test_an_outflow_takes_layers_in_part() -> None:
    store = Store()
    store.put(0, 50_000)
    store.put(1, 50_000)
    assert store.take(60_000) == [Part(0, 50_000), Part(1, 10_000)]
    assert store.take(45_000) == [Part(1, 40_000), Part(None, 5_000)]
    assert store.content == []


def test_what_comes_later_explains_nothing_that_left_before() -> None:
    store = Store()
    assert store.take(30) == [Part(None, 30)]
    store.put(0, 100)
    assert store.take(30) == [Part(0, 30)]
    assert store.content == [Part(0, 70)]


def test_what_is_found_in_an_empty_store_has_no_layer() -> None:
    store = Store()
    store.weigh(40)
    store.put(0, 10)
    assert store.take(45) == [Part(None, 40), Part(0, 5)]


def test_negative_grams_are_refused() -> None:
    for act in (lambda: Store().put(0, -1), lambda: Store().take(-1), lambda: Store().weigh(-1)):
        with pytest.raises(ValueError, match="negative"):
            act()
