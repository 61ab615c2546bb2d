"""A layer as one visitor may see it, narrowed down: which rows, and how exactly their points.

A box narrows by what the visitor sees, never by what is hidden: otherwise boxes drawn ever smaller
would find the exact point of a site that is shown to a tenth of a degree (places.6).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, TypeAlias

import numpy as np
import shapely

from asili.core.access import Actor
from asili.core.words import fold
from asili.domain.insight.atlas.holding import HOLDER, Held, Mask, Numbers
from asili.domain.insight.atlas.layers import Layer
from asili.domain.places.rules import sees_exact_points
from asili.engine.vector_tile import Degrees

Box: TypeAlias = tuple[float, float, float, float]
"""West, south, east, north in degrees; where west is greater than east, across 180 degrees."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked for; a filter narrows the layers that know it and leaves the others whole.

    ``on``: in force on that day; else ``during``: on any day of a period, both ends included,
    None for an open end. ``equal`` are pairs of a field's name and the text of its value.
    """

    on: date | None = None
    during: tuple[date | None, date | None] | None = None
    kind: str = ""
    mineral: str = ""
    province: str = ""
    holder: str = ""
    words: str = ""
    box: Box | None = None
    equal: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class View:
    """Rows of a layer that a visitor may see and asked for; ``rows`` ascend with the keys."""

    held: Held
    rows: Numbers
    exact: Mask = field(repr=False)
    """Of all rows of the layer: shown where they are."""

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def layer(self) -> Layer:
        """What it is a view of."""
        return self.held.layer

    @property
    def points(self) -> Degrees:
        """Longitudes and latitudes of the rows, as exact as the visitor may see them."""
        return seen_points(self.held, self.exact)[self.rows]

    def shape(self, row: int) -> Any:
        """Geometry of one row of the layer as the visitor may see it, in degrees."""
        if self.layer.is_areas:
            return self.held.shapes[row]
        source = self.held.points if self.exact[row] else self.held.rounded
        return shapely.Point(source[row])

    def values(self, row: int) -> dict[str, Any]:
        """Fields of one row of the layer by name; None where nothing is recorded."""
        pairs = zip(self.layer.fields, self.held.columns, strict=True)
        return {one.name: column[row] for one, column in pairs}

    def since(self, row: int) -> date | None:
        """First day of a row; None where it is not recorded."""
        day = int(self.held.since[row])
        return date.fromordinal(day) if day else None

    def until(self, row: int) -> date | None:
        """First day on which a row no longer held; None where no end is known."""
        day = int(self.held.until[row])
        return date.fromordinal(day) if day <= date.max.toordinal() else None

    def after(self, key: int, most: int) -> Numbers:
        """The next rows after a key: a page that no new row can shift."""
        start = int(np.searchsorted(self.held.keys[self.rows], key, side="right"))
        return self.rows[start : start + most]

    def __iter__(self) -> Iterator[int]:
        return iter(self.rows.tolist())


def view(actor: Actor, layer: Layer, selection: Selection | None = None) -> View:
    """The layer for a visitor, as it is now."""
    return seen_of(actor, HOLDER.of(layer), selection)


def seen_of(actor: Actor, held: Held, selection: Selection | None = None) -> View:
    """Of a layer that is held, what a visitor may see."""
    exact = _exact(actor, held)
    chosen = _chosen(held, exact, selection or Selection())
    if held.layer.is_restricted:
        chosen &= _in_scope(actor, held)
    return View(held, np.flatnonzero(chosen), exact)


def scopes_of(actor: Actor, held: Held) -> str:
    """Which scopes of a layer a visitor has a role in: all that a tile depends on of them."""
    return "".join("1" if sees_exact_points(actor, *scope) else "0" for scope in held.scopes)


def seen_points(held: Held, exact: Mask) -> Degrees:
    """Every point of a layer as a visitor may see it."""
    return np.where(exact[:, None], held.points, held.rounded)


def _in_scope(actor: Actor, held: Held) -> Mask:
    return held.scope.where(lambda scope: sees_exact_points(actor, *scope))


def _exact(actor: Actor, held: Held) -> Mask:
    return ~held.coarse | _in_scope(actor, held)


def _chosen(held: Held, exact: Mask, asked: Selection) -> Mask:
    chosen = _in_force(held, asked)
    exactly = (("kind", asked.kind), ("mineral", asked.mineral), ("province", asked.province))
    for narrows, wanted in exactly:
        if wanted:
            chosen &= _listed(held, narrows, wanted)
    for narrows, wanted in (("holder", asked.holder), ("name", asked.words)):
        if wanted:
            chosen &= _named(held, narrows, wanted)
    for name, text in asked.equal:
        at = held.layer.at(name)
        if at is not None:
            chosen &= held.columns[at].where(partial(_is, text))
    if asked.box:
        chosen &= _within(held, exact, asked.box)
    return chosen


def _in_force(held: Held, asked: Selection) -> Mask:
    first, last = asked.during or (None, None)
    begins, ends = asked.on or first, asked.on or last
    chosen = np.ones(len(held), bool)
    if begins:
        chosen &= held.until > begins.toordinal()
    if ends:
        chosen &= held.since <= ends.toordinal()
    return chosen


def _listed(held: Held, narrows: str, wanted: str) -> Mask:
    """Rows with the value in a field of this filter; all of them in a layer that knows it not."""
    chosen, known = np.zeros(len(held), bool), False
    for one, column in zip(held.layer.fields, held.columns, strict=True):
        if one.narrows == narrows and (not one.choices or wanted in one.choices):
            known = True
            chosen |= column.where(lambda value: wanted in str(value or "").split())
    return chosen if known else np.ones(len(held), bool)


def _named(held: Held, narrows: str, wanted: str) -> Mask:
    """Rows in which each word stands in one of the fields of this filter."""
    fields = [
        column
        for one, column in zip(held.layer.fields, held.columns, strict=True)
        if one.narrows == narrows
    ]
    chosen = np.ones(len(held), bool)
    for word in fold(wanted).split() if fields else ():
        found = np.zeros(len(held), bool)
        for column in fields:
            found |= column.naming(word)
        chosen &= found
    return chosen


def _within(held: Held, exact: Mask, box: Box) -> Mask:
    west, south, east, north = box
    if west > east:
        halves = (west, south, 180.0, north), (-180.0, south, east, north)
        return _within(held, exact, halves[0]) | _within(held, exact, halves[1])
    if held.layer.is_areas:
        boxes = held.boxes
        near = (boxes[:, 0] <= east) & (boxes[:, 2] >= west)
        near &= (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
        rows = np.flatnonzero(near)
        near[rows] = shapely.intersects(held.shapes[rows], shapely.box(*box))
        return near
    points = seen_points(held, exact)
    return (
        (points[:, 0] >= west)
        & (points[:, 0] <= east)
        & (points[:, 1] >= south)
        & (points[:, 1] <= north)
    )


def _is(text: str, value: object) -> bool:
    return _text(value) == text


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
