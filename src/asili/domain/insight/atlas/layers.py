"""What a layer is: its fields, where its rows come from, and who may see them how exactly."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, NamedTuple, TypeAlias

from asili.core.access import Words

Type: TypeAlias = Literal["string", "number", "date", "boolean"]
Scope: TypeAlias = tuple[str, str]
"""Programme and province of a row: who has a role there may see it exactly."""

FILTERS: Final = ("kind", "mineral", "province", "holder", "name")


@dataclass(frozen=True, slots=True)
class Field:
    """One property of a layer's features.

    ``narrows`` is the filter that reads it ("" for none); several values of one row are joined by
    a space. ``choices`` are the words for coded values. ``drawn`` puts it into tiles, where every
    byte counts on a phone.
    """

    name: str
    title: Words
    type: Type = "string"
    narrows: str = ""
    choices: Mapping[str, Words] = field(default_factory=dict)
    drawn: bool = False


class Row(NamedTuple):
    """One feature as its table gives it; ``values`` stand in the order of the layer's fields.

    ``key`` is unique and never used again, ``name`` the public identifier of the feature,
    ``record`` that of the record whose page tells more. Where ``coarse``, everybody without a role
    in the scope sees the point to a tenth of a degree (places.6).
    """

    key: int
    name: str
    record: str
    wkb: bytes | memoryview
    since: date | None
    until: date | None
    scope: Scope
    coarse: bool
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer: name in addresses, words for people, fields, and its rows in any order.

    ``sources`` are its attribution, which goes wherever it goes. ``is_restricted``: a row is shown
    only to those with a role in its scope. ``label`` is the field that names a feature.
    """

    name: str
    title: Words
    description: Words
    sources: tuple[Words, ...]
    is_areas: bool
    fields: tuple[Field, ...]
    rows: Callable[[], Iterable[Row]]
    label: str = "name"
    is_restricted: bool = False
    owed: Callable[[], Iterable[str]] = tuple

    def attribution(self) -> list[str]:
        """Sources of the layer, and those to whom its present rows are owed."""
        return [*map(str, self.sources), *self.owed()]

    def at(self, name: str) -> int | None:
        """Place of a field among the values; None where the layer has no such field."""
        return next((n for n, one in enumerate(self.fields) if one.name == name), None)
