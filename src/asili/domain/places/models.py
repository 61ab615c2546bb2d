"""Places where ore is dug, kept and passed, and the titles and zones drawn over them."""

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


def title_code() -> str:
    """Default of Title.code."""
    return new_code("T")


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


class TitleVersion(models.Model):
    """A title as it stood from one day to another; an amendment closes it and opens the next.

    ``legal_area_ha`` is what the cadastre counts (squares of 84.955 ha), never corrected by the
    area measured from the geometry.
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


class Overlap(models.Model):
    """Ground that two titles in force cover together; derived from their versions.

    ``since`` is the later of both beginnings, ``until`` the earlier of both ends, ``hectares`` the
    area on the ellipsoid WGS 84.
    """

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
