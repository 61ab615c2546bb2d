"""What is proposed to be decided by two persons, whatever it is about."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from asili.core import approval
from asili.core.access import Actor, Role, Words
from asili.core.models import Account, Approval
from asili.domain.custody import services as custody
from asili.domain.custody.models import Event
from asili.domain.custody.policies import can_approve_acceptance
from asili.domain.custody.rules.catalogue import RULES
from asili.domain.custody.services.accept import ACT as DIFFERENCE
from asili.domain.law import services as law
from asili.domain.law.models import LegalValue
from asili.domain.law.policies import can_verify_value
from asili.domain.law.services.verify import ACT as LEGAL_VALUE

READERS: Final = (Role.AUTHORITY, Role.INSPECTOR, Role.AUDITOR)
_TITLES: Final = {rule.code: rule.title for rule in RULES}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal in words: what it would do to what, by whom, and whether the reader decides.

    ``yes`` is what approving it means; ``about`` leads to ``address``.
    """

    approval: Approval
    title: Words
    kicker: Words
    about: str
    address: str
    yes: Words
    proposer: str
    decider: str
    may_decide: bool


Decide = Callable[..., object]
APPROVE: Final[Mapping[str, Decide]] = {
    DIFFERENCE: custody.approve_acceptance,
    LEGAL_VALUE: law.approve_verification,
}
REJECT: Final[Mapping[str, Decide]] = {
    DIFFERENCE: custody.reject_acceptance,
    LEGAL_VALUE: law.reject_verification,
}
"""What decides about a proposal, by its act; all take ``actor``, ``uuid`` and ``because``."""


def visible_proposals(actor: Actor) -> QuerySet[Approval]:
    """Proposals about events of programmes that the actor oversees, and about the law."""
    programmes = {grant.programme for grant in actor.grants if grant.role in READERS}
    rows = Approval.objects.filter(act=DIFFERENCE)
    about = dict(rows.values_list("pk", "payload__event"))
    known = Event.objects.filter(uuid__in=set(about.values()), programme__code__in=programmes)
    uuids = {str(uuid) for uuid in known.values_list("uuid", flat=True)}
    seen = Q(pk__in=[pk for pk, uuid in about.items() if uuid in uuids])
    if programmes:
        seen |= Q(act=LEGAL_VALUE)
    return Approval.objects.filter(seen)


def mine(actor: Actor, rows: QuerySet[Approval]) -> QuerySet[Approval]:
    """Those that the actor proposed or decided."""
    return rows.filter(Q(proposed_by=actor.account) | Q(decided_by=actor.account))


def for_the_actor(actor: Actor, rows: QuerySet[Approval]) -> QuerySet[Approval]:
    """Those that wait for a second person, and that the actor did not propose."""
    return rows.filter(state=Approval.State.PROPOSED).exclude(
        Q(proposed_by=actor.account) | Q(proposed_person=actor.person)
    )


def title_of(row: Approval) -> Words:
    """What is to be decided, in a few words."""
    if row.act == LEGAL_VALUE:
        return str(row.payload["reads"])
    rule = str(row.payload["rule"])
    return _TITLES.get(rule, rule)


def explained(actor: Actor, approvals: Iterable[Approval]) -> dict[int, Proposal]:
    """The proposals by key, with everything that a page shows of them, in three queries."""
    listed = list(approvals)
    codes = {row.proposed_by for row in listed} | {row.decided_by for row in listed}
    names = dict(Account.objects.filter(code__in=codes).values_list("code", "name"))
    uuids = [UUID(str(row.payload["event"])) for row in listed if row.act == DIFFERENCE]
    rows = Event.objects.filter(uuid__in=uuids).select_related("party", "place", "programme")
    events = {str(event.uuid): event for event in rows}
    keys = [row.payload["value"] for row in listed if row.act == LEGAL_VALUE]
    values = LegalValue.objects.select_related("instrument").in_bulk(keys)
    return {
        row.pk: _difference(actor, row, events[str(row.payload["event"])], names)
        if row.act == DIFFERENCE
        else _legal_value(actor, row, values[int(str(row.payload["value"]))], names)
        for row in listed
    }


def _difference(actor: Actor, row: Approval, event: Event, names: Mapping[str, str]) -> Proposal:
    at = date_format(localtime(event.happened_at), "DATETIME_FORMAT")
    return Proposal(
        row,
        title_of(row),
        _("Accept a difference"),
        f"{event.get_kind_display()}, {at}, {event.party.name}, {event.place.name}",
        reverse("web:event", args=[event.uuid]),
        _("Approve: the record counts"),
        *_persons(row, names),
        may_decide=_may(actor, row) and bool(can_approve_acceptance(actor, event)),
    )


def _legal_value(
    actor: Actor, row: Approval, value: LegalValue, names: Mapping[str, str]
) -> Proposal:
    return Proposal(
        row,
        title_of(row),
        _("Verify a value of the law"),
        f"{value.legal_basis} · {row.payload['office']}",
        reverse("web:legal-value", args=[value.key]),
        _("Approve: the value is verified"),
        *_persons(row, names),
        may_decide=_may(actor, row) and bool(can_verify_value(actor)),
    )


def _persons(row: Approval, names: Mapping[str, str]) -> tuple[str, str]:
    return names.get(row.proposed_by, ""), names.get(row.decided_by, "")


def _may(actor: Actor, row: Approval) -> bool:
    return row.state == Approval.State.PROPOSED and bool(
        approval.can_decide(actor, row.proposed_by, row.proposed_person)
    )
