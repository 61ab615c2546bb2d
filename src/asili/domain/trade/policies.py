"""Who may see payments, publish prices and record what was paid."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from asili.core.access import Actor, Permission, Role, deny, permit
from asili.domain.trade.models import Settlement

READERS = (Role.AUTHORITY, Role.INSPECTOR, Role.AUDITOR)


def visible_settlements(actor: Actor) -> QuerySet[Settlement]:
    """Payments are for the two parties and overseers; prices by supplier are never public."""
    if actor.is_system:
        return Settlement.objects.all()
    programmes = {grant.programme for grant in actor.grants if grant.role in READERS}
    return Settlement.objects.filter(
        Q(buyer__code__in=actor.parties)
        | Q(seller__code__in=actor.parties)
        | Q(programme__code__in=programmes)
    )


def can_publish_price(actor: Actor, programme: str) -> Permission:
    """Authorities of the programme may."""
    if actor.has(Role.AUTHORITY, programme=programme):
        return permit()
    return deny(_("Reference prices are published by an authority."), rule="trade.7")


def can_verify_price(actor: Actor, programme: str, published_by: str) -> Permission:
    """Another authority than the one who published may."""
    if published_by in (actor.person, actor.account):
        return deny(
            _("A price is verified by another person than the one who published it."),
            rule="trade.6",
        )
    return can_publish_price(actor, programme)


def can_record_settlement(actor: Actor, programme: str, parties: Iterable[str]) -> Permission:
    """The two parties, field agents and authorities of the programme may."""
    if actor.parties.intersection(parties) or actor.has(
        Role.AUTHORITY, Role.FIELD_AGENT, programme=programme
    ):
        return permit()
    return deny(
        _("A payment is recorded by its buyer or seller, a field agent or an authority."),
        rule="trade.7",
    )
