"""Reads of visits: those of a programme, figures by territory and year, and whom they are owed to.

Nothing here touches a sighting: these reads serve pages, maps and files for everybody.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from asili.core.access import Actor
from asili.core.models import Programme
from asili.domain.places import visiting
from asili.domain.places.models import Place, PlaceIdentifier, Visit, VisitSource
from asili.domain.places.policies import visible_visits

SMALL: Final = 5
"""A figure that rests on fewer visits or sites than this is withheld, unless it is none."""


def visited_programmes() -> QuerySet[Programme]:
    """Programmes with visits."""
    return Programme.objects.filter(pk__in=VisitSource.objects.values("programme"))


def visits_in(actor: Actor, programme: Programme | None) -> QuerySet[Visit]:
    """Visits of one programme, the latest first; none without a programme."""
    rows = visible_visits(actor).filter(programme=programme)
    return (
        rows.select_related("place", "programme", "source")
        .prefetch_related("minerals")
        .order_by("-visited_on", "-pk")
    )


def visits_of(actor: Actor, place: Place) -> QuerySet[Visit]:
    """Visits of one place, the latest first; ``site_number`` is the source's number of the site."""
    number = PlaceIdentifier.objects.filter(place=place, scheme=OuterRef("scheme"))
    rows = visible_visits(actor).filter(place=place)
    rows = rows.annotate(site_number=Subquery(number.values("value")[:1]))
    return rows.select_related("source").prefetch_related("minerals").order_by("-visited_on", "-pk")


def attribution(programme: Programme | None) -> tuple[str, ...]:
    """To whom the visits of a programme are owed: source, licence, and each file with its digest.

    The licence is said as far as it is known, and that it is not verified (places.13).
    """
    sources = (
        VisitSource.objects.filter(programme=programme)
        .annotate(count=Count("visits"), until=Max("visits__visited_on"))
        .filter(count__gt=0)
        .order_by("scheme", "brought_on", "pk")
    )
    lines: list[str] = []
    for source in sources:
        owed = str(_owed(programme, source.scheme))
        if owed not in lines:
            lines.append(owed)
        lines.append(
            _("File %(file)s: %(count)s visits until %(until)s, brought in on %(on)s.")
            % {
                "file": source.file,
                "count": source.count,
                "until": date_format(source.until, "DATE_FORMAT"),
                "on": date_format(source.brought_on, "DATE_FORMAT"),
            }
        )
    return tuple(lines)


def _owed(programme: Programme | None, scheme: str) -> object:
    if programme is None or programme.simulated:
        return visiting.INVENTED
    return visiting.SOURCES[scheme]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many visits recorded something, and how many of these saw it."""

    recorded: int
    seen: int

    @property
    def is_small(self) -> bool:
        """True where so few stand behind it that a person might be recognised."""
        return 0 < self.recorded < SMALL


@dataclass(frozen=True, slots=True)
class Year:
    """A territory in a year: visits, sites, and figures of the latest visit of each site.

    ``workers`` sums over the ``counted`` sites whose latest record of the year has a number of
    workers; None where they are none, or too few to be shown.
    """

    province: str
    territory: str
    year: int
    visits: int
    sites: int
    counted: int
    workers: int | None
    women: Tally
    mercury: Tally

    @property
    def is_small(self) -> bool:
        """True where workers are withheld because too few sites stand behind them."""
        return 0 < self.counted < SMALL


def years(rows: QuerySet[Visit]) -> list[Year]:
    """Visits by province, territory and year, in that order, the latest year first."""
    cells: dict[tuple[str, str, int], dict[int, _Last]] = defaultdict(dict)
    visits: dict[tuple[str, str, int], int] = defaultdict(int)
    columns = rows.order_by("visited_on", "pk").values_list(
        "place__province", "territory", "visited_on", "place_id", "workers", "women", "mercury"
    )
    for province, territory, day, place, *facts in columns.iterator(2_000):
        at = (province, territory, day.year)
        visits[at] += 1
        cells[at].setdefault(place, _Last()).take(facts)
    found = [_year(at, visits[at], list(sites.values())) for at, sites in cells.items()]
    return sorted(found, key=lambda one: (one.province, one.territory, -one.year))


class _Last:
    """The latest of each fact that visits of one site recorded in a year."""

    __slots__ = ("facts",)

    def __init__(self) -> None:
        self.facts: list[int | bool | None] = [None, None, None]

    def take(self, facts: Iterable[int | bool | None]) -> None:
        """Take what a later visit recorded; what it left blank stays as it was."""
        self.facts = [
            old if new is None else new for old, new in zip(self.facts, facts, strict=True)
        ]


def _year(at: tuple[str, str, int], visits: int, sites: list[_Last]) -> Year:
    counted = [site.facts[0] for site in sites if site.facts[0] is not None]
    province, territory, year = at
    return Year(
        province,
        territory,
        year,
        visits,
        len(sites),
        len(counted),
        sum(counted) if len(counted) >= SMALL else None,
        _tally(site.facts[1] for site in sites),
        _tally(site.facts[2] for site in sites),
    )


def _tally(facts: Iterable[int | bool | None]) -> Tally:
    recorded = [fact for fact in facts if fact is not None]
    return Tally(len(recorded), sum(map(bool, recorded)))
