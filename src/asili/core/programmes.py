"""Programmes: opened by the system in some provinces, and copied to others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from asili.core import journal
from asili.core.access import Actor, Permission, Refusal, deny, permit, require
from asili.core.models.programmes import Analyte, Commodity, Programme, ProgrammeProvince
from asili.core.quantities import KILOGRAMS, Units

RULE: Final = "core.9"


@dataclass(frozen=True, slots=True)
class Mineral:
    """A commodity with what a laboratory reports of it.

    ``analytes`` are names by symbol; a name is "" for a symbol that is known already, and so is
    ``name`` for a commodity that is. Units are those of `Commodity` and `Analyte`, and count for
    what is new only.
    """

    code: str
    name: str = ""
    analytes: Mapping[str, str] = field(default_factory=dict)
    mass_unit: str = Commodity.MassUnit.KILOGRAM
    grade_unit: str = Analyte.GradeUnit.PERCENT


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


def copy_programme(
    *,
    actor: Actor,
    source: Programme,
    code: str,
    name: str,
    provinces: Iterable[str],
    mineral: Mineral,
) -> tuple[Programme, bool]:
    """Open a programme like another, for other provinces and another mineral; its data stay there.

    Returns the programme and whether it is new: asked for a second time in the same words, nothing
    changes. Raises Refusal where the code is taken by a programme that differs, or where the
    mineral is not described enough or not as it is known (core.9).
    """
    require(can_open_programme(actor))
    reached = sorted(set(provinces))
    if not reached:
        raise Refusal(RULE, _("A programme reaches one province at least."))
    with transaction.atomic():
        commodity = _commodity(mineral)
        taken = Programme.objects.filter(code=code).select_related("commodity").first()
        if taken is None:
            opened = open_programme(
                actor=actor,
                code=code,
                name=name,
                commodity=commodity,
                provinces=reached,
                simulated=source.simulated,
            )
            return opened, True
        there = sorted(taken.provinces.values_list("code", flat=True))
        if (taken.name, taken.commodity, there) != (name, commodity, reached):
            raise Refusal(
                RULE,
                _("Another programme has this code; it is not overwritten."),
                remedy=_("Choose another code, or give exactly what it has."),
            )
    return taken, False


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


def units_of(programme: Programme) -> Units:
    """What the masses and grades of a programme are read in; ``grades`` has all it counts."""
    rows = Analyte.objects.filter(commodities=programme.commodity_id).order_by("code")
    grades = dict(rows.values_list("code", "grade_unit"))
    return Units(programme.commodity.mass_unit, grades)


def units_for(actor: Actor) -> Units:
    """What somebody reads masses in where programmes stand together: grams where all of theirs do.

    Without a programme of their own, kilograms.
    """
    units = set(programmes_of(actor).values_list("commodity__mass_unit", flat=True))
    return Units(units.pop()) if len(units) == 1 else KILOGRAMS


def _commodity(mineral: Mineral) -> Commodity:
    """The commodity that is meant, by code or by name; a new one where neither is known."""
    known = Commodity.objects.filter(code__iexact=mineral.code).first()
    known = known or Commodity.objects.filter(name__iexact=mineral.code).first()
    if known is not None:
        counted = sorted(known.analytes.values_list("code", flat=True))
        if counted != sorted(mineral.analytes):
            raise Refusal(
                RULE,
                _("This commodity is known with other analytes: %(codes)s.")
                % {"codes": ", ".join(counted)},
            )
        return known
    if not mineral.name or not mineral.analytes:
        raise Refusal(RULE, _("A commodity that is not known yet needs a name and its analytes."))
    made = Commodity.objects.create(
        code=mineral.code, name=mineral.name, mass_unit=mineral.mass_unit
    )
    made.analytes.set([_analyte(code, said, mineral) for code, said in mineral.analytes.items()])
    return made


def _analyte(code: str, name: str, mineral: Mineral) -> Analyte:
    known = Analyte.objects.filter(code=code).first()
    if known is None and not name:
        raise Refusal(RULE, _("%(code)s is not known yet: give its name with it.") % {"code": code})
    return known or Analyte.objects.create(code=code, name=name, grade_unit=mineral.grade_unit)
