"""Approvals: a decision that one person proposes and another takes."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from asili.core.privacy import ACTED


class Approval(models.Model):
    """What is to be done (``act`` on ``subject`` with ``payload``), by whom proposed and decided.

    Accounts and the persons behind them are kept by code: the two must differ in both.
    """

    class State(models.TextChoices):
        """Where it stands."""

        PROPOSED = "proposed", _("waiting for a second person")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    act = models.CharField(_("act"), max_length=80)
    subject = models.CharField(_("subject"), max_length=60, db_index=True)
    payload = models.JSONField(_("values"), default=dict)
    reason = models.TextField(_("reason"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PROPOSED, db_index=True
    )
    proposed_by = models.CharField(_("proposed by"), max_length=64)
    proposed_person = models.CharField(_("person who proposed"), max_length=16)
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_by = models.CharField(_("decided by"), max_length=64, blank=True)
    decided_person = models.CharField(_("person who decided"), max_length=16, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decision = models.TextField(_("reason for the decision"), blank=True)

    privacy = {
        "proposed_by": ACTED,
        "proposed_person": ACTED,
        "decided_by": ACTED,
        "decided_person": ACTED,
    }

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="core_approval_takes_two_accounts",
                condition=~models.Q(decided_by=models.F("proposed_by")),
            ),
            models.CheckConstraint(
                name="core_approval_takes_two_persons",
                condition=~models.Q(decided_person=models.F("proposed_person")),
            ),
            models.CheckConstraint(
                name="core_approval_decided_has_an_instant",
                condition=models.Q(state="proposed", decided_at__isnull=True)
                | (~models.Q(state="proposed") & models.Q(decided_at__isnull=False)),
            ),
            models.UniqueConstraint(
                name="core_approval_waits_once",
                fields=["act", "subject"],
                condition=models.Q(state="proposed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.subject}"
