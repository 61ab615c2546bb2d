"""Correction files: refused rows as they stood, with what is wrong beside them, to come back.

The number of the import stands in a header, so that the file is recognised whatever a spreadsheet
makes of it, and its columns need not be chosen again.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

import shapely
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from asili.core.exports import Format, export
from asili.core.identifiers import BadCode, parse
from asili.core.imports.sources import table_of, target_of
from asili.core.models.imports import Import, ImportProblem

_NUMBER: Final = re.compile(r"\bI-[0-9A-Z]{10}\b")
_VERTICES: Final = 2000
"""Of a shape that is written into a cell as text; a longer one is corrected in its own file."""


def corrected_by(imports: QuerySet[Import], target: str, headers: Sequence[str]) -> Import | None:
    """The import, among those given, that a file with these headers corrects; None for another."""
    for header in headers:
        for text in _NUMBER.findall(header):
            try:
                code = parse(text, "I")
            except BadCode:
                continue
            return imports.filter(code=code, target=target).first()
    return None


def refused(row: Import) -> QuerySet[ImportProblem]:
    """Problems that keep rows out, found in the run, or in the check as long as there is none."""
    stages = ImportProblem.Stage
    begun = row.state not in (row.State.DRAFT, row.State.CHECKING, row.State.CHECKED)
    stage = stages.RUN if begun else stages.CHECK
    return row.problems.filter(stage=stage, stops=True, number__gt=0)


def correction_file(row: Import, fmt: Format) -> HttpResponseBase:
    """The refused rows in the columns of the file, their number there, and their problems."""
    table = table_of(row)
    columns = [*table.headers, _("Row in the file"), _("Problem (%(code)s)") % {"code": row.code}]
    return export(_rows(row), columns, fmt, f"{row.code}-correction")


def _rows(row: Import) -> Iterator[list[object]]:
    problems = groupby(
        refused(row).order_by("number", "pk").iterator(2000), lambda problem: problem.number
    )
    raws, withheld = iter(table_of(row).read()), target_of(row).withheld
    for number, group in problems:
        for raw in raws:
            if raw.number == number:
                problems_of = list(group)
                hidden = any(problem.code in withheld for problem in problems_of)
                cells = [""] * len(raw.cells) if hidden else map(_cell, raw.cells)
                yield [*cells, number, " ".join(map(_sentence, problems_of))]
                break


def _sentence(problem: ImportProblem) -> str:
    where = f"{problem.column}: " if problem.column else ""
    return f"{where}{problem.text} {problem.way_out}".strip()


def _cell(cell: object) -> object:
    if not isinstance(cell, bytes):
        return cell
    shape = shapely.from_wkb(cell)
    if shapely.get_num_coordinates(shape) > _VERTICES:
        return ""
    return str(shapely.to_wkt(shape, rounding_precision=7))
