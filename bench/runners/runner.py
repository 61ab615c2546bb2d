"""What every engine has to offer to be compared."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from bench.networks import Custody

SITE_STEP = 1000
"""In answers by site, the number of a row is the node times this, plus the site."""


class Question(StrEnum):
    """The questions; each is asked of one node."""

    BAGS = "shipment to its bags"
    AHEAD = "bag to its shipments"
    SITES = "all shipments by site"


class Answer(NamedTuple):
    """Numbers of bags, shipments or cells, in any order, and kilograms of cobalt of each."""

    ids: NDArray[np.int64]
    kg: NDArray[np.float64]


class Unavailable(Exception):
    """This engine cannot be measured here, for the reason given."""


Ask = Callable[[int], Answer]


class Runner(Protocol):
    """One engine, loaded with one network."""

    name: str
    setting: str

    def load(self, custody: Custody) -> None:
        """Store the network and its indexes; raises Unavailable."""

    def forms(self, question: Question) -> Mapping[str, Ask]:
        """The ways in which this engine can answer a question."""

    def close(self) -> None:
        """Leave nothing behind."""
