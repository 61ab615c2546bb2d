"""A field's reader: one cell to a value of the field's kind, with notes, or a problem."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry
from django.utils.translation import gettext_noop

from asili.core.imports.cells import dates, numbers, positions, words
from asili.core.imports.cells.notation import BLANKS, Notation, Raw, plain, shown
from asili.core.imports.problems import BadCell, Problem
from asili.core.imports.targets import Field, Kind

Reading = tuple[Any, tuple[Problem, ...]]
_Parser = Callable[[Raw], Reading]

_WORDED: Final = frozenset({Kind.TEXT, Kind.NAME})
_LOW: Final = gettext_noop("“%(text)s” is less than %(bound)s.")
_HIGH: Final = gettext_noop("“%(text)s” is more than %(bound)s.")
_BOUND_REMEDY: Final = gettext_noop("Check the unit, the decimal sign and the column.")
_NOT_A_SHAPE: Final = gettext_noop("“%(text)s” is no shape that can be read.")
_SHAPE_REMEDY: Final = gettext_noop("Give well-known text such as POINT (28.7 0.33), in degrees.")


class CellReader:
    """Reads the cells of one field in one file."""

    def __init__(self, field: Field, notation: Notation) -> None:
        self.field = field
        self._notation = notation
        self._known: Mapping[str, str] = words.vocabulary(field.choices) if field.choices else {}
        self._parse = self._parser()

    def __call__(self, raw: Raw) -> Reading:
        """Value (None for a blank) and notes; raises BadCell."""
        if self._is_blank(raw):
            return None, ()
        value, notes = self._parse(raw)
        self._require_bounds(value, raw)
        return value, notes

    def _is_blank(self, raw: Raw) -> bool:
        if raw is None:
            return True
        if not isinstance(raw, str):
            return False
        text = plain(raw)
        return not text or (self.field.kind not in _WORDED and text.casefold() in BLANKS)

    def _parser(self) -> _Parser:
        field, notation, known = self.field, self._notation, self._known
        plainly: dict[Kind, Callable[[Raw], Any]] = {
            Kind.TEXT: lambda raw: words.parse_text(raw, field.longest),
            Kind.NAME: lambda raw: words.parse_text(raw, field.longest),
            Kind.YEAR: dates.parse_year,
            Kind.BOOLEAN: words.parse_boolean,
            Kind.CHOICE: lambda raw: words.parse_choice(raw, known),
            Kind.CHOICES: lambda raw: words.parse_choices(raw, known),
            Kind.PHONE: lambda raw: words.parse_phone(raw, notation),
            Kind.SEX: words.parse_sex,
            Kind.LATITUDE: lambda raw: positions.parse_latitude(raw, notation),
            Kind.LONGITUDE: lambda raw: positions.parse_longitude(raw, notation),
            Kind.GEOMETRY: _shape,
        }
        numeric: dict[Kind, Callable[[Raw, Notation], numbers.Number]] = {
            Kind.INTEGER: numbers.parse_integer,
            Kind.DECIMAL: numbers.parse_decimal,
            Kind.KILOGRAMS: numbers.parse_kilograms,
        }
        if field.kind is Kind.DATE:
            return self._date
        if field.kind in numeric:
            return self._number(numeric[field.kind], whole=field.kind is not Kind.DECIMAL)
        parse = plainly[field.kind]
        return lambda raw: (parse(raw), ())

    def _number(self, parse: Callable[[Raw, Notation], numbers.Number], *, whole: bool) -> _Parser:
        def read(raw: Raw) -> Reading:
            found = parse(raw, self._notation)
            notes = (numbers.doubt(raw, found),) if found.ambiguous else ()
            return int(found.value) if whole else found.value, notes

        return read

    def _date(self, raw: Raw) -> Reading:
        found = dates.parse_date(raw, self._notation)
        return found.value, (dates.doubt(raw, found),) if found.in_doubt else ()

    def _require_bounds(self, value: Any, raw: Raw) -> None:
        if not isinstance(value, int | Decimal | date):
            return
        low, high = self.field.low, self.field.high
        if low is not None and value < low:
            raise _beyond("imports.too-low", _LOW, raw, low)
        if high is not None and value > high:
            raise _beyond("imports.too-high", _HIGH, raw, high)


def _beyond(code: str, message: str, raw: Raw, bound: object) -> BadCell:
    found = {"text": shown(plain(raw)), "bound": str(bound)}
    return BadCell(Problem(code, message, found, _BOUND_REMEDY))


def _shape(raw: Raw) -> bytes:
    if isinstance(raw, bytes):
        return raw
    try:
        return bytes(GEOSGeometry(plain(raw), srid=4326).wkb)
    except (ValueError, GEOSException, GDALException) as error:
        problem = Problem(
            "imports.not-a-shape", _NOT_A_SHAPE, {"text": shown(plain(raw))}, _SHAPE_REMEDY
        )
        raise BadCell(problem) from error
