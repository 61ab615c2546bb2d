"""Decisions that take two persons: what is proposed, and the second person's word."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from asili.core import approval as two_persons
from asili.core.access import require
from asili.core.models import Approval
from asili.domain.custody import services
from asili.domain.custody.policies import can_approve_acceptance
from asili.domain.custody.rules.catalogue import RULES
from asili.interfaces.web import cells
from asili.interfaces.web.forms import DecisionForm
from asili.interfaces.web.lists import Column, Filters, Table, answer
from asili.interfaces.web.reads.proposals import explained, visible_proposals
from asili.interfaces.web.requests import Request

LOOKS: Final = {
    Approval.State.PROPOSED: "attention",
    Approval.State.APPROVED: "ok",
    Approval.State.REJECTED: "none",
}
_TITLES: Final = {rule.code: rule.title for rule in RULES}


class ApprovalFilters(Filters):
    """Narrow the proposals down by state."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("any state")), *Approval.State.choices]
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the filters let through."""
        state = self.asked("state")
        return rows.filter(state=state) if state else rows


def _what(row: Approval) -> object:
    return _TITLES.get(str(row.payload["rule"]), row.act)


def _show(row: Approval) -> object:
    return cells.link(reverse("web:approval", args=[row.uuid]), _what(row))


def _state(row: Approval) -> object:
    return cells.badge(LOOKS[Approval.State(row.state)], row.get_state_display())


APPROVALS: Final[Table[Approval]] = Table(
    "approvals",
    "web/approvals.html",
    (
        Column("rule", _("Difference to accept"), _what, show=_show),
        Column("reason", _("Reason"), lambda row: row.reason),
        Column("state", _("State"), lambda row: row.get_state_display(), show=_state, sort="state"),
        Column(
            "proposed",
            _("Proposed"),
            lambda row: row.proposed_at,
            show=lambda row: cells.instant(row.proposed_at),
            sort="proposed_at",
        ),
        Column("event", _("Event"), lambda row: str(row.payload["event"]), only_in_files=True),
    ),
    ApprovalFilters,
)


@login_required
def approvals(request: Request) -> HttpResponseBase:
    """Proposals, those that wait first."""
    rows = visible_proposals(request.actor).order_by("-state", "-proposed_at")
    return answer(request, APPROVALS, rows)


@login_required
def approval(request: Request, uuid: UUID) -> HttpResponse:
    """One proposal; a POST of the second person approves or rejects it."""
    found = get_object_or_404(visible_proposals(request.actor), uuid=uuid)
    proposal = explained(request.actor, [found])[found.pk]
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]
        if form.cleaned_data["decision"] == "approve":
            services.approve_acceptance(actor=request.actor, uuid=uuid, because=because)
        else:
            require(can_approve_acceptance(request.actor, proposal.event))
            two_persons.reject(actor=request.actor, uuid=uuid, because=because)
        messages.success(request, _("The decision is recorded."))
        return redirect("web:approval", uuid)
    context = {"proposal": proposal, "form": form, "look": LOOKS[Approval.State(found.state)]}
    return render(request, "web/approval.html", context)
