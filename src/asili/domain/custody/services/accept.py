"""Two persons of the authority accept a difference that the rules question (rule custody.18)."""

from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from asili.core import approval, journal
from asili.core.access import Actor, NotVisible, Refusal, Role, require, system
from asili.core.accounts import colleagues
from asili.core.models import Approval
from asili.core.notices import notify
from asili.domain.custody.facts import EventFact
from asili.domain.custody.models import Event, LineOutcome
from asili.domain.custody.policies import can_approve_acceptance, can_propose_acceptance
from asili.domain.custody.rules.catalogue import ACCEPTABLE
from asili.domain.custody.services.record import RecordReport, record_events
from asili.domain.registry.queries import authority_of
from asili.network.vocabulary import EventKind

ACT = "custody.difference.accepted"
_COUNTS = gettext_noop("Two persons of the authority accepted a difference in a record of yours.")


def propose_acceptance(*, actor: Actor, event: Event, rule: str, reason: str) -> Approval:
    """Propose that an event count although it breaks a rule; another person approves it.

    Raises:
        Refusal: the actor is not of the authority, the rule cannot be waived, no line of the event
            waits because of it, or no reason is given.
    """
    require(can_propose_acceptance(actor, event))
    if rule not in ACCEPTABLE:
        raise Refusal(
            "custody.18",
            _("This rule says what is physically possible; nobody can accept a breach of it."),
        )
    if not LineOutcome.objects.filter(event=event, accepted=False, rule=rule).exists():
        raise Refusal("custody.18", _("No line of this record waits because of this rule."))
    if not reason.strip():
        raise Refusal("custody.18", _("A difference is accepted for a reason. Please write it."))
    return approval.propose(
        actor=actor,
        act=ACT,
        subject=f"{event.uuid}/{rule}",
        payload={"event": str(event.uuid), "rule": rule},
        reason=reason,
        deciders=colleagues(actor, Role.AUTHORITY, programme=event.programme.code),
    )


@transaction.atomic
def approve_acceptance(*, actor: Actor, uuid: UUID, because: str) -> RecordReport:
    """Approve a proposal as the second person: the acceptance is recorded as an event of its own.

    Raises:
        NotVisible: there is no such proposal.
        Refusal: the actor proposed it, or is not of the authority.
    """
    proposal, event = _decided_by(actor, uuid)
    approval.approve(actor=actor, uuid=uuid, because=because)
    authority = authority_of(actor, event.programme)
    if authority is None:
        raise Refusal("custody.18", _("Differences are accepted by the authority of the province."))
    sides = [event.party.code, event.counterparty.code if event.counterparty else ""]
    notify(message=_COUNTS, subject=str(event.uuid), parties=filter(None, sides))
    return record_events(
        actor=system("custody.accept"),
        events=[
            EventFact(
                uuid=uuid4(),
                kind=EventKind.ACCEPT,
                happened_at=timezone.now(),
                party=authority.code,
                place=event.place.code,
                target=event.uuid,
                document=str(proposal.payload["rule"]),
                note=proposal.reason,
            )
        ],
    )


@transaction.atomic
def reject_acceptance(*, actor: Actor, uuid: UUID, because: str) -> Approval:
    """Reject a proposal as the second person, for a reason: the record goes on waiting.

    Raises:
        NotVisible: there is no such proposal.
        Refusal: the actor proposed it, is not of the authority, or gives no reason.
    """
    _proposal, event = _decided_by(actor, uuid)
    rejected = approval.reject(actor=actor, uuid=uuid, because=because)
    journal.append(
        act="custody.difference.rejected",
        actor=actor,
        subjects=[str(event.uuid)],
        digests=[journal.digest("custody.difference", [event.uuid, uuid, because])],
    )
    return rejected


def _decided_by(actor: Actor, uuid: UUID) -> tuple[Approval, Event]:
    """The proposal and its event, where the actor may decide about it."""
    proposal = Approval.objects.filter(uuid=uuid, act=ACT).first()
    if proposal is None:
        raise NotVisible(str(uuid))
    rows = Event.objects.select_related("party", "counterparty", "programme", "place")
    event = rows.get(uuid=proposal.payload["event"])
    require(can_approve_acceptance(actor, event))
    return proposal, event
