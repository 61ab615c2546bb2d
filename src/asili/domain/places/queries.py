"""Reads of places, titles and overlaps, as values and as GeoJSON."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.gis.db.models.functions import AsWKB
from django.db.models import QuerySet
from django.utils import timezone

from asili.core.access import Actor
from asili.core.periods import covering
from asili.domain.places import geojson, ground, rules
from asili.domain.places.models import Occupancy, Overlap, Place, Title, TitleVersion
from asili.domain.registry.models import Party


@dataclass(frozen=True, slots=True)
class PlaceSeen:
    """A place as somebody may see it; where not ``exact`` the point is rounded (places.6)."""

    code: str
    kind: str
    kind_name: str
    name: str
    programme: str
    province: str
    town: str
    parent: str
    minerals: tuple[str, ...]
    simulated: bool
    longitude: float
    latitude: float
    exact: bool


def places_visible(actor: Actor, places: Iterable[Place] | None = None) -> list[PlaceSeen]:
    """Places as the actor may see them: exact points with a role there, else to 0.1 degree.

    Without ``places``, all of them. Depots, plants and posts are on public roads and stay exact.
    """
    if places is None:
        places = Place.objects.all()
    if isinstance(places, QuerySet):
        places = places.select_related("programme", "town", "parent")
    return [_seen(actor, place) for place in places]


def places_geojson(actor: Actor, places: Iterable[Place] | None = None) -> str:
    """`places_visible` as a feature collection of points."""
    seen = places_visible(actor, places)
    return geojson.from_points(
        [(place.longitude, place.latitude) for place in seen],
        [
            {
                "code": place.code,
                "kind": place.kind,
                "kind_name": place.kind_name,
                "name": place.name,
                "province": place.province,
                "exact": place.exact,
                "simulated": place.simulated,
            }
            for place in seen
        ],
    )


def versions_on(on: date | None = None, programme: str = "") -> QuerySet[TitleVersion]:
    """What titles and zones cover on a day (default: today), with title and holder."""
    rows = TitleVersion.objects.filter(covering(_day(on), "valid_from", "valid_to"))
    if programme:
        rows = rows.filter(title__programme__code=programme)
    return rows.select_related("title__programme", "holder")


def titles_geojson(on: date | None = None, programme: str = "") -> str:
    """`versions_on` as a feature collection."""
    rows = list(versions_on(on, programme).defer("geometry").annotate(wkb=AsWKB("geometry")))
    return geojson.from_wkb(
        [row.wkb for row in rows],
        [
            {
                "code": row.title.code,
                "kind": row.title.kind,
                "kind_name": row.title.get_kind_display(),
                "number": row.title.number,
                "name": row.title.name,
                "zone": row.title.is_zone,
                "holder": holder_name(row.holder),
                "status": row.get_status_display(),
                "since": row.valid_from,
                "until": row.valid_to,
                "simulated": row.title.programme.simulated,
            }
            for row in rows
        ],
    )


def overlaps_on(on: date | None = None, programme: str = "") -> QuerySet[Overlap]:
    """Overlaps of titles in force on a day (default: today), largest first, with both holders.

    Only of rights: what is planned or applied for is asked of `Overlap` by its kind.
    """
    rows = Overlap.objects.filter(covering(_day(on)), kind=Overlap.Kind.RIGHTS)
    if programme:
        rows = rows.filter(first__title__programme__code=programme)
    return rows.select_related(
        "first__title__programme", "first__holder", "second__title", "second__holder"
    )


def overlaps_of(title: Title) -> QuerySet[Overlap]:
    """Every overlap of one title, past ones included, latest first."""
    rows = Overlap.objects.filter(first__title=title) | Overlap.objects.filter(second__title=title)
    return rows.select_related(
        "first__title", "first__holder", "second__title", "second__holder"
    ).order_by("-since", "-hectares")


def overlaps_geojson(on: date | None = None, programme: str = "") -> str:
    """`overlaps_on` as a feature collection."""
    rows = list(overlaps_on(on, programme).defer("geometry").annotate(wkb=AsWKB("geometry")))
    return geojson.from_wkb(
        [row.wkb for row in rows],
        [
            {
                "first": row.first.title.code,
                "first_number": str(row.first.title),
                "first_holder": holder_name(row.first.holder),
                "second": row.second.title.code,
                "second_number": str(row.second.title),
                "second_holder": holder_name(row.second.holder),
                "hectares": float(row.hectares),
                "since": row.since,
                "until": row.until,
                "simulated": row.first.title.programme.simulated,
            }
            for row in rows
        ],
    )


def holder_name(holder: Party | None) -> str:
    """Name of an organisation that holds a title; "" for nobody and for a private person."""
    return holder.name if holder and holder.kind == Party.Kind.ORGANISATION else ""


def occupants_on(place: Place, on: date | None = None) -> QuerySet[Occupancy]:
    """Who occupied a place on a day (default: today)."""
    return Occupancy.objects.filter(covering(_day(on)), place=place).select_related("party")


def titles_at(place: Place, on: date | None = None) -> QuerySet[TitleVersion]:
    """Titles and zones whose ground holds the place's point on a day (default: today)."""
    return versions_on(on, place.programme.code).filter(geometry__covers=place.point)


def area_ha(version: TitleVersion) -> Decimal:
    """Area of a version measured on the ellipsoid, beside its legal area and never instead."""
    (wkb,) = TitleVersion.objects.filter(pk=version.pk).values_list(AsWKB("geometry"), flat=True)
    return ground.hectares(geojson.shape(wkb))


_IN_THE_FIELD = frozenset({Place.Kind.SITE, Place.Kind.PIT})


def _seen(actor: Actor, place: Place) -> PlaceSeen:
    programme = place.programme.code
    exact = place.kind not in _IN_THE_FIELD or rules.sees_exact_points(
        actor, programme, place.province
    )
    longitude, latitude = place.point.x, place.point.y
    if not exact:
        longitude, latitude = rules.coarse(longitude), rules.coarse(latitude)
    return PlaceSeen(
        code=place.code,
        kind=place.kind,
        kind_name=place.get_kind_display(),
        name=place.name,
        programme=programme,
        province=place.province,
        town=place.town.name if place.town else "",
        parent=place.parent.code if place.parent else "",
        minerals=tuple(place.minerals),
        simulated=place.simulated,
        longitude=longitude,
        latitude=latitude,
        exact=exact,
    )


def _day(on: date | None) -> date:
    return on or timezone.localdate()
