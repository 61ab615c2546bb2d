"""Parameters of a request for features, read strictly: what is not understood is refused.

Source: OGC API Features, Part 1: Core (OGC 17-069r4), clauses 7.15 and 7.13 on bounding box, time,
limit, properties, and unknown or invalid parameters.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.http import QueryDict

from asili.domain.insight.atlas.layers import Layer
from asili.domain.insight.atlas.views import Box, Selection
from asili.interfaces.ogc.systems import CRS84, SYSTEMS, box_in_degrees

MOST: Final = 10_000
"""Features of one page at most; a larger limit gets as many."""
USUAL: Final = 100
_KNOWN: Final = ("f", "bbox", "bbox-crs", "crs", "datetime", "limit", "after")
_FLAT, _SOLID = 4, 6  # numbers of a box without and with heights


class BadParameter(ValueError):
    """A parameter that is not known, or whose value is not understood."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of a collection; ``after`` is the key of the last feature already had."""

    selection: Selection
    system: str
    limit: int
    after: int


def read(query: QueryDict, layer: Layer) -> Query:
    """The parameters of a request for items. Raises BadParameter."""
    names = [one.name for one in layer.fields]
    refuse_unknown(query, (*_KNOWN, *names))
    system = _system(query, "crs")
    box = _box(query.get("bbox", ""))
    if box is not None:
        box = box_in_degrees(box, _system(query, "bbox-crs"))
    selection = Selection(
        during=_period(query.get("datetime", "")),
        box=box,
        equal=tuple((name, str(query[name])) for name in names if name in query),
    )
    limit = _whole(query, "limit", USUAL)
    if limit < 1:
        raise BadParameter("limit: at least 1 is needed.")
    return Query(selection, system, min(limit, MOST), _whole(query, "after", 0))


def refuse_unknown(query: QueryDict, known: tuple[str, ...]) -> None:
    """Raises BadParameter for a parameter that is none of these."""
    for name in query:
        if name not in known:
            raise BadParameter(f"{name}: this parameter is not known.")


def crs_of(query: QueryDict) -> str:
    """The reference system asked for. Raises BadParameter."""
    return _system(query, "crs")


def _system(query: QueryDict, name: str) -> str:
    asked = query.get(name, CRS84)
    if asked not in SYSTEMS:
        raise BadParameter(f"{name}: this reference system is not offered.")
    return asked


def _whole(query: QueryDict, name: str, otherwise: int) -> int:
    text = query.get(name, str(otherwise))
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise BadParameter(f"{name}: a whole number is needed.")
    return int(text)


def _box(text: str) -> Box | None:
    if not text:
        return None
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise BadParameter("bbox: four or six numbers are needed.") from error
    if len(numbers) == _SOLID:
        numbers = [*numbers[0:2], *numbers[3:5]]
    if len(numbers) != _FLAT or numbers[1] > numbers[3] or not all(map(_finite, numbers)):
        raise BadParameter("bbox: four or six numbers are needed, the lower corner first.")
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _finite(number: float) -> bool:
    return abs(number) < float("inf")


def _period(text: str) -> tuple[date | None, date | None] | None:
    if not text:
        return None
    begins, slash, ends = text.partition("/")
    first = _day(begins)
    last = _day(ends) if slash else first
    if not slash and first is None:
        raise BadParameter("datetime: an instant or an interval is needed.")
    if first and last and first > last:
        raise BadParameter("datetime: the interval ends before it begins.")
    return first, last


def _day(text: str) -> date | None:
    """A day of RFC 3339, or the day of an instant; None for an open end."""
    if text in ("", ".."):
        return None
    try:
        return datetime.fromisoformat(text).date()
    except ValueError as error:
        raise BadParameter("datetime: dates as in RFC 3339 are needed.") from error
