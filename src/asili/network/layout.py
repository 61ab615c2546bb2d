"""How tables are described: types, columns and tables, and short ways to write them down."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Type(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    CODE = "code"
    UUID = "uuid"
    CHOICE = "choice"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    INSTANT = "instant"
    AREA = "area"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, type and meaning, and what its cells must satisfy.

    ``kinds`` are the letters that an identifier may begin with, ``references`` is
    ``table.column``, ``minimum`` and ``maximum`` bound an integer or a decimal.
    """

    name: str
    type: Type
    meaning: str
    required: bool = False
    choices: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    references: str = ""
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns in file order, its key, and whether a folder must have it.

    A ``derived`` table is computed from the others, and computed again at import.
    """

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    required: bool = False
    derived: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns in file order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Return the column called ``name``; raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def text(name: str, meaning: str, *, required: bool = False) -> Column:
    """A column of free text."""
    return Column(name, Type.TEXT, meaning, required)


def choice(name: str, meaning: str, choices: Iterable[str], *, required: bool = True) -> Column:
    """A column of known words."""
    return Column(name, Type.CHOICE, meaning, required, tuple(choices))


def code(
    name: str, meaning: str, kinds: str, references: str = "", *, required: bool = False
) -> Column:
    """A column of public identifiers that begin with one of the letters ``kinds``."""
    return Column(name, Type.CODE, meaning, required, (), tuple(kinds), references)


def whole(
    name: str, meaning: str, least: int | None, most: int | None = None, *, required: bool = False
) -> Column:
    """A column of whole numbers from ``least`` to ``most``; None for no bound."""
    return Column(name, Type.INTEGER, meaning, required, minimum=least, maximum=most)


def event(name: str = "event", *, required: bool = True) -> Column:
    """The column that names the event of a row."""
    return Column(
        name, Type.UUID, "Event that the row belongs to", required, references="events.uuid"
    )


def day(name: str, meaning: str, *, required: bool = False) -> Column:
    """A column of dates."""
    return Column(name, Type.DATE, meaning, required)


def instant(name: str, meaning: str, *, required: bool = False) -> Column:
    """A column of instants with a zone."""
    return Column(name, Type.INSTANT, meaning, required)


def number(
    name: str, meaning: str, least: int | None = 0, most: int | None = None, *, required: bool
) -> Column:
    """A column of decimal numbers from ``least`` to ``most``; None for no bound."""
    return Column(name, Type.DECIMAL, meaning, required, minimum=least, maximum=most)


def latitude(*, required: bool = False) -> Column:
    """The column of latitudes."""
    limit = 900_000_000
    return whole("lat_e7", "Latitude in 1e-7 degree, WGS 84", -limit, limit, required=required)


def longitude(*, required: bool = False) -> Column:
    """The column of longitudes."""
    limit = 1_800_000_000
    return whole("lon_e7", "Longitude in 1e-7 degree, WGS 84", -limit, limit, required=required)
