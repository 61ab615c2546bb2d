"""Cards, licences and mandates, and the sealed history of their states."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from asili.core.identifiers import CodeField, new_code
from asili.core.periods import ends_after_it_begins
from asili.core.privacy import Mark, Privacy
from asili.domain.credentials import rules
from asili.domain.places.models import Place, Title
from asili.domain.registry.models import Party


def credential_code() -> str:
    """Default of Credential.code."""
    return new_code("C")


class Credential(models.Model):
    """A paper by which an authority lets a party do something, perhaps in one place or zone only.

    ``number`` is what the paper shows; two papers that show the same number are both recorded.
    """

    class Kind(models.TextChoices):
        """What the paper allows."""

        COOPERATIVE_APPROVAL = "cooperative_approval", _("approval of a cooperative")
        DIGGER_CARD = "digger_card", _("digger's card")
        TRADER_CARD = "trader_card", _("trader's card")
        DEPOT_LICENCE = "depot_licence", _("depot licence")
        PROCESSOR_LICENCE = "processor_licence", _("processor's licence")
        EXPORT_LICENCE = "export_licence", _("export licence")
        MANDATE = "mandate", _("mandate")

    code = CodeField(_("number"), default=credential_code)
    number = models.CharField(_("number on the paper"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    holder = models.ForeignKey(
        Party, models.PROTECT, related_name="credentials", verbose_name=_("holder")
    )
    issuer = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("issuer")
    )
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="credentials",
        verbose_name=_("limited to the place"),
    )
    title = models.ForeignKey(
        Title,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="credentials",
        verbose_name=_("limited to the title or zone"),
    )

    privacy = {
        "number": Mark(
            Privacy.RESTRICTED,
            "To compare the paper that a person shows with the register.",
            "As long as the records of custody that rest on the paper.",
        )
    }

    class Meta:
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        ordering = ["kind", "number", "code"]
        indexes = [models.Index(fields=["kind", "number"], name="credentials_number")]
        constraints = [
            models.CheckConstraint(
                name="credentials_limited_to_one_thing",
                condition=models.Q(place__isnull=True) | models.Q(title__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class CredentialState(models.Model):
    """One state of a credential, from an instant on; sealed, so that history is never rewritten.

    ``until`` is the first instant at which the state no longer holds; the state below it then
    shows again, so that a suspension which ends leaves the card as it was (`rules.state_at`).
    ``recorded_at`` is when Asili learned of it: a past judgement can be replayed as it was known.
    """

    class State(models.TextChoices):
        """What the paper is worth."""

        ISSUED = rules.ISSUED, _("issued")
        SUSPENDED = "suspended", _("suspended")
        REVOKED = "revoked", _("revoked")
        EXPIRED = rules.EXPIRED, _("expired")
        LOST = "lost", _("lost")
        REPLACED = "replaced", _("replaced")

    sealed = True

    credential = models.ForeignKey(
        Credential, models.PROTECT, related_name="states", verbose_name=_("credential")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    effective_at = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    instrument = models.CharField(_("order or decision"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    act_id = models.UUIDField(db_index=True)

    class Meta:
        verbose_name = _("state of a credential")
        verbose_name_plural = _("states of credentials")
        ordering = ["credential", "effective_at", "pk"]
        constraints = [
            ends_after_it_begins("credentials_state_ends_after_it_begins", "effective_at"),
            models.CheckConstraint(
                name="credentials_state_is_known",
                condition=models.Q(
                    state__in=["issued", "suspended", "revoked", "expired", "lost", "replaced"]
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.credential_id}: {self.state}"
