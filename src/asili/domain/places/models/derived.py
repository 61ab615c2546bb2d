"""What follows from titles, places and occupancies: shared ground, and who stands on whose."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from asili.core.periods import ends_after_it_begins
from asili.domain.places.models.sites import Place
from asili.domain.places.models.titles import TitleVersion
from asili.domain.registry.models import Party


class Overlap(models.Model):
    """Ground that two titles or zones cover together; derived from their versions.

    ``since`` is the later of both beginnings, ``until`` the earlier of both ends, ``hectares`` the
    area on the ellipsoid WGS 84.
    """

    class Kind(models.TextChoices):
        """What the two are to one another."""

        RIGHTS = "rights", _("two rights on the same ground")
        APPLIED = "applied", _("applied for over ground that is taken")
        PLANNED = "planned", _("planned zone on ground that is taken")
        PROTECTED = "protected", _("reaches into a protected area")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.RIGHTS)
    first = models.ForeignKey(
        TitleVersion, models.CASCADE, related_name="overlaps_first", verbose_name=_("first title")
    )
    second = models.ForeignKey(
        TitleVersion, models.CASCADE, related_name="overlaps_second", verbose_name=_("second title")
    )
    geometry = models.MultiPolygonField(_("outline"), srid=4326)
    hectares = models.DecimalField(_("area, ha"), max_digits=14, decimal_places=4)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("overlap")
        verbose_name_plural = _("overlaps")
        ordering = ["-hectares", "pk"]
        indexes = [models.Index(fields=["kind", "-hectares"], name="places_overlap_by_area")]
        constraints = [
            ends_after_it_begins("places_overlap_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["first", "second"], name="places_overlap_is_found_once"
            ),
            models.CheckConstraint(
                name="places_overlap_is_written_in_order",
                condition=models.Q(first__lt=models.F("second")),
            ),
            models.CheckConstraint(
                name="places_overlap_covers_ground", condition=models.Q(hectares__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ∩ {self.second_id}: {self.hectares} ha"


class Siting(models.Model):
    """Where a place lies, or who works there, in respect of a title or zone; derived.

    ``metres`` is how far outside the zone the place lies, 0 within it. ``party`` is who works the
    place, where the title is another's. The days are those on which both hold.
    """

    class Kind(models.TextChoices):
        """What is the case."""

        INSIDE = "inside", _("within the outline")
        NEAR = "near", _("just outside a zone")
        ANOTHERS = "anothers", _("worked on ground that another holds")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    place = models.ForeignKey(
        Place, models.CASCADE, related_name="sitings", verbose_name=_("place")
    )
    version = models.ForeignKey(
        TitleVersion, models.CASCADE, related_name="sitings", verbose_name=_("title or zone")
    )
    party = models.ForeignKey(
        Party,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="sitings",
        verbose_name=_("who works there"),
    )
    metres = models.PositiveIntegerField(_("distance outside, m"), default=0)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("siting")
        verbose_name_plural = _("sitings")
        ordering = ["-since", "pk"]
        constraints = [
            ends_after_it_begins("places_siting_ends_after_it_begins"),
            models.CheckConstraint(
                name="places_siting_names_who_works_on_anothers_ground",
                condition=models.Q(kind="anothers", party__isnull=False)
                | (~models.Q(kind="anothers") & models.Q(party__isnull=True)),
            ),
            models.CheckConstraint(
                name="places_siting_is_outside_only_where_near",
                condition=models.Q(kind="near", metres__gt=0)
                | (~models.Q(kind="near") & models.Q(metres=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} · {self.version_id} ({self.kind})"
