"""Administrative units over time, what became of them, and towns."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from asili.core.periods import ends_after_it_begins


class AdminUnit(models.Model):
    """A province, territory or city as it stood from one day to another.

    ``code`` is ISO 3166-2 for a province (CD-LU); below it is ours: the province's code and the
    name in capitals (CD-LU-LUBUDI). A territory whose province changes is a new unit, tied to the
    old one by a succession. ``valid_from`` is None where the beginning is not recorded.
    """

    class Kind(models.TextChoices):
        """Level of the unit."""

        PROVINCE = "province", _("province")
        TERRITORY = "territory", _("territory")
        CITY = "city", _("city")

    code = models.CharField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=80)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="parts", verbose_name=_("part of")
    )
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("administrative unit")
        verbose_name_plural = _("administrative units")
        ordering = ["code"]
        constraints = [
            ends_after_it_begins("geography_unit_ends_after_it_begins", "valid_from", "valid_to"),
            models.CheckConstraint(
                name="geography_only_a_province_has_no_parent",
                condition=models.Q(kind="province", parent__isnull=True)
                | (~models.Q(kind="province") & models.Q(parent__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """``new`` took over all or part of ``old`` on a day."""

    old = models.ForeignKey(
        AdminUnit, models.PROTECT, related_name="successors", verbose_name=_("before")
    )
    new = models.ForeignKey(
        AdminUnit, models.PROTECT, related_name="predecessors", verbose_name=_("after")
    )
    on = models.DateField(_("on"))

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="geography_succeeds_once"),
            models.CheckConstraint(
                name="geography_succeeds_another", condition=~models.Q(old=models.F("new"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"


class Town(models.Model):
    """A town by name, with a point for maps; not authoritative."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    point = models.PointField(_("point"), srid=4326)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("town")
        verbose_name_plural = _("towns")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
