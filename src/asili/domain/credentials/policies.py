"""Who may see and issue credentials."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from asili.core.access import Actor, Permission, Role, deny, permit
from asili.domain.credentials.models import Credential
from asili.domain.registry.models import Membership, Party

READERS = (Role.AUTHORITY, Role.INSPECTOR, Role.AUDITOR)


def visible_credentials(actor: Actor) -> QuerySet[Credential]:
    """Those of organisations for everybody; of people for themselves, theirs, and overseers."""
    if actor.is_system:
        return Credential.objects.all()
    programmes = {grant.programme for grant in actor.grants if grant.role in READERS}
    members = Membership.objects.filter(organisation__party__code__in=actor.parties)
    return Credential.objects.filter(
        Q(holder__kind=Party.Kind.ORGANISATION)
        | Q(holder__code__in=actor.parties)
        | Q(holder__in=members.values("person"))
        | Q(holder__programme__code__in=programmes)
    )


def can_issue_credential(actor: Actor, programme: str, holders: set[str]) -> Permission:
    """Authorities of the programme may, but not to a party they act for themselves."""
    if actor.parties & holders:
        return deny(
            _("Nobody issues a paper to themselves, or takes it from themselves."),
            rule="credentials.3",
            remedy=_("Ask another authority of the programme."),
        )
    if actor.has(Role.AUTHORITY, programme=programme):
        return permit()
    return deny(_("Papers are issued and changed by an authority."), rule="credentials.5")
