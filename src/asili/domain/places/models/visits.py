"""Visits of sites as others recorded them: blank is not recorded, zero is an observed absence."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from asili.core.identifiers import CodeField, new_code
from asili.core.models import Programme
from asili.domain.places.models.sites import Place


def visit_code() -> str:
    """Default of Visit.code."""
    return new_code("V")


class VisitSource(models.Model):
    """A file that visits came from; ``scheme`` says whose numbers it uses (`visiting.SCHEMES`).

    ``file`` is its name and digest, ``brought_on`` the day on which it came in.
    """

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="+", verbose_name=_("programme")
    )
    scheme = models.CharField(_("scheme"), max_length=16)
    file = models.CharField(_("file"), max_length=300)
    brought_on = models.DateField(_("brought in on"))

    class Meta:
        verbose_name = _("source of visits")
        verbose_name_plural = _("sources of visits")
        ordering = ["brought_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "scheme", "file"], name="places_visit_source_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scheme}: {self.file}"


class PlaceIdentifier(models.Model):
    """The number that somebody else gave a place: a scheme and a value, unique in a programme."""

    place = models.ForeignKey(
        Place, models.CASCADE, related_name="identifiers", verbose_name=_("place")
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="+", verbose_name=_("programme")
    )
    scheme = models.CharField(_("scheme"), max_length=16)
    value = models.CharField(_("number"), max_length=64)

    class Meta:
        verbose_name = _("number given by others")
        verbose_name_plural = _("numbers given by others")
        ordering = ["scheme", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "scheme", "value"], name="places_identifier_names_one_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"


class Visit(models.Model):
    """What was recorded of a site on one day, by whom; None and "" mean not recorded.

    ``number`` is the source's own number of the visit, ``name`` the site's name as that record has
    it, which may not be the one of the place. ``lon_e7`` and ``lat_e7`` are the position
    as that record says it, in 1e-7 degree of WGS 84, ``origin`` the source's words for where the
    position is from, ``precision`` what these words stand for. ``services`` are the services of the
    State that were present. What is for few eyes is in `ArmedSighting` and `ChildSighting`.
    """

    class Precision(models.TextChoices):
        """How a position was found."""

        GPS = "gps", _("GPS at the site")
        NEARBY = "nearby", _("GPS of a village or place nearby")
        IMAGE = "image", _("read from a satellite image or map")
        ARCHIVE = "archive", _("older database")
        APPROXIMATE = "approximate", _("approximation")

    class Reason(models.TextChoices):
        """Why those who recorded the site were not there."""

        THIRD_PARTY = "third_party", _("information from a third party")
        INSECURITY = "insecurity", _("insecurity")
        ROAD = "road", _("state of the road")
        WEATHER = "weather", _("weather")
        DISTANCE = "distance", _("distance")
        OTHER = "other", _("other reason")

    class Access(models.TextChoices):
        """How the site is reached."""

        WHEELS = "wheels", _("by car or motorcycle")
        WITHIN_2H = "within_2h", _("less than two hours on foot")
        BEYOND_2H = "beyond_2h", _("more than two hours on foot")

    class Scheme(models.TextChoices):
        """State of a traceability scheme at the site."""

        ACTIVE = "active", _("active")
        SUSPENDED = "suspended", _("suspended")

    class Qualification(models.TextChoices):
        """Official status of the site as the source gives it."""

        GREEN = "green", _("green")
        YELLOW = "yellow", _("yellow")
        RED = "red", _("red")
        UNCLASSED = "unclassed", _("not classified")

    code = CodeField(_("number"), default=visit_code)
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="+", verbose_name=_("programme")
    )
    place = models.ForeignKey(Place, models.PROTECT, related_name="visits", verbose_name=_("place"))
    source = models.ForeignKey(
        VisitSource, models.PROTECT, related_name="visits", verbose_name=_("source")
    )
    scheme = models.CharField(_("scheme"), max_length=16)
    number = models.CharField(_("number in the source"), max_length=64)
    name = models.CharField(_("name of the site as said"), max_length=120)
    visited_on = models.DateField(_("day of the visit"))
    who = models.CharField(_("recorded by"), max_length=80, blank=True)
    project = models.CharField(_("project"), max_length=80, blank=True)
    on_site = models.BooleanField(_("those who recorded were there"), null=True)
    reason = models.CharField(
        _("reason for not being there"), max_length=12, choices=Reason.choices, blank=True
    )
    province = models.CharField(_("province as said"), max_length=60, blank=True)
    province_before = models.CharField(_("former province as said"), max_length=60, blank=True)
    territory = models.CharField(_("territory"), max_length=60, blank=True)
    chiefdom = models.CharField(_("collectivity"), max_length=80, blank=True)
    grouping = models.CharField(_("grouping"), max_length=80, blank=True)
    village = models.CharField(_("village"), max_length=160, blank=True)
    lon_e7 = models.IntegerField(_("longitude, 1e-7 degree"))
    lat_e7 = models.IntegerField(_("latitude, 1e-7 degree"))
    origin = models.CharField(_("origin of the position"), max_length=80, blank=True)
    precision = models.CharField(
        _("precision of the position"), max_length=12, choices=Precision.choices, blank=True
    )
    workers = models.PositiveIntegerField(_("workers"), null=True)
    access_dry = models.CharField(
        _("access in the dry season"), max_length=12, choices=Access.choices, blank=True
    )
    access_wet = models.CharField(
        _("access in the rainy season"), max_length=12, choices=Access.choices, blank=True
    )
    mercury = models.BooleanField(_("mercury in use"), null=True)
    women = models.BooleanField(_("women at work"), null=True)
    services = models.JSONField(_("services of the State"), null=True)
    itsci = models.CharField(_("iTSCi"), max_length=12, choices=Scheme.choices, blank=True)
    traceability = models.CharField(_("traceability"), max_length=80, blank=True)
    qualification = models.CharField(
        _("qualification"), max_length=12, choices=Qualification.choices, blank=True
    )

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["-visited_on", "-pk"]
        indexes = [
            models.Index(fields=["programme", "visited_on"], name="places_visit_by_day"),
            models.Index(fields=["programme", "territory"], name="places_visit_by_territory"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "scheme", "number"], name="places_visit_is_recorded_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.visited_on}"


class VisitMineral(models.Model):
    """A mineral found at a visit, the first being the main one, and where it goes.

    ``said`` is the word of the source, kept even where no mineral of ours is meant by it.
    """

    class Mineral(models.TextChoices):
        """Minerals by the names under which they are traded."""

        GOLD = "gold", _("gold")
        CASSITERITE = "cassiterite", _("cassiterite")
        COLTAN = "coltan", _("coltan")
        WOLFRAMITE = "wolframite", _("wolframite")
        COPPER = "copper", _("copper")
        COBALT = "cobalt", _("cobalt")
        DIAMOND = "diamond", _("diamond")
        TOURMALINE = "tourmaline", _("tourmaline")
        MANGANESE = "manganese", _("manganese")

    visit = models.ForeignKey(
        Visit, models.CASCADE, related_name="minerals", verbose_name=_("visit")
    )
    rank = models.PositiveSmallIntegerField(_("rank"))
    said = models.CharField(_("mineral as said"), max_length=60)
    mineral = models.CharField(
        _("mineral"), max_length=12, choices=Mineral.choices, blank=True, db_index=True
    )
    sold_at = models.CharField(_("points of sale"), max_length=160, blank=True)
    destination = models.CharField(_("final destination"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("mineral of a visit")
        verbose_name_plural = _("minerals of visits")
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "rank"], name="places_visit_ranks_a_mineral_once"
            )
        ]

    def __str__(self) -> str:
        return self.said

    @property
    def label(self) -> str:
        """The mineral in the reader's language, or the source's own word."""
        return self.get_mineral_display() if self.mineral else self.said
