"""Places as a list, and one place with what is known of it."""

from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from asili.core.access import Actor, NotVisible
from asili.core.findings import visible_findings
from asili.core.models import Programme
from asili.core.quantities import Units
from asili.core.words import named
from asili.domain.places.models import Place
from asili.domain.places.policies import visible_places
from asili.domain.places.queries import overlaps_on, places_visible, titles_at
from asili.domain.places.visit_queries import attribution
from asili.interfaces.web import cells
from asili.interfaces.web.lists import Column, Filters, Table, answer
from asili.interfaces.web.reads.papers import papers_of
from asili.interfaces.web.reads.production import bags_by_month
from asili.interfaces.web.reads.programmes import chosen, offer, programmes_shown
from asili.interfaces.web.reads.visits import visits_shown
from asili.interfaces.web.requests import Request

SOURCE: Final = _("Source: places as registered; points of sites are exact for signed-in roles.")
SHOWN: Final = 20
"""Findings on the page; the inbox behind its link has them all."""
FILLED_AT: Final = frozenset({Place.Kind.SITE, Place.Kind.PIT})


class PlaceFilters(Filters):
    """Narrow places down by name, kind and province, within one programme."""

    programme = forms.ChoiceField(label=_("Programme"), required=False)
    q = forms.CharField(label=_("Name or number"), required=False, max_length=64)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("all kinds")), *Place.Kind.choices]
    )
    province = forms.CharField(label=_("Province (ISO code)"), required=False, max_length=6)

    def __init__(self, request: Request, **options: Any) -> None:
        super().__init__(request, **options)
        placed = Exists(Place.objects.filter(programme=OuterRef("pk")))
        self.programmes = programmes_shown(self.actor, Programme.objects.filter(placed))
        offer(self.fields["programme"], self.programmes)

    @property
    def of(self) -> Programme | None:
        """The programme that is asked for, else the first with places."""
        return chosen(self.data.get("programme", ""), self.programmes)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the filters let through."""
        if kind := self.asked("kind"):
            rows = rows.filter(kind=kind)
        if province := self.asked("province"):
            rows = rows.filter(province__iexact=province)
        if words := self.asked("q"):
            rows = rows.filter(named(words, "name", "code"))
        return rows


def table(actor: Actor, programme: Programme | None) -> Table[Place]:
    """The list of places with the points that this visitor may see."""

    def point(place: Place) -> tuple[float, float]:
        (seen,) = places_visible(actor, [place])
        return seen.latitude, seen.longitude

    columns: tuple[Column[Place], ...] = (
        Column(
            "name",
            _("Name"),
            lambda place: place.name,
            show=lambda place: cells.named(place.code, place.name),
            sort="name",
        ),
        Column("kind", _("Kind"), lambda place: place.get_kind_display(), sort="kind"),
        Column(
            "parent",
            _("Within"),
            lambda place: place.parent and place.parent.name,
            show=_parent,
            sort="parent__name",
        ),
        Column("town", _("Town"), lambda place: place.town and place.town.name, sort="town__name"),
        Column("province", _("Province"), lambda place: place.province, sort="province"),
        Column(
            "code",
            _("Number"),
            lambda place: place.code,
            show=lambda place: cells.number(place.code),
            sort="code",
        ),
        Column("latitude", _("Latitude"), lambda place: point(place)[0], only_in_files=True),
        Column("longitude", _("Longitude"), lambda place: point(place)[1], only_in_files=True),
    )
    simulated = bool(programme and programme.simulated)
    owed = attribution(programme)
    context: dict[str, object] = {"simulated": simulated, "attribution": owed}
    return Table(
        "places", "web/places.html", columns, PlaceFilters, (SOURCE, *owed), context, simulated
    )


def _parent(place: Place) -> object:
    return cells.named(place.parent.code, place.parent.name) if place.parent else ""


def places(request: Request) -> HttpResponseBase:
    """Every place of one programme."""
    programme = PlaceFilters(request).of
    rows = visible_places(request.actor).filter(programme=programme)
    rows = rows.select_related("programme", "town", "parent").order_by("name", "code")
    return answer(request, table(request.actor, programme), rows)


def place(request: Request, code: str) -> HttpResponse:
    """One place: point, titles over it, who works there, what was filled, papers and findings."""
    found, parts = with_parts(request.actor, code)
    occupancies = list(found.occupancies.select_related("party").order_by("-since"))
    versions = list(titles_at(found))
    involved = {version.pk for version in versions}
    overlaps = overlaps_on().filter(Q(first__in=involved) | Q(second__in=involved))
    sees_work = request.actor.has(programme=found.programme.code, province=found.province)
    holders = [occupancy.party_id for occupancy in occupancies if occupancy.until is None]
    findings = visible_findings(request.actor).filter(Q(subject=code) | Q(label=found.name))
    context = {
        "simulated": found.programme.simulated,
        "units": Units(found.programme.commodity.mass_unit),
        "place": found,
        "seen": places_visible(request.actor, [found])[0],
        "occupancies": occupancies,
        "versions": versions,
        "overlaps": [(row, {row.first_id, row.second_id} <= involved) for row in overlaps],
        "parts": parts,
        "months": bags_by_month(found) if sees_work and found.kind in FILLED_AT else [],
        "papers": papers_of(request.actor, holders, timezone.now()),
        "findings": findings[:SHOWN],
        "more": urlencode({"q": found.name, "state": "any"}),
        "focus": " ".join([code, *(version.title.code for version in versions)]),
        **(visits_shown(request.actor, found) if found.kind == Place.Kind.SITE else {}),
    }
    return render(request, "web/place.html", context)


def with_parts(actor: Actor, code: str) -> tuple[Place, list[Place]]:
    """A place and those within it, in one query; 404 where the place is not known."""
    rows = visible_places(actor).filter(Q(code=code) | Q(parent__code=code))
    listed = list(rows.select_related("programme__commodity", "town", "parent").order_by("name"))
    found = next((place for place in listed if place.code == code), None)
    if found is None:
        raise NotVisible(code)
    return found, [place for place in listed if place is not found]
