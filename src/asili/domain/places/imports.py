"""Places from a spreadsheet or a map, as a target of imports: one row, one place.

A row is a place that exists by its number here, else by its kind, name and province; two places of
one name in a province are told apart by number only.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, ClassVar, Final, cast

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from asili.core.access import Actor, Permission
from asili.core.identifiers import BadCode, parse
from asili.core.imports.cells.notation import bare
from asili.core.imports.problems import Problem, Weight
from asili.core.imports.targets import (
    Box,
    Context,
    Deed,
    Field,
    Kept,
    Kind,
    Outcome,
    Row,
    Target,
    Verdict,
)
from asili.core.models import Analyte, Programme
from asili.domain.geography.extents import extent_of
from asili.domain.geography.models import Town
from asili.domain.geography.queries import provinces_on
from asili.domain.places import policies
from asili.domain.places.models import Occupancy, Place
from asili.domain.places.services import (
    NewOccupancy,
    NewPlace,
    correct_places,
    record_occupancies,
    register_places,
    withdraw_occupancies,
    withdraw_places,
)
from asili.domain.registry.models import Party

_E7: Final = 10_000_000
_MINERALS: Final = {
    "Cu": (_("copper"), "cuivre", "shaba", "malachite"),
    "Co": (_("cobalt"), "hétérogénite", "heterogenite"),
    "Au": (_("gold"), "or", "dhahabu"),
    "Sn": (_("tin"), "étain", "cassitérite", "cassiterite"),
    "Ta": (_("tantalum"), "tantale", "coltan"),
    "W": (_("tungsten"), "tungstène", "wolframite"),
    "Mn": (_("manganese"), "manganèse"),
}

_KINDS: Final = {
    Place.Kind.SITE.value: (_("mine site"), "site", "site minier", "mine", "carrière", "mgodi"),
    Place.Kind.PIT.value: (_("pit"), "puits", "puit", "shimo"),
    Place.Kind.DEPOT.value: (_("depot"), "dépôt", "maison d'achat", "comptoir", "magasin"),
    Place.Kind.PLANT.value: (_("plant"), "usine", "entité de traitement", "fonderie"),
    Place.Kind.CENTRE.value: (_("trading centre"), "centre de négoce", "centre", "marché"),
    Place.Kind.BORDER.value: (_("border post"), "frontière", "poste frontalier"),
    Place.Kind.OFFICE.value: (_("office"), "bureau"),
    Place.Kind.PORT.value: (_("port"), "bandari"),
}

_PROVINCE: Final = gettext_noop("“%(said)s” is no province that is known.")
_PROVINCE_REMEDY: Final = gettext_noop("Write the province of today, such as Haut-Katanga.")
_NO_PROVINCE: Final = gettext_noop("The province is not said, and the programme has several.")
_NOT_ALLOWED: Final = gettext_noop("%(words)s")
_CODE: Final = gettext_noop("No place of this programme has the number “%(said)s”.")
_CODE_REMEDY: Final = gettext_noop("Correct the number, or leave it blank for a new place.")
_SEVERAL: Final = gettext_noop("Several places of this province are called “%(name)s”.")
_SEVERAL_REMEDY: Final = gettext_noop("Give the number of the one that is meant.")
_TOWN: Final = gettext_noop("No town is known by the name “%(said)s”; it is left blank.")
_TOWN_REMEDY: Final = gettext_noop("Nothing need be done; towns are facts of geography.")
_WITHIN: Final = gettext_noop("No site “%(said)s” is known in which this pit could lie.")
_NO_WITHIN: Final = gettext_noop("A pit lies within a site, and none is said.")
_WITHIN_REMEDY: Final = gettext_noop("Bring in the sites first, and then their pits.")
_ANALYTE: Final = gettext_noop("“%(said)s” is not among what this installation follows.")
_ANALYTE_REMEDY: Final = gettext_noop("Leave it out, or have the analyte added.")
_OPERATOR: Final = gettext_noop("No party of this programme is “%(said)s”.")
_OPERATOR_REMEDY: Final = gettext_noop("Bring in the organisation first, or leave the cell blank.")
_SINCE: Final = gettext_noop("Since when is not said; %(day)s, the day of the import, is recorded.")
_SINCE_REMEDY: Final = gettext_noop("Add a column with the day on which the operator began.")
_TOUCHED: Final = gettext_noop("The place has been changed since, and is left as it is.")
_REFERRED: Final = gettext_noop("Other records refer to the place, and it stays.")
_TOUCHED_REMEDY: Final = gettext_noop("Look at the place, and correct it there.")

_Name = tuple[str, str, str]
"""Kind, bare name, province."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a row says: the place, and who operates it since when ("" and None: not said)."""

    place: NewPlace
    operator: str = ""
    since: date | None = None


class Sites(Target):
    """Sites, pits, depots and other places with their points."""

    name: ClassVar = "places.sites"
    label = _("Sites, pits and depots")
    about = _(
        "One row for each place. A place that is known already, by its number or by its kind, name "
        "and province, is corrected where the file says something else."
    )
    position = ("latitude", "longitude")
    fields = (
        Field("code", _("Number of the place"), synonyms=("numero asili", "code asili"),
              longest=16, about=_("Only for places that have one here already.")),
        Field("name", _("Name"), required=True, longest=120,
              synonyms=("nom", "nom du site", "site", "nom site", "designation", "site name",
                        "nom du depot", "depot", "carriere", "lieu")),
        Field("kind", _("Kind"), Kind.CHOICE,
              synonyms=("type", "nature", "type de site", "categorie", "genre"),
              choices=_KINDS, about=_("A mine site where nothing is said.")),
        Field("province", _("Province"), longest=60),
        Field("latitude", _("Latitude"), Kind.LATITUDE, required=True,
              synonyms=("lat", "y", "lat dd", "latitude s", "coord y")),
        Field("longitude", _("Longitude"), Kind.LONGITUDE, required=True,
              synonyms=("lon", "long", "lng", "x", "long dd", "longitude e", "coord x")),
        Field("town", _("Town"), longest=80, synonyms=("ville", "cite", "localite")),
        Field("within", _("Within the site"), longest=120,
              synonyms=("site parent", "dans le site", "appartient au site")),
        Field("minerals", _("Minerals"), Kind.CHOICES, choices=_MINERALS,
              synonyms=("minerai", "minerais", "substance", "substances", "mineral", "filiere")),
        Field("operator", _("Operator"), longest=160,
              synonyms=("operateur", "exploitant", "cooperative", "cooperative miniere",
                        "code operateur")),
        Field("since", _("Operated since"), Kind.DATE,
              synonyms=("depuis", "exploite depuis", "date debut", "debut")),
    )  # fmt: skip

    def permission(self, actor: Actor, programme: Programme) -> Permission:
        """Whoever registers places somewhere in the programme; each province is asked for again."""
        return policies.can_register_place(actor, programme.code, "")

    def area(self, programme: Programme) -> Box | None:
        """The countries of the programme's provinces."""
        return extent_of(programme.provinces.values_list("code", flat=True))

    def key(self, row: Row) -> str:
        """Number, or kind, name and province."""
        said = (row.get("kind", "site"), bare(row.values["name"]), bare(row.get("province", "")))
        return str(row.get("code") or "|".join(said))

    def judge(self, rows: Sequence[Row], context: Context) -> list[Verdict]:
        """Places that are new, differ from what is recorded, or are as recorded."""
        known = _Known(rows, context)
        return [_judged(row, known, context) for row in rows]

    def apply(self, verdicts: Sequence[Verdict], context: Context) -> list[Outcome]:
        """Register the new places, correct the others, and record who operates them."""
        with transaction.atomic():
            new = [one for one in verdicts if one.deed is Deed.CREATE]
            changed = [one for one in verdicts if one.deed is Deed.CHANGE]
            before = _as_recorded(one.code for one in changed)
            created: list[Place] = []
            if new:
                created = register_places(
                    actor=context.actor,
                    programme=context.programme,
                    places=[_plan(one).place for one in new],
                )
            moved = [one for one in changed if _plan(one).place != before[one.code]]
            if moved:
                correct_places(actor=context.actor, places=[_plan(one).place for one in moved])
            codes = {one.row.number: row.code for one, row in zip(new, created, strict=True)}
            codes |= {one.row.number: one.code for one in changed}
            operated = _record_operators(verdicts, codes, context)
            now = _as_recorded(codes.values())
        return [
            Outcome(
                one.row.number,
                one.deed,
                codes[one.row.number],
                before=_json(before[one.code]) if one.deed is Deed.CHANGE else None,
                after={"place": _json(now[codes[one.row.number]]),
                       "occupancy": operated.get(one.row.number)},
            )
            for one in verdicts
        ]  # fmt: skip

    def undo(self, outcomes: Sequence[Outcome], context: Context) -> list[Kept]:
        """Withdraw what was registered and restore what was corrected, unless touched since."""
        held = _as_recorded(one.code for one in outcomes)
        said = {one.row: cast("dict[str, Any]", one.after) for one in outcomes}
        same = [one for one in outcomes if _is_same(held.get(one.code), said[one.row]["place"])]
        problem = Problem("places.27", _TOUCHED, {}, _TOUCHED_REMEDY)
        kept = [Kept(one.row, problem) for one in outcomes if one not in same]
        occupancies = [pk for one in same if (pk := said[one.row]["occupancy"]) is not None]
        withdraw_occupancies(actor=context.actor, occupancies=occupancies)
        before = [_place(one.before) for one in same if one.deed is Deed.CHANGE]
        if back := [place for place in before if place != held[place.code]]:
            correct_places(actor=context.actor, places=back)
        created = [one for one in same if one.deed is Deed.CREATE]
        gone = set(withdraw_places(actor=context.actor, codes=[one.code for one in created]))
        referred = Problem("places.27", _REFERRED, {}, _TOUCHED_REMEDY)
        return kept + [Kept(one.row, referred) for one in created if one.code not in gone]


SITES: Final = Sites()


class _Known:
    """What is recorded already of what a chunk of rows names."""

    def __init__(self, rows: Sequence[Row], context: Context) -> None:
        programme = context.programme
        self.provinces = {bare(unit.name): unit.code for unit in provinces_on(context.today)}
        self.provinces |= {bare(code): code for code in list(self.provinces.values())}
        reached = list(programme.provinces.values_list("code", flat=True))
        self.only_province = reached[0] if len(reached) == 1 else ""
        self.towns = {bare(name): name for name in Town.objects.values_list("name", flat=True)}
        self.analytes = set(Analyte.objects.values_list("code", flat=True))
        names = {row.values["name"] for row in rows} | {row.get("within", "") for row in rows}
        self.by_name: dict[_Name, list[Place]] = defaultdict(list)
        places = Place.objects.filter(programme=programme)
        for place in places.filter(name__in=_spellings(names)).select_related("town", "parent"):
            self.by_name[place.kind, bare(place.name), place.province].append(place)
        codes = {code for row in rows for code in (_code(row, "code"), _code(row, "within"))}
        found = places.filter(code__in=codes - {""}).select_related("town", "parent")
        self.by_code = {place.code: place for place in found}
        said = {row.get("operator", "") for row in rows} - {""}
        parties = Party.objects.filter(programme=programme, kind=Party.Kind.ORGANISATION)
        self.parties: dict[str, list[str]] = defaultdict(list)
        for code, name in parties.filter(name__in=_spellings(said)).values_list("code", "name"):
            self.parties[bare(name)].append(code)
        for code in parties.filter(code__in=said).values_list("code", flat=True):
            self.parties[bare(code)].append(code)
        self.operated = set(
            Occupancy.objects.filter(
                place__in=[p.pk for group in self.by_name.values() for p in group]
                + [place.pk for place in found],
                role=Occupancy.Role.OPERATOR,
                until__isnull=True,
            ).values_list("place__code", "party__code")
        )


def _judged(row: Row, known: _Known, context: Context) -> Verdict:
    problems: list[Problem] = []
    province = _province(row, known, problems)
    allowed = policies.can_register_place(context.actor, context.programme.code, province)
    if province and not allowed:
        problems.append(
            Problem(allowed.rule, _NOT_ALLOWED, {"words": str(allowed.reason)}, column="province")
        )
    place = _found(row, province, known, problems)
    given = _given(row, province, place, known, problems)
    operator, since = _operator(row, known, problems, context)
    if any(problem.stops for problem in problems):
        return Verdict(row, Deed.REFUSE, problems=tuple(problems))
    plan = _Plan(given, operator, since)
    if place is None:
        return Verdict(row, Deed.CREATE, problems=tuple(problems), plan=plan)
    same = given == _recorded(place)
    if operator and (place.code, operator) in known.operated:
        plan = replace(plan, operator="")
    if same and not plan.operator:
        return Verdict(row, Deed.LEAVE, place.code, tuple(_stopping(problems)))
    return Verdict(row, Deed.CHANGE, place.code, tuple(problems), plan)


def _stopping(problems: list[Problem]) -> list[Problem]:
    """Notes on what changes nothing say nothing."""
    return [problem for problem in problems if problem.stops]


def _province(row: Row, known: _Known, problems: list[Problem]) -> str:
    said = row.get("province", "")
    if found := known.provinces.get(bare(said)):
        return found
    if said:
        problems.append(
            Problem("places.2", _PROVINCE, {"said": said}, _PROVINCE_REMEDY, "province")
        )
    elif place := known.by_code.get(_code(row, "code")):
        return place.province
    elif not known.only_province:
        problems.append(Problem("places.2", _NO_PROVINCE, {}, _PROVINCE_REMEDY, "province"))
    return "" if said else known.only_province


def _found(row: Row, province: str, known: _Known, problems: list[Problem]) -> Place | None:
    """The place that a row speaks of; None for a new one."""
    if said := row.get("code", ""):
        found = known.by_code.get(_code(row, "code"))
        if found is None:
            problems.append(Problem("places.27", _CODE, {"said": said}, _CODE_REMEDY, "code"))
        return found
    named = known.by_name[row.get("kind", "site"), bare(row.values["name"]), province]
    if len(named) > 1:
        name = {"name": row.values["name"]}
        problems.append(Problem("places.27", _SEVERAL, name, _SEVERAL_REMEDY, "name"))
    return named[0] if len(named) == 1 else None


def _given(
    row: Row, province: str, place: Place | None, known: _Known, problems: list[Problem]
) -> NewPlace:
    """The place as the row says; what the file has no column for is as recorded."""
    held = _recorded(place) if place else None
    kind = held.kind if held else row.get("kind", "site")
    return NewPlace(
        kind=kind,
        name=held.name if held and bare(held.name) == bare(row.values["name"])
        else row.values["name"],
        province=province,
        lon_e7=int(row.values["longitude"] * _E7),
        lat_e7=int(row.values["latitude"] * _E7),
        code=held.code if held else "",
        town=_town(row, known, problems) if "town" in row.values else held.town if held else "",
        parent=held.parent if held else _within(row, kind, province, known, problems),
        minerals=_minerals(row, known, problems) if "minerals" in row.values
        else held.minerals if held else (),
    )  # fmt: skip


def _town(row: Row, known: _Known, problems: list[Problem]) -> str:
    said = row.get("town", "")
    found = known.towns.get(bare(said), "")
    if said and not found:
        problems.append(
            Problem("places.2", _TOWN, {"said": said}, _TOWN_REMEDY, "town", Weight.NOTE)
        )
    return found


def _within(row: Row, kind: str, province: str, known: _Known, problems: list[Problem]) -> str:
    """Code of the site that a pit lies in; "" for other places."""
    if kind != Place.Kind.PIT:
        return ""
    said = row.get("within", "")
    by_code = known.by_code.get(_code(row, "within"))
    sites = [by_code] if by_code else known.by_name["site", bare(said), province]
    if said and len(sites) == 1:
        return str(sites[0].code)
    message = _WITHIN if said else _NO_WITHIN
    problems.append(Problem("places.1", message, {"said": said}, _WITHIN_REMEDY, "within"))
    return ""


def _minerals(row: Row, known: _Known, problems: list[Problem]) -> tuple[str, ...]:
    said: tuple[str, ...] = row.get("minerals", ())
    for code in said:
        if code not in known.analytes:
            problems.append(
                Problem("places.27", _ANALYTE, {"said": code}, _ANALYTE_REMEDY, "minerals")
            )
    return said


def _operator(
    row: Row, known: _Known, problems: list[Problem], context: Context
) -> tuple[str, date | None]:
    said = row.get("operator", "")
    if not said:
        return "", None
    parties = known.parties.get(bare(said), [])
    if len(set(parties)) != 1:
        problems.append(
            Problem("places.27", _OPERATOR, {"said": said}, _OPERATOR_REMEDY, "operator")
        )
        return "", None
    since: date | None = row.get("since")
    if since is None:
        day = {"day": context.today.isoformat()}
        problems.append(Problem("places.27", _SINCE, day, _SINCE_REMEDY, "operator", Weight.NOTE))
    return parties[0], since or context.today


def _record_operators(
    verdicts: Sequence[Verdict], codes: Mapping[int, str], context: Context
) -> dict[int, int]:
    """Occupancies recorded, by row."""
    wanted = [(one.row.number, _plan(one)) for one in verdicts if _plan(one).operator]
    if not wanted:
        return {}
    rows = record_occupancies(
        actor=context.actor,
        occupancies=[
            NewOccupancy(
                place=codes[number],
                party=plan.operator,
                role=Occupancy.Role.OPERATOR,
                since=plan.since or context.today,
            )
            for number, plan in wanted
        ],
    )
    return {number: row.pk for (number, _plan), row in zip(wanted, rows, strict=True)}


def _as_recorded(codes: Any) -> dict[str, NewPlace]:
    rows = Place.objects.filter(code__in=list(codes)).select_related("town", "parent")
    return {row.code: _recorded(row) for row in rows}


def _recorded(row: Place) -> NewPlace:
    return NewPlace(
        kind=row.kind,
        name=row.name,
        province=row.province,
        lon_e7=round(row.point.x * _E7),
        lat_e7=round(row.point.y * _E7),
        code=row.code,
        town=row.town.name if row.town else "",
        parent=row.parent.code if row.parent else "",
        minerals=tuple(row.minerals),
    )


def _plan(verdict: Verdict) -> _Plan:
    return cast("_Plan", verdict.plan)


def _json(place: NewPlace) -> dict[str, Any]:
    return {**asdict(place), "minerals": list(place.minerals)}


def _place(stored: Any) -> NewPlace:
    return NewPlace(**{**stored, "minerals": tuple(stored["minerals"])})


def _is_same(held: NewPlace | None, stored: Any) -> bool:
    return held is not None and held == _place(stored)


def _code(row: Row, name: str) -> str:
    """The number of a place that a cell holds, in its one form; "" where it holds none."""
    try:
        return parse(row.get(name, ""), "G")
    except BadCode:
        return ""


def _spellings(names: set[str]) -> set[str]:
    """Names as written, and in the usual ways to write their capitals."""
    return {form for name in names for form in (name, name.upper(), name.title())} - {""}
