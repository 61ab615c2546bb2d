"""Record visits of sites, correct them, take them back, and read what is for few eyes."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.utils.translation import gettext_lazy as _

from asili.core import journal
from asili.core.access import Actor, Permission, Refusal, require
from asili.core.models import Commodity, Programme
from asili.core.programmes import open_programme
from asili.domain.geography.services import load_facts
from asili.domain.places import policies, visiting
from asili.domain.places.models import (
    ArmedSighting,
    ChildSighting,
    Place,
    PlaceIdentifier,
    Visit,
    VisitMineral,
    VisitSource,
)
from asili.domain.places.services.places import NewPlace, register_places
from asili.domain.places.testimony import (
    ARMED,
    CHILDREN,
    COLUMNS,
    NewActor,
    NewMineral,
    NewVisit,
)

RULE: Final = "places.11"
_SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Recorded:
    """A visit as it was written, and whether its site is new."""

    visit: Visit
    is_new_site: bool


def open_visited_programme(*, actor: Actor, code: str) -> Programme:
    """Open a programme for visits of others, in every province that they may name.

    It is not simulated. The facts of geography are loaded first, as sites lie in provinces. Raises
    Refusal for anybody but the system.
    """
    with transaction.atomic():
        load_facts(actor=actor)
        commodity, _is_new = Commodity.objects.get_or_create(
            code="ASM", defaults={"name": "minerals of artisanal mines"}
        )
        return open_programme(
            actor=actor,
            code=code,
            name="Visits of artisanal mines of the DRC",
            commodity=commodity,
            provinces=[region for region, _before in visiting.PROVINCES.values()],
            simulated=False,
        )


def record_visits(
    *,
    actor: Actor,
    programme: Programme,
    scheme: str,
    file: str,
    on: date,
    visits: Sequence[NewVisit],
) -> list[Recorded]:
    """Record visits that are not there yet, with the sites that nobody knew, in the order given.

    ``scheme`` says whose numbers they carry, ``file`` which file they came from, ``on`` when.
    Raises Refusal (places.11) for a number that is recorded already, and what `register_places`
    raises.
    """
    _require_each(policies.can_record_visits, actor, programme, (one.region for one in visits))
    with transaction.atomic():
        known = _places(programme, scheme, {one.site for one in visits})
        new = {one.site: one for one in reversed(visits) if one.site not in known}
        known |= _register(actor, programme, scheme, new)
        source, _is_new = VisitSource.objects.get_or_create(
            programme=programme, scheme=scheme, file=file, defaults={"brought_on": on}
        )
        numbers = {one.number for one in visits}
        present = Visit.objects.filter(programme=programme, scheme=scheme, number__in=numbers)
        if len(numbers) < len(visits) or present.exists():
            raise Refusal(RULE, _("A visit of this number is recorded already."))
        rows = Visit.objects.bulk_create(
            Visit(
                programme=programme,
                scheme=scheme,
                source=source,
                place=known[one.site],
                **_columns(one),
            )
            for one in visits
        )
        digests = _write_parts(rows, visits)
        _list_minerals({row.place_id for row in rows})
        journal.append(
            act="places.visit.recorded",
            actor=actor,
            subjects=[row.code for row in rows],
            digests=digests,
        )
    first: set[str] = set()
    recorded = []
    for row, one in zip(rows, visits, strict=True):
        recorded.append(Recorded(row, one.site in new and one.site not in first))
        first.add(one.site)
    return recorded


def correct_visits(
    *, actor: Actor, programme: Programme, scheme: str, visits: Sequence[NewVisit]
) -> list[Visit]:
    """Bring recorded visits into line with their source, in the order given.

    A site keeps its point: a position that differs stays with the visit. Raises Refusal (places.11)
    for a number that is not recorded, or is recorded of another site.
    """
    _require_each(policies.can_record_visits, actor, programme, (one.region for one in visits))
    with transaction.atomic():
        numbers = [one.number for one in visits]
        found = Visit.objects.filter(programme=programme, scheme=scheme, number__in=numbers)
        held = {row.number: row for row in found.select_for_update(of=("self",))}
        places = _places(programme, scheme, {one.site for one in visits})
        if any(
            one.number not in held
            or one.site not in places
            or held[one.number].place_id != places[one.site].pk
            for one in visits
        ):
            raise Refusal(RULE, _("No visit of this number is recorded of this site."))
        rows = [held[one.number] for one in visits]
        for row, one in zip(rows, visits, strict=True):
            for name, value in _columns(one).items():
                setattr(row, name, value)
        Visit.objects.bulk_update(rows, COLUMNS, batch_size=100)
        for parts in (VisitMineral, ArmedSighting, ChildSighting):
            parts.objects.filter(visit__in=rows).delete()
        digests = _write_parts(rows, visits)
        _list_minerals({row.place_id for row in rows})
        journal.append(
            act="places.visit.corrected",
            actor=actor,
            subjects=[row.code for row in rows],
            digests=digests,
        )
    return rows


def withdraw_visits(*, actor: Actor, visits: QuerySet[Visit]) -> list[str]:
    """Take visits back, with the sites that nothing else speaks of; return the codes of the sites.

    A site goes where it was known only by numbers of others and no visit of it is left.
    """
    with transaction.atomic():
        rows = list(visits.select_related("place__programme").order_by("pk"))
        for row in rows:
            place = row.place
            require(policies.can_record_visits(actor, place.programme.code, place.province))
        touched = {row.place_id for row in rows}
        Visit.objects.filter(pk__in=[row.pk for row in rows]).delete()
        left = set(Visit.objects.filter(place__in=touched).values_list("place_id", flat=True))
        gone = [
            place.code
            for place in Place.objects.filter(pk__in=touched - left, identifiers__isnull=False)
            if _is_gone(place)
        ]
        _list_minerals(left)
        if rows:
            journal.append(
                act="places.visit.withdrawn",
                actor=actor,
                subjects=[*(row.code for row in rows), *gone],
                digests=[journal.digest("places_visit", [row.code, "withdrawn"]) for row in rows],
            )
    return gone


def read_armed_sightings(*, actor: Actor, place: Place) -> list[ArmedSighting]:
    """What visits recorded of armed actors, latest first; the reading is journalled (places.14)."""
    require(policies.can_read_armed_sightings(actor, place.programme.code, place.province))
    rows = ArmedSighting.objects.filter(visit__place=place).select_related("visit")
    return _read(actor, place, "places.armed_sighting.read", rows)


def read_child_sightings(*, actor: Actor, place: Place) -> list[ChildSighting]:
    """What visits recorded of children at work; the reading is journalled (places.15)."""
    require(policies.can_read_child_sightings(actor, place.programme.code, place.province))
    rows = ChildSighting.objects.filter(visit__place=place).select_related("visit")
    return _read(actor, place, "places.child_sighting.read", rows)


def as_recorded(programme: Programme, scheme: str, numbers: Iterable[str]) -> dict[str, NewVisit]:
    """Recorded visits by their numbers, as they would be given again."""
    rows = (
        Visit.objects.filter(programme=programme, scheme=scheme, number__in=list(numbers))
        .select_related("place", "armed_sighting", "child_sighting")
        .prefetch_related("minerals")
    )
    sites = dict(
        PlaceIdentifier.objects.filter(
            programme=programme, scheme=scheme, place__in={row.place_id for row in rows}
        ).values_list("place_id", "value")
    )
    return {row.number: _given(row, sites[row.place_id]) for row in rows}


def _read(actor: Actor, place: Place, act: str, rows: QuerySet[Any]) -> list[Any]:
    with transaction.atomic():
        found = list(rows.order_by("-observed_on", "-pk"))
        journal.append(act=act, actor=actor, subjects=[place.code], digests=[])
    return found


def _require_each(
    policy: Any, actor: Actor, programme: Programme, provinces: Iterable[str]
) -> None:
    for province in sorted(set(provinces)):
        answer: Permission = policy(actor, programme.code, province)
        require(answer)


def _places(programme: Programme, scheme: str, values: set[str]) -> dict[str, Place]:
    rows = PlaceIdentifier.objects.filter(programme=programme, scheme=scheme, value__in=values)
    return {row.value: row.place for row in rows.select_related("place")}


def _register(
    actor: Actor, programme: Programme, scheme: str, new: Mapping[str, NewVisit]
) -> dict[str, Place]:
    """Places of new sites, as the first visit that names each says."""
    if not new:
        return {}
    rows = register_places(
        actor=actor,
        programme=programme,
        places=[
            NewPlace(Place.Kind.SITE, one.name, one.region, one.lon_e7, one.lat_e7)
            for one in new.values()
        ],
    )
    PlaceIdentifier.objects.bulk_create(
        PlaceIdentifier(place=row, programme=programme, scheme=scheme, value=site)
        for site, row in zip(new, rows, strict=True)
    )
    return dict(zip(new, rows, strict=True))


def _columns(given: NewVisit) -> dict[str, Any]:
    services = None if given.services is None else list(given.services)
    return {**{name: getattr(given, name) for name in COLUMNS}, "services": services}


def _write_parts(rows: Sequence[Visit], visits: Sequence[NewVisit]) -> list[bytes]:
    """Minerals and sightings of visits; returns the digests of everything that was written."""
    pairs = list(zip(rows, visits, strict=True))
    VisitMineral.objects.bulk_create(
        VisitMineral(
            visit=row,
            rank=rank,
            said=one.said,
            mineral=visiting.mineral(one.said),
            sold_at=one.sold_at,
            destination=one.destination,
        )
        for row, given in pairs
        for rank, one in enumerate(given.minerals, 1)
    )
    armed = [
        ArmedSighting(
            visit=row,
            observed_on=row.visited_on,
            actors=[asdict(one) for one in given.actors],
            salt=secrets.token_bytes(_SALT_BYTES),
            **{name: getattr(given, name) for name in ARMED},
        )
        for row, given in pairs
        if given.actors or any(getattr(given, name) not in (None, "") for name in ARMED)
    ]
    children = [
        ChildSighting(
            visit=row,
            observed_on=row.visited_on,
            salt=secrets.token_bytes(_SALT_BYTES),
            **{name: getattr(given, name) for name in CHILDREN},
        )
        for row, given in pairs
        if any(getattr(given, name) not in (None, "") for name in CHILDREN)
    ]
    ArmedSighting.objects.bulk_create(armed)
    ChildSighting.objects.bulk_create(children)
    return [
        *(_visit_digest(row, given) for row, given in pairs),
        *(_sighting_digest("places_armedsighting", row, (*ARMED, "actors")) for row in armed),
        *(_sighting_digest("places_childsighting", row, CHILDREN) for row in children),
    ]


def _list_minerals(places: Iterable[int]) -> None:
    """A visited place lists the analytes of every mineral that its visits found."""
    found: dict[int, set[str]] = {place: set() for place in places}
    pairs = VisitMineral.objects.filter(visit__place__in=found).values_list(
        "visit__place_id", "mineral"
    )
    for place, mineral in pairs.distinct():
        if mineral in visiting.ANALYTES:
            found[place].add(visiting.ANALYTES[mineral])
    changed = []
    for row in Place.objects.filter(pk__in=found):
        if set(row.minerals) != found[row.pk]:
            row.minerals = sorted(found[row.pk])
            changed.append(row)
    Place.objects.bulk_update(changed, ["minerals"], batch_size=100)


def _is_gone(place: Place) -> bool:
    """Take a place away unless something else speaks of it."""
    try:
        with transaction.atomic():
            place.delete()
    except ProtectedError:
        return False
    return True


def _given(row: Visit, site: str) -> NewVisit:
    armed, children = getattr(row, "armed_sighting", None), getattr(row, "child_sighting", None)
    values = {name: getattr(row, name) for name in COLUMNS}
    if armed is not None:
        values |= {name: getattr(armed, name) for name in ARMED}
        values["actors"] = tuple(NewActor(**one) for one in armed.actors)
    if children is not None:
        values |= {name: getattr(children, name) for name in CHILDREN}
    values["services"] = None if row.services is None else tuple(row.services)
    minerals = tuple(
        NewMineral(one.said, one.sold_at, one.destination) for one in row.minerals.all()
    )
    return NewVisit(site=site, region=row.place.province, minerals=minerals, **values)


def _visit_digest(row: Visit, given: NewVisit) -> bytes:
    said = [getattr(row, name) for name in COLUMNS]
    minerals = [[one.said, one.sold_at, one.destination] for one in given.minerals]
    return journal.digest("places_visit", [row.code, *said, minerals])


def _sighting_digest(table: str, row: ArmedSighting | ChildSighting, names: Sequence[str]) -> bytes:
    values = [row.visit.code, row.observed_on, *(getattr(row, name) for name in names)]
    return journal.digest(table, values, salt=bytes(row.salt))
