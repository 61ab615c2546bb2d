"""Traces summed by group; see `labels` for what a group is.

Method: a trace of one node is summed over its origins; for many nodes the graph is first condensed,
so that the cost of the leaves is paid once for all of them.
"""

import numpy as np
from numpy.typing import ArrayLike

from asili.engine.custody_graph.condense import condense
from asili.engine.custody_graph.labels import labels
from asili.engine.custody_graph.structure import Floats, Graph
from asili.engine.custody_graph.trace import Origin, Workspace, back


def by_group(origin: Origin, group: ArrayLike, groups: int | None = None) -> Floats:
    """Sum the origins of a backward trace by the label of their nodes.

    ``group`` has one label for each node of the graph. Returns float64[groups + 1, analytes].
    """
    label, count = labels(group, groups)
    of_node = label[origin.nodes]
    return np.column_stack(
        [np.bincount(of_node, weights=ends, minlength=count + 1) for ends in origin.ends.T]
    )


def origin_matrix(
    graph: Graph, targets: ArrayLike, leaf_group: ArrayLike, groups: int | None = None
) -> Floats:
    """Trace every target back and sum by group: float64[targets, groups + 1, analytes]."""
    small = condense(graph, leaf_group, groups)
    nodes = np.asarray(targets, np.int64)
    matrix = np.empty((len(nodes), small.groups + 1, graph.analytes))
    space = Workspace(small.graph)
    for row, target in zip(matrix, nodes.tolist(), strict=True):
        origin = back(small.graph, int(small.number[target]), graph.amount[target], space)
        row[:] = by_group(origin, small.group, small.groups)
    return matrix
