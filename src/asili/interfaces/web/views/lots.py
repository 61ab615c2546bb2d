"""Bags, lots and shipments as lists."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from asili.core.access import Words
from asili.core.programmes import units_for
from asili.core.quantities import Units
from asili.core.words import named
from asili.domain.custody.models import EventLine, Lot
from asili.domain.custody.models.lots import LOT_KINDS, STATUSES
from asili.domain.custody.policies import visible_lots, with_known_holders
from asili.domain.custody.rules import Status
from asili.domain.places.models import Place
from asili.domain.registry.models import Party
from asili.interfaces.web import cells
from asili.interfaces.web.lists import Column, Filters, Table, answer
from asili.interfaces.web.requests import Request
from asili.network.vocabulary import EventKind, LineRole, LotKind

SOURCE: Final = _("Source: custody events as recorded, judged up to this journal position.")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_STATUS_LOOKS: Final = {
    Status.OPEN: "ok",
    Status.IN_TRANSIT: "attention",
    Status.EXPORTED: "ok",
    Status.ABSENT: "stop",
}


class LotFilters(Filters):
    """Narrow lots down by number or place, kind, status, and what waits."""

    q = forms.CharField(label=_("Number, holder or place"), required=False, max_length=64)
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[
            ("", _("all kinds")),
            *((kind, word) for kind, word in LOT_KINDS.items() if kind != LotKind.SHIPMENT),
        ],
    )
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("any status")), *STATUSES.items()]
    )
    which = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("all that I may see")),
            ("mine", _("held by us now")),
            ("waiting", _("with records that wait")),
        ],
    )
    holder = forms.CharField(required=False, widget=forms.HiddenInput)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the filters let through."""
        for name in ("kind", "status"):
            if value := self.asked(name):
                rows = rows.filter(**{name: value})
        if self.asked("which") == "mine":
            rows = rows.filter(holder__code__in=self.actor.parties)
        if self.asked("which") == "waiting":
            rows = rows.filter(waiting__gt=0)
        if holder := self.asked("holder"):
            rows = rows.filter(holder__code=holder, holder_known=True)
        return matching(rows, self.asked("q"))


class ShipmentFilters(Filters):
    """Narrow shipments down by number or exporter and by status."""

    q = forms.CharField(label=_("Number, exporter or place"), required=False, max_length=64)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            ("", _("any status")),
            *((s, STATUSES[s]) for s in (Status.OPEN, Status.IN_TRANSIT, Status.EXPORTED)),
        ],
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the filters let through."""
        if status := self.asked("status"):
            rows = rows.filter(status=status)
        words = self.asked("q")
        return matching(rows, words, Q(exporter__icontains=words)) if words else rows


def matching(rows: QuerySet[Any], words: str | None, more: Q | None = None) -> QuerySet[Any]:
    """Lots whose number holds the words, or whose holder or place does where that is known."""
    if not words:
        return rows
    holders, places = (model.objects.filter(named(words, "name")) for model in (Party, Place))
    seen = Q(holder_known=True) & (Q(holder__in=holders) | Q(place__in=places))
    found = Q(code__icontains=words) | seen
    return rows.filter(found | more if more is not None else found)


def status_badge(lot: Lot) -> object:
    """Where a lot stands, in words."""
    status = Status(lot.status)
    return cells.badge(_STATUS_LOOKS.get(status, "quiet"), STATUSES[status])


def last_event(lot: Lot) -> datetime | None:
    """Instant of the last event that concerns the lot."""
    return None if lot.last_at is None else _EPOCH + timedelta(microseconds=lot.last_at)


def _known(field: str) -> Callable[[Any], str]:
    """Reads a name that only those one step away from the lot may know."""

    def read(lot: Any) -> str:
        named = getattr(lot, field) if lot.holder_known else None
        return named.name if named else ""

    return read


def _party(lot: Any) -> object:
    if not lot.holder_known:
        return cells.quiet(_("not shown"))
    return cells.named(lot.holder.code, lot.holder.name) if lot.holder else cells.blank()


def _place(lot: Any) -> object:
    if not lot.holder_known:
        return cells.quiet(_("not shown"))
    return cells.named(lot.place.code, lot.place.name) if lot.place else cells.blank()


def _waiting(lot: Lot) -> object:
    return cells.badge("attention", cells.figure(lot.waiting)) if lot.waiting else cells.figure(0)


def _column(name: str, title: Words, value: Callable[[Any], object], **more: Any) -> Column[Lot]:
    return Column(name, title, value, **more)


_CODE = _column(
    "code", _("Number"), lambda lot: lot.code, show=lambda lot: cells.number(lot.code), sort="code"
)
_STATUS = _column(
    "status",
    _("Status"),
    lambda lot: STATUSES[Status(lot.status)],
    show=status_badge,
    sort="status",
)


def _mass(units: Units) -> Column[Lot]:
    return _column(
        "mass",
        _("Wet mass"),
        lambda lot: units.exact(lot.wet_g),
        show=lambda lot: units.amount(lot.wet_g, 1),
        unit=units.mass,
        sort="wet_g",
        is_number=True,
    )


_WAITING = _column(
    "waiting",
    _("Records that wait"),
    lambda lot: lot.waiting,
    show=_waiting,
    sort="waiting",
    is_number=True,
)
_LAST = _column(
    "last",
    _("Last record"),
    last_event,
    show=lambda lot: cells.instant(last_event(lot)),
    sort="last_at",
)


def lots_in(units: Units) -> Table[Lot]:
    """The list of lots, with masses in these units."""
    return Table(
        "lots",
        "web/lots.html",
        (
            _CODE,
            _column("kind", _("Kind"), lambda lot: LOT_KINDS[LotKind(lot.kind)], sort="kind"),
            _STATUS,
            _column("holder", _("Holder"), _known("holder"), show=_party),
            _column("place", _("Last seen at"), _known("place"), show=_place),
            _mass(units),
            _WAITING,
            _LAST,
        ),
        LotFilters,
        (SOURCE,),
    )


def shipments_in(units: Units) -> Table[Lot]:
    """The list of shipments, with masses in these units."""
    return Table(
        "shipments",
        "web/shipments.html",
        (
            _CODE,
            _column("exporter", _("Made up by"), lambda lot: lot.exporter, sort="exporter"),
            _column(
                "made",
                _("Made up on"),
                lambda lot: lot.made_at,
                show=lambda lot: cells.instant(lot.made_at),
                sort="made_at",
            ),
            _mass(units),
            _STATUS,
            _WAITING,
        ),
        ShipmentFilters,
        (SOURCE,),
    )


@login_required
def lots(request: Request) -> HttpResponseBase:
    """Bags, lots, piles, products and tailings that the visitor may see.

    A tag that was only allocated is no bag yet and is left out.
    """
    rows = visible_lots(request.actor).exclude(kind=LotKind.SHIPMENT)
    rows = rows.exclude(status=Status.ABSENT, waiting=0).select_related("holder", "place")
    known = with_known_holders(request.actor, rows)
    return answer(request, lots_in(units_for(request.actor)), known.order_by("-last_at", "code"))


@login_required
def shipments(request: Request) -> HttpResponseBase:
    """Shipments that the visitor may see, with who made them up and when."""
    rows = (
        visible_lots(request.actor).filter(kind=LotKind.SHIPMENT).select_related("holder", "place")
    )
    made = EventLine.objects.filter(
        lot=OuterRef("pk"), role=LineRole.MAKE, event__kind=EventKind.SHIP
    ).order_by("event__happened_at")
    known: QuerySet[Any] = with_known_holders(request.actor, rows).annotate(
        made_at=Subquery(made.values("event__happened_at")[:1]),
        exporter=Subquery(made.values("event__party__name")[:1]),
    )
    return answer(request, shipments_in(units_for(request.actor)), known.order_by("-made_at"))
