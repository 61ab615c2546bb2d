"""Find what titles share and which places lie on them; derived, for what changed only."""

from collections.abc import Collection
from typing import cast

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import transaction
from django.db.models import Q

from asili.core import journal
from asili.core.access import Actor, require
from asili.core.models import Programme
from asili.domain.places import ground, policies
from asili.domain.places.ground import Standing
from asili.domain.places.models import Overlap, Title, TitleVersion
from asili.domain.places.services.extents import around, extents_of
from asili.domain.places.services.protection import Watch
from asili.domain.places.services.sitings import derive_sitings_on

KINDS = {
    Standing.RIGHT: Overlap.Kind.RIGHTS,
    Standing.PLANNED: Overlap.Kind.PLANNED,
    Standing.APPLIED: Overlap.Kind.APPLIED,
    Standing.PROTECTED: Overlap.Kind.PROTECTED,
}


def recompute_overlaps(*, actor: Actor, programme: Programme) -> list[Overlap]:
    """Find everything that follows from the outlines of a programme anew; return the overlaps."""
    require(policies.can_grant_title(actor, programme.code))
    with transaction.atomic():
        titles = set(Title.objects.filter(programme=programme).values_list("pk", flat=True))
        rows = derive_ground(actor=actor, titles=titles)
        journal.append(
            act="places.overlaps.recomputed",
            actor=actor,
            subjects=[programme.code],
            digests=[_digest(row) for row in rows],
        )
    return rows


def derive_ground(*, actor: Actor, titles: Collection[int]) -> list[Overlap]:
    """Find anew what the titles (ids) share, which sites lie on them, and what to say about it.

    A part of the act that changed them; what other titles share among themselves is not touched.
    """
    with Watch(actor, titles=titles):
        rows = _derive_overlaps(titles)
        derive_sitings_on(titles)
    return rows


def _derive_overlaps(titles: Collection[int]) -> list[Overlap]:
    Overlap.objects.filter(Q(first__title__in=titles) | Q(second__title__in=titles)).delete()
    changed = list(extents_of(TitleVersion.objects.filter(title__in=titles)))
    if not changed:
        return []
    neighbours = TitleVersion.objects.exclude(title__in=titles).filter(
        around((extent.geometry for extent in changed), "geometry"),
        title__programme__in=Title.objects.filter(pk__in=titles).values("programme"),
    )
    return Overlap.objects.bulk_create(
        Overlap(
            kind=KINDS[shared.standing],
            first_id=shared.first,
            second_id=shared.second,
            geometry=cast("MultiPolygon", GEOSGeometry(memoryview(shared.geometry.wkb), srid=4326)),
            hectares=shared.hectares,
            since=shared.since,
            until=shared.until,
        )
        for shared in ground.shared_ground(changed, list(extents_of(neighbours)))
    )


def _digest(row: Overlap) -> bytes:
    values = [row.first_id, row.second_id, row.hectares, row.since, row.until]
    return journal.digest("places_overlap", values)
