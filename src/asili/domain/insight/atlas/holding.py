"""Rows of layers, held in memory as arrays until the journal says that they may have changed.

A map asks for the same hundred thousand features again and again, square by square; reading them
from tables each time would cost a second, from arrays it costs milliseconds, and on both databases
alike. What is held knows no visitor: rights are applied to it on every reading (`views`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely
from django.db.models import Q

from asili.core.models import JournalEntry
from asili.core.words import fold
from asili.domain.insight.atlas.layers import Layer, Row, Scope
from asili.domain.places.rules import coarse
from asili.engine.vector_tile import Degrees, project

Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
ALWAYS: Final = (0, 9_999_999)
"""Ordinals of days before and after all others, for periods without a beginning or an end."""

_ELSEWHERE: Final = ("custody.", "trade.", "credentials.", "core.notice.", "core.job.")
"""Beginnings of acts that change nothing on a map; every other act may, so that none is missed."""


class Column:
    """Values of one field: the different ones once, and for each row which of them it has."""

    def __init__(self, values: Sequence[Any]) -> None:
        different: dict[Any, int] = {}
        self.index = np.fromiter(
            (different.setdefault(value, len(different)) for value in values), np.int64, len(values)
        )
        self.values = list(different)

    @cached_property
    def rank(self) -> Numbers:
        """Place of each row's value among the different ones in order; blanks come last."""
        order = sorted(range(len(self.values)), key=lambda at: _key(self.values[at]))
        places = np.empty(len(order), np.int64)
        places[order] = np.arange(len(order))
        return places[self.index]

    @cached_property
    def folded(self) -> list[str]:
        """The different values as words are looked for: small letters without accents."""
        return [fold("" if value is None else str(value)) for value in self.values]

    def naming(self, word: str) -> Mask:
        """The rows whose value has a folded word in it."""
        met = np.fromiter((word in value for value in self.folded), bool, len(self.values))
        return met[self.index] if len(met) else np.zeros(0, bool)

    def __getitem__(self, row: int) -> Any:
        return self.values[self.index[row]]

    def where(self, condition: Callable[[Any], bool]) -> Mask:
        """The rows whose value meets a condition, which is asked once for each different value."""
        met = np.fromiter(map(condition, self.values), bool, len(self.values))
        return met[self.index] if len(met) else np.zeros(0, bool)


def _key(value: Any) -> tuple[bool, float, str]:
    blank = value is None or value == ""
    if isinstance(value, int | float):
        return blank, value, ""
    return blank, 0, fold(str(value or ""))


@dataclass(frozen=True)
class Held:
    """All rows of a layer by ascending key; ``version`` names the state of the data."""

    layer: Layer
    version: str
    keys: Numbers
    names: list[str]
    records: list[str]
    shapes: npt.NDArray[np.object_]
    since: Numbers
    until: Numbers
    scope: Column
    coarse: Mask
    columns: tuple[Column, ...]
    places: dict[str, int] = field(repr=False)
    """Name of a feature to its row."""

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def scopes(self) -> list[Scope]:
        """The different scopes of rows."""
        return self.scope.values

    @cached_property
    def first_day(self) -> int:
        """Ordinal of the earliest day on which a row began; 0 where none is recorded."""
        return int(self.since[self.since > 0].min(initial=ALWAYS[1])) % ALWAYS[1]

    @cached_property
    def points(self) -> Degrees:
        """Exact longitudes and latitudes of a layer of points."""
        points: Degrees = shapely.get_coordinates(self.shapes)
        return points

    @cached_property
    def rounded(self) -> Degrees:
        """The same to a tenth of a degree where a row is coarse."""
        seen = self.points.copy()
        for row in np.flatnonzero(self.coarse).tolist():
            seen[row] = coarse(seen[row, 0]), coarse(seen[row, 1])
        return seen

    @cached_property
    def boxes(self) -> Degrees:
        """West, south, east and north of areas, in degrees, shape (n, 4)."""
        boxes: Degrees = shapely.bounds(self.shapes).reshape(-1, 4)
        return boxes

    @cached_property
    def square(self) -> npt.NDArray[np.object_]:
        """Areas on the Web Mercator square of `asili.engine.vector_tile`, outer rings positive."""
        shapes: npt.NDArray[np.object_] = shapely.orient_polygons(
            shapely.transform(self.shapes, project), exterior_cw=False
        )
        return shapes

    @cached_property
    def square_boxes(self) -> Degrees:
        """Bounds of `square`, shape (n, 4)."""
        boxes: Degrees = shapely.bounds(self.square).reshape(-1, 4)
        return boxes


def hold(layer: Layer, version: str) -> Held:
    """Read a layer into arrays."""
    rows = sorted(layer.rows(), key=lambda row: row.key)
    first, last = ALWAYS
    values = zip(*(row.values for row in rows), strict=True) if rows else [()] * len(layer.fields)
    return Held(
        layer=layer,
        version=version,
        keys=np.array([row.key for row in rows], np.int64),
        names=[row.name for row in rows],
        records=[row.record for row in rows],
        shapes=_shapes(rows),
        since=np.array([row.since.toordinal() if row.since else first for row in rows], np.int64),
        until=np.array([row.until.toordinal() if row.until else last for row in rows], np.int64),
        scope=Column([row.scope for row in rows]),
        coarse=np.array([row.coarse for row in rows], bool),
        columns=tuple(Column(column) for column in values),
        places={row.name: at for at, row in enumerate(rows)},
    )


def _shapes(rows: list[Row]) -> npt.NDArray[np.object_]:
    shapes = np.empty(len(rows), object)
    shapes[:] = shapely.from_wkb([bytes(row.wkb) for row in rows])
    return shapes


class Holder:
    """Keeps the latest reading of every layer of a process; safe for threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: dict[str, Held] = {}
        self._looked = (0, b"", "")  # position up to which the journal was read, leaf, version

    def of(self, layer: Layer) -> Held:
        """The layer as it is now; read anew where an act may have changed it."""
        return self.several((layer,))[0]

    def several(self, layers: Sequence[Layer]) -> list[Held]:
        """Layers as they are at one moment."""
        with self._lock:
            version = self._version()
            return [self._at(version, layer) for layer in layers]

    def _at(self, version: str, layer: Layer) -> Held:
        held = self._held.get(layer.name)
        if held is None or held.version != version or not version or held.layer is not layer:
            held = self._held[layer.name] = hold(layer, version)
        return held

    def _version(self) -> str:
        position, leaf, version = self._looked
        entries = JournalEntry.objects.order_by("-position").values_list("position", "leaf")
        last = entries.first()
        if last is None:
            return ""
        if (last[0], bytes(last[1])) == (position, leaf):
            return version
        known = position and entries.filter(position=position).first()
        if not known or bytes(known[1]) != leaf:  # another history: another file, or undone
            position, version = 0, ""
        elsewhere = Q()
        for beginning in _ELSEWHERE:
            elsewhere |= Q(act__startswith=beginning)
        changed = entries.filter(~elsewhere, position__gt=position).first()
        if changed:
            version = f"{changed[0]}-{bytes(changed[1]).hex()[:16]}"
        self._looked = (last[0], bytes(last[1]), version)
        return version


HOLDER: Final = Holder()
