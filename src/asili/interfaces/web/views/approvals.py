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

from asili.core.models import Approval
from asili.interfaces.web import cells
from asili.interfaces.web.forms import DecisionForm
from asili.interfaces.web.lists import Column, Filters, Table, answer
from asili.interfaces.web.reads.proposals import (
    APPROVE,
    REJECT,
    explained,
    for_the_actor,
    mine,
    title_of,
    visible_proposals,
)
from asili.interfaces.web.requests import Request

LOOKS: Final = {
    Approval.State.PROPOSED: "attention",
    Approval.State.APPROVED: "ok",
    Approval.State.REJECTED: "none",
}


class ApprovalFilters(Filters):
    """Narrow the proposals down to those that wait, those decided, or one's own."""

    which = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("all that I may see")),
            ("for-me", _("what waits for me")),
            ("mine", _("what I proposed or decided")),
        ],
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("any state")),
            *Approval.State.choices,
            ("decided", _("approved or rejected")),
        ],
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the filters let through."""
        which, state = self.asked("which"), self.asked("state")
        if which == "mine":
            rows = mine(self.actor, rows)
        elif which == "for-me":
            rows = for_the_actor(self.actor, rows)
        if state == "decided":
            return rows.exclude(state=Approval.State.PROPOSED)
        return rows.filter(state=state) if state else rows


def _show(row: Approval) -> object:
    return cells.link(reverse("web:approval", args=[row.uuid]), title_of(row))


def _state(row: Approval) -> object:
    return cells.badge(LOOKS[Approval.State(row.state)], row.get_state_display())


APPROVALS: Final[Table[Approval]] = Table(
    "approvals",
    "web/approvals.html",
    (
        Column("what", _("What is to be decided"), title_of, show=_show),
        Column("reason", _("Reason"), lambda row: row.reason),
        Column("state", _("State"), lambda row: row.get_state_display(), show=_state, sort="state"),
        Column(
            "proposed",
            _("Proposed"),
            lambda row: row.proposed_at,
            show=lambda row: cells.instant(row.proposed_at),
            sort="proposed_at",
        ),
        Column("decision", _("Reason for the decision"), lambda row: row.decision),
        Column("subject", _("About"), lambda row: row.subject, only_in_files=True),
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
        decide = APPROVE if form.cleaned_data["decision"] == "approve" else REJECT
        because = form.cleaned_data["because"]
        decide[found.act](actor=request.actor, uuid=uuid, because=because)
        messages.success(request, _("The decision is recorded."))
        return redirect("web:approval", uuid)
    context = {"proposal": proposal, "form": form, "look": LOOKS[Approval.State(found.state)]}
    return render(request, "web/approval.html", context)
