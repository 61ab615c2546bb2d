"""Synthetic custody networks for measuring: a year of trade on the belt, and a pile mixed daily.

Both are the same on every machine, the first drawn from a fixed seed. Nothing here is meant to be
true of any place; sizes follow the artisanal copper-cobalt trade: bags of 50 kg, purchase lots of
40 to 200 bags, batches of 5 to 30 lots, shipments of 2 to 5 export lots.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from asili.engine.custody_graph import Graph, Network, ranks

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

SITES, REGIONS, DEPOTS, PLANTS, EXPORTERS = 500, 40, 60, 25, 12
FIRST_PART = 0.6  # of an item that straddles two containers


@dataclass(frozen=True, eq=False)
class Custody:
    """A network of one analyte, numbered layer by layer: lists of edges and nodes.

    Edge i carries ``weight[i]`` kg from ``src[i]`` to ``dst[i]``; node j holds ``amount[j]`` kg.
    Layer r holds the nodes ``layers[r]`` up to ``layers[r + 1]``; edges lead to higher layers only,
    layer 0 are the bags and the last layer is traced back. ``site`` is the site of every node, -1
    above the bags.
    """

    src: Ints
    dst: Ints
    weight: Floats
    amount: Floats
    layers: Ints
    site: Ints

    def graph(self) -> Graph:
        """The network as the engine holds it."""
        network = Network.of(self.nodes, self.src, self.dst)
        return Graph.of(network, self.weight[:, None], self.amount[:, None])

    @cached_property
    def share(self) -> Floats:
        """Weight of each edge divided by the sum of weights into its destination."""
        total = np.bincount(self.dst, weights=self.weight, minlength=self.nodes)
        return self.weight / total[self.dst]

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.amount)

    @property
    def bags(self) -> int:
        """Number of nodes in layer 0."""
        return int(self.layers[1])

    @property
    def targets(self) -> Ints:
        """Nodes of the last layer."""
        return np.arange(self.layers[-2], self.layers[-1])


@dataclass(frozen=True, eq=False)
class _Layer:
    """Items of one kind: who holds each, since which day, how many kilograms of cobalt."""

    first: int
    holder: Ints
    day: Ints
    kg: Floats

    @property
    def nodes(self) -> Ints:
        return np.arange(self.first, self.first + len(self.kg))


@dataclass(frozen=True, eq=False)
class _Edges:
    src: Ints
    dst: Ints
    kg: Floats


def belt(bags: int, seed: int = 7) -> Custody:
    """A year of bags, lots, batches, products, second batches and products, exports, shipments.

    One lot in 300 gives out 12 % more than it received; a fifth of the products is processed again.
    """
    random = np.random.default_rng(seed)
    popularity = random.lognormal(0, 1, SITES)
    site = random.choice(SITES, bags, p=popularity / popularity.sum())
    grade = random.uniform(0.005, 0.04, SITES)
    region = random.integers(0, REGIONS, SITES)
    depots = np.stack([np.arange(REGIONS), random.integers(REGIONS, DEPOTS, REGIONS)], axis=1)
    bag = _Layer(
        first=0,
        holder=depots[region[site], random.integers(0, 2, bags)],
        day=np.arange(bags) * 365 // bags,
        kg=random.normal(50, 5, bags) * grade[site],
    )
    lot, bag_edges = _pack([bag], [bag.nodes], (40, 200), random)
    gain = np.where(random.random(len(lot.kg)) < 1 / 300, 1.12, 1.0)
    lot_out = _Layer(lot.first, (lot.holder * 7 + random.integers(0, 3, len(lot.kg))) % PLANTS,
                     lot.day, lot.kg * gain)  # fmt: skip
    batch, lot_edges = _pack([lot_out], [lot.nodes], (5, 30), random)
    product, batch_edges = _process(batch, [0.6, 0.3, 0.1], (0.75, 0.92), random)
    again = random.random(len(product.kg)) < 0.2
    second, again_edges = _pack([product], [product.nodes[again]], (3, 10), random, holders=6)
    refined, second_edges = _process(second, [0.7, 0.3], (0.85, 0.95), random)
    export, product_edges = _pack(
        [product, refined],
        [product.nodes[~again], refined.nodes],
        (3, 15),
        random,
        holders=EXPORTERS,
    )
    shipment, export_edges = _pack([export], [export.nodes], (2, 5), random)
    made = [bag, lot, batch, product, second, refined, export, shipment]
    edges = [
        bag_edges,
        lot_edges,
        batch_edges,
        again_edges,
        second_edges,
        product_edges,
        export_edges,
    ]
    nodes = shipment.first + len(shipment.kg)
    return Custody(
        src=np.concatenate([e.src for e in edges]),
        dst=np.concatenate([e.dst for e in edges]),
        weight=np.concatenate([e.kg for e in edges]),
        amount=np.concatenate([layer.kg for layer in made]),
        layers=np.array([layer.first for layer in made] + [nodes]),
        site=np.append(site, np.full(nodes - bags, -1)),
    )


def pile(days: int) -> Custody:
    """A stockpile that takes three lots a day, keeps 60 % and gets a tenth of each batch back.

    Every day doubles the number of paths from the last batch back to the first day.
    """
    day = np.arange(days)
    lots, state, batch = np.arange(3) + 5 * day[:, None], 5 * day + 3, 5 * day + 4
    held = [303.0]
    while len(held) < days:
        held.append(303 + (0.6 + 0.1 * 0.4) * held[-1])
    kg = np.array(held)
    src = np.concatenate([lots.ravel(), state[:-1], batch[:-1], state])
    dst = np.concatenate([np.repeat(state, 3), state[1:], state[1:], batch])
    weight = np.concatenate(
        [np.tile([100.0, 101.0, 102.0], days), 0.6 * kg[:-1], 0.04 * kg[:-1], 0.4 * kg]
    )
    amount = np.column_stack([np.tile([100.0, 101.0, 102.0], (days, 1)), kg, 0.4 * kg]).ravel()
    rank = ranks(Network.of(5 * days, src, dst))
    number = np.argsort(
        np.argsort(rank, kind="stable")
    )  # layer by layer, in time order within each
    layers = np.append(0, np.cumsum(np.bincount(rank)))
    site = np.where(np.arange(5 * days) < layers[1], 0, -1)
    kilograms = amount[np.argsort(number)]
    return Custody(number[src], number[dst], weight, kilograms, layers, site)


def _pack(
    layers: list[_Layer],
    chosen: list[Ints],
    sizes: tuple[int, int],
    random: np.random.Generator,
    holders: int | None = None,
) -> tuple[_Layer, _Edges]:
    """Fill containers of each holder in time order; the last item straddles into the next one."""
    nodes = np.concatenate(chosen)
    rows = [n - layer.first for n, layer in zip(chosen, layers, strict=True)]
    day = np.concatenate([layer.day[r] for layer, r in zip(layers, rows, strict=True)])
    holder = np.concatenate([layer.holder[r] for layer, r in zip(layers, rows, strict=True)])
    kg = np.concatenate([layer.kg[r] for layer, r in zip(layers, rows, strict=True)])
    if holders is not None:
        holder = holder % holders
    in_time = np.argsort(day, kind="stable")
    nodes, day, holder, kg = nodes[in_time], day[in_time], holder[in_time], kg[in_time]

    item, container, part = [], [], []
    opened: list[Ints] = []
    holder_of: list[Ints] = []
    count = 0
    for who in np.unique(holder):
        mine = np.flatnonzero(holder == who)
        size = random.integers(sizes[0], sizes[1] + 1, len(mine) // sizes[0] + 1)
        ends = np.cumsum(size)
        run = np.searchsorted(ends, np.arange(len(mine)), side="right")
        straddles = np.arange(len(mine)) == ends[run] - 1
        item += [mine, mine[straddles]]
        container += [count + run, count + run[straddles] + 1]
        part += [np.where(straddles, FIRST_PART, 1.0), np.full(straddles.sum(), 1 - FIRST_PART)]
        containers = int(run[-1]) + 1 + int(straddles[-1])
        first = np.append(0, ends)[:containers]
        opened.append(mine[np.maximum(first - 1, 0)])
        holder_of.append(np.full(containers, who))
        count += containers
    items, into, parts = np.concatenate(item), np.concatenate(container), np.concatenate(part)
    by_opening = np.argsort(np.concatenate(opened), kind="stable")
    into = np.argsort(by_opening)[into]
    weight = kg[items] * parts
    closed = np.zeros(count, np.int64)
    np.maximum.at(closed, into, day[items])
    first_node = max(layer.first + len(layer.kg) for layer in layers)
    made = _Layer(
        first_node, np.concatenate(holder_of)[by_opening], closed,
        np.bincount(into, weights=weight, minlength=count),
    )  # fmt: skip
    return made, _Edges(nodes[items], first_node + into, weight)


def _process(
    layer: _Layer, outputs: list[float], recovery: tuple[float, float], random: np.random.Generator
) -> tuple[_Layer, _Edges]:
    """Turn every batch into one or more products, two days later, with a loss of metal."""
    many = random.choice(len(outputs), len(layer.kg), p=outputs) + 1
    src = np.repeat(np.arange(len(layer.kg)), many)
    part = random.uniform(0.5, 1, len(src))
    part /= np.bincount(src, weights=part)[src]
    kg = layer.kg[src] * random.uniform(*recovery, len(layer.kg))[src] * part
    first = layer.first + len(layer.kg)
    made = _Layer(first, layer.holder[src], layer.day[src] + 2, kg)
    return made, _Edges(layer.first + src, made.nodes, kg)
