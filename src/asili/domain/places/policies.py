"""Who may see places and titles, and who may register them."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from asili.core.access import Actor, Permission, Role, deny, permit
from asili.domain.places.models import Overlap, Place, SampleValue, Siting, Title, Visit


def visible_places(actor: Actor) -> QuerySet[Place]:
    """Every place is known to everybody; how exactly its point is shown is rule places.6."""
    return Place.objects.all()


def visible_titles(actor: Actor) -> QuerySet[Title]:
    """Titles and zones are public."""
    return Title.objects.all()


def visible_overlaps(actor: Actor) -> QuerySet[Overlap]:
    """What public titles share is public."""
    return Overlap.objects.all()


def visible_sitings(actor: Actor) -> QuerySet[Siting]:
    """How sites lie to titles tells where they are: for roles of the place, and those concerned."""
    if actor.is_system:
        return Siting.objects.all()
    scope = Q(party__code__in=actor.parties) | Q(version__holder__code__in=actor.parties)
    for grant in actor.grants:
        place = Q(place__programme__code=grant.programme)
        scope |= place & Q(place__province=grant.province) if grant.province else place
    return Siting.objects.filter(scope)


def visible_sample_values(actor: Actor) -> QuerySet[SampleValue]:
    """Samples tell where ore may lie: for whoever has a role in the programme."""
    if actor.is_system:
        return SampleValue.objects.all()
    return SampleValue.objects.filter(
        sample__programme__code__in={grant.programme for grant in actor.grants}
    )


def can_record_samples(actor: Actor, programme: str) -> Permission:
    """Authorities and inspectors of the programme may."""
    if actor.has(Role.AUTHORITY, Role.INSPECTOR, programme=programme):
        return permit()
    return deny(_("Samples are recorded by an authority or an inspector."), rule="places.7")


def can_register_place(actor: Actor, programme: str, province: str) -> Permission:
    """Authorities, inspectors, field agents and cooperatives of the province may."""
    if actor.has(
        Role.AUTHORITY,
        Role.INSPECTOR,
        Role.FIELD_AGENT,
        Role.COOPERATIVE,
        programme=programme,
        province=province,
    ):
        return permit()
    return deny(_("Places are registered by those who work in their province."), rule="places.7")


def can_record_occupancy(actor: Actor, programme: str, province: str) -> Permission:
    """Authorities, inspectors and field agents of the province may."""
    if actor.has(
        Role.AUTHORITY, Role.INSPECTOR, Role.FIELD_AGENT, programme=programme, province=province
    ):
        return permit()
    return deny(
        _("Who occupies a place is recorded by an authority, an inspector or a field agent."),
        rule="places.7",
    )


def can_grant_title(actor: Actor, programme: str) -> Permission:
    """Authorities of the programme may record what the cadastre decided."""
    if actor.has(Role.AUTHORITY, programme=programme):
        return permit()
    return deny(_("Titles and zones are recorded by an authority."), rule="places.7")


def visible_visits(actor: Actor) -> QuerySet[Visit]:
    """Visits are public, without what stands in their sightings (places.14, places.15)."""
    return Visit.objects.all()


def can_record_visits(actor: Actor, programme: str, province: str) -> Permission:
    """Authorities, inspectors and field agents of the province may."""
    if actor.has(
        Role.AUTHORITY, Role.INSPECTOR, Role.FIELD_AGENT, programme=programme, province=province
    ):
        return permit()
    return deny(
        _("Visits are recorded by an authority, an inspector or a field agent."), rule="places.7"
    )


def can_read_armed_sightings(actor: Actor, programme: str, province: str) -> Permission:
    """Authorities and inspectors of the province may; every reading is journalled."""
    if actor.has(Role.AUTHORITY, Role.INSPECTOR, programme=programme, province=province):
        return permit()
    return deny(
        _("What was observed of armed actors is for authorities and inspectors."),
        rule="places.14",
    )


def can_read_child_sightings(actor: Actor, programme: str, province: str) -> Permission:
    """Child protection of the province alone may; every reading is journalled."""
    if actor.has(Role.CHILD_PROTECTION, programme=programme, province=province):
        return permit()
    return deny(
        _("What was observed of children at work is for child protection."), rule="places.15"
    )
