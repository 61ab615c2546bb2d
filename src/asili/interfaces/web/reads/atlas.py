"""What went from place to place, summed, as rows and as GeoJSON features for the map."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeAlias

from django.db.models import Count, Q, Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from asili.core.access import Actor, Role
from asili.core.quantities import GRAMS_IN_KILOGRAM
from asili.domain.custody.models import LineOutcome
from asili.domain.custody.models.facts import MODES
from asili.domain.custody.policies import CHECKERS, OVERSEERS
from asili.domain.geography.models import Town
from asili.domain.places.models import Place
from asili.domain.places.queries import places_visible
from asili.interfaces.web.addresses import address_of
from asili.network.vocabulary import EventKind, Mode

Feature: TypeAlias = dict[str, Any]
FLOW_READERS: Final[tuple[Role, ...]] = (*OVERSEERS, *CHECKERS)
"""Roles that see what moves between the places of their programme; others see their own."""


def collection(features: Iterable[Feature], notes: Sequence[str]) -> Feature:
    """A GeoJSON feature collection (RFC 7946); the notes are a foreign member, as it allows."""
    return {"type": "FeatureCollection", "notes": list(notes), "features": list(features)}


def town_features() -> list[Feature]:
    """Towns by name, for those who look for their way; not authoritative."""
    return [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [point.x, point.y]},
            "properties": {"kind": "town", "name": name},
        }
        for name, point in Town.objects.values_list("name", "point")
    ]


@dataclass(frozen=True, slots=True)
class Way:
    """All that went from one place to another by one mode; ``wet_g`` as weighed at departure."""

    origin: Place
    destination: Place
    mode: str
    wet_g: int
    journeys: int
    share: float
    """Of the heaviest way, from 0 to 1."""

    @property
    def kilograms(self) -> Decimal:
        """The mass in kilograms."""
        return Decimal(self.wet_g) / GRAMS_IN_KILOGRAM

    @property
    def mode_name(self) -> str:
        """The mode in words."""
        return str(MODES[Mode(self.mode)])


def ways(actor: Actor) -> list[Way]:
    """Transfers between places, by pair and mode, heaviest first: overseen, or one's own."""
    programmes = {grant.programme for grant in actor.grants if grant.role in FLOW_READERS}
    scope = (
        Q(event__programme__code__in=programmes)
        | Q(event__party__code__in=actor.parties)
        | Q(event__counterparty__code__in=actor.parties)
    )
    rows = list(
        LineOutcome.objects.filter(
            scope,
            accepted=True,
            event__kind=EventKind.TRANSFER_OUT,
            event__to_place__isnull=False,
        )
        .values("event__place", "event__to_place", "event__mode")
        .annotate(wet_g=Sum("wet_g"), journeys=Count("event", distinct=True))
        .order_by("-wet_g")
    )
    ends = {row["event__place"] for row in rows} | {row["event__to_place"] for row in rows}
    places = Place.objects.select_related("programme", "town", "parent").in_bulk(ends)
    most = max((row["wet_g"] for row in rows), default=0) or 1
    return [
        Way(
            places[row["event__place"]],
            places[row["event__to_place"]],
            row["event__mode"],
            row["wet_g"],
            row["journeys"],
            row["wet_g"] / most,
        )
        for row in rows
    ]


def flow_features(actor: Actor) -> list[Feature]:
    """The ways as lines between the points that the actor may see."""
    found = ways(actor)
    ends = {place.pk: place for way in found for place in (way.origin, way.destination)}
    seen = {place.code: place for place in places_visible(actor, ends.values())}
    return [_flow(way, seen[way.origin.code], seen[way.destination.code]) for way in found]


def _flow(way: Way, origin: Any, destination: Any) -> Feature:
    return {
        "type": "Feature",
        "geometry": {
            "type": "LineString",
            "coordinates": [
                [origin.longitude, origin.latitude],
                [destination.longitude, destination.latitude],
            ],
        },
        "properties": {
            "kind": "flow",
            "mode": way.mode,
            "label": f"{way.origin} → {way.destination}",
            "url": address_of(way.destination.code),
            "share": way.share,
            "note": _("%(tonnes)s t by %(mode)s, %(journeys)s journeys")
            % {
                "tonnes": number_format(way.kilograms / 1000, 1),
                "mode": way.mode_name,
                "journeys": way.journeys,
            },
        },
    }
