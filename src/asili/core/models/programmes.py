"""Programmes, the provinces they reach, and what they follow: commodities and analytes as rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Commodity(models.Model):
    """What is mined and sold: copper-cobalt, gold; ``mass_unit`` is what its masses are read in."""

    class MassUnit(models.TextChoices):
        """What masses are shown and typed in; they are kept in grams."""

        KILOGRAM = "kg", _("kilogram")
        GRAM = "g", _("gram")

    code = models.CharField(_("code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=60)
    mass_unit = models.CharField(
        _("unit of mass"), max_length=2, choices=MassUnit.choices, default=MassUnit.KILOGRAM
    )

    class Meta:
        verbose_name = _("commodity")
        verbose_name_plural = _("commodities")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Analyte(models.Model):
    """What a laboratory reports, by chemical symbol: Co, Cu, Au; ``grade_unit`` is how."""

    class GradeUnit(models.TextChoices):
        """What grades are shown and typed in; they are kept in percent."""

        PERCENT = "%", _("percent")
        GRAMS_PER_TONNE = "g/t", _("gram per tonne")

    code = models.CharField(_("symbol"), max_length=8, unique=True)
    name = models.CharField(_("name"), max_length=60)
    grade_unit = models.CharField(
        _("unit of grade"), max_length=3, choices=GradeUnit.choices, default=GradeUnit.PERCENT
    )
    commodities = models.ManyToManyField(Commodity, related_name="analytes", blank=True)

    class Meta:
        verbose_name = _("analyte")
        verbose_name_plural = _("analytes")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class Programme(models.Model):
    """One undertaking with its own people, places and rules; every record belongs to one.

    ``simulated``: its people, firms, places and figures are invented, and every page and export
    that shows them says so.
    """

    code = models.CharField(_("code"), max_length=16, unique=True)
    name = models.CharField(_("name"), max_length=120)
    commodity = models.ForeignKey(
        Commodity, on_delete=models.PROTECT, related_name="+", verbose_name=_("commodity")
    )
    simulated = models.BooleanField(_("simulated"), default=False)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class ProgrammeProvince(models.Model):
    """A province that a programme reaches, by its ISO 3166-2 code (CD-LU)."""

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="provinces", verbose_name=_("programme")
    )
    code = models.CharField(_("province"), max_length=6)

    class Meta:
        verbose_name = _("province of a programme")
        verbose_name_plural = _("provinces of programmes")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"], name="core_province_once_in_a_programme"
            )
        ]

    def __str__(self) -> str:
        return self.code
