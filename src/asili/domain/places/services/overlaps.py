"""Find what titles in force share; derived, for the titles that changed only."""

from collections.abc import Collection, Iterable
from typing import cast

from django.contrib.gis.db.models import Extent as ExtentOf
from django.contrib.gis.db.models.functions import AsWKB
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon
from django.db import transaction
from django.db.models import Q, QuerySet

from asili.core import journal
from asili.core.access import Actor, require
from asili.core.models import Programme
from asili.domain.places import geojson, policies, rules
from asili.domain.places.models import Overlap, Title, TitleVersion
from asili.domain.places.rules import Extent


def recompute_overlaps(*, actor: Actor, programme: Programme) -> list[Overlap]:
    """Find every overlap of a programme anew, and return them."""
    require(policies.can_grant_title(actor, programme.code))
    with transaction.atomic():
        titles = set(Title.objects.filter(programme=programme).values_list("pk", flat=True))
        rows = derive_overlaps(titles)
        journal.append(
            act="places.overlaps.recomputed",
            actor=actor,
            subjects=[programme.code],
            digests=[_digest(row) for row in rows],
        )
    return rows


def derive_overlaps(titles: Collection[int]) -> list[Overlap]:
    """Replace the overlaps of the titles (ids); a part of the act that changed them."""
    Overlap.objects.filter(Q(first__title__in=titles) | Q(second__title__in=titles)).delete()
    rights = TitleVersion.objects.filter(status__in=rules.RIGHTS)
    changed = rights.filter(title__in=titles)
    box = changed.order_by().aggregate(box=ExtentOf("geometry"))["box"]
    if box is None:
        return []
    others = rights.exclude(title__in=titles).filter(
        title__programme__in=Title.objects.filter(pk__in=titles).values("programme"),
        geometry__bboverlaps=_envelope(box),
    )
    return Overlap.objects.bulk_create(
        Overlap(
            first_id=shared.first,
            second_id=shared.second,
            geometry=cast("MultiPolygon", GEOSGeometry(memoryview(shared.geometry.wkb), srid=4326)),
            hectares=shared.hectares,
            since=shared.since,
            until=shared.until,
        )
        for shared in rules.shared_ground(list(_extents(changed)), list(_extents(others)))
    )


def _extents(versions: QuerySet[TitleVersion]) -> Iterable[Extent]:
    rows = versions.order_by("pk").values_list(
        "pk", "title_id", AsWKB("geometry"), "valid_from", "valid_to"
    )
    for key, title, wkb, since, until in rows:
        yield Extent(key, title, geojson.shape(wkb), since, until)


def _envelope(box: tuple[float, float, float, float]) -> Polygon:
    envelope = Polygon.from_bbox(box)
    envelope.srid = 4326
    return envelope


def _digest(row: Overlap) -> bytes:
    values = [row.first_id, row.second_id, row.hectares, row.since, row.until]
    return journal.digest("places_overlap", values)
