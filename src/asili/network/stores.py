"""Lots that keep their inputs apart: the part of a network in which they stand, layer by layer.

Flows are recorded as if every lot were mixed. Where a lot is segregated, the flows out of it are
divided anew among the layers that were in it, first in, first out. A layer is what one record put
in; it stands in the network in the place of the content that the record made. Layers see every
record of the lot, also those that the question does not reach: who took before them matters.

A weighing that finds another mass moves all layers in proportion. A sample of several layers says
nothing of any of them; it counts for the whole, as long as nothing is added or taken. What a
lot held before the first record that is at hand has no layer: its origin is not recorded.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from asili.engine.custody_graph.segregate import Part, Store
from asili.network.accounts import Node, Sample, Slice
from asili.network.vocabulary import EventKind, LineRole

_LAYER = 1 << 62
_UNEXPLAINED = 1 << 61
_MADE = frozenset({LineRole.MAKE, LineRole.TAIL})
_Key: TypeAlias = tuple[int, int]
"""An event and the content of a lot that it found."""


class Record(NamedTuple):
    """One accepted line on a lot, and the state of the lot after it; ``kind`` is of its event."""

    lot: int
    line: int
    event: int
    node: int | None
    segregated: bool
    wet_g: int
    moved_g: int
    role: str
    kind: str


@dataclass(slots=True)
class _Stores:
    """What the records of the stores tell, by content or by event and content.

    ``laid``: grams that the record of a content put in. ``left``: what an event took, or carried
    inside another lot. ``held``: what is there, or was when it was last filled. ``sampled``: the
    layer that a sample of an event stands for, or the content where it stands for all of it.
    ``seen``: the layers that were there at an event that took and added nothing.
    """

    laid: dict[int, int] = field(default_factory=dict)
    left: dict[_Key, list[Part]] = field(default_factory=lambda: defaultdict(list))
    held: dict[int, list[Part]] = field(default_factory=dict)
    sampled: dict[_Key, int] = field(default_factory=dict)
    seen: dict[_Key, list[int]] = field(default_factory=dict)

    def tell(self, records: Iterable[Record]) -> None:
        """Add the records of one lot, in the order in which they count."""
        store = Store()
        whole: list[_Key] = []
        filled: list[Part] = []
        for record in records:
            if not record.segregated or record.node is None:
                store = Store()
                continue
            key = (record.event, record.node)
            moves = record.role in _MADE or record.role == LineRole.TAKE
            if moves:
                for sample in whole:
                    self.sampled.pop(sample, None)
                whole.clear()
            if record.role in _MADE:
                store.put(None, max(0, record.wet_g - record.moved_g - store.grams))
                store.put(layer_of(record.line), record.moved_g)
                self.laid[record.line] = record.moved_g
                self.sampled[key] = layer_of(record.line)
                filled = store.content
            elif moves:
                store.weigh(record.wet_g + record.moved_g)
                self.left[key] += store.take(record.moved_g)
            else:
                store.weigh(record.wet_g)
                content = store.content
                self.seen[key] = [part.layer for part in content if part.layer is not None]
                only = content[0].layer if len(content) == 1 else None
                self.sampled[key] = record.node if only is None else only
                if only is None:
                    whole.append(key)
                if record.role == LineRole.CHILD and record.kind == EventKind.AGGREGATE:
                    self.left[key] += content
            self.held[record.node] = store.content or filled


def layer_of(node: int) -> int:
    """Identifier of the layer that a line put in."""
    return node + _LAYER


def is_layer(node: Node) -> bool:
    """Whether a node of a slice is a layer of a lot that keeps its inputs apart."""
    return node.id >= _LAYER


def lots_of(part: Slice, kept: Collection[int]) -> set[int]:
    """The lots whose contents are named."""
    return {node.lot for node in part.nodes if node.id in kept and node.lot is not None}


def keep_apart(
    part: Slice, kept: Collection[int], asked: Collection[int], records: Iterable[Record]
) -> Slice:
    """The slice with the lots that are kept apart in layers.

    Args:
        part: the slice as if every lot were mixed.
        kept: the contents (nodes) of lots that are kept apart.
        asked: the nodes that the question is about: they stay, as what their lot holds, or held
            when it was last filled before it was used up.
        records: every record that counts of the lots of ``kept`` (`lots_of`), lot by lot, each in
            the order in which they count.
    """
    nodes = {node.id: node for node in part.nodes}
    stores = _Stores()
    for _lot, of_lot in groupby(records, key=itemgetter(0)):
        stores.tell(of_lot)
    edges = [
        (src, layer_of(dst) if dst in kept else dst, wet_g)
        for src, dst, wet_g in part.edges
        if src not in kept
    ]
    nothing: dict[int, Node] = {}

    def source(content: Node, layer: int | None) -> int:
        if layer is not None:
            return layer
        blank = _unexplained(content)
        nothing[blank.id] = blank
        return blank.id

    for src, dst, event in _ways_out(part, nodes, kept):
        to = layer_of(dst) if dst in kept else dst
        edges += [
            (source(nodes[src], layer), to, grams) for layer, grams in stores.left[event, src]
        ]
    layers = [replace(nodes[id_], id=layer_of(id_), wet_g=stores.laid[id_]) for id_ in kept]
    contents = [_content(nodes[id_], stores.held[id_]) for id_ in kept if id_ in asked]
    edges += [
        (source(content, layer), content.id, grams)
        for content in contents
        for layer, grams in stores.held[content.id]
    ]
    others = [node for node in part.nodes if node.id not in kept]
    every = [*others, *layers, *contents, *nothing.values()]
    present = {node.id for node in every}
    samples = [
        replace(sample, node=stands)
        for sample in part.samples
        if (stands := _stands_for(sample, stores, kept)) in present
    ]
    return Slice(
        sorted(every, key=lambda node: (node.at, node.tie, node.n)),
        edges,
        samples,
        {key: layers for key, layers in stores.seen.items() if key[1] in kept},
    )


def reached_from(part: Slice, asked: Collection[int]) -> Slice:
    """The part of a slice from which something came into the nodes asked about."""
    into: dict[int, list[int]] = defaultdict(list)
    for src, dst, _wet_g in part.edges:
        into[dst].append(src)
    found = set(asked)
    waiting = list(asked)
    while waiting:
        for src in into[waiting.pop()]:
            if src not in found:
                found.add(src)
                waiting.append(src)
    return Slice(
        [node for node in part.nodes if node.id in found],
        [edge for edge in part.edges if edge[1] in found],
        [sample for sample in part.samples if sample.node in found],
        part.layers,
    )


def _ways_out(
    part: Slice, nodes: dict[int, Node], kept: Collection[int]
) -> list[tuple[int, int, int]]:
    """(content, where it went, event) of everything that left a content that is kept apart.

    What stays in the lot when something is added is no way out, unless it is the only edge: then
    all was taken and put back.
    """
    ways: dict[_Key, list[int]] = defaultdict(list)
    for src, dst, _wet_g in part.edges:
        if src in kept:
            ways[nodes[dst].event, src].append(dst)
    out = []
    for (event, src), found in ways.items():
        away = [dst for dst in found if nodes[dst].lot != nodes[src].lot]
        out.append((src, (away or found)[0], event))
    return out


def _content(node: Node, held: Sequence[Part]) -> Node:
    """What a lot holds: its layers side by side, as they would lie in an outer lot."""
    wet_g = sum(part.grams for part in held)
    return replace(node, n=node.n + 1, wet_g=wet_g, made_by=EventKind.AGGREGATE)


def _unexplained(content: Node) -> Node:
    """Where what was found in an empty store is from: nothing recorded says so."""
    blank = replace(content, at=0, n=0, wet_g=None, made_by=EventKind.STOCK_TAKE, lot=None)
    return replace(blank, id=content.id + _UNEXPLAINED)


def _stands_for(sample: Sample, stores: _Stores, kept: Collection[int]) -> int | None:
    """The node that a sample stands for; None where it says nothing of any."""
    if sample.node not in kept:
        return sample.node
    return stores.sampled.get((sample.event, sample.node))
