"""What the fold makes of the events: rewritten whenever an earlier event comes to light."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from asili.domain.custody.models.facts import Event, EventLine
from asili.domain.custody.models.lots import STATUSES, Lot
from asili.domain.custody.rules import Verdict

VERDICTS = {
    Verdict.ACCEPTED: _("accepted"),
    Verdict.PARTLY: _("partly waiting"),
    Verdict.QUARANTINED: _("waiting"),
    Verdict.VOIDED: _("voided"),
}


class Outcome(models.Model):
    """The verdict on one event; (``at``, ``tie``) is its place in the one order of events."""

    event = models.OneToOneField(
        Event, models.CASCADE, db_constraint=False, primary_key=True, related_name="outcome"
    )
    at = models.BigIntegerField()
    tie = models.BigIntegerField()
    verdict = models.CharField(max_length=11, choices=VERDICTS)
    rule = models.CharField(max_length=12, blank=True)
    params = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        indexes = [
            models.Index(
                fields=["verdict", "at"],
                condition=~models.Q(verdict="accepted"),
                name="custody_outcome_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.get_verdict_display()


class LineOutcome(models.Model):
    """The verdict on one line, and the state of its lot after it.

    Parties, places and lots are plain identifiers, and no constraint watches over any of them: the
    row is derived, as narrow as it can be, and `rebuild_outcomes` makes it again.
    """

    line = models.OneToOneField(
        EventLine, models.CASCADE, db_constraint=False, primary_key=True, related_name="outcome"
    )
    event = models.ForeignKey(
        Event, models.CASCADE, db_constraint=False, related_name="line_outcomes"
    )
    lot = models.ForeignKey(
        Lot, models.CASCADE, db_constraint=False, related_name="outcomes", db_index=False
    )
    at = models.BigIntegerField()
    tie = models.BigIntegerField()
    n = models.IntegerField()
    accepted = models.BooleanField()
    rule = models.CharField(max_length=12, blank=True)
    params = models.CharField(max_length=300, blank=True)
    moved_g = models.BigIntegerField(default=0)
    booked_g = models.BigIntegerField(default=0)
    status = models.CharField(max_length=10, choices=STATUSES)
    holder = models.BigIntegerField(null=True)
    owner = models.BigIntegerField(null=True)
    place = models.BigIntegerField(null=True)
    to_party = models.BigIntegerField(null=True)
    container = models.BigIntegerField(null=True)
    wet_g = models.BigIntegerField()
    node = models.BigIntegerField(null=True)
    parts = models.IntegerField(default=0)
    drawn = models.BooleanField(default=False)
    segregated = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("verdict on a line")
        verbose_name_plural = _("verdicts on lines")
        indexes = [models.Index(fields=["lot", "at", "tie", "n"], name="custody_line_order")]

    def __str__(self) -> str:
        return f"{self.lot_id}: {self.status}"


class Flow(models.Model):
    """Grams that went from one content to another: the edges of the trace graph."""

    event = models.ForeignKey(Event, models.CASCADE, db_constraint=False, related_name="flows")
    src = models.BigIntegerField()
    dst = models.BigIntegerField()
    wet_g = models.BigIntegerField()

    class Meta:
        verbose_name = _("flow")
        verbose_name_plural = _("flows")
        indexes = [
            models.Index(fields=["dst", "src", "wet_g"], name="custody_flow_back"),
            models.Index(fields=["src", "dst", "wet_g"], name="custody_flow_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.src} → {self.dst}"
