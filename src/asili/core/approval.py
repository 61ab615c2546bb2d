"""Approval by two persons: one proposes, another decides.

Two accounts of one person are one person; an account without a person behind it decides nothing
here. Whether the two hold the right offices is for the policy of the act that is approved: it calls
`propose` in one act and `approve` in another, each inside its own transaction.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from asili.core import journal
from asili.core.access import Actor, NotVisible, Permission, Refusal, deny, permit, require
from asili.core.models.approvals import Approval
from asili.core.notices import notify

RULE = "core.5"
State = Approval.State
_WAITS = gettext_noop("A decision waits for you as the second person. Why: %(reason)s")
_DECIDED = {
    State.APPROVED: gettext_noop("What you proposed is approved. %(because)s"),
    State.REJECTED: gettext_noop("What you proposed is rejected. Why: %(because)s"),
}


def propose(
    *,
    actor: Actor,
    act: str,
    subject: str,
    payload: dict[str, object],
    reason: str,
    deciders: Iterable[str] = (),
) -> Approval:
    """Propose that ``act`` be done on ``subject``; raises Refusal where that waits already.

    ``deciders`` are the accounts, by code, that may decide: they get a notice of it.
    """
    require(can_propose(actor))
    if Approval.objects.filter(act=act, subject=subject, state=State.PROPOSED).exists():
        raise Refusal(RULE, _("This is proposed already and waits for a second person."))
    with transaction.atomic():
        approval = Approval.objects.create(
            act=act,
            subject=subject,
            payload=payload,
            reason=reason,
            proposed_by=actor.account or "",
            proposed_person=actor.person,
            proposed_at=timezone.now(),
        )
        notify(
            message=_WAITS,
            params={"reason": reason},
            subject=f"approval:{approval.uuid}",
            accounts=deciders,
        )
        _journal("core.approval.proposed", actor, approval)
    return approval


def approve(*, actor: Actor, uuid: UUID, because: str = "") -> Approval:
    """Approve as the second person; the caller then does what was approved."""
    return _decide(actor, uuid, State.APPROVED, because)


def reject(*, actor: Actor, uuid: UUID, because: str) -> Approval:
    """Reject as the second person, for a reason."""
    if not because.strip():
        raise Refusal(RULE, _("A proposal is rejected for a reason. Please write it."))
    return _decide(actor, uuid, State.REJECTED, because)


def can_propose(actor: Actor) -> Permission:
    """Any account with a person behind it."""
    return _has_person(actor)


def can_decide(actor: Actor, proposed_by: str, proposed_person: str) -> Permission:
    """Another account, of another person, than those that proposed."""
    if actor.account == proposed_by or (actor.person and actor.person == proposed_person):
        return deny(
            _("This takes two persons, and you proposed it."),
            rule=RULE,
            remedy=_("Ask a colleague with the same office to decide."),
        )
    return _has_person(actor)


def _has_person(actor: Actor) -> Permission:
    if actor.account and actor.person:
        return permit()
    return deny(
        _("This takes two persons, and no person is registered behind this account."),
        rule=RULE,
        remedy=_("Have the person behind the account registered."),
    )


def _decide(actor: Actor, uuid: UUID, state: State, because: str) -> Approval:
    with transaction.atomic():
        approval = Approval.objects.select_for_update().filter(uuid=uuid).first()
        if approval is None:
            raise NotVisible(str(uuid))
        require(can_decide(actor, approval.proposed_by, approval.proposed_person))
        if approval.state != State.PROPOSED:
            raise Refusal(RULE, _("This is decided already."))
        approval.state = state
        approval.decided_by = actor.account or ""
        approval.decided_person = actor.person
        approval.decided_at = timezone.now()
        approval.decision = because
        approval.save()
        notify(
            message=_DECIDED[state],
            params={"because": because},
            subject=f"approval:{approval.uuid}",
            accounts=[approval.proposed_by],
        )
        _journal(f"core.approval.{state}", actor, approval)
    return approval


def _journal(act: str, actor: Actor, approval: Approval) -> None:
    row = [
        approval.uuid,
        approval.act,
        approval.subject,
        approval.payload,
        approval.reason,
        approval.state,
        approval.decision,
    ]
    journal.append(
        act=act,
        actor=actor,
        subjects=[approval.subject],
        digests=[journal.digest(Approval._meta.db_table, row)],
    )
