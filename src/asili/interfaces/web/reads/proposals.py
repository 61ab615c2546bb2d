"""Proposals to accept a difference, with the events that they are about."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from asili.core import approval
from asili.core.access import Actor, Role, Words
from asili.core.models import Account, Approval
from asili.domain.custody.models import Event
from asili.domain.custody.policies import can_approve_acceptance
from asili.domain.custody.rules.catalogue import RULES
from asili.domain.custody.services.accept import ACT

READERS = (Role.AUTHORITY, Role.INSPECTOR, Role.AUDITOR)
_TITLES = {rule.code: rule.title for rule in RULES}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal, its event, the names of those who proposed and decided."""

    approval: Approval
    event: Event
    rule: str
    title: Words
    proposer: str
    decider: str
    may_decide: bool


def visible_proposals(actor: Actor) -> QuerySet[Approval]:
    """Proposals about events of programmes in which the actor oversees or decides."""
    programmes = {grant.programme for grant in actor.grants if grant.role in READERS}
    rows = Approval.objects.filter(act=ACT)
    about = dict(rows.values_list("pk", "payload__event"))
    known = Event.objects.filter(uuid__in=set(about.values()), programme__code__in=programmes)
    uuids = {str(uuid) for uuid in known.values_list("uuid", flat=True)}
    return rows.filter(pk__in=[pk for pk, uuid in about.items() if uuid in uuids])


def explained(actor: Actor, approvals: Iterable[Approval]) -> dict[int, Proposal]:
    """The proposals by key, with everything that a list shows of them, in two queries."""
    listed = list(approvals)
    uuids = [UUID(str(row.payload["event"])) for row in listed]
    rows = Event.objects.filter(uuid__in=uuids).select_related("party", "place", "programme")
    events = {event.uuid: event for event in rows}
    codes = {row.proposed_by for row in listed} | {row.decided_by for row in listed}
    names = dict(Account.objects.filter(code__in=codes).values_list("code", "name"))
    return {
        row.pk: _proposal(actor, row, events[UUID(str(row.payload["event"]))], names)
        for row in listed
    }


def _proposal(actor: Actor, row: Approval, event: Event, names: dict[str, str]) -> Proposal:
    rule = str(row.payload["rule"])
    return Proposal(
        row,
        event,
        rule,
        _TITLES.get(rule, rule),
        names.get(row.proposed_by, ""),
        names.get(row.decided_by, ""),
        row.state == Approval.State.PROPOSED
        and bool(can_approve_acceptance(actor, event))
        and bool(approval.can_decide(actor, row.proposed_by, row.proposed_person)),
    )
