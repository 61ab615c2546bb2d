"""Two persons say that a value is what its instrument sets (rule law.5)."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from asili.core import approval, journal
from asili.core.access import Actor, NotVisible, Refusal, Role, require
from asili.core.accounts import colleagues
from asili.core.models import Approval
from asili.domain.law.models import LegalValue
from asili.domain.law.policies import can_verify_value

ACT = "law.value.verified"


def propose_verification(*, actor: Actor, value: LegalValue, office: str, reason: str) -> Approval:
    """Propose that a value be marked as compared with its instrument.

    Args:
        office: who compared them: a lawyer or an office, as it will be shown.
        reason: what was compared: edition, article, page.

    Raises:
        Refusal: the actor is not of an authority, the value is verified, or a text is missing.
    """
    require(can_verify_value(actor))
    if value.is_verified:
        raise Refusal("law.5", _("This value is verified already."))
    if not office.strip() or not reason.strip():
        raise Refusal("law.5", _("Please write who compared the value, and with which text."))
    return approval.propose(
        actor=actor,
        act=ACT,
        subject=f"{value.key}/{value.jurisdiction}/{value.valid_from}",
        payload={"value": value.pk, "reads": str(value), "office": office.strip()},
        reason=reason.strip(),
        deciders=colleagues(actor, Role.AUTHORITY),
    )


@transaction.atomic
def approve_verification(*, actor: Actor, uuid: UUID, because: str) -> LegalValue:
    """Approve as the second person: the value is verified from today on, and stops (law.2).

    Raises:
        NotVisible: there is no such proposal.
        Refusal: the actor proposed it or is not of an authority, or the value changed since.
    """
    proposal = _decided_by(actor, uuid)
    value = LegalValue.objects.select_for_update().get(pk=proposal.payload["value"])
    if str(value) != proposal.payload["reads"]:
        raise Refusal(
            "law.5",
            _("The value changed since this was proposed."),
            remedy=_("Reject this proposal, and compare the present value."),
        )
    approval.approve(actor=actor, uuid=uuid, because=because)
    value.verified_by = str(proposal.payload["office"])
    value.verified_on = timezone.localdate()
    value.save(update_fields=["verified_by", "verified_on"])
    row = [value.key, value.jurisdiction, value.valid_from, value.verified_by, value.verified_on]
    journal.append(
        act=ACT,
        actor=actor,
        subjects=[proposal.subject],
        digests=[journal.digest(LegalValue._meta.db_table, row)],
    )
    return value


@transaction.atomic
def reject_verification(*, actor: Actor, uuid: UUID, because: str) -> Approval:
    """Reject as the second person, for a reason: the value stays unverified.

    Raises what `approve_verification` raises, and Refusal where no reason is given.
    """
    _decided_by(actor, uuid)
    return approval.reject(actor=actor, uuid=uuid, because=because)


def _decided_by(actor: Actor, uuid: UUID) -> Approval:
    """The proposal, where the actor may decide about it."""
    proposal = Approval.objects.filter(uuid=uuid, act=ACT).first()
    if proposal is None:
        raise NotVisible(str(uuid))
    require(can_verify_value(actor))
    return proposal
