"""Corners written in one cell, as tables of a cadastre do, as an outline."""

import re
from datetime import date
from decimal import Decimal
from typing import Final

import shapely
from django.utils.translation import gettext_noop
from shapely.geometry.base import BaseGeometry

from asili.core.imports.cells.notation import Notation
from asili.core.imports.cells.positions import judge_position, parse_latitude, parse_longitude
from asili.core.imports.problems import BadCell, Problem
from asili.core.imports.targets import Box

FEWEST: Final = 3
FIELD: Final = "corners"

_APART: Final = re.compile(r"[;|\n]+")
_LATITUDE_FIRST: Final = re.compile(r"(.*?[NS])[\s,/]*(\S.*[EWO])", re.IGNORECASE)
_LONGITUDE_FIRST: Final = re.compile(r"(.*?[EWO])[\s,/]*(\S.*[NS])", re.IGNORECASE)
_PLAIN: Final = re.compile(
    r"\(?\s*([-+]?\d+(?:[.,]\d+)?)(?:\s+|\s*/\s*|,\s+)([-+]?\d+(?:[.,]\d+)?)\s*\)?"
)
_NOTATION: Final = Notation(date.min)

_UNREAD: Final = gettext_noop("“%(text)s” is no corner that can be read.")
_UNREAD_REMEDY: Final = gettext_noop(
    "Write each corner as longitude and latitude in degrees, such as 25.5000 -10.7000, or with "
    "letters, such as 10°42'00\"S 25°30'00\"E, and put ; between corners."
)
_FEW: Final = gettext_noop("An outline has three corners at least, and %(count)s are given.")
_CROSSED: Final = gettext_noop("The outline crosses itself or has no area.")
_CROSSED_REMEDY: Final = gettext_noop("Write the corners in order, all the way round.")


def outline(text: str, box: Box | None) -> tuple[BaseGeometry | None, list[Problem]]:
    """The polygon of the corners in a text, in WGS 84; None and no problem for a blank text.

    A corner is longitude and latitude in decimal degrees, or both with their letters in any order.
    ``box`` is where corners must lie: exchanged axes and lost signs are noticed by it.
    """
    parts = [part.strip() for part in _APART.split(text) if part.strip()]
    if not parts:
        return None, []
    points: list[tuple[Decimal, Decimal]] = []
    for part in parts:
        point = _corner(part)
        if point is None:
            return None, [Problem("places.8", _UNREAD, {"text": part[:60]}, _UNREAD_REMEDY, FIELD)]
        if problem := judge_position(point[1], point[0], box):
            return None, [problem.at(FIELD)]
        points.append(point)
    distinct = len(set(points))
    if distinct < FEWEST:
        return None, [Problem("places.8", _FEW, {"count": distinct}, _CROSSED_REMEDY, FIELD)]
    shape = shapely.Polygon([(float(x), float(y)) for x, y in points])
    if not shape.is_valid or shape.area == 0:
        return None, [Problem("places.8", _CROSSED, {}, _CROSSED_REMEDY, FIELD)]
    return shape, []


def _corner(text: str) -> tuple[Decimal, Decimal] | None:
    """Longitude and latitude; None where the text is in neither notation."""
    if found := _PLAIN.fullmatch(text):
        longitude, latitude = found.groups()
    elif found := _LATITUDE_FIRST.fullmatch(text):
        latitude, longitude = found.groups()
    elif found := _LONGITUDE_FIRST.fullmatch(text):
        longitude, latitude = found.groups()
    else:
        return None
    try:
        return parse_longitude(longitude, _NOTATION), parse_latitude(latitude, _NOTATION)
    except BadCell:
        return None
