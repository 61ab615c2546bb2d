"""The transfers by which the contents of lots travelled, read in one statement.

The statement asks for lots by one array and never joins what it found with itself: on a table whose
statistics the planner does not have yet, three joins over a season's lines take minutes.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple, TypeAlias

from django.db import connection

from asili.domain.custody.queries.statements import read_statement
from asili.network.accounts import Slice
from asili.network.vocabulary import EventKind

Transfer: TypeAlias = tuple[int, int, int, str]
"""(node, from place, to place, transport)"""

_LINES = """
SELECT outcome.lot_id, outcome.event_id, outcome.node, outcome.container, outcome.at,
       event.kind, event.place_id, event.to_place_id, event.mode
FROM custody_lineoutcome AS outcome JOIN custody_event AS event ON event.id = outcome.event_id
WHERE outcome.accepted AND outcome.lot_id
"""
_OUTER = """
IN (SELECT packed.container FROM custody_lineoutcome AS packed
    WHERE packed.container IS NOT NULL AND packed.lot_id
"""


class _Line(NamedTuple):
    lot: int
    event: int
    node: int
    container: int | None
    at: int
    kind: str
    place: int
    to_place: int | None
    mode: str


def read_transfers(part: Slice) -> list[Transfer]:
    """Every transfer of the contents in a slice; of a lot kept apart, of the layers in it then.

    What travelled inside a lot that was opened again travelled with it; a lot that flowed on whole
    is a content of its own, and its transfers are counted there.
    """
    wanted = {node.id for node in part.nodes} | {node for _event, node in part.layers}
    lines = _read({node.lot for node in part.nodes if node.lot is not None})
    sent = [line for line in lines if line.kind == EventKind.TRANSFER_OUT and line.to_place]
    outer: dict[int, list[_Line]] = defaultdict(list)
    for line in sent:
        if line.node not in wanted:
            outer[line.lot].append(line)
    ways = [(line, line) for line in sent if line.node in wanted]
    for packed in _packings(lines, wanted):
        ways += [(packed, line) for line in outer[packed.container or 0] if line.at >= packed.at]
    return [
        (node, line.place, line.to_place or line.place, line.mode)
        for content, line in ways
        for node in part.layers.get((content.event, content.node), [content.node])
    ]


def _packings(lines: Iterable[_Line], wanted: Collection[int]) -> list[_Line]:
    """For each content that went into an outer lot, the record since which it was inside."""
    since: dict[tuple[int, int], _Line] = {}
    for line in lines:
        if line.container is not None and line.node in wanted:
            key = (line.node, line.container)
            if key not in since or line.at < since[key].at:
                since[key] = line
    return list(since.values())


def _read(lots: Collection[int]) -> list[_Line]:
    array: list[int] | str
    if connection.vendor == "postgresql":
        among, array = "= ANY(%s)", list(lots)
    else:
        among, array = "IN (SELECT value FROM json_each(%s))", json.dumps(sorted(lots))
    statement = f"{_LINES} {among} UNION {_LINES} {_OUTER} {among})"
    return [_Line(*row) for row in read_statement(statement, [array, array])]
