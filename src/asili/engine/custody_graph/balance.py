"""What came into every node and what went out of it.

Method: sums over the edges. A leaf received what it holds. The difference is stock, loss or error:
which of them, a stock-take decides. A negative difference means that more went out than ever came
in; it is to be explained.

Assumptions: weights are on one basis (see `compose`). Units: those of the weights.
"""

from dataclasses import dataclass

import numpy as np

from asili.engine.custody_graph.structure import Floats, Graph


@dataclass(frozen=True, eq=False)
class Balance:
    """Received, given and their difference: each float64[nodes, analytes]."""

    received: Floats
    given: Floats

    @property
    def difference(self) -> Floats:
        """Received less given."""
        return self.received - self.given


def balance(graph: Graph) -> Balance:
    """Balance every node of a graph, in the units of its weights."""
    network = graph.network
    received = np.where(network.is_leaf[:, None], graph.amount, graph.total)
    given = np.column_stack(
        [
            np.bincount(network.src, weights=weight, minlength=network.nodes).astype(np.float64)
            for weight in graph.weight.T
        ]
    )
    return Balance(received, given)
