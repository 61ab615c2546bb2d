"""Segregated custody: a store that keeps its inputs apart and gives them out first in, first out.

Method: a queue of layers. Every outflow takes the oldest layers that are in the store at its
instant, the last of them in part if need be. Integers throughout, so mass is conserved to the gram.

Source: ISO 22095:2020, segregated model.

Units: grams; instants are any integers in time order. At the same instant inflows come first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Flow(NamedTuple):
    """Grams that enter or leave a store at an instant."""

    at: int
    grams: int


class Layer(NamedTuple):
    """Grams of one inflow that one outflow took; both by their position in the lists given."""

    inflow: int
    outflow: int
    grams: int


@dataclass(frozen=True)
class Layers:
    """Who took what: for each outflow what no inflow explains, for each inflow what remains."""

    taken: list[Layer]
    unexplained: list[int]
    remaining: list[int]


def segregate(inflows: Sequence[Flow], outflows: Sequence[Flow]) -> Layers:
    """Match outflows with inflows, oldest first; the lists may be in any order.

    What an outflow takes beyond the content of the store is never borrowed from a later inflow: it
    is reported as unexplained. Raises ValueError for negative grams.
    """
    if any(flow.grams < 0 for flow in (*inflows, *outflows)):
        raise ValueError("a flow is not negative")
    remaining = [flow.grams for flow in inflows]
    unexplained = [flow.grams for flow in outflows]
    queue = sorted(range(len(inflows)), key=lambda i: inflows[i].at)
    taken: list[Layer] = []
    oldest = 0
    for o in sorted(range(len(outflows)), key=lambda i: outflows[i].at):
        while oldest < len(queue) and unexplained[o] > 0:
            i = queue[oldest]
            if inflows[i].at > outflows[o].at:
                break
            grams = min(remaining[i], unexplained[o])
            remaining[i] -= grams
            unexplained[o] -= grams
            if grams:
                taken.append(Layer(i, o, grams))
            if remaining[i] == 0:
                oldest += 1
    return Layers(taken, unexplained, remaining)
