"""Register places and say who occupies them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from asili.core import journal
from asili.core.access import Actor, NotVisible, Refusal, require
from asili.core.models import Programme
from asili.domain.geography.models import AdminUnit, Town
from asili.domain.places import policies, rules
from asili.domain.places.models import Occupancy, Place, place_code
from asili.domain.places.services.protection import Watch
from asili.domain.places.services.sitings import derive_sitings_of
from asili.domain.registry.queries import parties_by_code

_E7 = 10_000_000
_SLICE = 500


@dataclass(frozen=True, slots=True)
class NewPlace:
    """What is recorded of a place; coordinates in whole multiples of 1e-7 degree, WGS 84.

    ``town`` is a town's name, ``parent`` the code of the place that contains it; both may be "".
    """

    kind: str
    name: str
    province: str
    lon_e7: int
    lat_e7: int
    code: str = ""
    town: str = ""
    parent: str = ""
    minerals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewOccupancy:
    """A party (code) in a place (code)."""

    place: str
    party: str
    role: str
    since: date
    until: date | None = None


def register_place(*, actor: Actor, programme: Programme, place: NewPlace) -> Place:
    """Register one place; as `register_places`."""
    return register_places(actor=actor, programme=programme, places=[place])[0]


def register_places(
    *, actor: Actor, programme: Programme, places: Sequence[NewPlace]
) -> list[Place]:
    """Register places of a programme and return them in the order given.

    A parent may be among them, anywhere above its parts. Raises Refusal where a province or town is
    not known (places.2) or a pit lies in no site (places.1), NotVisible for an unknown parent.
    """
    for province in sorted({place.province for place in places}):
        require(policies.can_register_place(actor, programme.code, province))
    towns = known_towns({place.town for place in places if place.town})
    require_provinces({place.province for place in places})
    if any(place.kind == Place.Kind.PIT and not place.parent for place in places):
        raise Refusal("places.1", _("A pit lies within a site."))
    with transaction.atomic():
        parents = existing_places({place.parent for place in places if place.parent})
        rows = [
            Place(
                code=place.code or place_code(),
                kind=place.kind,
                name=place.name,
                programme=programme,
                province=place.province,
                town=towns.get(place.town),
                point=Point(place.lon_e7 / _E7, place.lat_e7 / _E7, srid=4326),
                minerals=list(place.minerals),
                simulated=programme.simulated,
            )
            for place in places
        ]
        _create_parents_first(rows, [place.parent for place in places], parents)
        with Watch(actor, places={row.pk for row in rows}):
            derive_sitings_of(rows)
        journal.append(
            act="places.place.registered",
            actor=actor,
            subjects=[row.code for row in rows],
            digests=[place_digest(row) for row in rows],
        )
    return rows


def record_occupancy(*, actor: Actor, occupancy: NewOccupancy) -> Occupancy:
    """Record who occupies one place; as `record_occupancies`."""
    return record_occupancies(actor=actor, occupancies=[occupancy])[0]


def record_occupancies(*, actor: Actor, occupancies: Sequence[NewOccupancy]) -> list[Occupancy]:
    """Record who occupies which place, and return the rows in the order given.

    Raises NotVisible for an unknown code, Refusal (places.3) for a period that ends before it
    begins or a party that is there already in that role.
    """
    places = existing_places({given.place for given in occupancies})
    parties = parties_by_code(given.party for given in occupancies)
    if missing := {given.party for given in occupancies} - parties.keys():
        raise NotVisible(min(missing))
    for programme, province in {(p.programme.code, p.province) for p in places.values()}:
        require(policies.can_record_occupancy(actor, programme, province))
    if not all(rules.in_order(given.since, given.until) for given in occupancies):
        raise Refusal("places.3", _("A period ends after the day on which it begins."))
    with transaction.atomic(), Watch(actor, places={place.pk for place in places.values()}):
        _require_new(occupancies)
        rows = Occupancy.objects.bulk_create(
            Occupancy(
                place=places[given.place],
                party=parties[given.party],
                role=given.role,
                since=given.since,
                until=given.until,
            )
            for given in occupancies
        )
        derive_sitings_of(places.values())
        journal.append(
            act="places.occupancy.recorded",
            actor=actor,
            subjects=[*places, *parties],
            digests=[_occupancy_digest(row) for row in rows],
        )
    return rows


def end_occupancy(*, actor: Actor, occupancy: Occupancy, until: date) -> Occupancy:
    """Close an occupancy; ``until`` is the first day on which the party is no longer there."""
    with transaction.atomic(), Watch(actor, places={occupancy.place_id}):
        row = (
            Occupancy.objects.select_for_update(of=("self",))
            .select_related("place__programme", "party")
            .get(pk=occupancy.pk)
        )
        require(policies.can_record_occupancy(actor, row.place.programme.code, row.place.province))
        if row.until is not None or not rules.in_order(row.since, until):
            raise Refusal("places.3", _("A period ends once, after the day on which it begins."))
        row.until = until
        row.save(update_fields=["until"])
        derive_sitings_of([row.place])
        journal.append(
            act="places.occupancy.ended",
            actor=actor,
            subjects=[row.place.code, row.party.code],
            digests=[_occupancy_digest(row)],
        )
    return row


def _require_new(occupancies: Sequence[NewOccupancy]) -> None:
    """Nobody occupies a place twice in one role without an end."""
    opening = [given for given in occupancies if given.until is None]
    wanted = {(given.place, given.party, given.role) for given in opening}
    rows = Occupancy.objects.filter(
        place__code__in={given.place for given in opening}, until__isnull=True
    )
    held = set(rows.values_list("place__code", "party__code", "role"))
    if wanted & held or len(wanted) < len(opening):
        raise Refusal("places.3", _("This party occupies this place in this role already."))


def _create_parents_first(
    rows: Sequence[Place], parents: Sequence[str], existing: dict[str, Place]
) -> None:
    """Insert generation by generation; raises NotVisible where a parent never comes."""
    known = dict(existing)
    waiting = list(zip(rows, parents, strict=True))
    while waiting:
        ready = [(row, parent) for row, parent in waiting if not parent or parent in known]
        if not ready:
            raise NotVisible(min(parent for _row, parent in waiting))
        for row, parent in ready:
            row.parent = known[parent] if parent else None
        Place.objects.bulk_create([row for row, _parent in ready])
        known |= {row.code: row for row, _parent in ready}
        waiting = [(row, parent) for row, parent in waiting if row.code not in known]


def existing_places(codes: set[str]) -> dict[str, Place]:
    """Places by their codes, with their programmes; unknown codes are left out."""
    found: dict[str, Place] = {}
    wanted = sorted(codes)
    for start in range(0, len(wanted), _SLICE):
        rows = Place.objects.filter(code__in=wanted[start : start + _SLICE])
        found |= {place.code: place for place in rows.select_related("programme")}
    return found


def known_towns(names: set[str]) -> dict[str, Town]:
    """Towns by name; raises Refusal (places.2) for an unknown one."""
    towns = {town.name: town for town in Town.objects.filter(name__in=names)}
    if unknown := sorted(names - towns.keys()):
        raise Refusal(
            "places.2",
            _("No town is known by the name %(names)s.") % {"names": ", ".join(unknown)},
            remedy=_("Leave the town blank, or add it to the facts of geography."),
        )
    return towns


def require_provinces(codes: set[str]) -> None:
    """Raise Refusal (places.2) for a province that geography does not know."""
    known = AdminUnit.objects.filter(kind=AdminUnit.Kind.PROVINCE, code__in=codes)
    if unknown := sorted(codes - set(known.values_list("code", flat=True))):
        raise Refusal(
            "places.2",
            _("No province is known by the code %(codes)s.") % {"codes": ", ".join(unknown)},
            remedy=_("Use a code of ISO 3166-2 such as CD-LU, and load the facts of geography."),
        )


def place_digest(row: Place) -> bytes:
    """What the journal keeps of a place as recorded."""
    return journal.digest(
        "places_place",
        [
            row.code,
            row.kind,
            row.name,
            row.province,
            row.town.name if row.town else "",
            row.parent.code if row.parent else "",
            round(row.point.x * _E7),
            round(row.point.y * _E7),
            row.minerals,
        ],
    )


def _occupancy_digest(row: Occupancy) -> bytes:
    return journal.digest(
        "places_occupancy", [row.place.code, row.party.code, row.role, row.since, row.until]
    )
