"""Where the rows of each table come from that stands before anything moves: one query a table."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import shapely
from django.contrib.gis.geos import GEOSGeometry, Point
from django.db.models import QuerySet

from asili.domain.credentials.models import CredentialState
from asili.domain.places.models import Occupancy, Place, TitleVersion
from asili.domain.trade.models import PayableBand, ReferencePrice
from asili.interfaces.exchange.scope import Scope
from asili.network.cells import Value
from asili.network.schema import TABLES

CHUNK: Final = 2_000
"""Rows that a query hands over at a time."""

_E7: Final = 10_000_000
Cells = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Source:
    """How one table is read.

    ``rows`` are queries whose rows follow one another in file order. ``paths`` says where a column
    comes from whose name is not that of a field. ``confidential`` columns stay blank for whoever
    does not oversee the programme.
    """

    table: str
    rows: Callable[[Scope], Iterable[QuerySet[Any]]]
    paths: Mapping[str, str] = field(default_factory=dict)
    confidential: frozenset[str] = frozenset()

    def cells(self, scope: Scope) -> Iterator[Cells]:
        """Yield the rows for ``scope``, each as cells by column."""
        hidden = frozenset() if scope.is_whole else self.confidential
        names = [name for name in TABLES[self.table].names if name not in hidden]
        fields = [self.paths.get(name, name) for name in names]
        for query in self.rows(scope):
            for values in query.values_list(*fields).iterator(CHUNK):
                yield {n: cell(v, n) for n, v in zip(names, values, strict=True)}


def cell(value: object, name: str = "") -> Value:
    """A value of a field as a cell: a blank text is not recorded, a list is words."""
    if isinstance(value, Decimal):
        return value.normalize()
    if isinstance(value, list):
        return " ".join(map(str, value)) or None
    if isinstance(value, GEOSGeometry):
        return _coordinate(value, name)
    if value == "" or value is None:
        return None
    if isinstance(value, str | bool | int | date | datetime | UUID):
        return value
    raise TypeError(f"{name} holds {type(value).__name__}")


def _coordinate(shape: GEOSGeometry, name: str) -> Value:
    """A point as a whole number of 1e-7 degree, an area as the shortest WKT that is exact."""
    if isinstance(shape, Point):
        return round((shape.y if name == "lat_e7" else shape.x) * _E7)
    return str(shapely.to_wkt(shapely.from_wkb(bytes(shape.wkb)), rounding_precision=-1))


def _generations(scope: Scope) -> Iterator[QuerySet[Place]]:
    """Places that lie in none, then those in these, and so on: a parent stands above its parts."""
    every = Place.objects.filter(programme=scope.programme)
    generation = every.filter(parent__isnull=True)
    while generation.exists():
        yield generation.order_by("code")
        generation = every.filter(parent__in=generation.order_by().values("pk"))


def _occupancies(scope: Scope) -> QuerySet[Occupancy]:
    found = Occupancy.objects.filter(place__programme=scope.programme)
    return found.filter(party__in=scope.parties.values("pk"))


def _one(read: Callable[[Scope], QuerySet[Any]], *order: str) -> Callable[[Scope], Any]:
    return lambda scope: [read(scope).order_by(*order)]


BEFORE: Final = (
    Source(
        "parties",
        _one(lambda scope: scope.parties, "code"),
        {
            "organisation_kind": "organisation__kind",
            "constituency": "organisation__constituency",
            "province": "organisation__province",
            "founded": "organisation__founded",
            "sex": "person__sex",
            "birth_year": "person__birth_year",
            "birth_year_estimated": "person__estimated",
        },
        frozenset({"birth_year", "birth_year_estimated"}),
    ),
    Source(
        "memberships",
        _one(
            lambda scope: scope.memberships,
            "person__party__code",
            "organisation__party__code",
            "role",
            "since",
        ),
        {"person": "person__party__code", "organisation": "organisation__party__code"},
    ),
    Source(
        "places",
        _generations,
        {"town": "town__name", "parent": "parent__code", "lat_e7": "point", "lon_e7": "point"},
    ),
    Source(
        "occupancies",
        _one(_occupancies, "place__code", "party__code", "role", "since"),
        {"place": "place__code", "party": "party__code"},
    ),
    Source(
        "titles",
        _one(
            lambda scope: TitleVersion.objects.filter(title__programme=scope.programme),
            "title__code",
            "valid_from",
        ),
        {name: f"title__{name}" for name in ("code", "number", "kind", "name")}
        | {"holder": "holder__code"},
    ),
    Source(
        "credentials",
        _one(
            lambda scope: CredentialState.objects.filter(credential__in=scope.credentials),
            "credential__code",
            "effective_at",
            "pk",
        ),
        {
            "code": "credential__code",
            "number": "credential__number",
            "kind": "credential__kind",
            "holder": "credential__holder__code",
            "issuer": "credential__issuer__code",
            "place": "credential__place__code",
            "title": "credential__title__code",
        },
    ),
)
"""Tables of parties, places and papers, in the order of the schema."""

PRICES: Final = (
    Source(
        "prices",
        _one(
            lambda scope: ReferencePrice.objects.filter(programme=scope.programme),
            "analyte__code",
            "on",
        ),
        {"analyte": "analyte__code"},
    ),
    Source(
        "payables",
        _one(
            lambda scope: PayableBand.objects.filter(programme=scope.programme),
            "analyte__code",
            "valid_from",
            "grade_from",
        ),
        {"analyte": "analyte__code"},
    ),
)
"""Reference prices and payable shares, which are public."""
