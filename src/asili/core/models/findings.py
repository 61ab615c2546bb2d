"""Findings: what a rule noticed about a subject, waiting for a person."""

from django.db import models
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from asili.core.figures import spoken
from asili.core.identifiers import CodeField, finding_code
from asili.core.privacy import ACTED


class Finding(models.Model):
    """A difference to be explained: which rule, about what, why, and what can be done.

    ``title``, ``remedy`` and ``message`` are untranslated source texts, rendered in the reader's
    language. ``key`` says what the finding is about and is unique while it is open.
    """

    class Severity(models.TextChoices):
        """How much depends on it."""

        INFO = "info", _("for information")
        WARNING = "warning", _("to be explained")
        STOP = "stop", _("counts for nothing until resolved")

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _("open")
        RESOLVED = "resolved", _("resolved")
        DISMISSED = "dismissed", _("set aside with a reason")

    code = CodeField(_("number"), default=finding_code)
    key = models.CharField(_("key"), max_length=200)
    rule = models.CharField(_("rule"), max_length=40, db_index=True)
    title = models.CharField(_("title"), max_length=200)
    remedy = models.TextField(_("what can be done"), blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    severity = models.CharField(_("weight"), max_length=8, choices=Severity.choices)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.OPEN, db_index=True
    )
    subject = models.CharField(_("subject"), max_length=40, db_index=True)
    label = models.CharField(_("label"), max_length=200, blank=True)
    message = models.TextField(_("message"))
    params = models.JSONField(_("values"), default=dict)
    programme = models.CharField(_("programme"), max_length=16, db_index=True)
    province = models.CharField(_("province"), max_length=6, blank=True)
    opened_at = models.DateTimeField(_("opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closed_by = models.CharField(_("closed by"), max_length=64, blank=True)
    because = models.TextField(_("reason for closing"), blank=True)

    privacy = {"closed_by": ACTED}

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=models.Q(state="open"),
                name="core_finding_open_once",
            ),
            models.CheckConstraint(
                name="core_finding_closed_has_an_instant",
                condition=models.Q(state="open", closed_at__isnull=True)
                | (~models.Q(state="open") & models.Q(closed_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.rule}"

    @property
    def headline(self) -> str:
        """The rule's title in the reader's language."""
        return translate(self.title)

    @property
    def text(self) -> str:
        """The message in the reader's language."""
        return translate(self.message) % spoken(self.params)

    @property
    def way_out(self) -> str:
        """The remedy in the reader's language, or ""."""
        return translate(self.remedy) if self.remedy else ""


class FindingParty(models.Model):
    """A party that a finding concerns, and that may therefore read it."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="parties")
    party = models.CharField(_("party"), max_length=16, db_index=True)

    class Meta:
        verbose_name = _("party of a finding")
        verbose_name_plural = _("parties of findings")
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "party"], name="core_finding_names_a_party_once"
            )
        ]

    def __str__(self) -> str:
        return self.party
