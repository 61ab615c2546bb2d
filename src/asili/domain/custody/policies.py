"""Who may record, see and decide in custody (rule 11 of the architecture: who may see a trace)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from asili.core.access import Actor, Permission, Role, deny, permit
from asili.domain.custody.models import Disclosure, Event, EventLine, LineOutcome, Lot
from asili.domain.registry.models import Party
from asili.network.vocabulary import EventKind

OVERSEERS = (Role.AUTHORITY, Role.AUDITOR, Role.INSPECTOR)
"""Roles that see every lot of their programme, its bags and the names behind it."""
CHECKERS = (Role.VERIFIER, Role.VALIDATOR)
"""Roles that see every lot of their programme by site."""
RECORDERS = (Role.FIELD_AGENT, Role.AUTHORITY, Role.INSPECTOR)
"""Roles that record for others in their programme."""

OFFICIAL = frozenset({EventKind.ALLOCATE, EventKind.SEIZE})
"""Events that only those who record for the public services report: tags given out, ore seized."""


def can_record_events(actor: Actor, acts: Iterable[tuple[EventKind, Party]]) -> Permission:
    """A party records what it did; field agents and authorities record what they witness."""
    for kind, party in acts:
        if kind is EventKind.ACCEPT and not actor.is_system:
            return deny(
                _("A difference is accepted by two persons, on its own page."), rule="custody.18"
            )
        if actor.is_system or (party.code in actor.parties and kind not in OFFICIAL):
            continue
        if actor.has(*RECORDERS, programme=party.programme.code):
            continue
        return deny(
            _(
                "You can record only what your own organisation did; "
                "tags are given out and ore is seized by the public services."
            ),
            rule="custody.18",
            remedy=_("Ask the organisation or a field agent to record it."),
        )
    return permit()


def visible_lots(actor: Actor) -> QuerySet[Lot]:
    """Lots whose page the actor may open: held or owned at any time, addressed, or overseen."""
    if actor.is_system:
        return Lot.objects.all()
    allowed = Q(programme__code__in=_programmes(actor, *OVERSEERS, *CHECKERS, Role.FIELD_AGENT))
    if actor.parties:
        listed = Party.objects.filter(code__in=actor.parties).values("pk")
        touched = LineOutcome.objects.filter(lot=OuterRef("pk"), accepted=True).filter(
            Q(holder__in=listed) | Q(owner__in=listed) | Q(to_party__in=listed)
        )
        named = EventLine.objects.filter(lot=OuterRef("pk"), outcome__accepted=True).filter(
            Q(event__party__in=listed) | Q(event__counterparty__in=listed)
        )
        disclosed = Disclosure.objects.filter(lot=OuterRef("pk"), party__in=listed)
        allowed |= Q(Exists(touched)) | Q(Exists(named)) | Q(Exists(disclosed))
    return Lot.objects.filter(allowed)


def with_known_holders(actor: Actor, lots: QuerySet[Lot]) -> QuerySet[Lot]:
    """Lots with ``holder_known``: whether the actor may read who holds it, and where.

    One step up and down: the holder is the actor, or gave this lot to the actor or got it from
    them; overseers know every holder.
    """
    known = Q(programme__code__in=_programmes(actor, *OVERSEERS))
    if actor.is_system:
        known = Q(pk__isnull=False)
    elif actor.parties:
        ours, theirs = "event__party__code__in", "event__counterparty__code__in"
        dealt = EventLine.objects.filter(lot=OuterRef("pk")).filter(
            Q(**{ours: actor.parties, "event__counterparty": OuterRef("holder")})
            | Q(**{theirs: actor.parties, "event__party": OuterRef("holder")})
        )
        known |= Q(holder__code__in=actor.parties) | Q(Exists(dealt))
    return lots.annotate(
        holder_known=Case(When(known, then=Value(True)), default=Value(False))  # noqa: FBT003
    )


def visible_events(actor: Actor) -> QuerySet[Event]:
    """Events whose page the actor may open: their own side of it, or all by oversight."""
    if actor.is_system:
        return Event.objects.all()
    return Event.objects.filter(
        Q(programme__code__in=_programmes(actor, *OVERSEERS))
        | Q(party__code__in=actor.parties)
        | Q(counterparty__code__in=actor.parties)
    )


def can_see_bags(actor: Actor, lot: Lot, at: datetime) -> Permission:
    """Bags and names of intermediaries need authority, auditor or a dated disclosure."""
    if actor.has(*OVERSEERS, programme=lot.programme.code):
        return permit()
    disclosed = Disclosure.objects.filter(
        lot=lot, party__code__in=actor.parties, since__lte=at, until__gt=at
    )
    if disclosed.exists():
        return permit()
    return deny(
        _(
            "The bags behind a lot are shown to authorities, auditors "
            "and those to whom the authority discloses them."
        ),
        rule="custody.19",
        remedy=_("Ask the authority of the province for a disclosure."),
    )


def can_disclose(actor: Actor, lot: Lot) -> Permission:
    """The authority, which may see what is behind a lot, lets others see it."""
    if actor.has(Role.AUTHORITY, programme=lot.programme.code):
        return permit()
    return deny(_("What is behind a lot is disclosed by the authority."), rule="custody.19")


def can_record_purchase(actor: Actor, *, seller: str, programme: str, received: bool) -> Permission:
    """A sale takes both sides: the buyer records what the holder handed over to it.

    Else the seller, or who records for the public services, records it; ``received`` says whether
    the buyer has custody of everything it says that it bought.
    """
    if received or seller in actor.parties or actor.has(*RECORDERS, programme=programme):
        return permit()
    return deny(
        _("You can record the purchase of a lot once you have received it."),
        rule="custody.18",
        remedy=_("Record that you received it, or ask the seller or a field agent to record it."),
    )


def can_attach_document(actor: Actor, event: Event) -> Permission:
    """Both sides of an event, and who records for the public services, add papers to it."""
    sides = {event.party.code, event.counterparty.code if event.counterparty else ""}
    if sides & actor.parties or actor.has(*RECORDERS, programme=event.programme.code):
        return permit()
    return deny(
        _("Papers are added by the two sides of a record and by the public services."),
        rule="custody.18",
    )


def can_void_event(actor: Actor, kind: str, party: str, programme: str) -> Permission:
    """The party whose record it is, or an authority, voids it; what speaks of another stands."""
    if kind in {EventKind.VOID, EventKind.ACCEPT}:
        return deny(
            _("A void and an acceptance stand; record anew what was wrongly voided."),
            rule="custody.15",
        )
    if party in actor.parties or actor.has(Role.AUTHORITY, programme=programme):
        return permit()
    return deny(
        _("A record is voided by its author or by the authority of the province."),
        rule="custody.15",
    )


def can_propose_acceptance(actor: Actor, event: Event) -> Permission:
    """An authority or inspector of the programme proposes to accept a difference."""
    if actor.has(Role.AUTHORITY, Role.INSPECTOR, programme=event.programme.code):
        return permit()
    return deny(_("Differences are accepted by the authority of the province."), rule="custody.18")


def can_approve_acceptance(actor: Actor, event: Event) -> Permission:
    """Another person of the authority approves it; `core.approval` compares the persons."""
    if actor.has(Role.AUTHORITY, programme=event.programme.code):
        return permit()
    return deny(_("Differences are accepted by the authority of the province."), rule="custody.18")


def _programmes(actor: Actor, *roles: Role) -> set[str]:
    return {grant.programme for grant in actor.grants if grant.role in roles}
