"""Geochemistry: what was sampled where, and what was measured in it."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from asili.core.identifiers import CodeField, new_code
from asili.core.models import Programme


def sample_code() -> str:
    """Default of Sample.code."""
    return new_code("X")


class Sample(models.Model):
    """Material taken at a point for analysis; ``number`` is what its source calls it.

    A day, depth or laboratory that the source does not give is blank: not recorded.
    """

    class Material(models.TextChoices):
        """What was taken."""

        SOIL = "soil", _("soil")
        SEDIMENT = "sediment", _("stream sediment")
        ROCK = "rock", _("rock")
        TERMITE = "termite", _("termite mound")
        TRENCH = "trench", _("trench or channel")
        CORE = "core", _("drill core or cuttings")
        TAILINGS = "tailings", _("tailings")
        ORE = "ore", _("ore")
        OTHER = "other", _("other material")

    code = CodeField(_("number"), default=sample_code)
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="+", verbose_name=_("programme")
    )
    number = models.CharField(_("number given by the source"), max_length=60)
    source = models.CharField(_("source"), max_length=300)
    point = models.PointField(_("point"), srid=4326)
    material = models.CharField(
        _("material"), max_length=8, choices=Material.choices, blank=True, default=""
    )
    depth_cm = models.PositiveIntegerField(_("depth, cm"), null=True, blank=True)
    taken_on = models.DateField(_("taken on"), null=True, blank=True)

    class Meta:
        verbose_name = _("geochemical sample")
        verbose_name_plural = _("geochemical samples")
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "source", "number"], name="places_sample_number_once"
            )
        ]

    def __str__(self) -> str:
        return self.number


class SampleValue(models.Model):
    """What was measured of one element in a sample, as the laboratory gave it.

    ``value`` is in ``unit`` and never converted. Where ``below`` is true the laboratory found less
    than ``value``, its detection limit: the amount is not known, and is not zero.
    """

    class Unit(models.TextChoices):
        """Mass of the element by mass of the dry sample."""

        PPM = "ppm", "ppm"
        PPB = "ppb", "ppb"
        PERCENT = "%", "%"
        GRAMS_PER_TONNE = "g/t", "g/t"

    sample = models.ForeignKey(
        Sample, models.CASCADE, related_name="values", verbose_name=_("sample")
    )
    element = models.CharField(_("element"), max_length=8)
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=6)
    unit = models.CharField(_("unit"), max_length=4, choices=Unit.choices)
    below = models.BooleanField(_("below the detection limit"), default=False)
    detection_limit = models.DecimalField(
        _("detection limit"), max_digits=16, decimal_places=6, null=True, blank=True
    )
    method = models.CharField(_("method"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("value of a sample")
        verbose_name_plural = _("values of samples")
        ordering = ["sample", "element", "method"]
        indexes = [models.Index(fields=["element", "unit", "value"], name="places_value_element")]
        constraints = [
            models.UniqueConstraint(
                fields=["sample", "element", "method"], name="places_element_measured_once"
            ),
            models.CheckConstraint(
                name="places_sample_value_is_not_negative", condition=models.Q(value__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.element} {'<' if self.below else ''}{self.value.normalize():f} {self.unit}"
