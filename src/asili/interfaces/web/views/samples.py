"""Geochemical samples as a list: one element of one sample a row."""

from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from asili.core.words import named
from asili.domain.places.models import Sample, SampleValue
from asili.domain.places.policies import visible_sample_values
from asili.interfaces.web import cells
from asili.interfaces.web.lists import Column, Filters, Table, answer
from asili.interfaces.web.requests import Request

SOURCE: Final = _("Source: each sample names its own; values stand as the laboratory gave them.")


class SampleFilters(Filters):
    """Narrow samples down by number, source, element, amount and material."""

    q = forms.CharField(label=_("Number or source"), required=False, max_length=64)
    element = forms.CharField(label=_("Element (symbol)"), required=False, max_length=8)
    unit = forms.ChoiceField(
        label=_("Unit"), required=False, choices=[("", _("all units")), *SampleValue.Unit.choices]
    )
    least = forms.DecimalField(label=_("Value from"), required=False, min_value=0)
    material = forms.ChoiceField(
        label=_("Material"),
        required=False,
        choices=[("", _("all materials")), *Sample.Material.choices],
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the filters let through; a value below its limit is none from an amount."""
        if element := self.asked("element"):
            rows = rows.filter(element__iexact=element)
        if unit := self.asked("unit"):
            rows = rows.filter(unit=unit)
        if least := self.asked("least"):
            rows = rows.filter(value__gte=least, below=False)
        if material := self.asked("material"):
            rows = rows.filter(sample__material=material)
        if words := self.asked("q"):
            rows = rows.filter(named(words, "sample__number", "sample__source"))
        return rows


def _value(row: SampleValue) -> str:
    sign = "<\u202f" if row.below else ""
    decimals = max(0, -int(row.value.normalize().as_tuple().exponent))
    return f"{sign}{cells.figure(row.value, decimals)}"


SAMPLES: Final[Table[SampleValue]] = Table(
    "samples",
    "web/samples.html",
    (
        Column("number", _("Sample"), lambda row: row.sample.number, sort="sample__number"),
        Column("element", _("Element"), lambda row: row.element, sort="element"),
        Column(
            "value", _("Value"), lambda row: row.value, show=_value, sort="value", is_number=True
        ),
        Column("unit", _("Unit"), lambda row: row.unit, sort="unit"),
        Column(
            "below",
            _("Below the detection limit"),
            lambda row: _("yes") if row.below else _("no"),
            only_in_files=True,
        ),
        Column(
            "limit",
            _("Detection limit"),
            lambda row: row.detection_limit,
            is_number=True,
            only_in_files=True,
        ),
        Column("method", _("Method"), lambda row: row.method, sort="method"),
        Column(
            "material",
            _("Material"),
            lambda row: row.sample.get_material_display(),
            sort="sample__material",
        ),
        Column(
            "taken",
            _("Taken on"),
            lambda row: row.sample.taken_on,
            show=lambda row: (
                cells.day(row.sample.taken_on) if row.sample.taken_on else cells.blank()
            ),
            sort="sample__taken_on",
        ),
        Column("depth", _("Depth"), lambda row: row.sample.depth_cm, unit="cm", only_in_files=True),
        Column("latitude", _("Latitude"), lambda row: row.sample.point.y, only_in_files=True),
        Column("longitude", _("Longitude"), lambda row: row.sample.point.x, only_in_files=True),
        Column("source", _("Source"), lambda row: row.sample.source, sort="sample__source"),
    ),
    SampleFilters,
    (SOURCE,),
    shape=lambda row: bytes(row.sample.point.wkb),
)


def samples(request: Request) -> HttpResponseBase:
    """Values of samples, for whoever has a role in their programme."""
    rows = visible_sample_values(request.actor).select_related("sample")
    return answer(request, SAMPLES, rows.order_by("sample__number", "element", "pk"))
