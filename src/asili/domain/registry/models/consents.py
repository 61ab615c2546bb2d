"""What people agreed to, and how many are counted without a name."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from asili.core.models import Programme
from asili.core.privacy import ACTED, Mark, Privacy
from asili.domain.registry.models.parties import Person


class Consent(models.Model):
    """What a person said to being registered, on a day, to a text of one version; sealed.

    The last one by day and order counts. What it is about is erased when it is no longer given;
    that it was said stays.
    """

    class State(models.TextChoices):
        """What the person said."""

        GIVEN = "given", _("given")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Way(models.TextChoices):
        """How it was said."""

        SPOKEN = "spoken", _("spoken, before a witness")
        SIGNED = "signed", _("signed")
        THUMB = "thumb", _("thumbprint")
        PAPER = "paper", _("on paper, as the file says")

    sealed = True

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="consents", verbose_name=_("person")
    )
    state = models.CharField(_("consent"), max_length=9, choices=State.choices)
    on = models.DateField(_("on"))
    way = models.CharField(_("how"), max_length=6, choices=Way.choices)
    text_version = models.CharField(_("version of the text"), max_length=40, blank=True)
    recorded_by = models.CharField(_("recorded by"), max_length=64)
    recorded_at = models.DateTimeField(_("recorded"))

    privacy = {
        "person": Mark(
            Privacy.CONFIDENTIAL,
            "To show that the person agreed to be registered.",
            "As long as there are records of the person; without a name once it is erased.",
        ),
        "recorded_by": ACTED,
    }

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="registry_consent_is_known",
                condition=models.Q(state__in=["given", "refused", "withdrawn"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.state}"


class HeadCount(models.Model):
    """People counted on a day and not registered, by reason; nothing else is kept of them."""

    class Reason(models.TextChoices):
        """Why there is a count and no name."""

        NOT_ADULT = "not_adult", _("not shown to be an adult")
        NO_CONSENT = "no_consent", _("did not agree to be registered")

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="+", verbose_name=_("programme")
    )
    on = models.DateField(_("on"))
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    count = models.PositiveIntegerField(_("people"), default=0)

    class Meta:
        verbose_name = _("count without names")
        verbose_name_plural = _("counts without names")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "on", "reason"], name="registry_head_count_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.reason}: {self.count}"
