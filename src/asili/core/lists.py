"""Lists: sorted and cut into pages by the address alone, so that any view of one can be shared.

A list is sorted by one of the names that its view offers, never by a field name from the address.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import QueryDict

PER_PAGE: Final = 50
SORT: Final = "sort"
PAGE: Final = "page"

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Listing(Generic[M]):
    """One page of a sorted list, and the addresses of the others.

    ``sort`` is the name in force, "" for the list's own order, with "-" before it when descending.
    """

    page: "Page[M]"
    parameters: QueryDict
    sort: str
    sorts: tuple[str, ...]

    @property
    def total(self) -> int:
        """Number of rows in the whole list."""
        return self.page.paginator.count

    def address(self, **changes: Any) -> str:
        """Query string of this list with some parameters changed; None or "" removes one."""
        query = self.parameters.copy()
        for name, value in changes.items():
            query.pop(name, None)
            if value not in (None, ""):
                query[name] = str(value)
        return f"?{query.urlencode()}"

    def sorted_by(self, name: str) -> str:
        """Query string that sorts by ``name``, the other way round where it does already."""
        return self.address(sort=f"-{name}" if self.sort == name else name, page=None)

    @property
    def query(self) -> str:
        """The parameters other than the page, encoded, as ``parts/pager.html`` takes them."""
        return self.address(page=None).removeprefix("?")

    def direction(self, name: str) -> str:
        """ "ascending", "descending" or "none", as ``aria-sort`` wants it."""
        if self.sort.removeprefix("-") != name:
            return "none"
        return "descending" if self.sort.startswith("-") else "ascending"


def listing(
    rows: QuerySet[M],
    query: QueryDict,
    *,
    sorts: Mapping[str, str] | None = None,
    per_page: int = PER_PAGE,
) -> Listing[M]:
    """A page of ``rows`` as the address asks for it.

    ``sorts`` maps the names that the address may use to fields. What it may not use, and a page
    that does not exist, are answered with the list's own order and the nearest page.
    """
    fields = dict(sorts or {})
    asked = query.get(SORT, "")
    name = asked.removeprefix("-")
    sort = asked if name in fields else ""
    if sort:
        sign = "-" if sort.startswith("-") else ""
        rows = rows.order_by(f"{sign}{fields[name]}", "pk")
    page = Paginator(rows, per_page).get_page(query.get(PAGE))
    return Listing(page, query, sort, tuple(fields))
