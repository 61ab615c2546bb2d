"""What a row of a cadastre's list says of a title, beside what is recorded of it.

A row that says something else than the last version opens a new one. What it leaves blank is left
as it is recorded: blank is unknown.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import shapely
from django.contrib.gis.db.models.functions import AsWKB
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon
from django.utils.translation import gettext_noop
from shapely.geometry.base import BaseGeometry

from asili.core.imports.problems import Problem, Weight
from asili.core.imports.targets import Box, Context, Deed, Row, Verdict
from asili.core.models import Programme
from asili.domain.places import corners, geojson, grid
from asili.domain.places.holders import Holders
from asili.domain.places.models import Title, TitleVersion
from asili.domain.places.services.titles import NewVersion

_DAY: Final = timedelta(days=1)
_SAME_DEGREES: Final = 1e-6
"""A tenth of a metre: outlines closer than this are the same, whatever format they came in."""
_LEGAL_SHARE: Final = Decimal("0.001")
_KINDS: Final = r"(?P<kind>PEPM|AECP|PER|PE|PR|ZEA|AP)"
_NUMBER: Final = re.compile(_KINDS + r"\s*[-_/ ]?\s*(?P<rest>\d+)", re.IGNORECASE)
_BEGINS: Final = re.compile(_KINDS + r"\b", re.IGNORECASE)

_KIND: Final = gettext_noop("The row does not say of which kind the title is.")
_KIND_REMEDY: Final = gettext_noop("Map a column of kinds, or give one kind for the whole file.")
_NO_OUTLINE: Final = gettext_noop("The row has no outline, and the title is not recorded yet.")
_NO_OUTLINE_REMEDY: Final = gettext_noop(
    "Bring it in from a map file, or give the outline as WKT or as a list of corners."
)
_NOT_AN_AREA: Final = gettext_noop("The shape is no area.")
_NOT_AN_AREA_REMEDY: Final = gettext_noop("Draw the outline as a polygon, all the way round.")
_NO_DAY: Final = gettext_noop("The row does not say from which day the title holds.")
_NO_DAY_REMEDY: Final = gettext_noop("Fill the day of granting in, or of application.")
_BACKWARDS: Final = gettext_noop("The title would end before it begins.")
_BACKWARDS_REMEDY: Final = gettext_noop("Compare the two days with the source.")
_OFF_GRID: Final = gettext_noop(
    "%(corners)s corners lie off the grid of the cadastre, by %(metres)s m at most."
)
_OFF_GRID_REMEDY: Final = gettext_noop(
    "Compare the outline with the cadastre, and the datum of the file with WGS 84."
)
_OTHER_COUNT: Final = gettext_noop(
    "The row counts %(said)s squares, and the outline covers %(counted)s."
)
_OTHER_AREA: Final = gettext_noop(
    "The row says %(said)s ha, and %(squares)s squares count %(legal)s ha in law."
)
_COMPARE: Final = gettext_noop("Compare them with the source; both are kept as they are.")
_DATED: Final = gettext_noop("The change is recorded from %(day)s on: the row does not date it.")
_DATED_REMEDY: Final = gettext_noop("Add a column with the day on which the change took effect.")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done: grant a new title, or amend one that is there."""

    version: NewVersion
    number: str
    kind: str
    name: str
    title: Title | None = None
    until: date | None = None
    """Until when the version stood that the amendment closes."""


@dataclass(frozen=True, slots=True)
class Known:
    """A title that is recorded, with its versions and outlines in the order of time."""

    title: Title
    versions: list[TitleVersion]
    outlines: list[BaseGeometry]


def named(row: Row) -> tuple[str, str]:
    """Kind ("" where nothing tells it) and number, without the kind before it."""
    number, kind = row.values["number"], row.get("kind", "")
    found = _NUMBER.fullmatch(number)
    if found and kind in ("", found["kind"].upper()):
        return found["kind"].upper(), found["rest"]
    if not kind:
        begins = _BEGINS.match(number)
        kind = begins["kind"].upper() if begins else ""
    return kind, number


def recorded(programme: Programme, rows: Sequence[Row]) -> dict[tuple[str, str], Known]:
    """Titles that the rows name, by kind and number."""
    wanted = {named(row) for row in rows}
    titles = Title.objects.filter(programme=programme, number__in={n for _kind, n in wanted})
    found = {
        (one.kind, one.number): Known(one, [], [])
        for one in titles.select_related("programme")
        if (one.kind, one.number) in wanted
    }
    by_pk = {known.title.pk: known for known in found.values()}
    versions = TitleVersion.objects.filter(title__in=by_pk).order_by("valid_from")
    rows_of = versions.select_related("holder").defer("geometry")
    for version in rows_of.annotate(wkb=AsWKB("geometry")):
        known = by_pk[version.title_id]
        known.versions.append(version)
        known.outlines.append(shapely.normalize(geojson.shape(version.wkb)))
    return found


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says of a title."""

    row: Row
    holder: tuple[int, str] | None
    """Primary key and code."""
    outline: BaseGeometry | None

    @property
    def begins(self) -> date | None:
        """The day of granting; of application where it is applied for."""
        applied = self.row.values["status"] == TitleVersion.Status.APPLIED
        first, then = ("applied_on", "granted_on") if applied else ("granted_on", "applied_on")
        found: date | None = self.row.get(first)
        return found or (self.row.get(then) if applied else None)

    @property
    def until(self) -> date | None:
        """The first day on which it no longer holds."""
        last: date | None = self.row.get("expires_on")
        return last + _DAY if last else None

    @property
    def substances(self) -> tuple[str, ...]:
        """Substances one by one, as written."""
        words = re.split(r"[,;/|+&]|\bet\b|\band\b", self.row.get("substances", ""))
        return tuple(word.strip() for word in words if word.strip())

    @property
    def area(self) -> Decimal | None:
        """Legal area as said, else of the squares."""
        said: Decimal | None = self.row.get("area")
        squares: int | None = self.row.get("squares")
        if said is None and squares is not None:
            return grid.legal_area_ha(squares)
        return said.quantize(Decimal("0.001")) if said is not None else None

    def agrees(self, version: TitleVersion, outline: BaseGeometry, *, cut_short: bool) -> bool:
        """True where nothing that the row says differs from a version.

        One that an amendment cut short ended on a day that the row need not know.
        """
        told = (
            (self.row.values["status"], version.status),
            (self.holder and self.holder[0], version.holder_id),
            (list(self.substances) or None, version.substances),
            (self.row.get("squares"), version.squares),
            (self.area, version.legal_area_ha),
            (self.row.get("applied_on"), version.applied_on),
        )
        return (
            all(said is None or said == held for said, held in told)
            and (self.outline is None or _same(self.outline, outline))
            and (self.until is None or cut_short or self.until == version.valid_to)
        )

    def version(
        self, begins: date, last: tuple[TitleVersion, BaseGeometry] | None, context: Context
    ) -> NewVersion:
        """The version that the row opens; what it does not say is as in the last one."""
        before, outline = last or (None, None)
        drawn = self.outline if self.outline is not None else outline
        return NewVersion(
            geometry=_geos(drawn),
            valid_from=begins,
            source=self.row.get("source") or context.source or "cadastre",
            holder=self.holder[1] if self.holder else _code(before),
            status=self.row.values["status"],
            substances=self.substances or tuple(before.substances if before else ()),
            squares=self.row.get("squares") or (before.squares if before else None),
            legal_area_ha=self.area or (before.legal_area_ha if before else None),
            valid_to=self.until or _still_to_come(before, begins),
            applied_on=self.row.get("applied_on"),
        )


def judged(row: Row, known: Known | None, holders: Holders, context: Context, box: Box) -> Verdict:
    """What would become of a row: a new title, a new version, nothing, or a refusal."""
    kind, number = named(row)
    problems: list[Problem] = []
    if not kind:
        problems.append(Problem("places.9", _KIND, {}, _KIND_REMEDY, "kind"))
    holder, wrong = holders.of(row.get("holder", ""))
    problems += wrong
    outline, wrong = _outline(row, box)
    problems += wrong
    if known is None:
        problems += _missing(row, outline)
    if any(problem.stops for problem in problems):
        return Verdict(row, Deed.REFUSE, problems=tuple(problems))
    if outline is not None:
        problems += _beside_the_grid(row, kind, outline)
    said = Said(row, holder, outline)
    if known is None:
        begins = said.begins or context.today
        return _verdict(row, said.version(begins, None, context), problems, number, kind)
    return _compared(row, said, known, problems, context)


def _compared(
    row: Row, said: Said, known: Known, problems: list[Problem], context: Context
) -> Verdict:
    """As recorded, or a change from a day on."""
    last = known.versions[-1]
    changed_on = row.get("changed_on")
    renewed = said.begins is not None and said.begins > last.valid_from
    same = [
        said.agrees(version, outline, cut_short=version is not last)
        for version, outline in zip(known.versions, known.outlines, strict=True)
    ]
    moves_on = changed_on is not None and changed_on > last.valid_from
    if (same[-1] and not renewed) or (any(same) and not renewed and not moves_on):
        return Verdict(row, Deed.LEAVE, known.title.code, tuple(problems))
    begins = changed_on or (said.begins if renewed else None)
    if begins is None:
        begins = context.today
        params = {"day": begins.isoformat()}
        problems.append(_note(_DATED, _DATED_REMEDY, "changed_on", params))
    version = said.version(begins, (last, known.outlines[-1]), context)
    return _verdict(
        row, version, problems, known.title.number, known.title.kind, known.title, last.valid_to
    )


def _verdict(
    row: Row,
    version: NewVersion,
    problems: list[Problem],
    number: str,
    kind: str,
    title: Title | None = None,
    until: date | None = None,
) -> Verdict:
    if version.valid_to is not None and version.valid_to <= version.valid_from:
        problems.append(Problem("places.3", _BACKWARDS, {}, _BACKWARDS_REMEDY, "expires_on"))
        return Verdict(row, Deed.REFUSE, problems=tuple(problems))
    plan = Plan(version, number, kind, row.get("name", number), title, until)
    deed = Deed.CREATE if title is None else Deed.CHANGE
    return Verdict(row, deed, title.code if title else "", tuple(problems), plan)


def _still_to_come(before: TitleVersion | None, begins: date) -> date | None:
    """The end of the version before, where it lies after the new one begins."""
    ends = before.valid_to if before is not None else None
    return ends if ends is not None and ends > begins else None


def _code(before: TitleVersion | None) -> str:
    return before.holder.code if before is not None and before.holder is not None else ""


def _same(one: BaseGeometry, other: BaseGeometry) -> bool:
    """True for the same corners in any order and direction, to a tenth of a metre."""
    return bool(shapely.equals_exact(_whole(one), _whole(other), _SAME_DEGREES))


def _whole(shape: BaseGeometry) -> BaseGeometry:
    return shapely.normalize(shapely.MultiPolygon(shapely.get_parts(shape).tolist()))


def _geos(shape: BaseGeometry | None) -> Polygon | MultiPolygon:
    found = GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=4326)
    if not isinstance(found, Polygon | MultiPolygon):
        raise TypeError("an outline is a polygon")
    return found


def _outline(row: Row, box: Box) -> tuple[BaseGeometry | None, list[Problem]]:
    """Outline in the row, drawn or by its corners; None where there is none."""
    wkb = row.get("outline")
    if wkb is None:
        return corners.outline(row.get("corners", ""), box)
    shape = geojson.shape(wkb)
    if shapely.get_dimensions(shape) != 2 or shape.geom_type not in ("Polygon", "MultiPolygon"):
        problem = Problem("places.8", _NOT_AN_AREA, {}, _NOT_AN_AREA_REMEDY, "outline")
        return None, [problem]
    return shapely.force_2d(shape), []


def _missing(row: Row, outline: BaseGeometry | None) -> Iterator[Problem]:
    if outline is None:
        yield Problem("places.8", _NO_OUTLINE, {}, _NO_OUTLINE_REMEDY, "outline")
    if Said(row, None, None).begins is None:
        yield Problem("places.3", _NO_DAY, {}, _NO_DAY_REMEDY, "granted_on")


def _beside_the_grid(row: Row, kind: str, outline: BaseGeometry) -> Iterator[Problem]:
    """Notes on how the outline lies in the grid, and on counts that disagree (places.24)."""
    if kind == Title.Kind.AP:
        return
    found, squares, area = grid.fit(outline), row.get("squares"), row.get("area")
    if found.corners:
        off: dict[str, Any] = {"corners": found.corners, "metres": round(found.deviation_m)}
        yield _note(_OFF_GRID, _OFF_GRID_REMEDY, "outline", off)
    if squares is not None and abs(found.squares - squares) >= Decimal("0.5"):
        counts = {"said": squares, "counted": str(found.squares)}
        yield _note(_OTHER_COUNT, _COMPARE, "squares", counts)
    if squares is not None and area is not None:
        legal = grid.legal_area_ha(squares)
        if abs(area - legal) > legal * _LEGAL_SHARE:
            areas = {"said": str(area), "squares": squares, "legal": str(legal)}
            yield _note(_OTHER_AREA, _COMPARE, "area", areas)


def _note(message: str, remedy: str, column: str, params: Mapping[str, Any]) -> Problem:
    return Problem("places.24", message, params, remedy, column, Weight.NOTE)
