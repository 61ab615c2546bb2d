"""Forms that decisions share: a reason, in words."""

from django import forms
from django.utils.translation import gettext_lazy as _

from asili.domain.custody.rules.catalogue import ACCEPTABLE, RULES


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


class DecisionForm(forms.Form):
    """Approve or reject a proposal, with a reason."""

    because = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    decision = forms.ChoiceField(
        choices=[("approve", _("Approve")), ("reject", _("Reject"))], widget=forms.HiddenInput
    )
