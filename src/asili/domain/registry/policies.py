"""Who may see whom, and who may register."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from asili.core.access import Actor, Permission, Role, deny, permit
from asili.domain.registry.models import Likeness, Membership, Organisation, Party

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


def can_read_confidential(actor: Actor, person: Party) -> bool:
    """Age, telephone and village: the person, their organisations, and authorities."""
    if person.code in actor.parties or actor.has(Role.AUTHORITY, programme=person.programme.code):
        return True
    return Membership.objects.filter(
        person__party=person, organisation__party__code__in=actor.parties
    ).exists()


def can_record_consent(actor: Actor, person: Party) -> Permission:
    """The person, their organisations and registrars may."""
    if can_read_confidential(actor, person) or actor.has(
        *REGISTRARS, programme=person.programme.code
    ):
        return permit()
    return deny(
        _("Consent is recorded by the person, their cooperative, a field agent or an authority."),
        rule="registry.8",
    )


def can_compare_people(actor: Actor, programme: str, people: set[str]) -> Permission:
    """Authorities of the programme may, but nobody decides about themselves."""
    if people & ({actor.person} | actor.parties):
        return deny(
            _("Nobody decides whether they are somebody else."),
            rule="registry.10",
            remedy=_("Ask another authority of the programme."),
        )
    if actor.has(Role.AUTHORITY, programme=programme):
        return permit()
    return deny(
        _("Whether two people are one is decided by an authority of the programme."),
        rule="registry.10",
    )


def visible_likenesses(actor: Actor) -> QuerySet[Likeness]:
    """Pairs of people of the programmes of which the actor is an authority."""
    if actor.is_system:
        return Likeness.objects.all()
    programmes = {grant.programme for grant in actor.grants if grant.role is Role.AUTHORITY}
    return Likeness.objects.filter(one__party__programme__code__in=programmes)
