"""Targets: what rows of a file can become. Domain apps declare them; the machine knows no domain.

A target is a subclass of `Target` with an instance named in the setting ``ASILI_IMPORT_TARGETS``
(dotted paths). It says which fields it takes, judges rows without writing, applies judged rows
through the acts of its own app, and takes back what it did. See README.md for an example.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, TypeAlias

from django.conf import settings
from django.utils.module_loading import import_string

from asili.core.access import Actor, NotVisible, Permission, Words
from asili.core.imports.problems import Problem
from asili.core.models.imports import Import
from asili.core.models.programmes import Programme

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None
Box: TypeAlias = tuple[float, float, float, float]
"""West, south, east, north, in degrees (WGS 84)."""


class Kind(StrEnum):
    """What a field holds, and so how its cells are read. The Python type is in brackets."""

    TEXT = "text"
    """Any words [str]."""
    NAME = "name"
    """Name of a person, joined from its parts [str]."""
    INTEGER = "integer"
    """[int]"""
    DECIMAL = "decimal"
    """[Decimal]"""
    KILOGRAMS = "kilograms"
    """Kilograms in the file, grams in the value [int]."""
    DATE = "date"
    """[date]"""
    YEAR = "year"
    """Year of the common era [int]."""
    BOOLEAN = "boolean"
    """Yes or no [bool]; a blank is None."""
    CHOICE = "choice"
    """One of ``choices`` by value, label or synonym [str]."""
    CHOICES = "choices"
    """Several of ``choices``, separated by ; , / + or "and" [tuple[str, ...]]."""
    PHONE = "phone"
    """Telephone as +243… [str]."""
    SEX = "sex"
    """"f" or "m" [str]."""
    LATITUDE = "latitude"
    """Degrees north [Decimal]."""
    LONGITUDE = "longitude"
    """Degrees east [Decimal]."""
    GEOMETRY = "geometry"
    """Outline, line or point in WGS 84 [bytes: two-dimensional WKB]."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a target: what files call it, how it is read, what it may be.

    ``synonyms`` are headers as found in files, French and English, in any case and with or without
    accents. ``choices`` maps each value to the words for it. ``low`` and ``high`` bound numbers,
    years and dates as in the value (grams for kilograms).
    """

    name: str
    label: Words
    kind: Kind = Kind.TEXT
    synonyms: tuple[str, ...] = ()
    required: bool = False
    choices: Mapping[str, Sequence[Words]] = field(default_factory=dict)
    low: Any = None
    high: Any = None
    longest: int = 400
    """Most characters of a text."""
    about: Words = ""
    """A sentence beside the field on the mapping page."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row whose cells could all be read.

    ``number`` counts as a spreadsheet does: the first line of the file is 1. ``values`` holds every
    field that has a column or a constant: None means that the cell was blank. A field that the file
    does not have is not in ``values``, and must be left as it is in a record that exists.
    """

    number: int
    values: Mapping[str, Any]

    def get(self, name: str, default: Any = None) -> Any:
        """Value of a field; ``default`` where the cell is blank or the file has no such column."""
        found = self.values.get(name)
        return default if found is None else found


class Deed(StrEnum):
    """What would become, or has become, of a row."""

    CREATE = "created"
    CHANGE = "changed"
    LEAVE = "unchanged"
    REFUSE = "refused"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What would become of one row, before anything is written.

    ``code`` is the record that is there already. ``plan`` is whatever `Target.apply` wants to find
    again; it lives no longer than the chunk. Problems that stop make any verdict a refusal.
    """

    row: Row
    deed: Deed
    code: str = ""
    problems: tuple[Problem, ...] = ()
    plan: Any = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row: the record's public code, and what undoing needs to know.

    ``before`` is what a change replaced, ``after`` what the row wrote; both as JSON, kept until the
    raw rows of the import are erased.
    """

    row: int
    deed: Deed
    code: str
    before: Json = None
    after: Json = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What undoing left standing, and why (source text, as in a problem)."""

    row: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class Context:
    """Who imports what into which programme, on which day; ``source`` is for provenance columns."""

    actor: Actor
    programme: Programme
    today: date
    source: str = ""
    """Name of the file and its digest."""
    options: Mapping[str, Any] = field(default_factory=dict)


class Target:
    """What rows can become; subclass it in ``imports.py`` of a domain app.

    The machine calls, for every chunk of some hundreds of rows and inside one transaction that no
    other import of the programme shares: `judge`, then `apply` with the verdicts that create or
    change. A refusal that an act raises in `apply` is found by halving the chunk and kept as the
    problem of its row. Checking calls `judge` alone.
    """

    name: ClassVar[str]
    """``app.things``; the part after the dot is enough on the command line where it is unique."""
    label: ClassVar[Words]
    about: ClassVar[Words] = ""
    fields: ClassVar[tuple[Field, ...]]
    position: ClassVar[tuple[str, str] | None] = None
    """Names of the latitude and longitude fields: judged as a pair, filled from points of maps."""
    geometry: ClassVar[str] = ""
    """Name of the geometry field, which shapes of map files fill."""
    repeats: ClassVar[bool] = False
    """True where several rows of a file may speak of the same record."""
    chunk: ClassVar[int] = 500
    """Rows that go in together or not at all."""
    withheld: ClassVar[frozenset[str]] = frozenset()
    """Codes of problems whose rows are told by their number alone, and by no cell of theirs."""
    programme: ClassVar[str] = ""
    """Code of the programme that rows go into where none is named; see `open_programme`."""
    attribution: ClassVar[Words] = ""
    """Whom to name beside the data; shown with the import and its results."""

    def permission(self, actor: Actor, programme: Programme) -> Permission:
        """Who may import into a programme."""
        raise NotImplementedError

    def area(self, programme: Programme) -> Box | None:
        """Where points and outlines of the programme must lie; None where it is not known."""
        return None

    def key(self, row: Row) -> str:
        """What makes two rows of a file the same record; "" where nothing does."""
        raise NotImplementedError

    def judge(self, rows: Sequence[Row], context: Context) -> list[Verdict]:
        """One verdict for each row, in any order; reads in sets, writes nothing."""
        raise NotImplementedError

    def apply(self, verdicts: Sequence[Verdict], context: Context) -> list[Outcome]:
        """Do what the verdicts say, through acts; one outcome for each."""
        raise NotImplementedError

    def undo(self, outcomes: Sequence[Outcome], context: Context) -> list[Kept]:
        """Take back what nobody has touched since, through acts; return what is kept.

        Called with the outcomes of one chunk, the last chunk first.
        """
        raise NotImplementedError

    def open_programme(self, actor: Actor, code: str) -> Programme | None:
        """Open the programme that rows of this kind go into where there is none of the code.

        None where a target opens none: most are brought into a programme that stands.
        """
        return None

    def tally(self, row: Import) -> list[tuple[Words, int]]:
        """What an import that went in has made, beyond its rows; for its closing words."""
        return []

    def field(self, name: str) -> Field:
        """A field by name; raises KeyError."""
        for one in self.fields:
            if one.name == name:
                return one
        raise KeyError(name)


class UnknownTarget(NotVisible):
    """There is no target of this name."""


def targets() -> tuple[Target, ...]:
    """Every target of the installation, as the settings list them."""
    return _loaded(tuple(settings.ASILI_IMPORT_TARGETS))


def target(name: str) -> Target:
    """A target by its whole name, or by the part after the dot; raises UnknownTarget."""
    found = [one for one in targets() if name in (one.name, one.name.partition(".")[2])]
    if len(found) != 1:
        raise UnknownTarget(name)
    return found[0]


@cache
def _loaded(paths: tuple[str, ...]) -> tuple[Target, ...]:
    return tuple(import_string(path) for path in paths)
