"""Sums of traces by group, the matrix of all shipments, and the balance of nodes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asili.engine.custody_graph import back, balance, by_group, condense, origin_matrix
from tests.engine.custody_graph.oracle import EMPTY_EDGE, HUB, Case, cases, pile


@given(cases(), st.data())
def test_groups_are_sums_over_origins_and_nothing_is_dropped(
    case: Case, data: st.DataObject
) -> None:
    graph = case.graph()
    group = data.draw(st.lists(st.integers(-1, 3), min_size=graph.nodes, max_size=graph.nodes))
    targets = data.draw(st.lists(st.integers(0, graph.nodes - 1), max_size=4))
    matrix = origin_matrix(graph, targets, group, groups=4)
    assert matrix.shape == (len(targets), 5, 2)
    for row, target in zip(matrix, targets, strict=True):
        for analyte in (0, 1):
            expected = np.zeros(5)
            for node, share in case.origins(target, analyte).items():
                label = group[node] if group[node] >= 0 else 4
                expected[label] += float(share * case.amounts[target][analyte])
            assert row[:, analyte] == pytest.approx(expected, rel=1e-12)
        alone = by_group(back(graph, target), group, groups=4)
        assert row == pytest.approx(alone, rel=1e-12)


def test_what_has_no_recorded_origin_is_in_the_last_row() -> None:
    graph = EMPTY_EDGE.graph()  # node 2 holds an analyte that none of its inputs carried
    sums = by_group(back(graph, 3), [0, 1, -1, -1])
    assert sums.tolist() == [[0.0, 0.0], [4.0, 0.0], [0.0, 1.0]]


def test_a_label_beyond_the_number_of_groups_is_refused() -> None:
    with pytest.raises(ValueError, match="label 7"):
        by_group(back(HUB.graph(), 3), [0, 7, 0, 0, 0], groups=7)


def test_a_condensed_graph_has_one_leaf_for_each_group_and_every_inner_node() -> None:
    graph = pile(2).graph()
    small = condense(graph, [0, 1, 0, -1, -1, 0, 0, 0, -1, -1])
    assert small.graph.nodes == 3 + 4
    assert small.number.tolist() == [0, 1, 0, 3, 4, 0, 0, 0, 5, 6]
    assert small.group.tolist() == [0, 1, -1, -1, -1, -1, -1]
    into_first = small.graph.network.dst == 3
    assert small.graph.network.src[into_first].tolist() == [0, 1]
    assert small.graph.weight[into_first].tolist() == [[202.0, 402.0], [101.0, 201.0]]
    assert small.graph.amount[:3].tolist() == [[500.0, 1000.0], [100.0, 200.0], [0.0, 0.0]]


@given(cases())
def test_the_balance_is_what_came_in_less_what_went_out(case: Case) -> None:
    result = balance(case.graph())
    for node, amount in enumerate(case.amounts):
        for analyte in (0, 1):
            into = [w[analyte] for _, dst, w in case.edges if dst == node]
            given_away = sum(w[analyte] for src, _, w in case.edges if src == node)
            received = sum(into) if into else amount[analyte]
            assert result.received[node, analyte] == received
            assert result.given[node, analyte] == given_away
            assert result.difference[node, analyte] == received - given_away
