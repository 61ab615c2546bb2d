"""Asili's own kernel: the calls that the product makes, on arrays in memory."""

from collections.abc import Mapping

import numpy as np

from asili.engine.custody_graph import Workspace, back, forward, origin_matrix
from asili.engine.custody_graph.compiled import COMPILED
from bench.networks import Custody
from bench.runners.runner import SITE_STEP, Answer, Ask, Question


class Kernel:
    """`asili.engine.custody_graph`."""

    name = "Asili kernel"
    setting = "compiled by Numba" if COMPILED else "plain Python, Numba is not installed"

    def load(self, custody: Custody) -> None:
        """Build the graph from the lists of edges and nodes, with indexes in both directions."""
        self.custody = custody
        self.graph = custody.graph()
        self.space = Workspace(self.graph)
        _ = self.graph.network.first_out, self.graph.network.out_edges

    def forms(self, question: Question) -> Mapping[str, Ask]:
        return {
            Question.BAGS: {"sweep": self._bags},
            Question.AHEAD: {"sweep": self._ahead},
            Question.SITES: {"sweep": self._sites},
        }[question]

    def close(self) -> None:
        pass

    def _bags(self, target: int) -> Answer:
        nodes, kilograms = back(self.graph, target, workspace=self.space).leaves()
        return Answer(nodes, kilograms[:, 0])

    def _ahead(self, bag: int) -> Answer:
        found = forward(self.graph, [bag], workspace=self.space)
        arrived = found.nodes >= self.custody.layers[-2]
        return Answer(found.nodes[arrived], found.amount[arrived, 0])

    def _sites(self, _: int) -> Answer:
        targets = self.custody.targets
        matrix = origin_matrix(self.graph, targets, self.custody.site)[:, :-1, 0]
        row, site = np.nonzero(matrix)
        return Answer(targets[row] * SITE_STEP + site, matrix[row, site])
