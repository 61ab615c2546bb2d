"""Where and with whom parties usually work: suggestions for a form."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from asili.domain.custody.models import Event
from asili.domain.places.models import Place
from asili.domain.registry.models import Party

_RECENT = 400
"""Records that are looked at; beyond them it is no habit."""


@dataclass(frozen=True, slots=True)
class Habits:
    """Names of places and of other parties, in the order of the alphabet."""

    places: Sequence[str]
    parties: Sequence[str]


def habits_of(parties: Sequence[Party], only_at: str = "") -> Habits:
    """What the latest records of the parties name, and the places that they occupy.

    With the kind of place where alone an act is done: all places of that kind.
    """
    recent = (
        Event.objects.filter(party__in=parties)
        .order_by("-pk")
        .values_list("place_id", "to_place_id", "counterparty_id")[:_RECENT]
    )
    seen = list(recent)
    places = {place for row in seen for place in row[:2] if place}
    others = {row[2] for row in seen if row[2]}
    usual = Q(pk__in=places) | Q(occupancies__party__in=parties)
    programmes = {party.programme_id for party in parties}
    fitting = Q(kind=only_at, programme__in=programmes) if only_at else usual
    known = Place.objects.filter(fitting).distinct()
    return Habits(
        list(known.order_by("name").values_list("name", flat=True)),
        list(Party.objects.filter(pk__in=others).order_by("name").values_list("name", flat=True)),
    )
