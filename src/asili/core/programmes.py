"""Programmes: opened by the system, with the provinces they reach."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from asili.core import journal
from asili.core.access import Actor, Permission, deny, permit, require
from asili.core.models.programmes import Commodity, Programme, ProgrammeProvince


def open_programme(
    *,
    actor: Actor,
    code: str,
    name: str,
    commodity: Commodity,
    provinces: Iterable[str],
    simulated: bool,
) -> Programme:
    """Open a programme in provinces given by ISO 3166-2 code; say whether it is invented."""
    require(can_open_programme(actor))
    reached = sorted(set(provinces))
    with transaction.atomic():
        programme = Programme.objects.create(
            code=code, name=name, commodity=commodity, simulated=simulated
        )
        ProgrammeProvince.objects.bulk_create(
            ProgrammeProvince(programme=programme, code=province) for province in reached
        )
        row = [code, name, commodity.code, simulated, reached]
        journal.append(
            act="core.programme.opened",
            actor=actor,
            subjects=[code],
            digests=[journal.digest(Programme._meta.db_table, row)],
        )
    return programme


def can_open_programme(actor: Actor) -> Permission:
    """The system only: a programme comes with an installation."""
    if actor.is_system:
        return permit()
    return deny(_("A programme is opened by whoever runs the service."))


def programmes_of(actor: Actor) -> QuerySet[Programme]:
    """The programmes in which the actor has a role."""
    if actor.is_system:
        return Programme.objects.all()
    return Programme.objects.filter(code__in={grant.programme for grant in actor.grants})
