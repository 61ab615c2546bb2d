"""From cells to values and back: the one place that knows how each type is written.

A CSV cell is text, a Parquet cell is mostly typed already; both become the same Python value or
break the same rule. A blank is None, never zero.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final
from uuid import UUID

import shapely

from asili.engine.codes import CodeError, decode, encode
from asili.network.layout import Column, Type

Value = str | int | bool | Decimal | date | datetime | UUID | None
"""What a cell holds once read."""


@dataclass(frozen=True, slots=True)
class BadCell(Exception):
    """A cell breaks ``rule``; ``remedy`` says what to write instead."""

    rule: str
    remedy: str


Reader = Callable[[object], Value]
_INTEGER = re.compile(r"[+-]?\d{1,18}")
_CANONICAL = re.compile(r"[A-Z]+-[0-9A-HJKMNP-TV-Z]{10}")
_TRUTH: Final = {"true": True, "1": True, "false": False, "0": False}


def reader(column: Column) -> Reader:
    """Return the function that turns a cell of ``column`` into its value.

    It raises BadCell where the cell breaks a rule of the column.
    """
    read = _READERS[column.type](column)

    def read_cell(cell: object) -> Value:
        if cell is None or cell == "":
            if column.required:
                raise BadCell("a value is needed here", f"Write: {column.meaning.lower()}.")
            return None
        return read(cell)

    return read_cell


def _read_text(column: Column) -> Reader:
    def read(cell: object) -> Value:
        if not isinstance(cell, str):
            raise BadCell("this must be text", "Store the column as text.")
        text = cell.strip()
        if not text and column.required:
            raise BadCell("a value is needed here", f"Write: {column.meaning.lower()}.")
        return text or None

    return read


def _read_choice(column: Column) -> Reader:
    choices = {choice: choice for choice in column.choices}

    def read(cell: object) -> Value:
        found = choices.get(str(cell))
        if found is None:
            raise BadCell("this word is not known here", f"Use one of: {', '.join(choices)}.")
        return found

    return read


def _read_code(column: Column) -> Reader:
    kinds = column.kinds

    def read(cell: object) -> Value:
        text = str(cell)
        try:
            kind, number = decode(text)
        except CodeError as error:
            remedy = "Copy the identifier again from its source."
            if error.suggestion:
                remedy = f"Perhaps {error.suggestion} is meant; compare with the source."
            raise BadCell("this is not a valid identifier", remedy) from None
        if kind not in kinds:
            raise BadCell(
                "the identifier is of another kind", f"It must begin with {' or '.join(kinds)}."
            )
        return text if _CANONICAL.fullmatch(text) else encode(kind, number)

    return read


def _read_uuid(column: Column) -> Reader:
    def read(cell: object) -> Value:
        try:
            return UUID(str(cell))
        except ValueError:
            raise BadCell("this is not a UUID", "Write 32 hexadecimal digits with hyphens.") from (
                None
            )

    return read


def _read_integer(column: Column) -> Reader:
    within = _bounds(column)

    def read(cell: object) -> Value:
        if isinstance(cell, str) and _INTEGER.fullmatch(cell):
            cell = int(cell)
        if not isinstance(cell, int) or isinstance(cell, bool):
            raise BadCell("this must be a whole number", "Write digits only, without a unit.")
        within(cell)
        return cell

    return read


def _read_decimal(column: Column) -> Reader:
    within = _bounds(column)

    def read(cell: object) -> Value:
        try:
            value = Decimal(str(cell))
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            raise BadCell("this must be a number", "Write digits with a decimal point.")
        within(value)
        return value

    return read


def _bounds(column: Column) -> Callable[[int | Decimal], None]:
    least, most = column.minimum, column.maximum

    def check(value: int | Decimal) -> None:
        if least is not None and value < least:
            raise BadCell("the number is too small", f"The least value is {least}.")
        if most is not None and value > most:
            raise BadCell("the number is too large", f"The greatest value is {most}.")

    return check


def _read_boolean(column: Column) -> Reader:
    def read(cell: object) -> Value:
        found = _TRUTH.get(str(cell).lower())
        if found is None:
            raise BadCell("this must be true or false", "Write true or false.")
        return found

    return read


def _read_date(column: Column) -> Reader:
    def read(cell: object) -> Value:
        if isinstance(cell, date) and not isinstance(cell, datetime):
            return cell
        try:
            return date.fromisoformat(str(cell))
        except ValueError:
            raise BadCell("this is not a date", "Write year-month-day: 2026-05-31.") from None

    return read


def _read_instant(column: Column) -> Reader:
    def read(cell: object) -> Value:
        try:
            value = cell if isinstance(cell, datetime) else datetime.fromisoformat(str(cell))
        except ValueError:
            raise BadCell(
                "this is not an instant", "Write 2026-05-31T14:05:00+02:00 or the like."
            ) from None
        if value.tzinfo is None:
            raise BadCell(
                "the time zone is missing", "End the instant with Z or an offset such as +02:00."
            )
        return value.astimezone(UTC)

    return read


def _read_area(column: Column) -> Reader:
    def read(cell: object) -> Value:
        try:
            shape = shapely.from_wkt(str(cell))
        except shapely.GEOSException:
            raise BadCell("this is not WKT", "Write POLYGON ((longitude latitude, ...)).") from None
        if shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty:
            raise BadCell("this is no area", f"{column.name} must be a POLYGON or MULTIPOLYGON.")
        if not shape.is_valid:
            raise BadCell("the outline crosses itself", shapely.is_valid_reason(shape) + ".")
        return str(cell)

    return read


_READERS: Final[dict[Type, Callable[[Column], Reader]]] = {
    Type.TEXT: _read_text,
    Type.CODE: _read_code,
    Type.UUID: _read_uuid,
    Type.CHOICE: _read_choice,
    Type.INTEGER: _read_integer,
    Type.DECIMAL: _read_decimal,
    Type.BOOLEAN: _read_boolean,
    Type.DATE: _read_date,
    Type.INSTANT: _read_instant,
    Type.AREA: _read_area,
}


def written(value: Value) -> str:
    """Return ``value`` as a CSV cell; reading it back gives an equal value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)
