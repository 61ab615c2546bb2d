"""The part of the trace graph that one question reaches, read in two statements.

The recursive statements collect *nodes*, each once (UNION, not UNION ALL): their cost is the number
of edges reached, also where piles are mixed and recycled. Paths are never enumerated; the kernels
of `asili.engine.custody_graph` divide the masses.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from asili.domain.custody.queries.statements import listed, read_statement
from asili.domain.custody.queries.stores import read_records
from asili.network.accounts import STANDING_FOR_ALL, Node, Sample, Slice
from asili.network.stores import keep_apart, lots_of, reached_from
from asili.network.vocabulary import EventKind

_UP = """
WITH RECURSIVE reach(node) AS (
    {start} UNION
    SELECT flow.src FROM custody_flow AS flow JOIN reach ON flow.dst = reach.node
)
"""
_DOWN_THEN_UP = """
WITH RECURSIVE down(node) AS (
    {start} UNION
    SELECT flow.dst FROM custody_flow AS flow JOIN down ON flow.src = down.node
), reach(node) AS (
    SELECT node FROM down UNION
    SELECT flow.src FROM custody_flow AS flow JOIN reach ON flow.dst = reach.node
)
"""
_NODES = """
SELECT reach.node, flow.src, flow.wet_g, outcome.at, outcome.tie, outcome.n, outcome.event_id,
       outcome.wet_g, event.kind, event.place_id, event.party_id, outcome.lot_id,
       outcome.segregated
FROM reach
LEFT JOIN custody_flow AS flow ON flow.dst = reach.node
LEFT JOIN custody_lineoutcome AS outcome ON outcome.line_id = reach.node
LEFT JOIN custody_event AS event ON event.id = outcome.event_id
"""
_MEASUREMENTS = """
SELECT reach.node, measurement.quantity, measurement.value, measurement.u, measurement.event_id,
       measurement.lot_id, outcome.at
FROM reach
JOIN custody_eventline AS made ON made.id = reach.node
JOIN custody_lineoutcome AS outcome
  ON outcome.lot_id = made.lot_id AND outcome.node = reach.node AND outcome.accepted
JOIN custody_event AS event ON event.id = outcome.event_id
JOIN custody_measurement AS measurement
  ON measurement.event_id = outcome.event_id
 AND (measurement.lot_id = outcome.lot_id
      OR (measurement.lot_id IS NULL AND event.kind IN ({standing})))
"""


def read_upstream(nodes: Sequence[int]) -> Slice:
    """Everything that flowed into these nodes, over any number of steps."""
    part, kept = _read(_UP, nodes)
    return reached_from(_layered(part, kept, nodes), nodes) if kept else part


def read_downstream(nodes: Sequence[int]) -> Slice:
    """Everything that these nodes flowed into, and all that was mixed with it on the way."""
    part, kept = _read(_DOWN_THEN_UP, nodes)
    return _layered(part, kept, nodes) if kept else part


def _layered(part: Slice, kept: Collection[int], asked: Collection[int]) -> Slice:
    return keep_apart(part, kept, asked, read_records(lots_of(part, kept)))


def _read(reach: str, nodes: Sequence[int]) -> tuple[Slice, set[int]]:
    """The slice as if every lot were mixed, and its contents of lots that are kept apart."""
    start, array = listed(nodes)
    reach = reach.format(start=start)
    standing = ", ".join(["%s"] * len(STANDING_FOR_ALL))
    found = read_statement(reach + _NODES, [array])
    measured = read_statement(
        reach + _MEASUREMENTS.format(standing=standing), [array, *map(str, STANDING_FOR_ALL)]
    )
    edges = [(src, node, wet_g) for node, src, wet_g, *_rest in found if src is not None]
    lines = {
        node: Node(node, at, tie, n, event, wet_g, EventKind(kind), place, party, lot)
        for node, _src, _g, at, tie, n, event, wet_g, kind, place, party, lot, _apart in found
        if node > 0 and at is not None
    }
    hubs = {
        src: replace(lines[dst], id=src, n=-1, wet_g=None, lot=None)
        for src, dst, _wet_g in edges
        if src < 0
    }
    every = [*lines.values(), *hubs.values()]
    ordered = sorted(every, key=lambda node: (node.at, node.tie, node.n))
    samples = [
        Sample(node, quantity, float(value), float(u), event, lot, at)
        for node, quantity, value, u, event, lot, at in measured
    ]
    return Slice(ordered, edges, samples), {node for node, *_rest, apart in found if apart}
