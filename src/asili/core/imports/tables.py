"""A file as a table: headers and a stream of rows, whatever kind of file it was.

Rows are read anew each time that somebody asks for them, and never held together.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from asili.core.access import Refusal, Words
from asili.core.imports.cells.notation import Raw, bare, clean
from asili.core.imports.problems import Problem

RULE: Final = "imports.1"
ROW_LIMIT: Final = 1_048_576
"""Rows of a file, the header among them: what a worksheet holds."""
COLUMN_LIMIT: Final = 400
LOOKED_AT: Final = 30
"""Rows among which the header is looked for."""


class RawRow(NamedTuple):
    """A row as it stands: its number as a spreadsheet counts, its cells, what was noticed of it."""

    number: int
    cells: tuple[Raw, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def is_blank(self) -> bool:
        """True where no cell holds anything."""
        return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in self[1])


@dataclass(frozen=True, slots=True)
class Options:
    """How to read a file; what is left blank is found out.

    ``sheet`` is a worksheet or a layer, ``header`` the number of the row of headers, ``crs`` an
    authority's code such as EPSG:32735, ``swap`` exchanges the axes of every shape, ``decimal`` and
    ``days`` ("dmy" or "mdy") settle the notation of numbers and dates.
    """

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header: int = 0
    crs: str = ""
    swap: bool = False
    decimal: str = ""
    days: str = ""

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Options":
        """From JSON; names that are no option are left out."""
        return cls(**{name: stored[name] for name in cls.__slots__ if name in stored})


@dataclass(frozen=True, slots=True)
class Table:
    """A file opened: unique headers, where they stand, what was found out about the file.

    ``read`` gives the rows after the header. ``facts`` are for the page (encoding, sheets, crs).
    """

    headers: tuple[str, ...]
    header_row: int
    read: Callable[[], Iterator[RawRow]]
    facts: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Problem, ...] = ()


def table_of(
    rows: Callable[[], Iterator[tuple[Raw, ...]]],
    options: Options,
    words: Set[str],
    facts: Mapping[str, Any],
) -> Table:
    """The table in a stream of rows whose header is somewhere at the top.

    ``words`` are bare headers that the target knows: they tell a header from a title above it.
    Raises Refusal where there is no row.
    """
    first: list[tuple[Raw, ...]] = []
    stream = rows()
    for cells in stream:
        first.append(cells)
        if len(first) >= max(LOOKED_AT, options.header):
            break
    close = getattr(stream, "close", None)
    if close is not None:
        close()
    at = options.header or header_row(first, words)
    if not at or at > len(first):
        raise bad_file(_("The file holds no row of headers."))
    headers = unique_headers(first[at - 1])
    width = len(headers)

    def read() -> Iterator[RawRow]:
        for number, cells in enumerate(rows(), 1):
            if number > ROW_LIMIT:
                raise too_many_rows()
            if number > at:
                yield RawRow(number, _fitted(cells, width))

    return Table(headers, at, read, facts)


def header_row(first: Sequence[tuple[Raw, ...]], words: Set[str]) -> int:
    """Number of the row that holds the headers, 0 where no row holds anything.

    Known words count most where there are several (one may stand in a cell by chance), then
    different texts: titles above a table are few, figures are no headers.
    """
    best, score = 0, 0
    for number, cells in enumerate(first, 1):
        texts = {bare(cell) for cell in cells if isinstance(cell, str) and cell.strip()} - {""}
        known = len(texts & words)
        found = len([text for text in texts if not text[0].isdigit()])
        found += 10 * known if known > 1 else known
        if found > score:
            best, score = number, found
    return best


def unique_headers(cells: Sequence[Raw]) -> tuple[str, ...]:
    """Headers as texts, each once: blank ones are numbered, repeated ones too."""
    texts = [clean(str(cell)) if cell is not None else "" for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    if len(texts) > COLUMN_LIMIT:
        raise bad_file(
            _("The file has more than %(limit)s columns.") % {"limit": COLUMN_LIMIT},
            _("Leave out the columns that are not needed."),
        )
    seen: Counter[str] = Counter()
    headers = []
    for at, text in enumerate(texts, 1):
        name = text[:120] or f"({at})"
        seen[name] += 1
        headers.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(headers)


def bad_file(message: Words, remedy: Words = "") -> Refusal:
    """The refusal of a file as a whole (imports.1)."""
    return Refusal(RULE, message, remedy=remedy)


def too_many_rows() -> Refusal:
    """The refusal of a file with more rows than one import takes."""
    return bad_file(
        _("The file has more than %(limit)s rows.") % {"limit": ROW_LIMIT},
        _("Split it into several files."),
    )


def _fitted(cells: tuple[Raw, ...], width: int) -> tuple[Raw, ...]:
    """As many cells as there are headers."""
    return cells[:width] if len(cells) >= width else (*cells, *[None] * (width - len(cells)))
