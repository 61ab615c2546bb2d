"""A record that is wrong is voided by its author or by an authority; both stay (custody.15)."""

from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from asili.core.access import Actor, Refusal, require
from asili.domain.custody.facts import EventFact
from asili.domain.custody.models import Event, Outcome
from asili.domain.custody.policies import can_void_event
from asili.domain.custody.rules import Verdict
from asili.domain.custody.services.record import RecordReport, record_events
from asili.domain.registry.models import Organisation, Party
from asili.network.vocabulary import EventKind


@transaction.atomic
def void_event(*, actor: Actor, event: Event, reason: str) -> RecordReport:
    """Record that an event counts for nothing, and judge again whatever it had changed.

    Raises:
        Refusal: the actor is neither of the party whose record it is nor of an authority of its
            programme, the event is a void or an acceptance or is voided already, or no reason is
            given.
    """
    require(can_void_event(actor, event.kind, event.party.code, event.programme.code))
    if not reason.strip():
        raise Refusal("custody.15", _("A record is voided for a reason. Please write it."))
    if Outcome.objects.filter(event=event, verdict=Verdict.VOIDED).exists():
        raise Refusal("custody.15", _("This record is voided already."))
    fact = EventFact(
        uuid=uuid4(),
        kind=EventKind.VOID,
        happened_at=timezone.now(),
        party=_speaker(actor, event).code,
        place=event.place.code,
        target=event.uuid,
        note=reason.strip(),
    )
    return record_events(actor=actor, events=[fact])


def _speaker(actor: Actor, event: Event) -> Party:
    """The party that voids: the author of the record, else the authority the actor acts for."""
    if event.party.code in actor.parties:
        return event.party
    authority = Organisation.objects.filter(
        kind="authority", party__code__in=actor.parties, party__programme=event.programme
    ).first()
    if authority is None:
        raise Refusal(
            "custody.15", _("A record is voided by its author or by the authority of the province.")
        )
    return authority.party
