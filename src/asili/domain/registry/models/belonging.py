"""Who belongs to which organisation, and which account acts for whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from asili.core.models import Account
from asili.core.periods import ends_after_it_begins
from asili.core.privacy import Mark, Privacy
from asili.domain.registry.models.parties import Organisation, Party, Person


class Membership(models.Model):
    """A person in an organisation, in a role as recorded, from day to day."""

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="memberships", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=40)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    privacy = {
        "person": Mark(
            Privacy.RESTRICTED,
            "To know for which cooperative a person digs.",
            "As long as the records of custody of the cooperative.",
        )
    }

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["since", "pk"]
        constraints = [
            ends_after_it_begins("registry_membership_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["person", "organisation", "role", "since"],
                name="registry_membership_begins_once",
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=models.Q(until__isnull=True),
                name="registry_membership_is_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.organisation_id} ({self.role})"


class Appointment(models.Model):
    """An account acts for a party under a title, from day to day."""

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="appointments", verbose_name=_("account")
    )
    party = models.ForeignKey(
        Party, models.PROTECT, related_name="appointments", verbose_name=_("party")
    )
    title = models.CharField(_("title"), max_length=80)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["since", "pk"]
        constraints = [
            ends_after_it_begins("registry_appointment_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["account", "party"],
                condition=models.Q(until__isnull=True),
                name="registry_appointment_is_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} → {self.party_id} ({self.title})"
