"""Raw rows become rows of values: columns are joined, cells read, positions and shapes judged."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any, Final

import shapely
from django.utils.translation import gettext_noop

from asili.core.imports.cells import dates, numbers
from asili.core.imports.cells.notation import Notation, Raw, plain
from asili.core.imports.cells.positions import E7, judge_position
from asili.core.imports.cells.reader import CellReader
from asili.core.imports.mapping import Columns
from asili.core.imports.problems import BadCell, Problem
from asili.core.imports.shapes import SHAPE
from asili.core.imports.tables import Options, RawRow, Table
from asili.core.imports.targets import Box, Kind, Row, Target

LOOKED_AT: Final = 2000
"""Rows from which the notation of a file is told."""
_POINT: Final = 0
_NUMERIC: Final = frozenset({Kind.DECIMAL, Kind.KILOGRAMS, Kind.LATITUDE, Kind.LONGITUDE})

_MISSING: Final = gettext_noop("The cell is blank, and this field is needed.")
_MISSING_REMEDY: Final = gettext_noop("Fill it in, or leave the row out.")
_NOT_A_POINT: Final = gettext_noop("The shape is no point.")
_POINT_REMEDY: Final = gettext_noop("Bring in points, such as the middle of each shape.")
_OUTSIDE: Final = gettext_noop("The shape lies outside the programme's area.")
_OUTSIDE_REMEDY: Final = gettext_noop("Check the coordinate system and the order of the axes.")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A row as read: its values, or None where a problem stops it or nothing stands in it."""

    number: int
    row: Row | None
    problems: tuple[Problem, ...] = ()
    is_blank: bool = False


class RowReader:
    """Reads the rows of a table for a target, as a mapping says."""

    def __init__(
        self,
        target: Target,
        table: Table,
        columns: Columns,
        options: Options,
        *,
        today: date,
        box: Box | None,
    ) -> None:
        self._target, self._table, self._columns, self._box = target, table, columns, box
        self._places = {
            name: tuple(table.headers.index(header) for header in given)
            for name, given in columns.columns.items()
        }
        self.notation = self._notation_of(options, today)
        self._readers = {
            one.name: CellReader(one, self.notation)
            for one in target.fields
            if one.name in columns.fields
        }
        self._shape = table.headers.index(SHAPE) if SHAPE in table.headers else None

    @property
    def headers(self) -> tuple[str, ...]:
        """Headers of the table."""
        return self._table.headers

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What was noticed of the file as a whole."""
        return self._table.notes

    def __iter__(self) -> Iterator[Parsed]:
        """Every row after the header, in order, blank ones among them."""
        for raw in self._table.read():
            yield self.parse(raw)

    def parse(self, raw: RawRow) -> Parsed:
        """One row; its problems name the headers of the file."""
        if raw.is_blank and not raw.problems:
            return Parsed(raw.number, None, is_blank=True)
        values: dict[str, Any] = {}
        problems = list(raw.problems)
        for name, reader in self._readers.items():
            try:
                values[name], notes = reader(self._cell(name, raw))
            except BadCell as error:
                problems.append(error.problem.at(self.header(name)))
                continue
            problems += [note.at(self.header(name)) for note in notes]
            if values[name] is None and reader.field.required:
                problems.append(
                    Problem("imports.missing", _MISSING, {}, _MISSING_REMEDY, self.header(name))
                )
        problems += self._judge_place(values, raw)
        if any(problem.stops for problem in problems):
            return Parsed(raw.number, None, tuple(problems))
        return Parsed(raw.number, Row(raw.number, values), tuple(problems))

    def header(self, name: str) -> str:
        """The column of the file that a field comes from, for a problem; else the name as it is."""
        given = self._columns.columns.get(name)
        return " + ".join(given) if given else name

    def placed(self, problem: Problem) -> Problem:
        """A target's problem, with the file's header for the field that it names."""
        return replace(problem, column=self.header(problem.column)) if problem.column else problem

    def _cell(self, name: str, raw: RawRow) -> Raw:
        places = self._places.get(name, ())
        if not places:
            return self._columns.constants[name]
        cells = [raw.cells[at] for at in places]
        if len(cells) == 1:
            return cells[0]
        texts = [plain(cell) for cell in cells]
        if self._target.field(name).kind is Kind.DATE:
            return dates.from_parts(texts)
        return " ".join(text for text in texts if text)

    def _judge_place(self, values: dict[str, Any], raw: RawRow) -> list[Problem]:
        if self._target.position:
            return self._judge_position(*self._target.position, values, raw)
        shape = values.get(self._target.geometry) if self._target.geometry else None
        if shape is None or self._box is None:
            return []
        if shapely.box(*self._box).intersects(shapely.from_wkb(shape)):
            return []
        return [Problem("imports.shape-outside", _OUTSIDE, {}, _OUTSIDE_REMEDY, SHAPE)]

    def _judge_position(
        self, latitude: str, longitude: str, values: dict[str, Any], raw: RawRow
    ) -> list[Problem]:
        if latitude not in self._readers and longitude not in self._readers:
            shape = raw.cells[self._shape] if self._shape is not None else None
            if not isinstance(shape, bytes):
                return []
            point = shapely.from_wkb(shape)
            if shapely.get_type_id(point) != _POINT:
                return [Problem("imports.not-a-point", _NOT_A_POINT, {}, _POINT_REMEDY, SHAPE)]
            values[longitude] = numbers.exact(point.x).quantize(E7)
            values[latitude] = numbers.exact(point.y).quantize(E7)
        if values.get(latitude) is None or values.get(longitude) is None:
            return []
        problem = judge_position(values[latitude], values[longitude], self._box)
        return [problem.at(f"{self.header(latitude)}, {self.header(longitude)}")] if problem else []

    def _notation_of(self, options: Options, today: date) -> Notation:
        """What the options say, else what the first rows settle without contradiction."""
        kinds = {one.name: one.kind for one in self._target.fields}
        signs: set[str] = {options.decimal} - {""}
        orders: set[bool] = {options.days == "dmy"} if options.days else set()
        if not (signs and orders):
            for raw in islice(self._table.read(), LOOKED_AT):
                for name, places in self._places.items():
                    for cell in (raw.cells[at] for at in places):
                        self._settle(kinds[name], cell, signs, orders, options)
        return Notation(
            today,
            decimal=signs.pop() if len(signs) == 1 else "",
            day_first=orders.pop() if len(orders) == 1 else None,
        )

    @staticmethod
    def _settle(
        kind: Kind, cell: Raw, signs: set[str], orders: set[bool], options: Options
    ) -> None:
        try:
            if kind in _NUMERIC and not options.decimal and (sign := numbers.decimal_sign(cell)):
                signs.add(sign)
            order = dates.day_first(cell) if kind is Kind.DATE and not options.days else None
        except BadCell:
            return
        if order is not None:
            orders.add(order)


def samples(table: Table, count: int = 3) -> Mapping[str, list[str]]:
    """The first values of every column that hold something, for a person to recognise it by."""
    found: dict[str, list[str]] = {header: [] for header in table.headers}
    for raw in islice(table.read(), LOOKED_AT):
        for header, cell in zip(table.headers, raw.cells, strict=True):
            if len(found[header]) < count and (text := _sample(cell)) and text not in found[header]:
                found[header].append(text)
        if all(len(texts) >= count for texts in found.values()):
            break
    return found


def _sample(cell: Raw) -> str:
    if isinstance(cell, bytes):
        return str(shapely.from_wkb(cell).geom_type)
    try:
        return plain(cell)[:60]
    except BadCell:
        return str(cell)
