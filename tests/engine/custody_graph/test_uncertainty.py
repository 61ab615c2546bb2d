"""Standard uncertainties of a trace: closed forms, numerical derivatives and random draws."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asili.engine.custody_graph import Graph, Network, back, by_group, uncertainty
from tests.engine.custody_graph.oracle import Case, cases, pile


def shares(network: Network, weight: Any, amount: Any, target: int, group: Any, groups: int) -> Any:
    graph = Graph.of(network, weight, amount)
    return by_group(back(graph, target, np.ones(graph.analytes)), group, groups)


def test_two_inputs_follow_the_closed_form() -> None:
    """s = a / (a + b): u(s) = s (1 - s) sqrt(u_a^2 + u_b^2)."""
    graph = Graph.of(Network.of(3, [0, 1], [2, 2]), [[3.0], [1.0]], [[3.0], [1.0], [4.0]])
    result = uncertainty(
        graph, 2, [8.0], [0.0], [0, 1, -1], [[0.02], [0.05]], [-1, -1], np.empty((0, 1))
    )
    assert result.amount[:, 0] == pytest.approx([6.0, 2.0, 0.0])
    expected = 8 * 0.75 * 0.25 * np.hypot(0.02, 0.05)
    assert result.u[:, 0] == pytest.approx([expected, expected, 0.0])


def test_an_error_shared_by_all_inputs_cancels_and_by_half_of_them_does_not() -> None:
    graph = Graph.of(Network.of(4, [0, 1, 2], [3, 3, 3]), [[2.0], [1.0], [1.0]], np.ones((4, 1)))
    exact = np.zeros((3, 1))
    together = uncertainty(graph, 3, [1.0], [0.0], [0, 1, 1, -1], exact, [0, 0, 0], [[0.1]])
    assert together.u[:, 0] == pytest.approx([0.0, 0.0, 0.0], abs=1e-15)
    half = uncertainty(graph, 3, [1.0], [0.0], [0, 1, 1, -1], exact, [-1, 0, 0], [[0.1]])
    assert half.u[:, 0] == pytest.approx([0.025, 0.025, 0.0])
    apart = uncertainty(graph, 3, [1.0], [0.0], [0, 1, 1, -1], exact, [-1, 0, 1], [[0.1], [0.1]])
    assert apart.u[0, 0] == pytest.approx(0.5 * 0.25 * 0.1 * np.sqrt(2))


def test_the_error_of_the_target_adds_to_that_of_its_share() -> None:
    graph = Graph.of(Network.of(3, [0, 1], [2, 2]), [[1.0], [1.0]], np.ones((3, 1)))
    result = uncertainty(
        graph, 2, [10.0], [0.03], [0, 1, -1], [[0.04], [0.0]], [-1, -1], np.empty((0, 1))
    )
    assert result.u[0, 0] == pytest.approx(5 * np.hypot(0.03, 0.5 * 0.04))


def test_a_leaf_is_its_own_origin_with_the_error_of_its_amount() -> None:
    graph = Graph.of(Network.of(2, [0], [1]), [[1.0]], np.ones((2, 1)))
    result = uncertainty(graph, 0, [2.0], [0.05], [1, -1], [[0.5]], [-1], np.empty((0, 1)))
    assert result.amount[:, 0].tolist() == [0.0, 2.0, 0.0]
    assert result.u[:, 0] == pytest.approx([0.0, 0.1, 0.0])


@given(cases(lightest=0), st.data())
def test_variances_equal_those_of_numerical_derivatives(case: Case, data: st.DataObject) -> None:
    graph, edges = case.graph(), len(case.edges)
    target = data.draw(st.integers(0, graph.nodes - 1))
    group = data.draw(st.lists(st.integers(-1, 2), min_size=graph.nodes, max_size=graph.nodes))
    source = data.draw(st.lists(st.integers(-1, 2), min_size=edges, max_size=edges))
    random = np.random.default_rng(data.draw(st.integers(0, 1000)))
    edge_u, source_u = random.uniform(0, 0.2, (edges, 2)), random.uniform(0, 0.2, (3, 2))
    amount, amount_u = np.array([50.0, 7.0]), np.array([0.01, 0.02])
    result = uncertainty(graph, target, amount, amount_u, group, edge_u, source, source_u, groups=3)

    weight = np.array([e[2] for e in case.edges], float).reshape(-1, 2)
    step = 1e-6
    slope = np.zeros((edges, 4, 2))
    for e in range(edges):
        factor = np.ones((edges, 1))
        factor[e] = 1 + step
        up = shares(graph.network, weight * factor, graph.amount, target, group, 3)
        factor[e] = 1 - step
        down = shares(graph.network, weight * factor, graph.amount, target, group, 3)
        slope[e] = (up - down) / (2 * step)
    share = shares(graph.network, weight, graph.amount, target, group, 3)
    variance = ((slope * edge_u[:, None]) ** 2).sum(axis=0) + (share * amount_u) ** 2
    for j in range(3):
        moved = slope[[e for e in range(edges) if source[e] == j]].sum(axis=0)
        variance += (moved * source_u[j]) ** 2
    assert result.amount == pytest.approx(amount * share, rel=1e-12)
    assert result.u == pytest.approx(amount * np.sqrt(variance), rel=1e-5, abs=1e-8)


def test_random_draws_of_all_measurements_give_the_same_uncertainties() -> None:
    case = pile(12)
    graph, edges = case.graph(), len(case.edges)
    random = np.random.default_rng(2007)
    target = graph.nodes - 1
    group = [node % 5 if node % 5 < 3 else -1 for node in range(graph.nodes)]
    source = random.integers(-1, 6, edges)
    edge_u, source_u = np.full((edges, 2), 0.03), np.full((6, 2), 0.04)
    amount, amount_u = np.array([120.0, 240.0]), np.array([0.01, 0.02])
    result = uncertainty(graph, target, amount, amount_u, group, edge_u, source, source_u)

    weight = np.array([e[2] for e in case.edges], float)
    draws = []
    for _ in range(600):
        shared = np.vstack([random.normal(0, source_u), np.zeros((1, 2))])
        factor = np.exp(random.normal(0, edge_u) + shared[source])
        drawn = shares(graph.network, weight * factor, graph.amount, target, group, 3)
        draws.append(drawn * amount * (1 + random.normal(0, amount_u)))
    spread = np.std(draws, axis=0, ddof=1)
    assert result.amount == pytest.approx(np.mean(draws, axis=0), rel=0.01)
    assert result.u[:3] == pytest.approx(spread[:3], rel=0.12)


def test_sources_may_differ_by_analyte() -> None:
    graph = Graph.of(Network.of(3, [0, 1], [2, 2]), np.ones((2, 2)), np.ones((3, 2)))
    result = uncertainty(
        graph, 2, [1.0, 1.0], [0.0, 0.0], [0, 1, -1],
        np.zeros((2, 2)), [[0, 1], [-1, 1]], [[0.1, 0.1], [0.1, 0.1]],
    )  # fmt: skip
    assert result.u[0] == pytest.approx([0.025, 0.0], abs=1e-15)


def test_without_an_analyte_there_is_nothing_to_attribute() -> None:
    nothing = np.empty((1, 0))
    graph = Graph.of(Network.of(2, [0], [1]), nothing, np.empty((2, 0)))
    result = uncertainty(graph, 1, [], [], [0, -1], nothing, np.array([-1]), np.empty((0, 0)))
    assert result.amount.shape == result.u.shape == (2, 0)
