"""The custody graph: tracing, balance and uncertainty of contained metal through mixed lots.

Nodes are dated lot states in time order, edges carry an amount of each analyte; see `structure`.
"""

from asili.engine.custody_graph.balance import Balance, balance
from asili.engine.custody_graph.compose import Accounts, Basis, Measured, Weighed, compose
from asili.engine.custody_graph.condense import Condensed, condense
from asili.engine.custody_graph.groups import by_group, origin_matrix
from asili.engine.custody_graph.segregate import Part, Store
from asili.engine.custody_graph.structure import Graph, Network, ranks
from asili.engine.custody_graph.trace import Destination, Origin, Workspace, back, forward
from asili.engine.custody_graph.uncertainty import Estimate, uncertainty

__all__ = [
    "Accounts",
    "Balance",
    "Basis",
    "Condensed",
    "Destination",
    "Estimate",
    "Graph",
    "Measured",
    "Network",
    "Origin",
    "Part",
    "Store",
    "Weighed",
    "Workspace",
    "back",
    "balance",
    "by_group",
    "compose",
    "condense",
    "forward",
    "origin_matrix",
    "ranks",
    "uncertainty",
]
