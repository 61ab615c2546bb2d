"""Lists: columns and filters are declared once and serve the page, its sorting and its files.

`answer` is the whole view: it narrows by the filters of the address, sorts, and either shows one
page or hands out the file that the address asks for with ``format``; a list whose rows have a shape
is handed out as a GeoPackage too.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from asili.core import journal
from asili.core.access import Words
from asili.core.exports import Format, export
from asili.core.geopackage import export_geopackage
from asili.core.lists import Listing, listing
from asili.core.models import Programme
from asili.interfaces.web import cells
from asili.interfaces.web.requests import Request

M = TypeVar("M", bound=Model)
FILES: Final[tuple[Format, ...]] = ("csv", "xlsx", "parquet")
GEOPACKAGE: Final = "gpkg"
AT_ONCE: Final = 2000
"""Rows of a file that are held in memory together."""


class Filters(forms.Form):
    """What a list can be narrowed down by; what the address says wrongly narrows nothing."""

    use_required_attribute = False

    def __init__(self, request: Request, **options: Any) -> None:
        super().__init__(request.GET, auto_id="by-%s", **options)
        self.actor = request.actor

    def narrow(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """The rows that the filters let through."""
        raise NotImplementedError

    def asked(self, name: str) -> Any:
        """Value of a filter; None where it is not used or not understood."""
        self.is_valid()
        return self.cleaned_data.get(name) or None

    def chosen(self) -> int:
        """Number of filters in use."""
        return sum(1 for name in self.fields if self.asked(name))


@dataclass(frozen=True, slots=True)
class Column(Generic[M]):
    """One column: header and unit, the value that a file gets, and how the page shows it.

    ``sort`` is a field ("" where the list cannot be sorted by it); ``only_in_files`` leaves the
    column out of the page.
    """

    name: str
    title: Words
    value: Callable[[M], object]
    show: Callable[[M], object] | None = None
    unit: Words = ""
    sort: str = ""
    is_number: bool = False
    only_in_files: bool = False

    @property
    def header(self) -> str:
        """Title with the unit in it, as a file has it."""
        return f"{self.title} ({self.unit})" if self.unit else str(self.title)

    def cell(self, row: M) -> object:
        """What the page shows for a row."""
        return self.show(row) if self.show else cells.text(self.value(row))


@dataclass(frozen=True, slots=True)
class Table(Generic[M]):
    """A list as a page: name of its files, template, columns, filters, and where it comes from.

    ``simulated``: whether its rows are invented; None where any programme may be among them.
    """

    name: str
    template: str
    columns: Sequence[Column[M]]
    filters: type[Filters]
    sources: tuple[Words, ...] = ()
    context: dict[str, object] = field(default_factory=dict)
    simulated: bool | None = None
    shape: Callable[[M], bytes | None] | None = None
    """Well-known binary of a row in WGS 84, for lists that maps can hold."""

    @property
    def files(self) -> tuple[str, ...]:
        """Formats in which the list is handed out."""
        return (*FILES, GEOPACKAGE) if self.shape else FILES

    @property
    def shown(self) -> list[Column[M]]:
        """The columns of the page."""
        return [column for column in self.columns if not column.only_in_files]


def answer(request: Request, table: Table[M], rows: "QuerySet[M]") -> HttpResponseBase:
    """The page of a list, or the file of all its rows."""
    filters = table.filters(request)
    sorts = {column.name: column.sort for column in table.columns if column.sort}
    listed = listing(filters.narrow(rows), request.GET, sorts=sorts)
    asked = request.GET.get("format")
    if asked in table.files:
        return _file(table, listed.page.paginator.object_list, asked)
    context = {
        "table": table,
        "filters": filters,
        "listing": listed,
        "headers": [_header(listed, column) for column in table.shown],
        "rows": [_cells(table, row) for row in listed.page],
        "files": [(name.upper(), listed.address(format=name, page=None)) for name in table.files],
        **table.context,
    }
    return render(request, table.template, context)


def _file(table: Table[M], rows: Any, asked: str) -> HttpResponseBase:
    headers = [column.header for column in table.columns]
    about = notes(table.sources, simulated=table.simulated)
    if table.shape is not None and asked == GEOPACKAGE:
        pairs = ((table.shape(row), _row(table, row)) for row in rows.iterator(AT_ONCE))
        return export_geopackage(pairs, headers, table.name, about)
    form = next(form for form in FILES if form == asked)
    return export(_values(table, rows), headers, form, table.name, about)


def notes(sources: Sequence[Words] = (), *, simulated: bool | None = None) -> tuple[str, ...]:
    """What goes with every file: simulated or not, sources, instant and journal position.

    Without ``simulated``, one programme that is simulated makes the file so.
    """
    lines = [str(source) for source in sources]
    if simulated is None:
        simulated = Programme.objects.filter(simulated=True).exists()
    if simulated:
        lines.insert(0, _("Simulated: every person, firm, place and amount is invented."))
    lines.append(
        _("Asili, %(instant)s, journal position %(position)s.")
        % {
            "instant": timezone.localtime().isoformat(timespec="seconds"),
            "position": journal.position(),
        }
    )
    return tuple(lines)


def _values(table: Table[M], rows: Any) -> Iterator[list[object]]:
    for row in rows.iterator(AT_ONCE):
        yield _row(table, row)


def _row(table: Table[M], row: M) -> list[object]:
    return [_plain(column.value(row)) for column in table.columns]


def _plain(value: object) -> object:
    """Words in the reader's language; numbers, days and texts as they are."""
    return str(value) if isinstance(value, Promise) else value


def _header(listed: Listing[M], column: Column[M]) -> dict[str, object]:
    sortable = {"address": listed.sorted_by(column.name), "to": listed.direction(column.name)}
    return {"column": column, "sort": sortable if column.sort else None}


def _cells(table: Table[M], row: M) -> list[tuple[Column[M], object]]:
    return [(column, column.cell(row)) for column in table.shown]
