"""Which material went where: the edges that one judged event adds to the trace graph.

A node is what one line made (its identifier); an event with several outputs is a hub of its own,
named by minus its identifier, so that m inputs and n outputs cost m + n edges and not m x n. A pile
that is added to becomes a new node, fed by its former content: no pile is ever two days old in the
graph, and every edge points forward in time.
"""

from typing import NamedTuple

from asili.domain.custody.rules.values import EventView, Judgement, LineVerdict, Status
from asili.network.vocabulary import EventKind, LineRole

_TRANSFORMING = frozenset(
    {EventKind.AGGREGATE, EventKind.BLEND, EventKind.PROCESS, EventKind.SPLIT, EventKind.SHIP}
)
_INTO = frozenset({LineRole.TAKE, LineRole.CHILD})


class Flow(NamedTuple):
    """``wet_g`` grams of the content ``src`` went into the content ``dst``."""

    src: int
    dst: int
    wet_g: int


def flows(event: EventView, judgement: Judgement) -> list[Flow]:
    """Edges of the accepted lines of a judged event, in grams of wet mass."""
    if event.kind not in _TRANSFORMING:
        return []
    roles = {line.id: line.role for line in event.lines}
    inputs: list[LineVerdict] = []
    outputs: list[LineVerdict] = []
    for line in judgement.lines:
        if line.accepted:
            (inputs if roles[line.line] in _INTO else outputs).append(line)
    if not inputs or not outputs:
        return []
    hub = outputs[0].line if len(outputs) == 1 else -event.id
    edges = [
        Flow(line.before.node, hub, line.moved_g or line.after.wet_g)
        for line in inputs
        if line.before.node is not None
    ]
    for line in outputs:
        if hub < 0:
            edges.append(Flow(hub, line.line, line.moved_g))
        if line.before.status is Status.OPEN and line.before.node is not None:
            edges.append(Flow(line.before.node, line.line, line.before.wet_g))
    return edges
