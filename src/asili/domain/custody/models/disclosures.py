"""Who lets whom see the bags and the names behind a lot, and until when."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from asili.domain.custody.models.lots import Lot
from asili.domain.registry.models import Party


class Disclosure(models.Model):
    """A dated grant by the authority: ``party`` may see the lot's bags and intermediaries."""

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="disclosures")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    granted_by = models.ForeignKey(Party, models.PROTECT, related_name="+")
    since = models.DateTimeField(db_default=Now())
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("since")), name="custody_disclosure_dates"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lot_id} → {self.party_id}"
