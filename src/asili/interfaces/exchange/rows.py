"""Typed cells of a network folder as the arguments that the acts of the domain take.

`SoundRows` has judged every cell; these only say so to the reader and the type checker.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from asili.network.tabular import Row

T = TypeVar("T")


def text(row: Row, column: str) -> str:
    """Text, "" where it is not recorded."""
    value = row[column]
    return "" if value is None else str(value)


def words(row: Row, column: str) -> tuple[str, ...]:
    """Words separated by spaces."""
    return tuple(text(row, column).split())


def whole(row: Row, column: str) -> int | None:
    """A whole number, None where it is not recorded."""
    return _of(int, row, column)


def whole_number(row: Row, column: str) -> int:
    """A whole number that must be there."""
    return _there(whole(row, column), column)


def number(row: Row, column: str) -> Decimal | None:
    """A decimal number, None where it is not recorded."""
    return _of(Decimal, row, column)


def decimal(row: Row, column: str) -> Decimal:
    """A decimal number that must be there."""
    return _there(number(row, column), column)


def day_or_none(row: Row, column: str) -> date | None:
    """A day, None where it is not recorded."""
    return _of(date, row, column)


def day(row: Row, column: str) -> date:
    """A day that must be there."""
    return _there(day_or_none(row, column), column)


def instant_or_none(row: Row, column: str) -> datetime | None:
    """An instant, None where it is not recorded."""
    return _of(datetime, row, column)


def instant(row: Row, column: str) -> datetime:
    """An instant that must be there."""
    return _there(instant_or_none(row, column), column)


def uuid_or_none(row: Row, column: str) -> UUID | None:
    """A UUID, None where it is not recorded."""
    return _of(UUID, row, column)


def uuid(row: Row, column: str) -> UUID:
    """A UUID that must be there."""
    return _there(uuid_or_none(row, column), column)


def _of(kind: type[T], row: Row, column: str) -> T | None:
    value = row[column]
    if value is None or isinstance(value, kind):
        return value
    raise TypeError(f"{column} holds {type(value).__name__}, not {kind.__name__}")


def _there(value: T | None, column: str) -> T:
    if value is None:
        raise TypeError(f"{column} is not recorded")
    return value
