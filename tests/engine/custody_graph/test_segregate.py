"""First in, first out: against a queue of single grams."""

from collections import Counter, deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asili.engine.custody_graph import Flow, Layer, segregate

flows = st.lists(st.builds(Flow, st.integers(0, 6), st.integers(0, 12)), max_size=8)


def gram_by_gram(inflows: list[Flow], outflows: list[Flow]) -> tuple[Counter[Layer], list[int]]:
    acts = [(flow.at, 0, i) for i, flow in enumerate(inflows)]
    acts += [(flow.at, 1, i) for i, flow in enumerate(outflows)]
    store: deque[int] = deque()
    taken: Counter[tuple[int, int]] = Counter()
    missing = [0] * len(outflows)
    for _, is_out, i in sorted(acts):
        if not is_out:
            store.extend([i] * inflows[i].grams)
            continue
        for _ in range(outflows[i].grams):
            if store:
                taken[store.popleft(), i] += 1
            else:
                missing[i] += 1
    return Counter(Layer(i, o, grams) for (i, o), grams in taken.items()), missing


@given(flows, flows)
def test_layers_leave_in_the_order_they_came_gram_by_gram(
    inflows: list[Flow], outflows: list[Flow]
) -> None:
    layers = segregate(inflows, outflows)
    taken, missing = gram_by_gram(inflows, outflows)
    assert Counter(layers.taken) == taken
    assert layers.unexplained == missing


@given(flows, flows)
def test_mass_is_conserved_to_the_gram(inflows: list[Flow], outflows: list[Flow]) -> None:
    layers = segregate(inflows, outflows)
    for i, flow in enumerate(inflows):
        out = sum(layer.grams for layer in layers.taken if layer.inflow == i)
        assert out + layers.remaining[i] == flow.grams
    for o, flow in enumerate(outflows):
        came = sum(layer.grams for layer in layers.taken if layer.outflow == o)
        assert came + layers.unexplained[o] == flow.grams
    for layer in layers.taken:
        assert inflows[layer.inflow].at <= outflows[layer.outflow].at


def test_an_outflow_takes_layers_in_part() -> None:
    layers = segregate([Flow(1, 50_000), Flow(2, 50_000)], [Flow(3, 60_000), Flow(4, 45_000)])
    assert layers.taken == [Layer(0, 0, 50_000), Layer(1, 0, 10_000), Layer(1, 1, 40_000)]
    assert layers.unexplained == [0, 5_000]
    assert layers.remaining == [0, 0]


def test_what_comes_later_explains_nothing_that_left_before() -> None:
    layers = segregate([Flow(5, 100)], [Flow(4, 30), Flow(5, 30)])
    assert layers.taken == [Layer(0, 1, 30)]
    assert layers.unexplained == [30, 0]
    assert layers.remaining == [70]


def test_negative_grams_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        segregate([Flow(0, -1)], [])
