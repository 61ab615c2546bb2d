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
from asili.core.models import Analyte
from asili.domain.custody.facts import EventFact, LineFact, MeasurementFact
from asili.domain.custody.models import Event
from asili.domain.custody.models.facts import METHODS, MODES
from asili.domain.custody.policies import visible_events
from asili.domain.places.models import Place
from asili.domain.registry.models import Party
from asili.domain.registry.policies import visible_parties
from asili.interfaces.web.recording.acts import ACTS
from asili.interfaces.web.recording.fields import NamedField, PercentField, TagsField
from asili.network.vocabulary import MOISTURE, EventKind, Method, Mode

_CLOCK = "%Y-%m-%dT%H:%M"


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
        super().__init__(data, initial=start, auto_id="record-%s")
        self.kind, self.act, self.parties = kind, ACTS[kind], parties
        self.fields["party"].choices = [(party.code, party.name) for party in parties]  # type: ignore[attr-defined]
        self.measured = [MOISTURE, *self._analytes()] if "measures" in self.act.asks else []
        for name in self.act.asks:
            self._add(name, actor)
        if kind is not EventKind.VOID:
            self.fields["document"] = forms.CharField(
                label=_("Number of the paper"), max_length=60, required=False
            )
        reason = kind is EventKind.VOID
        self.fields["note"] = forms.CharField(
            label=_("Why is it wrong?") if reason else _("Note"), max_length=400, required=reason
        )

    def _analytes(self) -> list[str]:
        counted = {party.programme.commodity_id for party in self.parties}
        rows = Analyte.objects.filter(commodities__in=counted).distinct().order_by("code")
        return list(rows.values_list("code", flat=True))

    def _add(self, name: str, actor: Actor) -> None:
        programmes = {party.programme_id for party in self.parties}
        places = Place.objects.filter(programme__in=programmes)
        if name == "lots":
            self.fields["lots"] = TagsField(
                label=_("Bags and lots"),
                help_text=_(
                    "One number a line, its mass in kilograms after it where it was weighed: "
                    "B-37T7T9JDM3 52.4. A range: first number, two points, last number."
                ),
                widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "class": "code"}),
            )
        elif name == "counterparty":
            known = visible_parties(actor).filter(programme__in=programmes)
            self.fields[name] = NamedField(known, "P", "parties", label=self.act.with_whom)
        elif name == "place":
            self.fields[name] = NamedField(places, "G", "places", label=_("Where"))
        elif name == "to_place":
            self.fields[name] = NamedField(places, "G", "places", label=_("Where to"))
        elif name == "mode":
            self.fields[name] = forms.ChoiceField(label=_("Transport"), choices=list(MODES.items()))
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
            self.fields[quantity] = PercentField(
                label=_("%(quantity)s, %%") % {"quantity": name}, required=False
            )
            self.fields[f"{quantity}_u"] = PercentField(
                label=_("± of %(quantity)s, points") % {"quantity": name}, required=False
            )
        self.fields["method"] = forms.ChoiceField(
            label=_("Method"), choices=list(METHODS.items()), initial=Method.XRF_FIELD
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

    def clean(self) -> dict[str, Any]:
        """Each value measured has its uncertainty; an assay measures something."""
        cleaned = super().clean() or {}
        for quantity in self.measured:
            if (cleaned.get(quantity) is None) != (cleaned.get(f"{quantity}_u") is None):
                self.add_error(
                    f"{quantity}_u",
                    _("A value has its standard uncertainty beside it, in percentage points."),
                )
        nothing = all(cleaned.get(quantity) is None for quantity in self.measured)
        if self.kind is EventKind.ASSAY and nothing and not self.errors:
            self.add_error(MOISTURE, _("An assay measures something: give one value at least."))
        return cleaned

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
            lines=tuple(
                LineFact(self.act.role, code, grams, self.act.makes)
                for code, grams in typed.get("lots", ())
            ),
            measurements=tuple(self._measurements()),
        )

    def _measurements(self) -> Iterator[MeasurementFact]:
        typed = self.cleaned_data
        for quantity in self.measured:
            value, u = typed[quantity], typed[f"{quantity}_u"]
            if value is not None:
                how, where = typed["method"], typed["laboratory"]
                yield MeasurementFact(quantity, value, u, how, where)


def seal_of(fact: EventFact) -> str:
    """Short digest of an event: two that differ in anything have different ones."""
    return sha256(repr(fact).encode()).hexdigest()[:20]
