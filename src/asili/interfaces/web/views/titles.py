"""Titles and zones: what is in force on a day, and one of them through time."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.contrib.gis.db.models.functions import AsWKB
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from asili.core.findings import visible_findings
from asili.core.models import Finding
from asili.core.words import named
from asili.domain.places import geojson, grid, ground
from asili.domain.places.models import Place, Title, TitleVersion
from asili.domain.places.policies import visible_places, visible_sitings, visible_titles
from asili.domain.places.queries import holder_name, overlaps_of, versions_on
from asili.domain.places.rules import NEW_TITLE
from asili.interfaces.web import cells
from asili.interfaces.web.lists import Column, Filters, Table, answer
from asili.interfaces.web.requests import Request

SOURCE: Final = _("Source: each title names its own; boundaries are not authoritative.")


class TitleFilters(Filters):
    """Narrow titles down by day, name and kind."""

    q = forms.CharField(label=_("Name, number or holder"), required=False, max_length=64)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("all kinds")), *Title.Kind.choices]
    )
    on = forms.DateField(
        label=_("In force on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """What was in force on the day, as far as the filters let it through."""
        rows = versions_on(self.asked("on")).filter(pk__in=rows.values("pk"))
        if kind := self.asked("kind"):
            rows = rows.filter(title__kind=kind)
        if words := self.asked("q"):
            held = Q(holder__kind="organisation") & named(words, "holder__name")
            rows = rows.filter(held | named(words, "title__name", "title__number", "title__code"))
        return rows


def _holder(version: TitleVersion) -> object:
    name = holder_name(version.holder)
    return cells.named(version.holder.code, name) if version.holder and name else cells.blank()


TITLES: Final[Table[TitleVersion]] = Table(
    "titles",
    "web/titles.html",
    (
        Column(
            "number",
            _("Title or zone"),
            lambda row: str(row.title),
            show=lambda row: cells.named(row.title.code, row.title),
            sort="title__number",
        ),
        Column("name", _("Name"), lambda row: row.title.name, sort="title__name"),
        Column("kind", _("Kind"), lambda row: row.title.get_kind_display(), sort="title__kind"),
        Column("holder", _("Holder"), lambda row: holder_name(row.holder), show=_holder),
        Column("status", _("Status"), lambda row: row.get_status_display(), sort="status"),
        Column(
            "since",
            _("Since"),
            lambda row: row.valid_from,
            show=lambda row: cells.day(row.valid_from),
            sort="valid_from",
        ),
        Column(
            "area",
            _("Legal area"),
            lambda row: row.legal_area_ha,
            show=lambda row: cells.figure(row.legal_area_ha, 1),
            unit="ha",
            sort="legal_area_ha",
            is_number=True,
        ),
        Column("source", _("Source"), lambda row: row.source, only_in_files=True),
    ),
    TitleFilters,
    (SOURCE,),
    shape=lambda row: bytes(row.geometry.wkb),
)


def titles(request: Request) -> HttpResponseBase:
    """Titles and zones in force, today or on another day."""
    rows = TitleVersion.objects.filter(title__in=visible_titles(request.actor))
    return answer(request, TITLES, rows.order_by("title__kind", "title__number"))


def title(request: Request, code: str) -> HttpResponse:
    """One title or zone: its versions, areas, overlaps, and the places on its ground."""
    found = get_object_or_404(visible_titles(request.actor).select_related("programme"), code=code)
    versions = list(
        found.versions.select_related("holder")
        .defer("geometry")
        .annotate(wkb=AsWKB("geometry"))
        .order_by("-valid_from")
    )
    shapes = [geojson.shape(version.wkb) for version in versions]
    on_it = places_within(request, versions)
    today = timezone.localdate()
    context = {
        "title": found,
        "versions": [
            _measured(version, shape) for version, shape in zip(versions, shapes, strict=True)
        ],
        "now": next((v for v in versions if v.valid_to is None or v.valid_to > today), None),
        "overlaps": [
            (row, row.second if row.first.title_id == found.pk else row.first)
            for row in overlaps_of(found).defer("geometry", "first__geometry", "second__geometry")
        ],
        "places": on_it,
        "alerts": visible_findings(request.actor).filter(
            rule=NEW_TITLE.code, state=Finding.State.OPEN, key__contains=found.code
        ),
        "focus": found.code,
        "simulated": found.programme.simulated,
    }
    return render(request, "web/title.html", context)


@dataclass(frozen=True, slots=True)
class Measured:
    """A version with what its outline measures, beside what the cadastre counts."""

    version: TitleVersion
    hectares: Decimal
    fit: grid.Fit

    @property
    def difference(self) -> Decimal | None:
        """Hectares by which the legal area exceeds the measured one; neither is corrected."""
        legal = self.version.legal_area_ha
        return legal - self.hectares if legal is not None else None


def _measured(version: TitleVersion, shape: BaseGeometry) -> Measured:
    return Measured(version, ground.hectares(shape), grid.fit(shape))


def places_within(request: Request, versions: Sequence[TitleVersion]) -> list[Place]:
    """Places on the ground that a title covered last, pits left out.

    Sites only for those who may know how they lie to titles (places.6): others have their points to
    a tenth of a degree, and an outline would tell more.
    """
    if not versions:
        return []
    ground = TitleVersion.objects.get(pk=versions[0].pk).geometry
    known = visible_sitings(request.actor).values("place")
    rows = visible_places(request.actor).filter(~Q(kind=Place.Kind.SITE) | Q(pk__in=known))
    rows = rows.exclude(kind=Place.Kind.PIT)
    return list(rows.filter(point__within=ground).select_related("programme", "town", "parent"))
