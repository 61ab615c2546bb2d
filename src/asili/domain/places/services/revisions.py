"""Correct what is recorded of places, and take back places that nothing refers to."""

from collections.abc import Sequence

from django.contrib.gis.geos import Point
from django.db import transaction
from django.db.models import ProtectedError

from asili.core import journal
from asili.core.access import Actor, NotVisible, require
from asili.domain.places import policies
from asili.domain.places.models import Occupancy, Place
from asili.domain.places.services.places import (
    NewPlace,
    existing_places,
    known_towns,
    place_digest,
    require_provinces,
)
from asili.domain.places.services.protection import Watch
from asili.domain.places.services.sitings import derive_sitings_of

_E7 = 10_000_000


def correct_places(*, actor: Actor, places: Sequence[NewPlace]) -> list[Place]:
    """Record places, given by their codes, as they are said to be now; in the order given.

    Kind and parent stay. Raises NotVisible for an unknown code, Refusal for an unknown province or
    town (places.2).
    """
    with transaction.atomic():
        rows = existing_places({place.code for place in places})
        if missing := {place.code for place in places} - rows.keys():
            raise NotVisible(min(missing))
        for place in places:
            programme = rows[place.code].programme.code
            for province in {rows[place.code].province, place.province}:
                require(policies.can_register_place(actor, programme, province))
        require_provinces({place.province for place in places})
        towns = known_towns({place.town for place in places if place.town})
        for place in places:
            row = rows[place.code]
            row.name, row.province = place.name, place.province
            row.town, row.minerals = towns.get(place.town), list(place.minerals)
            row.point = Point(place.lon_e7 / _E7, place.lat_e7 / _E7, srid=4326)
        corrected = [rows[place.code] for place in places]
        Place.objects.bulk_update(
            rows.values(), ["name", "province", "town", "minerals", "point"], batch_size=200
        )
        with Watch(actor, places={row.pk for row in corrected}):
            derive_sitings_of(corrected)
        journal.append(
            act="places.place.corrected",
            actor=actor,
            subjects=[row.code for row in corrected],
            digests=[place_digest(row) for row in corrected],
        )
    return corrected


def withdraw_places(*, actor: Actor, codes: Sequence[str]) -> list[str]:
    """Take back places that were registered wrongly; return the codes of those that are gone.

    A place that a record refers to stays.
    """
    with transaction.atomic():
        gone = []
        rows = existing_places(set(codes))
        for code in codes:
            if (row := rows.get(code)) is not None:
                require(policies.can_register_place(actor, row.programme.code, row.province))
                if _is_removed(row):
                    gone.append(code)
        if gone:
            journal.append(
                act="places.place.withdrawn",
                actor=actor,
                subjects=gone,
                digests=[journal.digest("places_place", [code, "withdrawn"]) for code in gone],
            )
    return gone


def withdraw_occupancies(*, actor: Actor, occupancies: Sequence[int]) -> None:
    """Take back occupancies (ids) that were recorded wrongly; those that have ended since stay."""
    rows = list(
        Occupancy.objects.filter(pk__in=occupancies, until__isnull=True).select_related(
            "place__programme", "party"
        )
    )
    for row in rows:
        programme = row.place.programme.code
        require(policies.can_record_occupancy(actor, programme, row.place.province))
    if not rows:
        return
    with transaction.atomic():
        Occupancy.objects.filter(pk__in=[row.pk for row in rows]).delete()
        derive_sitings_of({row.place for row in rows})
        journal.append(
            act="places.occupancy.withdrawn",
            actor=actor,
            subjects=sorted({row.place.code for row in rows}),
            digests=[
                journal.digest("places_occupancy", [row.place.code, row.party.code, "withdrawn"])
                for row in rows
            ],
        )


def _is_removed(row: Place) -> bool:
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError:
        return False
    return True
