"""Decisions, unlike observations, may be refused: a void that could not count is not kept."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from asili.core.access import Actor, Refusal, require
from asili.domain.custody.facts import EventFact
from asili.domain.custody.models import Event
from asili.domain.custody.policies import can_void_event
from asili.domain.custody.services.resolve import Names
from asili.domain.registry.models import Organisation
from asili.network.vocabulary import EventKind


def require_voids(actor: Actor, events: Sequence[EventFact], names: Names) -> None:
    """Each void of a record that is stored here is its author's or an authority's (custody.15).

    A void may arrive before its record; it is kept then, and judged with it.

    Raises:
        Refusal: the actor may not void the record, or speaks for a party that may not.
    """
    voids = {event.target: event for event in events if event.kind is EventKind.VOID}
    if not voids or actor.is_system:
        return
    rows = Event.objects.filter(uuid__in=[uuid for uuid in voids if uuid])
    for target in rows.select_related("party", "programme"):
        require(can_void_event(actor, target.kind, target.party.code, target.programme.code))
        speaker = names.parties[voids[target.uuid].party]
        if speaker.pk != target.party_id and not _is_authority(speaker.pk):
            raise Refusal(
                "custody.15",
                _("A record is voided by its author or by the authority of the province."),
                remedy=_("Choose the party whose record it is, or ask the authority."),
            )


def _is_authority(party: int) -> bool:
    return Organisation.objects.filter(party=party, kind=Organisation.Kind.AUTHORITY).exists()
