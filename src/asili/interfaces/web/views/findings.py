"""The inbox of findings, and one finding with what can be done about it."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from asili.core.findings import can_dismiss_finding, dismiss_finding, visible_findings
from asili.core.models import Finding
from asili.interfaces.web import cells
from asili.interfaces.web.addresses import is_uuid
from asili.interfaces.web.forms import ReasonForm
from asili.interfaces.web.lists import Column, Filters, Table, answer
from asili.interfaces.web.reads.proposals import visible_proposals
from asili.interfaces.web.requests import Request

SOURCE: Final = _("Source: findings of the numbered rules; a finding accuses nobody.")
LOOKS: Final = {
    Finding.Severity.INFO: "quiet",
    Finding.Severity.WARNING: "attention",
    Finding.Severity.STOP: "stop",
}
ANY: Final = "any"


class FindingFilters(Filters):
    """Narrow the inbox down; without a choice it shows what is open."""

    q = forms.CharField(label=_("Number, place or words"), required=False, max_length=64)
    rule = forms.ChoiceField(label=_("Rule"), required=False)
    severity = forms.ChoiceField(
        label=_("Weight"),
        required=False,
        choices=[("", _("any weight")), *Finding.Severity.choices],
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("open")), *Finding.State.choices[1:], (ANY, _("open and closed"))],
    )
    which = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("all that I may see")), ("mine", _("what concerns us"))],
    )
    place = forms.ChoiceField(label=_("Place or title"), required=False)
    party = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, request: Request, **options: Any) -> None:
        super().__init__(request, **options)
        seen = visible_findings(self.actor).order_by()
        rules = dict(seen.values_list("rule", "title").distinct())
        labels = seen.exclude(label="").values_list("label", flat=True).distinct().order_by("label")
        self.choose(
            "rule", _("all rules"), [(rule, gettext(rules[rule])) for rule in sorted(rules)]
        )
        self.choose("place", _("all places"), [(label, label) for label in labels])

    def choose(self, name: str, everything: Any, choices: list[tuple[str, str]]) -> None:
        """Offer what the visitor's own findings have."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", everything), *choices]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the filters let through."""
        state = self.asked("state") or Finding.State.OPEN
        wanted = {"severity": self.asked("severity"), "rule": self.asked("rule")}
        wanted |= {"label": self.asked("place"), "parties__party": self.asked("party")}
        wanted["state"] = None if state == ANY else state
        rows = rows.filter(**{name: value for name, value in wanted.items() if value})
        if self.asked("which") == "mine":
            rows = rows.filter(parties__party__in=self.actor.parties).distinct()
        if words := self.asked("q"):
            named = Q(code__icontains=words) | Q(subject__icontains=words)
            rows = rows.filter(named | Q(label__icontains=words) | Q(message__icontains=words))
        return rows


def _state(finding: Finding) -> object:
    return cells.badge("none" if finding.closed_at else "attention", finding.get_state_display())


INBOX: Final[Table[Finding]] = Table(
    "findings",
    "web/inbox.html",
    (
        Column(
            "message",
            _("What differs"),
            lambda row: row.text,
            show=lambda row: cells.named(row.code, row.text),
        ),
        Column("rule", _("Rule"), lambda row: row.headline, sort="rule"),
        Column(
            "severity",
            _("Weight"),
            lambda row: row.get_severity_display(),
            show=lambda row: cells.badge(
                LOOKS[Finding.Severity(row.severity)], row.get_severity_display()
            ),
            sort="severity",
        ),
        Column("label", _("Where"), lambda row: row.label, sort="label"),
        Column(
            "subject",
            _("About"),
            lambda row: row.subject,
            show=lambda row: cells.about(row.subject),
            sort="subject",
        ),
        Column(
            "opened",
            _("Since"),
            lambda row: row.opened_at,
            show=lambda row: cells.instant(row.opened_at),
            sort="opened_at",
        ),
        Column("state", _("State"), lambda row: row.get_state_display(), show=_state, sort="state"),
        Column("remedy", _("What can be done"), lambda row: row.way_out, only_in_files=True),
        Column("basis", _("Legal basis"), lambda row: row.legal_basis, only_in_files=True),
        Column("code", _("Number"), lambda row: row.code, only_in_files=True),
    ),
    FindingFilters,
    (SOURCE,),
)


def payment_of(finding: Finding) -> str:
    """Number of the payment that a finding of trade is about, from its key; "" for others."""
    rule, _colon, rest = finding.key.partition(":")
    return rest if rule.startswith("trade.") and rest.startswith("D-") else ""


def event_of(finding: Finding) -> str:
    """UUID of the event that a finding of custody is about, from its key; "" for others."""
    return next((part for part in finding.key.split(":") if is_uuid(part)), "")


@login_required
def inbox(request: Request) -> HttpResponseBase:
    """Findings that the visitor may read, the newest first."""
    return answer(request, INBOX, visible_findings(request.actor).order_by("-opened_at", "-pk"))


@login_required
def finding(request: Request, code: str) -> HttpResponse:
    """One finding; a POST sets it aside for a reason."""
    found = get_object_or_404(visible_findings(request.actor), code=code)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        dismiss_finding(actor=request.actor, code=code, because=form.cleaned_data["because"])
        messages.success(request, _("The finding is set aside, and your reason is kept with it."))
        return redirect("web:finding", code)
    event = event_of(found)
    parties = list(found.parties.values_list("party", flat=True))
    may = can_dismiss_finding(request.actor, found.programme, found.province, parties)
    context = {
        "finding": found,
        "event": event,
        "approvals": visible_proposals(request.actor).filter(subject=f"{event}/{found.rule}")
        if event
        else (),
        "payment": payment_of(found),
        "look": LOOKS[Finding.Severity(found.severity)],
        "because": gettext(found.because) if found.because else "",
        "may": may,
        "form": form,
    }
    return render(request, "web/finding.html", context)
