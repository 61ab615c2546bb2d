"""XLSX workbooks, one sheet of them, row by row."""

from collections.abc import Iterator, Set
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile
from zlib import error as ZlibError  # noqa: N812  zlib names its exception like a variable

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from asili.core.access import Refusal
from asili.core.imports.archives import members_of, require_plain_members
from asili.core.imports.cells.notation import Raw
from asili.core.imports.tables import COLUMN_LIMIT, Options, Table, bad_file, table_of

SHARED_TEXT: Final = 100 * 2**20
"""Bytes of the texts that a workbook's cells share; they are held in memory, the rows are not."""

_UNREADABLE: Final = (
    BadZipFile,
    InvalidFileException,
    KeyError,
    OSError,
    ParseError,
    TypeError,
    ValueError,
    ZlibError,
    EOFError,
)
"""What openpyxl raises for a damaged workbook."""
_TYPES: Final = (str, int, float, date)  # bool is an int, datetime a date


def open_workbook(path: Path, options: Options, words: Set[str]) -> Table:
    """The table in a sheet of a workbook, the first that holds anything where none is named.

    Raises Refusal for a bomb, XML entities, macros, a damaged file, an unknown sheet.
    """
    members = members_of(path)
    require_plain_members(path, members)
    if any(member.filename.endswith("vbaProject.bin") for member in members):
        raise bad_file(_("The workbook contains macros. Please save it without them."))
    shared = sum(m.file_size for m in members if m.filename.endswith("sharedStrings.xml"))
    if shared > SHARED_TEXT:
        raise bad_file(
            _("The workbook holds more text than can be read at once."),
            _("Save the sheet as CSV in UTF-8, which has no such bound."),
        )
    names = _sheets(path)
    wanted = options.sheet or names[0]
    if wanted not in names:
        raise bad_file(_("The workbook has no sheet “%(sheet)s”.") % {"sheet": wanted})
    candidates = [wanted] if options.sheet else names
    problem: Refusal | None = None
    for name in candidates:
        facts = {"format": "XLSX", "sheets": names, "sheet": name}

        def rows(name: str = name) -> Iterator[tuple[Raw, ...]]:
            return _rows(path, name)

        try:
            return table_of(rows, options, words, facts)
        except Refusal as error:
            problem = problem or error
    raise problem or bad_file(_("The workbook cannot be read."))


def _sheets(path: Path) -> list[str]:
    with _opened(path) as book:
        names = [sheet.title for sheet in book.worksheets]
    if not names:
        raise bad_file(_("The workbook holds no sheet."))
    return names


@contextmanager
def _opened(path: Path) -> Iterator[Any]:  # openpyxl has no types
    # A file object, because openpyxl judges paths by an extension that stored files lack.
    with path.open("rb") as file:
        try:
            book = load_workbook(
                file, read_only=True, data_only=True, keep_links=False, keep_vba=False
            )
            try:
                yield book
            finally:
                book.close()
        except _UNREADABLE as error:
            raise _damaged() from error


def _rows(path: Path, sheet: str) -> Iterator[tuple[Raw, ...]]:
    with _opened(path) as book:
        worksheet = book[sheet]
        worksheet.reset_dimensions()  # what a file claims of its size is not believed
        for cells in worksheet.iter_rows(values_only=True, max_col=COLUMN_LIMIT + 1):
            yield _trimmed(cells)


def _trimmed(cells: tuple[Any, ...]) -> tuple[Raw, ...]:
    """The row without the blank cells at its end; times of day become text."""
    width = len(cells)
    while width and cells[width - 1] is None:
        width -= 1
    return tuple(
        cell if isinstance(cell, _TYPES) or cell is None else str(cell) for cell in cells[:width]
    )


def _damaged() -> Refusal:
    return bad_file(
        _("The workbook cannot be read."), _("Save it anew as XLSX from your spreadsheet.")
    )
