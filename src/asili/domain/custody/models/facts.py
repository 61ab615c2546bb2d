"""What was observed: stored once, sealed, never judged in place."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from asili.core.models import Programme
from asili.core.quantities import Estimate
from asili.domain.custody.models.lots import LOT_KINDS, Lot
from asili.domain.places.models import Place
from asili.domain.registry.models import Party
from asili.network.vocabulary import CustodyModel, EventKind, LineRole, Method, Mode

EVENT_KINDS = {
    EventKind.ALLOCATE: _("tags allocated"),
    EventKind.COMMISSION: _("bags filled and tagged"),
    EventKind.TRANSFER_OUT: _("sent"),
    EventKind.TRANSFER_IN: _("received"),
    EventKind.AGGREGATE: _("gathered into a lot"),
    EventKind.DISAGGREGATE: _("opened"),
    EventKind.ASSAY: _("assayed"),
    EventKind.PURCHASE: _("bought"),
    EventKind.BLEND: _("blended"),
    EventKind.PROCESS: _("processed"),
    EventKind.SPLIT: _("split"),
    EventKind.STOCK_TAKE: _("stock taken"),
    EventKind.SEIZE: _("seized"),
    EventKind.SHIP: _("made up into a shipment"),
    EventKind.EXPORT: _("exported"),
    EventKind.VOID: _("record voided"),
    EventKind.ACCEPT: _("difference accepted"),
}
LINE_ROLES = {
    LineRole.MAKE: _("made"),
    LineRole.TAIL: _("left as tailings"),
    LineRole.TAKE: _("taken"),
    LineRole.SEE: _("seen"),
    LineRole.PARENT: _("outer lot"),
    LineRole.CHILD: _("inside"),
    LineRole.FIRST: _("first tag"),
    LineRole.LAST: _("last tag"),
}
CUSTODY_MODELS = {
    CustodyModel.MIXED: _("mixed"),
    CustodyModel.SEGREGATED: _("kept apart, first in, first out"),
}
MODES = {
    Mode.NONE: _("not recorded"),
    Mode.FOOT: _("on foot"),
    Mode.BICYCLE: _("bicycle"),
    Mode.MOTORCYCLE: _("motorcycle"),
    Mode.TRUCK: _("truck"),
    Mode.RAIL: _("rail"),
    Mode.SHIP: _("ship"),
}
METHODS = {
    Method.XRF_FIELD: _("XRF in the field"),
    Method.XRF_PULP: _("XRF on dried pulp"),
    Method.LAB_ICP: _("laboratory, ICP"),
    Method.LAB_AAS: _("laboratory, AAS"),
    Method.OVEN: _("drying oven"),
    Method.DECLARED: _("declared, not measured"),
}


class Event(models.Model):
    """One custody event as reported; three clocks: happened, recorded (untrusted), received."""

    sealed = True

    uuid = models.UUIDField(unique=True)
    kind = models.CharField(_("what happened"), max_length=12, choices=EVENT_KINDS)
    happened_at = models.DateTimeField(_("happened"))
    recorded_at = models.DateTimeField(_("recorded"), null=True)
    received_at = models.DateTimeField(_("received"))
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", db_index=False)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("who"))
    counterparty = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", verbose_name=_("with whom")
    )
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("where"))
    to_place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("where to"),
    )
    mode = models.CharField(_("transport"), max_length=10, choices=MODES, default=Mode.NONE)
    device = models.CharField(_("device"), max_length=40, blank=True)
    document = models.CharField(_("paper"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=400, blank=True)
    target_uuid = models.UUIDField(_("record spoken about"), null=True)
    act_id = models.UUIDField(db_index=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["programme", "happened_at"], name="custody_event_when"),
            models.Index(
                fields=["target_uuid"],
                condition=models.Q(target_uuid__isnull=False),
                name="custody_event_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_at:%Y-%m-%d %H:%M}"


class EventLine(models.Model):
    """What an event did with one lot; masses in grams, coordinates in 1e-7 degree (WGS 84)."""

    sealed = True

    event = models.ForeignKey(Event, models.PROTECT, related_name="lines")
    n = models.IntegerField()
    role = models.CharField(_("role"), max_length=6, choices=LINE_ROLES)
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="lines", db_index=False)
    wet_g = models.BigIntegerField(_("wet mass, g"), null=True)
    lot_kind = models.CharField(max_length=9, choices=LOT_KINDS, blank=True)
    lat_e7 = models.IntegerField(null=True)
    lon_e7 = models.IntegerField(null=True)
    custody_model = models.CharField(
        _("how it keeps its content"), max_length=10, choices=CUSTODY_MODELS, blank=True
    )

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering = ["event", "n"]
        indexes = [models.Index(fields=["lot", "event"], name="custody_line_lot")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(wet_g__isnull=True) | models.Q(wet_g__gte=0),
                name="custody_line_wet_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.lot_id}"


class Measurement(models.Model):
    """One measured quantity of a sample, in percent, with its standard uncertainty in points.

    ``quantity`` is "moisture" (of the wet mass) or an analyte's code (of the dry mass); ``lot`` is
    null where the sample stands for every line of its event. What no ore can hold is kept as it
    was reported, and does not count (rule custody.24).
    """

    sealed = True

    event = models.ForeignKey(Event, models.PROTECT, related_name="measurements")
    n = models.IntegerField()
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="+", db_index=False)
    quantity = models.CharField(_("quantity"), max_length=8)
    value = models.DecimalField(_("value, %"), max_digits=12, decimal_places=8)
    u = models.DecimalField(_("standard uncertainty, points"), max_digits=12, decimal_places=8)
    method = models.CharField(_("method"), max_length=10, choices=METHODS)
    laboratory = models.CharField(_("laboratory or instrument"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")

    def __str__(self) -> str:
        return f"{self.quantity} {self.value} % ± {self.u}"

    @property
    def estimate(self) -> Estimate:
        """The value with its uncertainty."""
        return Estimate(self.value, self.u, "%")


class TagAllocation(models.Model):
    """The tag numbers that an allocation reserves for a place; a reading aid of its event."""

    sealed = True

    event = models.OneToOneField(Event, models.PROTECT, related_name="allocation")
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("tag allocation")
        verbose_name_plural = _("tag allocations")
        indexes = [models.Index(fields=["first", "last"], name="custody_tags_range")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first__lte=models.F("last")), name="custody_tags_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"
