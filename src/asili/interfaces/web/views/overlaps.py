"""Ground that two titles cover, and on whose ground sites lie: lists to narrow and take away."""

from typing import Any, Final

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from asili.core.periods import covering
from asili.core.words import named
from asili.domain.places.models import Overlap, Siting, TitleVersion
from asili.domain.places.policies import visible_overlaps, visible_sitings
from asili.domain.places.queries import holder_name
from asili.interfaces.web import cells
from asili.interfaces.web.lists import Column, Filters, Table, answer
from asili.interfaces.web.requests import Request

SOURCE: Final = _("Source: outlines as recorded; each title names its own. Not authoritative.")
_DAY: Final = {"type": "date"}
_CLOSE: Final = 12
"""Zoom at which some squares of the cadastre fill a screen."""


_PERIOD: Final[tuple[Column[Any], ...]] = (
    Column(
        "since",
        _("Since"),
        lambda row: row.since,
        show=lambda row: cells.day(row.since),
        sort="since",
    ),
    Column(
        "until",
        _("Until"),
        lambda row: row.until,
        show=lambda row: cells.day(row.until) if row.until else _("open"),
        sort="until",
    ),
)


class _InTime(Filters):
    """What lists of ground have in common: since when, and whether it holds today."""

    since = forms.DateField(
        label=_("Begun on or after"), required=False, widget=forms.DateInput(attrs=_DAY)
    )
    now = forms.BooleanField(label=_("Only what holds today"), required=False)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the filters let through."""
        if since := self.asked("since"):
            rows = rows.filter(since__gte=since)
        if self.asked("now"):
            rows = rows.filter(covering(timezone.localdate()))
        return rows


class OverlapFilters(_InTime):
    """Narrow overlaps down by kind, title, holder, area and time."""

    q = forms.CharField(label=_("Name or number of a title"), required=False, max_length=64)
    holder = forms.CharField(label=_("Holder"), required=False, max_length=64)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("all kinds")), *Overlap.Kind.choices]
    )
    least = forms.DecimalField(label=_("Area from, ha"), required=False, min_value=0)
    field_order = ("q", "holder", "kind", "least", "since", "now")

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the filters let through."""
        rows = super().narrow(rows)
        if kind := self.asked("kind"):
            rows = rows.filter(kind=kind)
        if least := self.asked("least"):
            rows = rows.filter(hectares__gte=least)
        if words := self.asked("q"):
            rows = rows.filter(_titled(words, "first__title") | _titled(words, "second__title"))
        if words := self.asked("holder"):
            rows = rows.filter(_held(words, "first__holder") | _held(words, "second__holder"))
        return rows


class SitingFilters(_InTime):
    """Narrow sitings down by kind, site, title and time."""

    q = forms.CharField(
        label=_("Name or number of a site, title or holder"), required=False, max_length=64
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("all kinds")), *Siting.Kind.choices]
    )
    field_order = ("q", "kind", "since", "now")

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the filters let through."""
        rows = super().narrow(rows)
        if kind := self.asked("kind"):
            rows = rows.filter(kind=kind)
        if words := self.asked("q"):
            site = named(words, "place__name", "place__code")
            title = _titled(words, "version__title")
            rows = rows.filter(site | title | _held(words, "version__holder"))
        return rows


def _titled(words: str, title: str) -> Q:
    return named(words, f"{title}__number", f"{title}__name", f"{title}__code")


def _held(words: str, holder: str) -> Q:
    return Q(**{f"{holder}__kind": "organisation"}) & named(words, f"{holder}__name")


def _holder(version: TitleVersion) -> object:
    name = holder_name(version.holder)
    return cells.named(version.holder.code, name) if version.holder and name else cells.blank()


def _middle(row: Overlap) -> tuple[float, float]:
    """Latitude and longitude of the middle of the ground, to a metre."""
    west, south, east, north = row.geometry.extent
    return round((south + north) / 2, 5), round((west + east) / 2, 5)


def _on_the_map(row: Overlap) -> object:
    latitude, longitude = _middle(row)
    return cells.link(f"{reverse('web:map')}?at={longitude},{latitude},{_CLOSE}", _("Map"))


OVERLAPS: Final[Table[Overlap]] = Table(
    "overlaps",
    "web/overlaps.html",
    (
        Column(
            "first",
            _("First title"),
            lambda row: str(row.first.title),
            show=lambda row: cells.named(row.first.title.code, row.first.title),
            sort="first__title__number",
        ),
        Column(
            "first_holder",
            _("Its holder"),
            lambda row: holder_name(row.first.holder),
            show=lambda row: _holder(row.first),
        ),
        Column(
            "second",
            _("Second title"),
            lambda row: str(row.second.title),
            show=lambda row: cells.named(row.second.title.code, row.second.title),
            sort="second__title__number",
        ),
        Column(
            "second_holder",
            _("Holder of the second"),
            lambda row: holder_name(row.second.holder),
            show=lambda row: _holder(row.second),
        ),
        Column("kind", _("Kind"), lambda row: row.get_kind_display(), sort="kind"),
        Column(
            "area",
            _("Area in both"),
            lambda row: row.hectares,
            show=lambda row: cells.figure(row.hectares, 2),
            unit="ha",
            sort="hectares",
            is_number=True,
        ),
        *_PERIOD,
        Column("where", _("Where"), lambda row: "{}, {}".format(*_middle(row)), show=_on_the_map),
        Column("first_code", _("Number of the first"), lambda row: row.first.title.code,
               only_in_files=True),
        Column("second_code", _("Number of the second"), lambda row: row.second.title.code,
               only_in_files=True),
    ),
    OverlapFilters,
    (SOURCE,),
    shape=lambda row: bytes(row.geometry.wkb),
)  # fmt: skip

SITINGS: Final[Table[Siting]] = Table(
    "sites-on-titles",
    "web/sitings.html",
    (
        Column(
            "place",
            _("Site"),
            lambda row: row.place.name,
            show=lambda row: cells.named(row.place.code, row.place.name),
            sort="place__name",
        ),
        Column("kind", _("Kind"), lambda row: row.get_kind_display(), sort="kind"),
        Column(
            "title",
            _("Title or zone"),
            lambda row: str(row.version.title),
            show=lambda row: cells.named(row.version.title.code, row.version.title),
            sort="version__title__number",
        ),
        Column(
            "holder",
            _("Holder"),
            lambda row: holder_name(row.version.holder),
            show=lambda row: _holder(row.version),
        ),
        Column(
            "party",
            _("Who works there"),
            lambda row: holder_name(row.party),
            show=lambda row: (
                cells.named(row.party.code, holder_name(row.party))
                if row.party and holder_name(row.party)
                else ""
            ),
        ),
        Column(
            "metres",
            _("Distance outside"),
            lambda row: row.metres or None,
            show=lambda row: cells.figure(row.metres) if row.metres else "",
            unit="m",
            sort="metres",
            is_number=True,
        ),
        *_PERIOD,
    ),
    SitingFilters,
    (SOURCE,),
)


def overlaps(request: Request) -> HttpResponseBase:
    """Ground that two titles or zones cover, largest first, with both holders and since when."""
    rows = visible_overlaps(request.actor).select_related(
        "first__title__programme", "first__holder", "second__title", "second__holder"
    )
    rows = rows.defer("first__geometry", "second__geometry")
    return answer(request, OVERLAPS, rows.order_by("-hectares", "pk"))


def sitings(request: Request) -> HttpResponseBase:
    """Sites within titles, beside zones, or worked on ground that another holds."""
    rows = visible_sitings(request.actor).select_related(
        "place", "version__title", "version__holder", "party"
    )
    return answer(request, SITINGS, rows.defer("version__geometry").order_by("-since", "pk"))
