"""A lot: anything with a code that material can be in, from one bag to one shipment."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from asili.core.models import Programme
from asili.domain.custody.rules import Status
from asili.domain.places.models import Place
from asili.domain.registry.models import Party
from asili.network.vocabulary import LotKind

LOT_KINDS = {
    LotKind.BAG: _("bag"),
    LotKind.LOT: _("lot"),
    LotKind.PILE: _("pile"),
    LotKind.PRODUCT: _("product"),
    LotKind.TAILINGS: _("tailings"),
    LotKind.SHIPMENT: _("shipment"),
}
STATUSES = {
    Status.ABSENT: _("not made by an accepted record"),
    Status.OPEN: _("held"),
    Status.IN_TRANSIT: _("on the way"),
    Status.CONTAINED: _("inside another lot"),
    Status.EMPTIED: _("used up"),
    Status.EXPORTED: _("exported"),
}


class Lot(models.Model):
    """One row for each code ever mentioned; a bag is a lot that was filled at one pit.

    ``code`` to ``programme`` say what it is and never change; the rest is its state after the last
    event that concerns it, derived by the fold and rewritten whenever the fold says so. Each event
    rewrites its lots, so this table has no index that no question needs.
    """

    code = models.CharField(_("code"), max_length=16)
    kind = models.CharField(_("kind"), max_length=9, choices=LOT_KINDS)
    number = models.BigIntegerField(
        _("tag number"), null=True, help_text=_("Null for all but bags.")
    )
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", db_index=False)

    status = models.CharField(_("status"), max_length=10, choices=STATUSES, default=Status.ABSENT)
    holder = models.ForeignKey(
        Party,
        models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("holder"),
    )
    owner = models.ForeignKey(
        Party,
        models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("owner"),
    )
    place = models.ForeignKey(
        Place,
        models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("last seen at"),
    )
    to_party = models.ForeignKey(
        Party,
        models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("on the way to"),
    )
    container = models.ForeignKey(
        "self",
        models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="contents",
        db_index=False,
        verbose_name=_("inside"),
    )
    wet_g = models.BigIntegerField(_("wet mass, g"), default=0)
    node = models.BigIntegerField(null=True)
    parts = models.IntegerField(default=0)
    drawn = models.BooleanField(default=False)
    segregated = models.BooleanField(_("kept apart"), default=False)
    waiting = models.IntegerField(_("records that wait"), default=0)
    last_at = models.BigIntegerField(null=True)
    last_tie = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        indexes = [
            models.Index(fields=["kind", "code"], name="custody_lot_kind"),
            models.Index(fields=["holder", "kind"], name="custody_lot_holder"),
            models.Index(
                fields=["number"],
                condition=models.Q(number__isnull=False),
                name="custody_lot_number",
            ),
            models.Index(
                fields=["container"],
                condition=models.Q(container__isnull=False),
                name="custody_lot_container",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="custody_lot_code_once"),
            models.CheckConstraint(
                condition=models.Q(wet_g__gte=0), name="custody_lot_wet_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.code
