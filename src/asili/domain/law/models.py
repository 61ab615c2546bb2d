"""Instruments of law and the dated values that they set; nothing legal is written in code."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from asili.core.periods import ends_after_it_begins


class Instrument(models.Model):
    """A law, decree or order, or the defaults of this service, which say that they are no law.

    ``effect`` is what it changes, in our own words. ``dated`` is None where the day is not known.
    """

    class Kind(models.TextChoices):
        """What it is."""

        LAW = "law", _("law")
        DECREE = "decree", _("decree")
        ORDER = "order", _("order")
        CIRCULAR = "circular", _("circular")
        DECISION = "decision", _("decision")
        REGULATION = "regulation", _("regulation of the European Union")
        CONVENTION = "convention", _("international convention")
        DEFAULT = "default", _("default of Asili, not a law")

    code = models.CharField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    dated = models.DateField(_("dated"), null=True, blank=True)
    effect = models.TextField(_("what it changes"), blank=True)
    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("address of the source"), max_length=300, blank=True)
    simulated = models.BooleanField(_("simulated"), default=False)

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        ordering = ["dated", "code"]
        constraints = [
            models.CheckConstraint(
                name="law_instrument_names_a_source", condition=~models.Q(source="")
            )
        ]

    def __str__(self) -> str:
        return self.title


class LegalValue(models.Model):
    """One number that an instrument sets, such as a rate, for a period and a jurisdiction.

    ``jurisdiction`` is an ISO 3166 code, of a country or of a province. ``verified_by`` names the
    lawyer or office that compared the value with the instrument, as two persons of an authority
    confirmed; while it is "" the value may warn but not stop (rule law.2).
    """

    key = models.CharField(_("key"), max_length=64)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=6)
    unit = models.CharField(_("unit"), max_length=40)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("no longer valid from"), null=True, blank=True)
    jurisdiction = models.CharField(_("jurisdiction"), max_length=6, default="CD")
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, related_name="values", verbose_name=_("instrument")
    )
    article = models.CharField(_("article"), max_length=80, blank=True)
    source = models.CharField(_("source"), max_length=300)
    verified_by = models.CharField(_("verified by"), max_length=120, blank=True)
    verified_on = models.DateField(_("verified on"), null=True, blank=True)

    class Meta:
        verbose_name = _("legal value")
        verbose_name_plural = _("legal values")
        ordering = ["key", "jurisdiction", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "jurisdiction", "valid_from"], name="law_value_begins_once"
            ),
            models.UniqueConstraint(
                fields=["key", "jurisdiction"],
                condition=models.Q(valid_to__isnull=True),
                name="law_value_has_one_open_period",
            ),
            ends_after_it_begins("law_value_ends_after_it_begins", "valid_from", "valid_to"),
            models.CheckConstraint(
                name="law_value_verified_by_someone_on_a_day",
                condition=models.Q(verified_by="", verified_on__isnull=True)
                | (~models.Q(verified_by="") & models.Q(verified_on__isnull=False)),
            ),
            models.CheckConstraint(name="law_value_names_a_source", condition=~models.Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value.normalize():f} {self.unit}"

    @property
    def is_verified(self) -> bool:
        """True where someone compared the value with its instrument."""
        return bool(self.verified_by)

    @property
    def legal_basis(self) -> str:
        """Instrument and article, as findings and refusals print it."""
        return ", ".join(part for part in (self.instrument.title, self.article) if part)
