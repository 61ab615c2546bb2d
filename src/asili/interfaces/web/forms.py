"""Forms that decisions share: a reason, in words."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from asili.core.identifiers import BadCode, parse
from asili.domain.custody.rules.catalogue import ACCEPTABLE, RULES
from asili.domain.law.models import LegalValue
from asili.domain.registry.models import Party


class ReasonForm(forms.Form):
    """Why: asked wherever a person sets something aside or decides."""

    because = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ProposalForm(forms.Form):
    """Which difference is to be accepted, and why."""

    rule = forms.ChoiceField(
        label=_("Rule"),
        choices=[(rule.code, rule.title) for rule in RULES if rule.code in ACCEPTABLE],
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("What was checked, by whom, and why the difference is plausible."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class VerificationForm(forms.Form):
    """Which period of a legal value was compared with its text, by whom, and where it stands."""

    value = forms.TypedChoiceField(label=_("Value"), coerce=int)
    office = forms.CharField(label=_("Lawyer or office that compared it"), max_length=120)
    reason = forms.CharField(
        label=_("What was compared"),
        help_text=_("Edition, article and page of the text."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, values: Iterable[LegalValue], data: Any = None) -> None:
        super().__init__(data)
        choices = [
            (row.pk, f"{row.value.normalize():f} {row.unit}, {row.valid_from}, {row.jurisdiction}")
            for row in values
        ]
        self.fields["value"].choices = choices  # type: ignore[attr-defined]  # a choice field


class DecisionForm(forms.Form):
    """Approve or reject a proposal, with a reason."""

    because = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    decision = forms.ChoiceField(
        choices=[("approve", _("Approve")), ("reject", _("Reject"))], widget=forms.HiddenInput
    )


class DisclosureForm(forms.Form):
    """Who may see the bags and names behind a lot, and until when."""

    party = forms.CharField(label=_("Number of the party"), max_length=16)
    until = forms.DateField(
        label=_("Until and including"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean_party(self) -> Party:
        """The party, by its number; a misread number gets a suggestion."""
        try:
            code = parse(self.cleaned_data["party"], "P")
        except BadCode as error:
            raise forms.ValidationError(error.message) from error
        party = Party.objects.filter(code=code).first()
        if party is None:
            raise forms.ValidationError(_("No party has this number."))
        return party

    def clean_until(self) -> datetime:
        """The end of the day, in local time."""
        day = self.cleaned_data["until"] + timedelta(days=1)
        return make_aware(datetime.combine(day, time.min))
