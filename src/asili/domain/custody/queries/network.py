"""The part of the trace graph that one question reaches, read in two statements.

The recursive statements collect *nodes*, each once (UNION, not UNION ALL): their cost is the number
of edges reached, also where piles are mixed and recycled. Paths are never enumerated; the kernels
of `asili.engine.custody_graph` divide the masses.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import connection

from asili.network.accounts import Node, Sample, Slice
from asili.network.vocabulary import EventKind

_UP = """
WITH RECURSIVE reach(node) AS (
    SELECT {start} UNION
    SELECT flow.src FROM custody_flow AS flow JOIN reach ON flow.dst = reach.node
)
"""
_DOWN_THEN_UP = """
WITH RECURSIVE down(node) AS (
    SELECT {start} UNION
    SELECT flow.dst FROM custody_flow AS flow JOIN down ON flow.src = down.node
), reach(node) AS (
    SELECT node FROM down UNION
    SELECT flow.src FROM custody_flow AS flow JOIN reach ON flow.dst = reach.node
)
"""
_NODES = """
SELECT reach.node, flow.src, flow.wet_g, outcome.at, outcome.tie, outcome.n, outcome.event_id,
       outcome.wet_g, event.kind, event.place_id, event.party_id, outcome.lot_id
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
_STANDING_FOR_ALL = (
    EventKind.COMMISSION,
    EventKind.TRANSFER_OUT,
    EventKind.TRANSFER_IN,
    EventKind.ASSAY,
    EventKind.PURCHASE,
    EventKind.STOCK_TAKE,
)
"""Kinds whose sample, where it names no lot, stands for every lot of the event."""


def read_upstream(nodes: Sequence[int]) -> Slice:
    """Everything that flowed into these nodes, over any number of steps."""
    return _read(_UP, nodes)


def read_downstream(nodes: Sequence[int]) -> Slice:
    """Everything that these nodes flowed into, and all that was mixed with it on the way."""
    return _read(_DOWN_THEN_UP, nodes)


def _read(reach: str, nodes: Sequence[int]) -> Slice:
    start = " UNION SELECT ".join(["CAST(%s AS bigint)"] * len(nodes))
    reach = reach.format(start=start)
    standing = ", ".join(["%s"] * len(_STANDING_FOR_ALL))
    found = read_statement(reach + _NODES, nodes)
    measured = read_statement(
        reach + _MEASUREMENTS.format(standing=standing), [*nodes, *map(str, _STANDING_FOR_ALL)]
    )
    edges = [(src, node, wet_g) for node, src, wet_g, *_rest in found if src is not None]
    lines = {
        node: Node(node, at, tie, n, event, wet_g, EventKind(kind), place, party, lot)
        for node, _src, _g, at, tie, n, event, wet_g, kind, place, party, lot in found
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
    return Slice(ordered, edges, samples)


def read_statement(
    statement: str, parameters: Sequence[int | str | list[int]]
) -> list[tuple[Any, ...]]:
    """Rows of a reading statement; the one cursor of these queries."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(parameters))
        return list(cursor.fetchall())
