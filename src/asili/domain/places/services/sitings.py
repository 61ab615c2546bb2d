"""Find which sites lie on whose ground, and who works there (rules places.20 and places.21)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date

import shapely

from asili.domain.places import ground, rules
from asili.domain.places.ground import Extent, Standing
from asili.domain.places.models import Occupancy, Place, Siting, TitleVersion
from asili.domain.places.services.extents import around, extents_of

WORKED = (Place.Kind.SITE, Place.Kind.PIT)
WORKERS = (Occupancy.Role.OPERATOR, Occupancy.Role.COOPERATIVE)
_NEAR_DEGREES = 2 * rules.NEAR_M / 111_000
_Worker = tuple[int, date, date | None]
"""Party, since, until."""


def derive_sitings_on(titles: Collection[int]) -> None:
    """Find anew which sites lie on titles (ids) or beside zones among them."""
    Siting.objects.filter(version__title__in=titles).delete()
    versions = TitleVersion.objects.filter(title__in=titles)
    if extents := list(extents_of(versions)):
        near = Place.objects.filter(
            around((extent.geometry for extent in extents), "point", _NEAR_DEGREES),
            kind__in=WORKED,
            programme__in=versions.order_by().values("title__programme"),
        )
        _write(list(near), extents)


def derive_sitings_of(places: Iterable[Place]) -> None:
    """Find anew on which titles of their programmes some places lie, or beside which zones."""
    rows = [place for place in places if place.kind in WORKED]
    Siting.objects.filter(place__in=rows).delete()
    if not rows:
        return
    near = TitleVersion.objects.filter(
        around((shapely.Point(*place.point.coords) for place in rows), "geometry", _NEAR_DEGREES),
        title__programme__in={place.programme_id for place in rows},
    )
    _write(rows, list(extents_of(near)))


def _write(places: list[Place], extents: list[Extent]) -> None:
    points = [shapely.Point(*place.point.coords) for place in places]
    found = ground.lying(points, extents, rules.NEAR_M)
    versions = TitleVersion.objects.filter(pk__in={extents[one.extent].key for one in found})
    programmes = dict(versions.values_list("pk", "title__programme"))
    found = [
        one
        for one in found
        if programmes[extents[one.extent].key] == places[one.point].programme_id
    ]
    workers = _workers({places[one.point].pk for one in found})
    holders = _holders({extents[one.extent].key for one in found if not one.metres})
    Siting.objects.bulk_create(
        siting
        for one in found
        for siting in _sitings(places[one.point], extents[one.extent], one.metres, workers, holders)
    )


def _sitings(
    place: Place,
    extent: Extent,
    metres: int,
    workers: dict[int, list[_Worker]],
    holders: dict[int, int],
) -> Iterator[Siting]:
    yield Siting(
        kind=Siting.Kind.NEAR if metres else Siting.Kind.INSIDE,
        place=place,
        version_id=extent.key,
        metres=metres,
        since=extent.since,
        until=extent.until,
    )
    holder = holders.get(extent.key)
    if metres or holder is None or extent.standing is not Standing.RIGHT:
        return
    for party, since, until in workers[place.pk]:
        both = _both(extent, since, until)
        if party != holder and both is not None:
            yield Siting(
                kind=Siting.Kind.ANOTHERS,
                place=place,
                version_id=extent.key,
                party_id=party,
                since=both[0],
                until=both[1],
            )


def _both(extent: Extent, since: date, until: date | None) -> tuple[date, date | None] | None:
    """Days on which a version and an occupancy both hold; None where there is none."""
    begins = max(extent.since, since)
    ends = min((day for day in (extent.until, until) if day is not None), default=None)
    return (begins, ends) if rules.in_order(begins, ends) else None


def _workers(places: set[int]) -> dict[int, list[_Worker]]:
    found: dict[int, list[_Worker]] = defaultdict(list)
    rows = Occupancy.objects.filter(place__in=places, role__in=WORKERS).order_by("pk")
    for place, party, since, until in rows.values_list("place", "party", "since", "until"):
        if (party, since, until) not in found[place]:
            found[place].append((party, since, until))
    return found


def _holders(versions: set[int]) -> dict[int, int]:
    rows = TitleVersion.objects.filter(pk__in=versions, holder__isnull=False)
    return dict(rows.values_list("pk", "holder_id"))
