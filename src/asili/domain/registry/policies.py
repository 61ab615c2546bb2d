"""Who may see whom, and who may register."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from asili.core.access import Actor, Permission, Role, deny, permit
from asili.domain.registry.models import Membership, Organisation, Party

REGISTRARS = (Role.AUTHORITY, Role.FIELD_AGENT)
READERS = (Role.AUTHORITY, Role.INSPECTOR, Role.AUDITOR)


def visible_parties(actor: Actor) -> QuerySet[Party]:
    """Organisations for everybody; people for themselves, their organisations, and overseers."""
    if actor.is_system:
        return Party.objects.all()
    scope = Q(kind=Party.Kind.ORGANISATION) | Q(code__in=actor.parties)
    programmes = {grant.programme for grant in actor.grants if grant.role in READERS}
    members = Membership.objects.filter(organisation__party__code__in=actor.parties)
    scope |= Q(programme__code__in=programmes) | Q(pk__in=members.values("person"))
    return Party.objects.filter(scope)


def can_register_person(actor: Actor, programme: str) -> Permission:
    """Registrars and cooperatives of the programme may."""
    if actor.has(*REGISTRARS, Role.COOPERATIVE, programme=programme):
        return permit()
    return deny(
        _("People are registered by a cooperative, a field agent or an authority."),
        rule="registry.6",
    )


def can_register_organisation(actor: Actor, programme: str, province: str = "") -> Permission:
    """Registrars of the programme and province may."""
    if actor.has(*REGISTRARS, programme=programme, province=province):
        return permit()
    return deny(
        _("Organisations are registered by a field agent or an authority of their province."),
        rule="registry.6",
    )


def can_change_membership(actor: Actor, organisation: Organisation) -> Permission:
    """The organisation itself and registrars of its province may."""
    programme = organisation.party.programme.code
    if organisation.party.code in actor.parties or actor.has(
        *REGISTRARS, programme=programme, province=organisation.province
    ):
        return permit()
    return deny(
        _("Members are entered by the organisation, a field agent or an authority."),
        rule="registry.6",
    )


def can_appoint_account(actor: Actor, account: str, person: str, programme: str) -> Permission:
    """Authorities of the programme may, but nobody appoints themselves."""
    if actor.is_system:
        return permit()
    if actor.account == account or (person and actor.person == person):
        return deny(
            _("Nobody appoints themselves."),
            rule="registry.5",
            remedy=_("Ask another authority of the programme."),
        )
    if actor.has(Role.AUTHORITY, programme=programme):
        return permit()
    return deny(_("Accounts are appointed by an authority of the programme."), rule="registry.6")
