"""What no sample can read: a part beyond the whole, or parts that are together more than it."""

from collections.abc import Iterable
from decimal import Decimal
from functools import reduce
from operator import add
from typing import TypeVar

from asili.network.vocabulary import MOISTURE

Percent = TypeVar("Percent", float, Decimal)


def impossible(
    readings: Iterable[tuple[str, Percent, Percent]],
) -> tuple[tuple[str, ...], Percent] | None:
    """Quantities of one sample, and their value, that cannot be so; None where all can.

    Readings are (quantity, value, standard uncertainty) in percent. Moisture is a part of the wet
    mass and leaves some ore dry; analytes are parts of the dry mass and no more than all of it
    together, each by the lowest of its readings.
    """
    lowest: dict[str, Percent] = {}
    for quantity, value, u in readings:
        dry = quantity != MOISTURE
        if u < 0 or not 0 <= value <= 100 or (value == 100 and not dry):
            return (quantity,), value
        if dry and (quantity not in lowest or value < lowest[quantity]):
            lowest[quantity] = value
    total: Percent | None = reduce(add, lowest.values()) if lowest else None
    return (tuple(sorted(lowest)), total) if total is not None and total > 100 else None
