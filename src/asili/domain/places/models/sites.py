"""Points where ore is dug, kept and passed, and who is there from day to day."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from asili.core.identifiers import CodeField, new_code
from asili.core.models import Programme
from asili.core.periods import ends_after_it_begins
from asili.domain.geography.models import Town
from asili.domain.registry.models import Party


def place_code() -> str:
    """Default of Place.code."""
    return new_code("G")


class Place(models.Model):
    """A point that ore comes from or passes: a site with its pits, a depot, a plant, a border post.

    ``minerals`` are codes of analytes; ``parent`` is the place that contains it (a pit's site).
    """

    class Kind(models.TextChoices):
        """What the place is."""

        SITE = "site", _("mine site")
        PIT = "pit", _("pit")
        DEPOT = "depot", _("depot")
        PLANT = "plant", _("plant")
        CENTRE = "centre", _("trading centre")
        BORDER = "border", _("border post")
        OFFICE = "office", _("office")
        PORT = "port", _("port")

    code = CodeField(_("number"), default=place_code)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=120)
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="+", verbose_name=_("programme")
    )
    province = models.CharField(_("province"), max_length=6)
    town = models.ForeignKey(
        Town, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("town")
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("within"),
    )
    point = models.PointField(_("point"), srid=4326)
    minerals = models.JSONField(_("minerals"), default=list, blank=True)
    simulated = models.BooleanField(_("simulated"), default=False)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["name", "code"]
        indexes = [
            models.Index(fields=["programme", "province", "kind"], name="places_place_scope")
        ]
        constraints = [
            models.CheckConstraint(
                name="places_pit_lies_within_a_site",
                condition=~models.Q(kind="pit") | models.Q(parent__isnull=False),
            ),
            models.CheckConstraint(
                name="places_place_is_not_within_itself",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Occupancy(models.Model):
    """A party works, owns or organises a place, from day to day."""

    class Role(models.TextChoices):
        """In what way."""

        OPERATOR = "operator", _("operator")
        OWNER = "owner", _("owner")
        COOPERATIVE = "cooperative", _("cooperative")

    place = models.ForeignKey(
        Place, models.PROTECT, related_name="occupancies", verbose_name=_("place")
    )
    party = models.ForeignKey(
        Party, models.PROTECT, related_name="occupancies", verbose_name=_("party")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("occupancy")
        verbose_name_plural = _("occupancies")
        ordering = ["since", "pk"]
        constraints = [
            ends_after_it_begins("places_occupancy_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["place", "party", "role", "since"], name="places_occupancy_begins_once"
            ),
            models.UniqueConstraint(
                fields=["place", "party", "role"],
                condition=models.Q(until__isnull=True),
                name="places_occupancy_is_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} · {self.place_id} ({self.role})"
