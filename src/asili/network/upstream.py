"""The part of a folder's network from which material came into one content."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from asili.network.accounts import STANDING_FOR_ALL, Node, Sample, Slice
from asili.network.index import KINDS, ROLES, Index
from asili.network.stores import Record, keep_apart, reached_from
from asili.network.vocabulary import EventKind

Rows = NDArray[np.int32]


def read_upstream(index: Index, node: int) -> Slice:
    """Nodes, edges and samples behind the content that the line ``node`` made.

    Identifiers are rows of lines, minus rows of events for hubs, and numbers below these for
    contents that were made outside the folder; parties, places and lots are rows of the line or
    event that names them.
    """
    reached, flows = _reach(index, node)
    src, dst = index.flows.src[flows], index.flows.dst[flows]
    outside = -len(index.events.at) - 1 - np.arange(len(flows))
    ends = np.where(src == 0, outside, src)
    edges = list(zip(ends.tolist(), dst.tolist(), index.flows.wet_g[flows].tolist(), strict=True))
    nodes = [_node(index, int(id_)) for id_ in reached]
    by_id = {found.id: found for found in nodes}
    nodes += [
        _outside(int(id_), by_id[int(to)])
        for id_, to in zip(outside[src == 0], dst[src == 0], strict=True)
    ]
    ordered = sorted(nodes, key=lambda found: (found.at, found.tie, found.n))
    part = Slice(ordered, edges, list(_samples(index, reached)))
    own = reached[reached > 0]
    kept = own[index.lines.segregated[own - 1]]
    return _layered(index, part, kept, node) if len(kept) else part


def _layered(index: Index, part: Slice, kept: Rows, asked: int) -> Slice:
    """The slice with lots that keep their inputs apart in layers; a lot is the first row of it."""
    lines = index.lines
    lots = np.unique(lines.lot[kept - 1])
    rows = np.flatnonzero(lines.accepted & np.isin(lines.lot, lots))
    first: dict[bytes, int] = {}
    for row in rows.tolist():
        first.setdefault(lines.lot[row], row + 1)
    contents = set(kept.tolist())
    nodes = [
        replace(node, lot=first[lines.lot[node.id - 1]]) if node.id in contents else node
        for node in part.nodes
    ]
    records = [
        Record(
            first[lines.lot[row]],
            row + 1,
            int(lines.event[row]),
            int(lines.node[row]) or None,
            bool(lines.segregated[row]),
            int(lines.wet_g[row]),
            int(lines.moved_g[row]),
            ROLES[lines.role[row]],
            KINDS[index.events.kind[lines.event[row] - 1]],
        )
        for row in rows.tolist()
    ]
    records.sort(key=lambda record: (record.lot, record.line))
    whole = replace(part, nodes=nodes)
    return reached_from(keep_apart(whole, contents, [asked], records), [asked])


def _reach(index: Index, node: int) -> tuple[Rows, NDArray[np.int64]]:
    """Everything that flowed into a node, over any number of steps, and by which flows."""
    found = frontier = np.array([node], np.int32)
    flows = []
    while len(frontier):
        into = index.flows.into(frontier)
        flows.append(into)
        sources = np.unique(index.flows.src[into])
        frontier = np.setdiff1d(sources[sources != 0], found)
        found = np.concatenate((found, frontier))
    return found, np.concatenate(flows)


def _node(index: Index, id_: int) -> Node:
    lines, events = index.lines, index.events
    event = -id_ if id_ < 0 else int(lines.event[id_ - 1])
    return Node(
        id=id_,
        at=int(events.at[event - 1]),
        tie=event,
        n=max(id_, 0),
        event=event,
        wet_g=None if id_ < 0 else int(lines.wet_g[id_ - 1]),
        made_by=KINDS[events.kind[event - 1]],
        place=event,
        party=event,
        lot=None if id_ < 0 else id_,
    )


def _outside(id_: int, into: Node) -> Node:
    """What came into a content from a record that the folder does not have."""
    return Node(id_, into.at, into.tie - 1, 0, 0, None, EventKind.STOCK_TAKE, 0, 0, None)


def _samples(index: Index, reached: Rows) -> Iterator[Sample]:
    """What was measured of the contents reached, whenever their lots were seen."""
    lines = index.lines
    seen = np.flatnonzero(lines.accepted & np.isin(lines.node, reached[reached > 0]))
    measured = np.isin(lines.event[seen], np.fromiter(index.measured, np.int32))
    by_event = defaultdict(list)
    for line in seen[measured].tolist():
        node = int(lines.node[line])
        if lines.lot[node - 1] == lines.lot[line]:
            by_event[int(lines.event[line])].append((line, node))
    for event, found in by_event.items():
        stands = KINDS[index.events.kind[event - 1]] in STANDING_FOR_ALL
        at = int(index.events.at[event - 1])
        for sample in index.measured[event]:
            for line, node in found:
                own = sample.lot == lines.lot[line].decode()
                if own or (stands and not sample.lot):
                    lot = node if own else None
                    yield Sample(node, sample.quantity, sample.value, sample.u, event, lot, at)
