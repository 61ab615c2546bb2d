"""The open file of IPIS on artisanal mines of the DRC, as a target of imports: one row, one visit.

A row is told by ``vid``, its site by ``pcode``. Columns that follow from others (``geom``,
``is_3t_mine``, ``is_gold_mine``, ``fid``) and the source's own counters (``cid``, ``id``) are left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from asili.core.access import Actor, Permission, Words
from asili.core.imports.problems import Problem
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
from asili.core.models import Programme
from asili.core.models.imports import Import, ImportRow
from asili.domain.places import policies, visiting
from asili.domain.places.ipis_rows import ACTS, E7, Reading, note
from asili.domain.places.models import PlaceIdentifier, Visit
from asili.domain.places.services.visits import (
    as_recorded,
    correct_visits,
    open_visited_programme,
    record_visits,
    withdraw_visits,
)
from asili.domain.places.testimony import NewVisit

DRC: Final[Box] = (12.0, -13.6, 31.5, 5.5)
"""West, south, east and north of the country."""


_MOVED: Final = gettext_noop(
    "The position lies %(metres)s m from where the site is recorded, more than its precision."
)
_MOVED_REMEDY: Final = gettext_noop("The site keeps its point; the visit keeps what is said here.")
_ANOTHER_SITE: Final = gettext_noop("This visit is recorded of another site.")
_ANOTHER_SITE_REMEDY: Final = gettext_noop("Give it a number of its own, or take it back first.")
_CHANGED_SINCE: Final = gettext_noop("The visit has been changed since and is left as it is.")
_CHANGED_REMEDY: Final = gettext_noop("Look at the visit, and correct it there.")


def _text(name: str, header: str, label: Any, longest: int = 80) -> Field:
    return Field(name, label, synonyms=(header,), longest=longest)


def _yes(name: str, header: str, label: Any) -> Field:
    return Field(name, label, Kind.BOOLEAN, synonyms=(header,))


def _mineral_fields(rank: int) -> tuple[Field, ...]:
    return (
        _text(f"mineral{rank}", f"mineral{rank}", _("Mineral"), 60),
        _text(f"sold_at{rank}", f"selling_points_mineral{rank}", _("Points of sale"), 160),
        _text(
            f"destination{rank}", f"final_destination_mineral{rank}", _("Final destination"), 160
        ),
    )


def _actor_fields(rank: int) -> tuple[Field, ...]:
    label = _("Armed actor")
    return (
        _text(f"actor{rank}", f"armed_group{rank}", label, 120),
        _text(f"actor{rank}_kind", f"type_armed_group{rank}", label),
        _text(f"actor{rank}_frequency", f"frequency_armed_group{rank}", label, 120),
        *(
            _yes(f"actor{rank}_{name}", f"{header}_armed_group{rank}", label)
            for name, header in ACTS.items()
        ),
    )


@dataclass(frozen=True, slots=True)
class _Site:
    """Where a site is, how precisely, and as which record."""

    position: tuple[int, int]
    precision: str
    region: str


class Visits(Target):
    """Visits of artisanal mines, one a row, with their sites."""

    name: ClassVar = "places.ipis"
    label = _("Visits of artisanal mines (IPIS)")
    about = _(
        "One row for each visit: sites are told by pcode, visits by vid. A blank stays “not "
        "recorded”, a zero is an observed absence."
    )
    attribution = visiting.SOURCES[visiting.IPIS]
    programme = "IPIS"
    position = ("latitude", "longitude")
    chunk = 500
    fields = (
        Field("number", _("Number of the visit"), synonyms=("vid",), required=True, longest=64),
        Field("site", _("Number of the site"), synonyms=("pcode",), required=True, longest=64),
        Field("name", _("Name"), synonyms=("name",), required=True, longest=120),
        Field(
            "visited_on", _("Day of the visit"), Kind.DATE, synonyms=("visit_date",), required=True
        ),
        Field("latitude", _("Latitude"), Kind.LATITUDE, synonyms=("latitude",), required=True),
        Field("longitude", _("Longitude"), Kind.LONGITUDE, synonyms=("longitude",), required=True),
        _text("origin", "location_origin", _("Origin of the position")),
        Field("province", _("Province"), synonyms=("province",), required=True, longest=60),
        _text("province_before", "province_old", _("Former province"), 60),
        _text("territory", "territoire", _("Territory"), 60),
        _text("chiefdom", "collectivite", _("Collectivity")),
        _text("grouping", "groupement", _("Grouping")),
        _text("village", "village", _("Village"), 160),
        _text("who", "source", _("Recorded by")),
        _text("project", "project", _("Project")),
        _yes("on_site", "visit_onsite", _("They were there")),
        _text("reason", "visit_onsite_novisitreason", _("Reason for not being there"), 200),
        Field("workers", _("Workers"), Kind.INTEGER, synonyms=("workers_numb",), low=0,
              high=1_000_000),
        _text("access_dry", "access_dry", _("Access in the dry season")),
        _text("access_wet", "access_wet", _("Access in the rainy season")),
        *(one for rank in (1, 2, 3) for one in _mineral_fields(rank)),
        _yes("mercury", "mercury", _("Mercury in use")),
        _yes("women", "women", _("Women at work")),
        _text("women_work", "womenwork", _("Work of women"), 250),
        *(_text(f"service{n}", f"state_service{n}", _("Service of the State"), 120)
          for n in (1, 2, 3, 4)),
        _text("itsci", "itsci", _("iTSCi")),
        _text("traceability", "traceability", _("Traceability")),
        _text("qualification", "qualification", _("Qualification")),
        _yes("presence", "presence", _("Armed actors present")),
        _yes("interference", "interference", _("Armed actors interfere")),
        *(one for rank in (1, 2) for one in _actor_fields(rank)),
        _yes("under_15", "childunder15", _("Children under fifteen")),
        _text("work", "childunder15work", _("Work of children"), 200),
    )  # fmt: skip

    def permission(self, actor: Actor, programme: Programme) -> Permission:
        """Whoever records visits in every province of the programme."""
        return policies.can_record_visits(actor, programme.code, "")

    def open_programme(self, actor: Actor, code: str) -> Programme:
        """A programme of its own, in every province of the file, that is not simulated."""
        return open_visited_programme(actor=actor, code=code)

    def tally(self, row: Import) -> list[tuple[Words, int]]:
        """Visits and sites that the import made."""
        made = ImportRow.objects.filter(of=row, deed=Deed.CREATE)
        return [
            (_("visits created"), made.count()),
            (_("sites created"), made.filter(after__site=True).count()),
        ]

    def area(self, programme: Programme) -> Box:
        """The country."""
        return DRC

    def key(self, row: Row) -> str:
        """The number of the visit."""
        return str(row.values["number"])

    def judge(self, rows: Sequence[Row], context: Context) -> list[Verdict]:
        """Visits that are new, differ from what is recorded, or are as recorded."""
        reading = Reading(context)
        read = [reading.read(row) for row in rows]
        held = as_recorded(
            context.programme, visiting.IPIS, (visit.number for visit, _notes in read if visit)
        )
        sites = _sites(context.programme, {visit.site for visit, _notes in read if visit})
        return [
            _judged(row, visit, notes, held, sites)
            for row, (visit, notes) in zip(rows, read, strict=True)
        ]

    def apply(self, verdicts: Sequence[Verdict], context: Context) -> list[Outcome]:
        """Record the new ones together, and correct the others together."""
        new = [one for one in verdicts if one.deed is Deed.CREATE]
        changed = [one for one in verdicts if one.deed is Deed.CHANGE]
        outcomes = []
        if new:
            recorded = record_visits(
                actor=context.actor,
                programme=context.programme,
                scheme=visiting.IPIS,
                file=context.source,
                on=context.today,
                visits=[one.plan for one in new],
            )
            outcomes += [
                Outcome(
                    verdict.row.number,
                    Deed.CREATE,
                    one.visit.code,
                    after={"site": one.is_new_site, "visit": verdict.plan.as_json()},
                )
                for verdict, one in zip(new, recorded, strict=True)
            ]
        if changed:
            before = as_recorded(
                context.programme, visiting.IPIS, (one.plan.number for one in changed)
            )
            rows = correct_visits(
                actor=context.actor,
                programme=context.programme,
                scheme=visiting.IPIS,
                visits=[one.plan for one in changed],
            )
            outcomes += [
                Outcome(
                    verdict.row.number,
                    Deed.CHANGE,
                    row.code,
                    before=before[row.number].as_json(),
                    after={"site": False, "visit": verdict.plan.as_json()},
                )
                for verdict, row in zip(changed, rows, strict=True)
            ]
        return outcomes

    def undo(self, outcomes: Sequence[Outcome], context: Context) -> list[Kept]:
        """Withdraw what was created and restore what was changed, where nobody touched it since."""
        said = {one.row: NewVisit.from_json(_part(one, "visit")) for one in outcomes}
        held = as_recorded(
            context.programme, visiting.IPIS, (visit.number for visit in said.values())
        )
        untouched = [one for one in outcomes if held.get(said[one.row].number) == said[one.row]]
        created = [one.code for one in untouched if one.deed is Deed.CREATE]
        changed = [one for one in untouched if one.deed is Deed.CHANGE]
        if created:
            withdraw_visits(actor=context.actor, visits=Visit.objects.filter(code__in=created))
        if changed:
            correct_visits(
                actor=context.actor,
                programme=context.programme,
                scheme=visiting.IPIS,
                visits=[NewVisit.from_json(_json(one.before)) for one in changed],
            )
        taken_back = {one.row for one in untouched}
        problem = Problem("places.11", _CHANGED_SINCE, {}, _CHANGED_REMEDY)
        return [Kept(one.row, problem) for one in outcomes if one.row not in taken_back]


VISITS: Final = Visits()


def _judged(
    row: Row,
    visit: NewVisit | None,
    notes: list[Problem],
    held: Mapping[str, NewVisit],
    sites: dict[str, _Site],
) -> Verdict:
    if visit is None:
        return Verdict(row, Deed.REFUSE, problems=tuple(notes))
    position = (visit.lon_e7, visit.lat_e7)
    site = sites.setdefault(visit.site, _Site(position, visit.precision, visit.region))
    if visiting.has_moved(site.position, position, site.precision, visit.precision):
        metres = visiting.metres_between(site.position, position)
        notes.append(note("places.10", _MOVED, _MOVED_REMEDY, "longitude", metres=metres))
    before = held.get(visit.number)
    if before is None:
        return Verdict(row, Deed.CREATE, problems=tuple(notes), plan=visit)
    if before.site != visit.site:
        problem = Problem("places.11", _ANOTHER_SITE, {}, _ANOTHER_SITE_REMEDY, "number")
        return Verdict(row, Deed.REFUSE, problems=(problem,))
    visit = replace(visit, region=before.region)
    deed = Deed.LEAVE if before == visit else Deed.CHANGE
    return Verdict(row, deed, problems=tuple(notes), plan=visit)


def _sites(programme: Programme, values: set[str]) -> dict[str, _Site]:
    """Sites that are recorded, with the precision of their first visit."""
    known = PlaceIdentifier.objects.filter(
        programme=programme, scheme=visiting.IPIS, value__in=values
    ).select_related("place")
    first: dict[int, str] = dict(
        Visit.objects.filter(place__identifiers__in=known)
        .order_by("-pk")
        .values_list("place_id", "precision")
    )
    return {
        one.value: _Site(
            (round(one.place.point.x * E7), round(one.place.point.y * E7)),
            first.get(one.place_id, ""),
            one.place.province,
        )
        for one in known
    }


def _part(outcome: Outcome, name: str) -> Mapping[str, Any]:
    return _json(_json(outcome.after)[name])


def _json(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("an outcome of visits keeps an object")
    return value
