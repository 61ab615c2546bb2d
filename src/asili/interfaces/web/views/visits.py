"""Visits of sites: the list, figures by territory and year, and what few may read of a site."""

from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from asili.core.access import NotVisible, Words
from asili.core.exports import export
from asili.core.models import Programme
from asili.domain.places import services
from asili.domain.places.models import Visit, VisitMineral
from asili.domain.places.policies import visible_places
from asili.domain.places.queries import places_visible
from asili.domain.places.visit_queries import (
    SMALL,
    Tally,
    Year,
    attribution,
    visited_programmes,
    visits_in,
    years,
)
from asili.interfaces.web import cells
from asili.interfaces.web.lists import FILES, Column, Filters, Table, answer, notes
from asili.interfaces.web.reads.programmes import chosen, offer, programmes_shown
from asili.interfaces.web.reads.visits import OBSERVED, minerals, qualification
from asili.interfaces.web.requests import Request

YES_NO: Final = (("", _("all")), ("yes", _("yes")), ("no", _("no")), ("blank", _("not recorded")))
WITHHELD: Final = "<5"


class VisitFilters(Filters):
    """Narrow visits down; the programme is chosen first and never mixed with another."""

    programme = forms.ChoiceField(label=_("Programme"), required=False)
    q = forms.CharField(label=_("Site or number"), required=False, max_length=64)
    province = forms.ChoiceField(label=_("Province"), required=False)
    territory = forms.CharField(label=_("Territory"), required=False, max_length=60)
    mineral = forms.ChoiceField(
        label=_("Mineral"),
        required=False,
        choices=[("", _("all minerals")), *VisitMineral.Mineral.choices],
    )
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1900, max_value=2200)
    qualification = forms.ChoiceField(
        label=_("Qualification"),
        required=False,
        choices=[("", _("all")), *Visit.Qualification.choices, ("blank", _("not recorded"))],
    )
    least = forms.IntegerField(label=_("Workers, at least"), required=False, min_value=0)
    most = forms.IntegerField(label=_("Workers, at most"), required=False, min_value=0)
    women = forms.ChoiceField(label=_("Women at work"), required=False, choices=YES_NO)

    def __init__(self, request: Request, **options: Any) -> None:
        super().__init__(request, **options)
        self.programmes = programmes_shown(self.actor, visited_programmes())
        offer(self.fields["programme"], self.programmes)
        reached = (
            visits_in(self.actor, self.of).order_by().values_list("place__province", flat=True)
        )
        self.fields["province"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", _("all")), *((code, code) for code in sorted(set(reached.distinct())))
        ]  # fmt: skip

    @property
    def of(self) -> Programme | None:
        """The programme that is asked for, else the first with visits."""
        return chosen(self.data.get("programme", ""), self.programmes)

    def chosen(self) -> int:
        """Number of filters in use, the programme not among them."""
        return sum(1 for name in self.fields if name != "programme" and self.given(name))

    def given(self, name: str) -> bool:
        """True where a filter is used and understood; nought is a number like any other."""
        self.is_valid()
        return self.cleaned_data.get(name) not in (None, "")

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the filters let through."""
        if words := self.asked("q"):
            by_code = rows.filter(place__code__iexact=words)
            rows = rows.filter(name__icontains=words) | by_code
        if province := self.asked("province"):
            rows = rows.filter(place__province=province)
        if territory := self.asked("territory"):
            rows = rows.filter(territory__iexact=territory)
        if mineral := self.asked("mineral"):
            rows = rows.filter(
                pk__in=VisitMineral.objects.filter(mineral=mineral).values("visit_id")
            )
        if year := self.asked("year"):
            rows = rows.filter(visited_on__year=year)
        if qualification := self.asked("qualification"):
            rows = rows.filter(qualification="" if qualification == "blank" else qualification)
        if self.given("least"):
            rows = rows.filter(workers__gte=self.cleaned_data["least"])
        if self.given("most"):
            rows = rows.filter(workers__lte=self.cleaned_data["most"])
        if women := self.asked("women"):
            rows = rows.filter(women={"yes": True, "no": False}.get(women))
        return rows


def _table(request: Request, programme: Programme | None) -> Table[Visit]:
    def point(visit: Visit) -> tuple[float, float]:
        visit.place.programme = visit.programme
        (seen,) = places_visible(request.actor, [visit.place])
        return seen.latitude, seen.longitude

    def only(name: str, title: Words, value: Any) -> Column[Visit]:
        return Column(name, title, value, only_in_files=True)

    columns: tuple[Column[Visit], ...] = (
        Column(
            "site",
            _("Site"),
            lambda visit: visit.place.name,
            show=lambda visit: cells.named(visit.place.code, visit.place.name),
            sort="place__name",
        ),
        Column(
            "day",
            _("Day"),
            lambda visit: visit.visited_on,
            show=lambda visit: cells.day(visit.visited_on),
            sort="visited_on",
        ),
        Column("who", _("Recorded by"), lambda visit: visit.who, sort="who"),
        Column("province", _("Province"), lambda visit: visit.place.province,
               sort="place__province"),
        Column("territory", _("Territory"), lambda visit: visit.territory, sort="territory"),
        Column("minerals", _("Minerals"), minerals),
        Column(
            "workers",
            _("Workers"),
            lambda visit: visit.workers,
            show=lambda visit: cells.figure(visit.workers),
            sort="workers",
            is_number=True,
        ),
        Column("women", _("Women at work"), lambda visit: OBSERVED.get(visit.women), sort="women"),
        Column("mercury", _("Mercury"), lambda visit: OBSERVED.get(visit.mercury), sort="mercury"),
        Column(
            "qualification",
            _("Qualification"),
            lambda visit: visit.get_qualification_display(),
            show=qualification,
            sort="qualification",
        ),
        only("project", _("Project"), lambda visit: visit.project),
        only("on_site", _("They were there"), lambda visit: OBSERVED.get(visit.on_site)),
        only("reason", _("Reason for not being there"), lambda visit: visit.get_reason_display()),
        only("dry", _("Access in the dry season"), lambda visit: visit.get_access_dry_display()),
        only("wet", _("Access in the rainy season"), lambda visit: visit.get_access_wet_display()),
        only("services", _("Services of the State"), lambda visit: ", ".join(visit.services or ())),
        only("itsci", _("iTSCi"), lambda visit: visit.get_itsci_display()),
        only("traceability", _("Traceability"), lambda visit: visit.traceability),
        only("sold_at", _("Points of sale"), lambda visit: _each(visit, "sold_at")),
        only("destination", _("Final destination"), lambda visit: _each(visit, "destination")),
        only("latitude", _("Latitude"), lambda visit: point(visit)[0]),
        only("longitude", _("Longitude"), lambda visit: point(visit)[1]),
        only("origin", _("Origin of the position"), lambda visit: visit.origin),
        only("code", _("Number of the site"), lambda visit: visit.place.code),
        only("visit", _("Number of the visit"), lambda visit: visit.code),
        only("number", _("Number in the source"), lambda visit: f"{visit.scheme} {visit.number}"),
        only("file", _("File"), lambda visit: visit.source.file),
    )  # fmt: skip
    simulated = bool(programme and programme.simulated)
    owed = attribution(programme)
    return Table(
        "visits",
        "web/visits.html",
        columns,
        VisitFilters,
        owed,
        {"simulated": simulated, "attribution": owed},
        simulated,
    )


def _each(visit: Visit, name: str) -> str:
    return "; ".join(filter(None, (getattr(one, name) for one in visit.minerals.all())))


def visits(request: Request) -> HttpResponseBase:
    """Visits of one programme."""
    programme = VisitFilters(request).of
    return answer(request, _table(request, programme), visits_in(request.actor, programme))


def figures(request: Request) -> HttpResponseBase:
    """Visits by territory and year; figures on few are withheld, in the page and in its files."""
    filters = VisitFilters(request)
    found = years(filters.narrow(visits_in(request.actor, filters.of)))
    simulated = bool(filters.of and filters.of.simulated)
    owed = attribution(filters.of)
    form = next((form for form in FILES if form == request.GET.get("format")), None)
    if form is not None:
        headers = [str(title) for title in HEADERS]
        rows = (_figures(one) for one in found)
        said = notes((*owed, SAID), simulated=simulated)
        return export(rows, headers, form, "visits-by-year", said)
    context = {
        "filters": filters,
        "years": found,
        "attribution": owed,
        "simulated": simulated,
        "small": SMALL,
        "files": [(name.upper(), _with(request, name)) for name in FILES],
    }
    return render(request, "web/visit_figures.html", context)


HEADERS: Final = (
    _("Province"),
    _("Territory"),
    _("Year"),
    _("Visits"),
    _("Sites"),
    _("Sites with workers recorded"),
    _("Workers"),
    _("Sites where women were looked for"),
    _("Sites with women at work"),
    _("Sites where mercury was looked for"),
    _("Sites with mercury in use"),
)
SAID: Final = _(
    "Of each site the latest record of the year counts; figures that rest on fewer than five sites "
    "are withheld (<5)."
)


def _figures(one: Year) -> list[object]:
    workers: object = WITHHELD if one.is_small else one.workers
    return [
        one.province, one.territory, one.year, one.visits, one.sites, one.counted,
        None if workers is None else str(workers), one.women.recorded, _seen(one.women),
        one.mercury.recorded, _seen(one.mercury),
    ]  # fmt: skip


def _seen(tally: Tally) -> str | None:
    if tally.is_small:
        return WITHHELD
    return str(tally.seen) if tally.recorded else None


def _with(request: Request, name: str) -> str:
    query = request.GET.copy()
    query["format"] = name
    return f"?{query.urlencode()}"


@never_cache
@require_POST
def sightings(request: Request, code: str, kind: str) -> HttpResponse:
    """What visits of a site recorded of armed actors or of children; the reading is journalled."""
    place = visible_places(request.actor).filter(code=code).select_related("programme").first()
    if place is None:
        raise NotVisible(code)
    context: dict[str, object] = {
        "place": place,
        "simulated": place.programme.simulated,
        "attribution": attribution(place.programme),
    }
    if kind == "armed":
        rows = services.read_armed_sightings(actor=request.actor, place=place)
        context["armed"] = [(row, [_actor(one) for one in row.actors]) for row in rows]
    else:
        context["children"] = services.read_child_sightings(actor=request.actor, place=place)
    return render(request, "web/sightings.html", context)


DEEDS: Final[dict[str, Words]] = {
    "taxation": _("taxation"),
    "commerce_taxation": _("taxation of trade"),
    "entrance_taxation": _("taxation at the entrance"),
    "monopoly": _("monopoly of purchase"),
    "buying": _("purchase of minerals"),
    "digging": _("digging"),
    "forced_labour": _("forced labour"),
    "pillaging": _("pillaging"),
}


def _actor(one: dict[str, Any]) -> dict[str, object]:
    """An armed actor as recorded: what was seen, and what was looked for and not seen."""
    return {
        "name": one["name"] or translate("not named"),
        "kind": one["kind"],
        "frequency": one["frequency"],
        "seen": [words for name, words in DEEDS.items() if one[name] is True],
        "not_seen": [words for name, words in DEEDS.items() if one[name] is False],
    }
