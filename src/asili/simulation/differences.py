"""Irregularities that a run is asked to contain: their kinds, their sizes, and when they strike.

A file of differences is TOML, a table for each, or JSON, an object with a list of that name::

    [[difference]]
    kind = "under_weighing"
    at = 2                 # second depot; without it a place is drawn by the seed
    size = 0.015           # 1.5 % of each load is not read
    from = 2026-01-01      # first and last day, both included; without them, the whole period
    to = 2026-02-28
    share = 0.5            # of the occasions
    count = 20             # at most

A run without such a file is honest.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

from numpy.random import Generator


class Kind(StrEnum):
    """What is irregular."""

    OVER_PRODUCTION = "over_production"
    FOREIGN_ORE = "foreign_ore"
    TAGS_REUSED = "tags_reused"
    DOCUMENTS_MISSING = "documents_missing"
    UNDER_WEIGHING = "under_weighing"
    MOISTURE_OVERSTATED = "moisture_overstated"
    GRADE_UNDERSTATED = "grade_understated"
    DEDUCTIONS_OVER_RATE = "deductions_over_rate"
    BAG_SOLD_TWICE = "bag_sold_twice"
    LATE_RECORD = "late_record"
    LAPSED_CARD = "lapsed_card"
    TRUCK_DETOUR = "truck_detour"
    MISSING_METAL = "missing_metal"


class Meaning(NamedTuple):
    """A kind in words: the kind of place, what happens, what its size is, usual size and most."""

    place: str
    what: str
    unit: str
    size: float
    most: int | None = None


KINDS: Final[dict[Kind, Meaning]] = {
    Kind.OVER_PRODUCTION: Meaning(
        "site",
        "ore from elsewhere is tagged as dug here, beyond what the teams could dig",
        "bags added, as a share of the day's",
        1.5,
    ),
    Kind.FOREIGN_ORE: Meaning(
        "site", "bags under tags of this site hold ore of another", "share of the day's bags", 1.0
    ),
    Kind.TAGS_REUSED: Meaning(
        "site", "a tag of an earlier bag is recorded on a new one", "bags of a day", 1, 3
    ),
    Kind.DOCUMENTS_MISSING: Meaning(
        "site", "a lorry leaves without the number of a transfer paper", "not used", 0
    ),
    Kind.UNDER_WEIGHING: Meaning(
        "depot", "the scale of arrivals reads too little", "share of the mass not read", 0.01
    ),
    Kind.MOISTURE_OVERSTATED: Meaning(
        "depot", "moisture is written too high at purchase", "percentage points", 3
    ),
    Kind.GRADE_UNDERSTATED: Meaning(
        "depot", "grades are written too low at purchase", "share of the grade", 0.15
    ),
    Kind.DEDUCTIONS_OVER_RATE: Meaning(
        "depot", "more is held back as a service fee than its rate", "share of gross", 0.04
    ),
    Kind.BAG_SOLD_TWICE: Meaning(
        "depot", "a bag bought here is sold to another depot as well", "not used", 0, 1
    ),
    Kind.LATE_RECORD: Meaning(
        "depot", "an arrival is recorded long after it happened", "days", 22, 1
    ),
    Kind.LAPSED_CARD: Meaning(
        "depot", "the trader's card runs out", "days after the first of the period", 45, 1
    ),
    Kind.TRUCK_DETOUR: Meaning(
        "depot",
        "a lorry on its way here takes days too many and part of its ore is exchanged for waste",
        "share of the metal exchanged",
        0.3,
        1,
    ),
    Kind.MISSING_METAL: Meaning(
        "plant", "part of the products leaves without a record", "share of the products", 0.08
    ),
}
DETOUR_DAYS: Final = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """One irregularity asked for; ``at`` counts places of its kind from 1, None: drawn by chance.

    ``after_days`` is another way to say ``first``, for a file that fits any period.
    """

    kind: Kind
    at: int | None = None
    size: float | None = None
    share: float = 1.0
    count: int | None = None
    first: date | None = None
    last: date | None = None
    after_days: int = 0

    @property
    def meaning(self) -> Meaning:
        """What its kind is about."""
        return KINDS[self.kind]

    @property
    def amount(self) -> float:
        """Its size, or the usual one."""
        return self.meaning.size if self.size is None else self.size

    def check(self, first: date, last: date, counts: Mapping[str, int]) -> None:
        """Raise ValueError where a run from ``first`` to ``last`` cannot contain it."""
        most = counts[self.meaning.place]
        if self.at is not None and not 1 <= self.at <= most:
            raise ValueError(f"{self.kind}: there is no {self.meaning.place} number {self.at}")
        if not 0 <= self.share <= 1 or self.amount < 0 or (self.count or 0) < 0:
            raise ValueError(f"{self.kind}: share is 0 to 1, size and count are 0 or more")
        if self.kind in _SHARES and self.amount >= 1:
            raise ValueError(f"{self.kind}: its size is a share below 1, not {self.amount}")
        if (self.first or first) > last or (self.last or last) < first:
            raise ValueError(f"{self.kind}: its days are outside of the period")


_SHARES: Final = frozenset(
    {
        Kind.UNDER_WEIGHING,
        Kind.GRADE_UNDERSTATED,
        Kind.DEDUCTIONS_OVER_RATE,
        Kind.TRUCK_DETOUR,
        Kind.MISSING_METAL,
    }
)

STORY: Final = (
    Difference(Kind.BAG_SOLD_TWICE, at=1, after_days=20),
    Difference(Kind.LATE_RECORD, after_days=25),
    Difference(Kind.LAPSED_CARD, at=3),
)
"""What the demonstration tells: a bag sold twice, an arrival recorded late, a card that ran out."""


def read(path: Path) -> tuple[Difference, ...]:
    """Read a file of differences; raises ValueError that names what is wrong."""
    text = path.read_text(encoding="utf-8")
    try:
        content = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except ValueError as error:
        raise ValueError(f"{path.name} cannot be read: {error}") from error
    found = content.get("difference") if isinstance(content, dict) else None
    if not isinstance(found, list):
        raise ValueError(f"{path.name} has no list called difference")
    return tuple(_parsed(path.name, number, entry) for number, entry in enumerate(found, start=1))


def _parsed(name: str, number: int, entry: object) -> Difference:
    where = f"{name}, difference {number}"
    if not isinstance(entry, dict):
        raise ValueError(f"{where}: not a table")
    given: dict[str, Any] = {_COLUMNS.get(str(key), str(key)): entry[key] for key in entry}
    unknown = sorted(given.keys() - _TYPES.keys())
    if unknown:
        raise ValueError(f"{where}: {unknown[0]} is not known; use one of {', '.join(_TYPES)}")
    if given.get("kind") not in {str(kind) for kind in Kind}:
        raise ValueError(f"{where}: kind is one of {', '.join(Kind)}")
    for key in ("first", "last"):
        if isinstance(given.get(key), str):
            given[key] = _day(where, given[key])
    for key, value in given.items():
        if not isinstance(value, _TYPES[key]) or isinstance(value, bool):
            raise ValueError(f"{where}: {value!r} cannot be {key}")
    return Difference(**cast("Any", given | {"kind": Kind(given["kind"])}))


def _day(where: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{where}: {text} is no day; write it as 2026-01-31") from error


_COLUMNS: Final = {"from": "first", "to": "last"}
_TYPES: Final[dict[str, type | tuple[type, ...]]] = {
    "kind": str,
    "at": int,
    "size": (int, float),
    "share": (int, float),
    "count": int,
    "first": date,
    "last": date,
    "after_days": int,
}


@dataclass(slots=True)
class _Planted:
    difference: Difference
    place: int
    first: date
    last: date
    struck: int = 0


class Differences:
    """Says at each occasion whether it is irregular.

    It has its own chance, so that a run with differences is the honest run but for them.
    """

    def __init__(
        self,
        rng: Generator,
        asked: tuple[Difference, ...],
        days: tuple[date, date],
        counts: Mapping[str, int],
    ) -> None:
        self._rng = rng
        self._planted: dict[tuple[Kind, int], list[_Planted]] = {}
        for one in asked:
            drawn = int(rng.integers(counts[one.meaning.place]))
            place = drawn if one.at is None else one.at - 1
            first = one.first or days[0] + timedelta(days=one.after_days)
            planted = _Planted(one, place, first, one.last or days[1])
            self._planted.setdefault((one.kind, place), []).append(planted)

    def strike(self, kind: Kind, place: int, today: date) -> float | None:
        """Size of the irregularity of ``kind`` at this occasion; None where it is honest."""
        for planted in self._planted.get((kind, place), ()):
            one = planted.difference
            most = one.count if one.count is not None else one.meaning.most
            if not planted.first <= today <= planted.last:
                continue
            if (most is None or planted.struck < most) and self._rng.random() < one.share:
                planted.struck += 1
                return one.amount
        return None
