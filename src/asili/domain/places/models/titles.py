"""Titles and zones, as they stood from day to day."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from asili.core.identifiers import CodeField, new_code
from asili.core.models import Programme
from asili.core.periods import ends_after_it_begins
from asili.domain.registry.models import Party


def title_code() -> str:
    """Default of Title.code."""
    return new_code("T")


class Title(models.Model):
    """A mining title or an artisanal zone; what it covered, and who held it, is in its versions."""

    class Kind(models.TextChoices):
        """What the title allows."""

        PR = "PR", _("research permit")
        PE = "PE", _("exploitation permit")
        PER = "PER", _("tailings exploitation permit")
        PEPM = "PEPM", _("small mine exploitation permit")
        AECP = "AECP", _("permanent quarry authorisation")
        ZEA = "ZEA", _("artisanal exploitation zone")
        AP = "AP", _("protected area")
        OTHER = "other", _("other title")

    code = CodeField(_("number"), default=title_code)
    number = models.CharField(_("number given by the cadastre"), max_length=40)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=120)
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="+", verbose_name=_("programme")
    )

    class Meta:
        verbose_name = _("title or zone")
        verbose_name_plural = _("titles and zones")
        ordering = ["kind", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind", "number"], name="places_title_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def is_zone(self) -> bool:
        """True for a zone of artisanal exploitation."""
        return self.kind == self.Kind.ZEA

    @property
    def is_protected_area(self) -> bool:
        """True for a park or reserve, which is no mining right but ground that others keep off."""
        return self.kind == self.Kind.AP


class TitleVersion(models.Model):
    """A title as it stood from one day to another; an amendment closes it and opens the next.

    ``legal_area_ha`` is what the cadastre counts (squares of 84.955 ha), never corrected by the
    area measured from the geometry. ``applied_on`` is the day on which it was applied for, where
    that is known.
    """

    class Status(models.TextChoices):
        """Status as decided by its authority."""

        PLANNED = "planned", _("planned")
        APPLIED = "applied", _("applied for")
        ACTIVE = "active", _("active")
        SUSPENDED = "suspended", _("suspended")
        INSTITUTED = "instituted", _("instituted")
        VIABILISED = "viabilised", _("made viable")
        ASSIGNED = "assigned", _("assigned")
        PRODUCING = "producing", _("producing")
        EXHAUSTED = "exhausted", _("exhausted")
        CLOSED = "closed", _("closed")
        ENDED = "ended", _("ended")

    title = models.ForeignKey(
        Title, models.PROTECT, related_name="versions", verbose_name=_("title or zone")
    )
    holder = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="titles",
        verbose_name=_("holder"),
    )
    geometry = models.MultiPolygonField(_("outline"), srid=4326)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices)
    substances = models.JSONField(_("substances"), default=list, blank=True)
    squares = models.PositiveIntegerField(_("cadastral squares"), null=True, blank=True)
    legal_area_ha = models.DecimalField(
        _("legal area, ha"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    applied_on = models.DateField(_("applied for on"), null=True, blank=True)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("version of a title")
        verbose_name_plural = _("versions of titles")
        ordering = ["title", "valid_from"]
        constraints = [
            ends_after_it_begins("places_version_ends_after_it_begins", "valid_from", "valid_to"),
            models.UniqueConstraint(
                fields=["title", "valid_from"], name="places_version_begins_once"
            ),
            models.UniqueConstraint(
                fields=["title"],
                condition=models.Q(valid_to__isnull=True),
                name="places_version_is_open_once",
            ),
            models.CheckConstraint(
                name="places_version_area_is_positive",
                condition=(models.Q(squares__isnull=True) | models.Q(squares__gt=0))
                & (models.Q(legal_area_ha__isnull=True) | models.Q(legal_area_ha__gt=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.valid_from})"
