"""The form of one act; what it hands on is the event as a plain value."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from asili.core.access import Actor
from asili.core.models import Analyte, Commodity
from asili.core.quantities import Units
from asili.domain.custody.facts import EventFact, LineFact, MeasurementFact
from asili.domain.custody.models import Event, Lot
from asili.domain.custody.models.facts import METHODS, MODES
from asili.domain.custody.policies import visible_events
from asili.domain.custody.views import GROWING
from asili.domain.places.models import Place
from asili.domain.registry.models import Party
from asili.domain.registry.policies import visible_parties
from asili.engine.codes import decode
from asili.interfaces.web.recording.acts import ACTS
from asili.interfaces.web.recording.boxes import Box, name_new
from asili.interfaces.web.recording.fields import NamedField, PercentField, TagsField
from asili.network.vocabulary import MOISTURE, CustodyModel, EventKind, LotKind, Method, Mode

_CLOCK = "%Y-%m-%dT%H:%M"
_UNKNOWN = gettext_lazy("“%(words)s” is not known in the programme of the party that you act for.")
_BECOMES = [
    (str(LotKind.LOT), gettext_lazy("a closed lot")),
    (str(LotKind.PILE), gettext_lazy("a pile that may grow")),
]
_KEEPS = [
    ("", gettext_lazy("mixed, or as it was kept before")),
    (str(CustodyModel.SEGREGATED), gettext_lazy("kept apart, first in, first out")),
]


class RecordForm(forms.Form):
    """An act of one of the actor's parties.

    ``uuid`` keeps a record that is sent twice one record; ``seen`` is the seal of the event whose
    judgement was shown, so that nothing is saved that was changed since.
    """

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    party = forms.ChoiceField(label=gettext_lazy("For"))
    happened_at = forms.DateTimeField(
        label=gettext_lazy("When"),
        input_formats=[_CLOCK],
        widget=forms.DateTimeInput(format=_CLOCK, attrs={"type": "datetime-local"}),
    )

    def __init__(
        self, kind: EventKind, actor: Actor, parties: Sequence[Party], data: Any, **initial: Any
    ) -> None:
        now = timezone.localtime().strftime(_CLOCK)
        start = {"uuid": uuid4(), "happened_at": now, **initial}
        self.kind, self.act, self.parties = kind, ACTS[kind], parties
        super().__init__(self._numbered(data), initial=start, auto_id="record-%s")
        self.fields["party"].choices = [(party.code, party.name) for party in parties]  # type: ignore[attr-defined]
        self.units = self._units()
        self.analytes = sorted(self.units.grades)
        self.measured = [MOISTURE, *self.analytes] if "measures" in self.act.asks else []
        for ask in self.act.asks:
            if isinstance(ask, Box):
                self.fields[ask.name] = TagsField(ask, self.units.mass)
            else:
                self._add(ask, actor)
        if kind is not EventKind.VOID:
            self.fields["document"] = forms.CharField(
                label=_("Number of the paper"), max_length=60, required=False
            )
        reason = kind is EventKind.VOID
        self.fields["note"] = forms.CharField(
            label=_("Why is it wrong?") if reason else _("Note"), max_length=400, required=reason
        )

    def _numbered(self, data: Any) -> Any:
        """What was typed, with a number for each lot that was called new; None for nothing."""
        if not data:
            return None
        typed = data.copy()
        for box in self.act.boxes:
            if box.fresh and box.name in typed:
                typed[box.name] = name_new(typed[box.name], box.fresh)
        return typed

    def _units(self) -> Units:
        """What masses and grades are typed in: grams where every party's programme has them."""
        counted = {party.programme.commodity_id for party in self.parties}
        grades = Analyte.objects.filter(commodities__in=counted).values_list("code", "grade_unit")
        masses = set(Commodity.objects.filter(pk__in=counted).values_list("mass_unit", flat=True))
        return Units("g" if masses == {"g"} else "kg", dict(grades))

    def _add(self, name: str, actor: Actor) -> None:
        programmes = {party.programme_id for party in self.parties}
        places = Place.objects.filter(programme__in=programmes)
        if name == "counterparty":
            known = visible_parties(actor).filter(programme__in=programmes)
            self.fields[name] = NamedField(known, "P", "parties", label=self.act.with_whom)
        elif name == "place":
            self.fields[name] = NamedField(places, "G", "places", label=_("Where"))
        elif name == "to_place":
            self.fields[name] = NamedField(places, "G", "places", label=_("Where to"))
        elif name == "mode":
            self.fields[name] = forms.ChoiceField(label=_("Transport"), choices=list(MODES.items()))
        elif name == "becomes":
            self.fields[name] = forms.ChoiceField(label=_("It becomes"), choices=_BECOMES)
        elif name == "keeps":
            self.fields[name] = forms.ChoiceField(
                label=_("What is put in is"),
                choices=_KEEPS,
                required=False,
                help_text=_(
                    "Kept apart: what each record adds lies by itself and leaves in that order, "
                    "so a load comes only from the layers that it took. What one record puts in "
                    "together counts as mixed with each other."
                ),
            )
        elif name == "target":
            self.fields[name] = forms.UUIDField(
                label=_("Number of the record"),
                help_text=_("It stands in the address of the record's own page."),
            )
            self.events = visible_events(actor).select_related("place")
        else:
            self._add_measures()

    def _add_measures(self) -> None:
        for quantity in self.measured:
            name = _("moisture") if quantity == MOISTURE else quantity
            unit = self.units.grades.get(quantity, "%")
            value, u = _("%(quantity)s, %%"), _("± of %(quantity)s, points")
            if unit != "%":
                value, u = _("%(quantity)s, %(unit)s"), _("± of %(quantity)s, %(unit)s")
            said = {"quantity": name, "unit": unit}
            self.fields[quantity] = PercentField(unit, label=value % said, required=False)
            self.fields[f"{quantity}_u"] = PercentField(unit, label=u % said, required=False)
        self.fields["method"] = forms.ChoiceField(
            label=_("Method"),
            choices=list(METHODS.items()),
            initial=Method.XRF_FIELD,
            required=False,
        )
        self.fields["laboratory"] = forms.CharField(
            label=_("Laboratory or instrument"), max_length=80, required=False
        )

    @property
    def plain(self) -> list[forms.BoundField]:
        """Fields that stand alone, as shown."""
        pairs = {name for quantity in self.measured for name in (quantity, f"{quantity}_u")}
        return [field for field in self.visible_fields() if field.name not in pairs]

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Values with their uncertainties."""
        return [(self[quantity], self[f"{quantity}_u"]) for quantity in self.measured]

    def clean_target(self) -> Event:
        """The record that is to be voided, where the actor may know it."""
        found = self.events.filter(uuid=self.cleaned_data["target"]).first()
        if found is None:
            raise forms.ValidationError(_("No record that you may see has this number."))
        return found

    def clean_place(self) -> Place:
        """Where it was done, of the kind of place where alone it is done."""
        place: Place = self.cleaned_data["place"]
        if self.act.only_at not in ("", place.kind):
            raise forms.ValidationError(
                _("“%(place)s” is of the kind “%(found)s”; choose one of the kind “%(wanted)s”.")
                % {
                    "place": place.name,
                    "found": place.get_kind_display(),
                    "wanted": Place.Kind(self.act.only_at).label,
                }
            )
        return place

    def clean_last(self) -> list[tuple[str, int | None]]:
        """The last tag, whose number is not below the first."""
        last: list[tuple[str, int | None]] = self.cleaned_data["last"]
        first = self.cleaned_data.get("first")
        if first and decode(last[0][0]) < decode(first[0][0]):
            raise forms.ValidationError(
                _("The last number is below the first; exchange them if they were mixed up.")
            )
        return last

    def clean(self) -> dict[str, Any]:
        """Each value measured has its uncertainty; an assay measures something."""
        cleaned = super().clean() or {}
        for quantity in self.measured:
            if (cleaned.get(quantity) is None) != (cleaned.get(f"{quantity}_u") is None):
                self.add_error(
                    f"{quantity}_u",
                    _("A value has its standard uncertainty beside it, in percentage points."),
                )
        self._keep_to_one_programme(cleaned)
        nothing = all(cleaned.get(quantity) is None for quantity in self.measured)
        if self.measured and not nothing and not cleaned.get("method"):
            self.add_error("method", _("Please choose how it was measured."))
        if self.kind is EventKind.ASSAY and nothing and not self.errors:
            self.add_error(MOISTURE, _("An assay measures something: give one value at least."))
        return cleaned

    def _keep_to_one_programme(self, cleaned: dict[str, Any]) -> None:
        """What another programme has is not known to the party that acts."""
        acting = cleaned.get("party")
        own = next((one.programme_id for one in self.parties if one.code == acting), None)
        for name in ("counterparty", "place", "to_place"):
            named = cleaned.get(name)
            if named and own and named.programme_id != own:
                self.add_error(name, _UNKNOWN % {"words": named.name})
        for box in self.act.boxes:
            codes = [code for code, _grams in cleaned.get(box.name) or ()]
            others = Lot.objects.filter(code__in=codes).exclude(programme=own)
            for code in others.order_by("code").values_list("code", flat=True) if own else ():
                self.add_error(box.name, _UNKNOWN % {"words": code})

    def fact(self) -> EventFact:
        """The event as it was typed."""
        typed = self.cleaned_data
        target = typed.get("target")
        place = target.place if target else typed["place"]
        other, to_place = typed.get("counterparty"), typed.get("to_place")
        return EventFact(
            uuid=typed["uuid"],
            kind=self.kind,
            happened_at=typed["happened_at"],
            party=typed["party"],
            place=place.code,
            counterparty=other.code if other else "",
            to_place=to_place.code if to_place else "",
            mode=Mode(typed.get("mode") or Mode.NONE),
            document=typed.get("document", ""),
            note=typed["note"],
            target=target.uuid if target else None,
            lines=tuple(self._lines()),
            measurements=tuple(self._measurements()),
        )

    def _lines(self) -> Iterator[LineFact]:
        typed = self.cleaned_data
        made = [code for box in self.act.boxes if box.makes for code, _grams in typed[box.name]]
        piles = Lot.objects.filter(code__in=made, kind__in=GROWING).values_list("code", "kind")
        known = {code: LotKind(kind) for code, kind in piles}
        kept = CustodyModel(typed["keeps"]) if typed.get("keeps") else None
        for box in self.act.boxes:
            makes = LotKind(typed["becomes"]) if box.makes and "becomes" in typed else box.makes
            for code, grams in typed[box.name]:
                kind = makes and known.get(code, makes)
                model = kept if box.makes else None
                yield LineFact(box.role, code, grams, kind, custody_model=model)

    def _measurements(self) -> Iterator[MeasurementFact]:
        typed = self.cleaned_data
        for quantity in self.measured:
            value, u = typed[quantity], typed[f"{quantity}_u"]
            if value is not None:
                how, where = typed["method"], typed["laboratory"]
                yield MeasurementFact(quantity, value, u, how, where)


def seal_of(*facts: object) -> str:
    """Short digest of plain values: those that differ in anything have different ones."""
    return sha256(repr(facts).encode()).hexdigest()[:20]
