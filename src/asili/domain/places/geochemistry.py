"""Geochemical samples as a target of imports: one row, one element of one sample."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from asili.core.access import Actor, Permission
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
from asili.core.words import fold
from asili.domain.places import policies
from asili.domain.places.ipis import DRC
from asili.domain.places.models import Sample, SampleValue
from asili.domain.places.services.samples import (
    NewSample,
    NewSampleValue,
    record_samples,
    withdraw_sample_values,
)

_E7: Final = 10_000_000
_SAME_E7: Final = 100
"""A metre: a sample is at one place."""
_ELEMENT: Final = re.compile(r"[A-Z][A-Za-z0-9]{0,7}")
_VALUE: Final = re.compile(r"(?P<below>[<\u2264])?\s*(?P<number>\d+(?:[.,]\d+)?)")
_UNFOUND: Final = frozenset(
    {"nd", "n.d.", "bdl", "ld", "<ld", "<dl", "not detected", "non detecte"}
)
_NAMES: Final = {
    "cuivre": "Cu", "copper": "Cu", "cobalt": "Co", "or": "Au", "gold": "Au", "etain": "Sn",
    "tin": "Sn", "tantale": "Ta", "tantalum": "Ta", "tungstene": "W", "tungsten": "W",
    "zinc": "Zn", "plomb": "Pb", "lead": "Pb", "nickel": "Ni", "manganese": "Mn", "fer": "Fe",
    "iron": "Fe", "uranium": "U", "arsenic": "As", "argent": "Ag", "silver": "Ag",
}  # fmt: skip

_NO_ELEMENT: Final = gettext_noop("“%(said)s” is no element.")
_ELEMENT_REMEDY: Final = gettext_noop("Write its symbol, such as Cu or Co.")
_NO_VALUE: Final = gettext_noop("“%(said)s” is no amount that can be read.")
_VALUE_REMEDY: Final = gettext_noop(
    "Write a number, or < and the detection limit; leave the row out where nothing was measured."
)
_ALL: Final = gettext_noop("%(said)s %% is more than the whole sample.")
_ALL_REMEDY: Final = gettext_noop("Check the unit: it may be ppm or g/t.")
_ELSEWHERE: Final = gettext_noop("This sample of the source is recorded at another point.")
_ELSEWHERE_REMEDY: Final = gettext_noop("Check the number and the coordinates.")
_TWICE: Final = gettext_noop("Another row gives another value of the same element and method.")
_TWICE_REMEDY: Final = gettext_noop("Name the method of each, or keep the one that is right.")
_CHANGED: Final = gettext_noop("The value has been corrected since and is left as it is.")
_CHANGED_REMEDY: Final = gettext_noop("Bring in a file with the value that is right.")

Key = tuple[str, str, str, str]
"""Source, number, element, method."""


class Samples(Target):
    """Geochemical samples, one element a row."""

    name: ClassVar = "places.samples"
    label = _("Geochemical samples")
    about = _(
        "One row for each element of each sample. “<5” is kept as below the detection limit, never "
        "as zero; units stay those of the source."
    )
    position = ("latitude", "longitude")
    repeats = True
    fields = (
        Field("number", _("Number of the sample"), required=True, longest=60, synonyms=(
            "échantillon", "n° échantillon", "numéro d'échantillon", "sample", "sample id",
            "sample_id", "sample no", "id", "code échantillon")),
        Field("latitude", _("Latitude"), Kind.LATITUDE, required=True, synonyms=("lat", "y")),
        Field("longitude", _("Longitude"), Kind.LONGITUDE, required=True, synonyms=(
            "long", "lon", "x")),
        Field("element", _("Element"), required=True, longest=20, synonyms=(
            "élément", "analyte", "symbole", "elt")),
        Field("value", _("Value"), required=True, longest=40, synonyms=(
            "valeur", "teneur", "résultat", "concentration", "result", "grade")),
        Field("unit", _("Unit"), Kind.CHOICE, required=True, synonyms=("unité", "unités"), choices={
            "ppm": ("ppm", "mg/kg"), "ppb": ("ppb", "µg/kg"),
            "%": ("%", "pct", "percent", "pour cent", "pourcentage"), "g/t": ("g/t", "gpt")}),
        Field("method", _("Method"), longest=80, synonyms=(
            "méthode", "méthode d'analyse", "analyse", "technique")),
        Field("detection_limit", _("Detection limit"), Kind.DECIMAL, low=Decimal(0), synonyms=(
            "limite de détection", "limite détection", "ld", "lod", "dl")),
        Field("taken_on", _("Taken on"), Kind.DATE, synonyms=(
            "date", "date de prélèvement", "date prélèvement", "prélevé le", "date échantillon")),
        Field("material", _("Material"), Kind.CHOICE, synonyms=(
            "matériau", "nature", "type d'échantillon", "type échantillon", "milieu", "matrice"),
            choices={
                "soil": ("soil", "sol", "sols"),
                "sediment": ("sediment", "stream sediment", "sédiment", "sédiment de ruisseau",
                             "stream"),
                "rock": ("rock", "roche", "grab", "affleurement"),
                "termite": ("termite mound", "termitière"),
                "trench": ("trench", "tranchée", "rainure", "channel"),
                "core": ("core", "carotte", "sondage", "cuttings", "drill core"),
                "tailings": ("tailings", "rejets", "remblais"),
                "ore": ("ore", "minerai"),
                "other": ("other", "autre")}),
        Field("depth_cm", _("Depth, cm"), Kind.INTEGER, low=0, high=500_000, synonyms=(
            "profondeur", "profondeur (cm)", "profondeur cm", "depth")),
        Field("source", _("Source"), required=True, longest=300, synonyms=(
            "campagne", "étude", "auteur", "laboratoire", "survey", "référence"),
            about=_("Survey, campaign or report that the samples come from.")),
    )  # fmt: skip

    def permission(self, actor: Actor, programme: Programme) -> Permission:
        """Whoever records samples."""
        return policies.can_record_samples(actor, programme.code)

    def area(self, programme: Programme) -> Box:
        """The country."""
        return DRC

    def key(self, row: Row) -> str:
        """Sample, element and method."""
        return "|".join(_key(row))

    def judge(self, rows: Sequence[Row], context: Context) -> list[Verdict]:
        """Values that are new, differ from what is recorded, or are as recorded."""
        numbers = {row.values["number"] for row in rows}
        samples = Sample.objects.filter(programme=context.programme, number__in=numbers)
        places = {(one.source, one.number): one for one in samples}
        held: dict[Key, NewSampleValue] = {}
        values = SampleValue.objects.filter(sample__in=list(places.values()))
        for value in values.select_related("sample"):
            said = _as_said(value)
            held[_key_of(said)] = said
        verdicts: list[Verdict] = []
        seen: dict[Key, NewSampleValue] = {}
        for row in rows:
            verdict = _judged(row, places, held, seen)
            if verdict.plan is not None:
                seen.setdefault(_key_of(verdict.plan), verdict.plan)
            verdicts.append(verdict)
        return verdicts

    def apply(self, verdicts: Sequence[Verdict], context: Context) -> list[Outcome]:
        """Record and correct."""
        before = _held(context.programme, [one.plan for one in verdicts])
        rows = record_samples(
            actor=context.actor,
            programme=context.programme,
            values=[one.plan for one in verdicts],
        )
        return [
            Outcome(
                verdict.row.number,
                verdict.deed,
                row.sample.code,
                _json(before[_key_of(verdict.plan)]) if verdict.deed is Deed.CHANGE else None,
                _json(row),
            )
            for verdict, row in zip(verdicts, rows, strict=True)
        ]

    def undo(self, outcomes: Sequence[Outcome], context: Context) -> list[Kept]:
        """Withdraw what is as the import left it; put back what it corrected."""
        rows = SampleValue.objects.filter(sample__code__in={one.code for one in outcomes})
        held = {
            (row.sample.code, row.element, row.method): row
            for row in rows.select_related("sample__programme")
        }
        kept, gone, back = [], [], []
        for one in outcomes:
            after: Any = one.after
            row = held.get((one.code, after["element"], after["method"]))
            if row is None or _json(row) != after:
                kept.append(Kept(one.row, Problem("imports.6", _CHANGED, {}, _CHANGED_REMEDY)))
            elif one.before is None:
                gone.append(row)
            else:
                back.append(_restored(row, one.before))
        if back:
            record_samples(actor=context.actor, programme=context.programme, values=back)
        withdraw_sample_values(actor=context.actor, values=gone)
        return kept


SAMPLES: Final = Samples()


def _key(row: Row) -> Key:
    method = row.get("method", "")
    return row.values["source"], row.values["number"], _element(row.values["element"]), method


def _key_of(value: NewSampleValue) -> Key:
    return value.sample.source, value.sample.number, value.element, value.method


def _element(said: str) -> str:
    return _NAMES.get(fold(said).strip(), said.strip())


def _judged(
    row: Row,
    places: dict[tuple[str, str], Sample],
    held: dict[Key, NewSampleValue],
    seen: dict[Key, NewSampleValue],
) -> Verdict:
    found = _read(row)
    if isinstance(found, Problem):
        return Verdict(row, Deed.REFUSE, problems=(found,))
    sample, key = places.get((found.sample.source, found.sample.number)), _key_of(found)
    if sample is not None and _apart(sample, found.sample):
        problem = Problem("places.25", _ELSEWHERE, {}, _ELSEWHERE_REMEDY, "number")
        return Verdict(row, Deed.REFUSE, problems=(problem,))
    if key in seen:
        if _same(seen[key], found):
            return Verdict(row, Deed.LEAVE)
        problem = Problem("places.25", _TWICE, {}, _TWICE_REMEDY, "value")
        return Verdict(row, Deed.REFUSE, problems=(problem,))
    if key not in held:
        return Verdict(row, Deed.CREATE, plan=found)
    deed = Deed.LEAVE if _same(held[key], found) else Deed.CHANGE
    return Verdict(row, deed, sample.code if sample else "", plan=found)


def _read(row: Row) -> NewSampleValue | Problem:
    element = _element(row.values["element"])
    if not _ELEMENT.fullmatch(element):
        return Problem("places.25", _NO_ELEMENT, {"said": element}, _ELEMENT_REMEDY, "element")
    said, limit = row.values["value"].strip(), row.get("detection_limit")
    match = _VALUE.fullmatch(said)
    if match is not None:
        value, below = Decimal(match["number"].replace(",", ".")), match["below"] is not None
    elif fold(said) in _UNFOUND and limit is not None:
        value, below = limit, True
    else:
        return Problem("places.25", _NO_VALUE, {"said": said}, _VALUE_REMEDY, "value")
    if row.values["unit"] == "%" and value > 100:
        return Problem("places.25", _ALL, {"said": said}, _ALL_REMEDY, "unit")
    sample = NewSample(
        row.values["source"],
        row.values["number"],
        int(row.values["longitude"] * _E7),
        int(row.values["latitude"] * _E7),
        row.get("material", ""),
        row.get("depth_cm"),
        row.get("taken_on"),
    )
    if below and limit is None:
        limit = value
    return NewSampleValue(
        sample, element, value, row.values["unit"], below, limit, row.get("method", "")
    )


def _same(one: NewSampleValue, other: NewSampleValue) -> bool:
    return (one.value, one.unit, one.below, one.detection_limit) == (
        other.value,
        other.unit,
        other.below,
        other.detection_limit,
    )


def _apart(sample: Sample, said: NewSample) -> bool:
    east = abs(round(sample.point.x * _E7) - said.lon_e7)
    north = abs(round(sample.point.y * _E7) - said.lat_e7)
    return max(east, north) > _SAME_E7


def _as_said(row: SampleValue) -> NewSampleValue:
    sample = row.sample
    return NewSampleValue(
        NewSample(
            sample.source,
            sample.number,
            round(sample.point.x * _E7),
            round(sample.point.y * _E7),
            sample.material,
            sample.depth_cm,
            sample.taken_on,
        ),
        row.element,
        row.value,
        row.unit,
        row.below,
        row.detection_limit,
        row.method,
    )


def _held(programme: Programme, plans: Sequence[NewSampleValue]) -> dict[Key, SampleValue]:
    numbers = {plan.sample.number for plan in plans}
    rows = SampleValue.objects.filter(sample__programme=programme, sample__number__in=numbers)
    return {_key_of(_as_said(row)): row for row in rows.select_related("sample")}


def _json(row: SampleValue) -> dict[str, Any]:
    limit = row.detection_limit
    return {
        "element": row.element,
        "method": row.method,
        "value": f"{row.value.normalize():f}",
        "unit": row.unit,
        "below": row.below,
        "limit": None if limit is None else f"{limit.normalize():f}",
    }


def _restored(row: SampleValue, before: Any) -> NewSampleValue:
    now = _as_said(row)
    limit = before["limit"]
    return NewSampleValue(
        now.sample,
        now.element,
        Decimal(before["value"]),
        before["unit"],
        before["below"],
        None if limit is None else Decimal(limit),
        now.method,
    )
