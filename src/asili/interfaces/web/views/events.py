"""One custody event: what was reported, what the rules made of it, and the way out."""

import json
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from asili.core.files import files_of
from asili.core.lists import listing
from asili.core.models import Approval
from asili.core.programmes import units_of
from asili.domain.custody import services
from asili.domain.custody.explain import Words
from asili.domain.custody.models import Event, LineOutcome
from asili.domain.custody.models.facts import LINE_ROLES, MODES
from asili.domain.custody.policies import (
    can_attach_document,
    can_propose_acceptance,
    can_void_event,
    visible_events,
)
from asili.domain.custody.rules import Verdict
from asili.domain.custody.rules.catalogue import ACCEPTABLE, RULES
from asili.interfaces.web.forms import ProposalForm, ReasonForm
from asili.interfaces.web.reads.payments import payments_of_event
from asili.interfaces.web.requests import Request
from asili.network.vocabulary import LineRole, Mode

TITLES = {rule.code: rule for rule in RULES}


def known_event(request: Request, uuid: UUID) -> Event:
    """The event, where the visitor may know it; 404 else."""
    rows = visible_events(request.actor).select_related(
        "party__programme", "counterparty", "place", "to_place", "programme__commodity", "outcome"
    )
    return get_object_or_404(rows, uuid=uuid)


@login_required
def event(request: Request, uuid: UUID) -> HttpResponse:
    """The event with its lines, each with its verdict, and the proposals made about it."""
    found = known_event(request, uuid)
    rows = LineOutcome.objects.filter(event=found).select_related("line__lot").order_by("n")
    listed = listing(rows, request.GET)
    lines = list(listed.page)
    acceptable = sorted({line.rule for line in lines if not line.accepted} & ACCEPTABLE)
    may = bool(acceptable) and bool(can_propose_acceptance(request.actor, found))
    context = {
        "event": found,
        "listing": listed,
        "lines": explained(lines),
        "measurements": found.measurements.select_related("lot").order_by("n"),
        "mode": MODES[Mode(found.mode)],
        "simulated": found.programme.simulated,
        "units": units_of(found.programme),
        "form": ProposalForm(initial={"rule": acceptable[0]}) if may else None,
        "void": ReasonForm() if may_void(request, found) else None,
        "approvals": Approval.objects.filter(payload__event=str(found.uuid)),
        "documents": files_of(str(found.uuid)),
        "payments": payments_of_event(request.actor, found),
        "may_attach": can_attach_document(request.actor, found),
    }
    return render(request, "web/event.html", context)


def may_void(request: Request, found: Event) -> bool:
    """Whether the visitor may void an event that is not voided yet."""
    asked = (request.actor, found.kind, found.party.code, found.programme.code)
    return found.outcome.verdict != Verdict.VOIDED and bool(can_void_event(*asked))


@login_required
@require_POST
def propose(request: Request, uuid: UUID) -> HttpResponse:
    """Propose to accept the event although it differs from a rule."""
    found = known_event(request, uuid)
    form = ProposalForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose the rule and write the reason."))
        return redirect("web:event", uuid)
    services.propose_acceptance(actor=request.actor, event=found, **form.cleaned_data)
    messages.success(request, _("The proposal waits for a second person."))
    return redirect("web:approvals")


@login_required
@require_POST
def void(request: Request, uuid: UUID) -> HttpResponse:
    """Record that an event counts for nothing, with a reason; both records stay."""
    found = known_event(request, uuid)
    form = ReasonForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["because"]
        services.void_event(actor=request.actor, event=found, reason=reason)
        messages.success(request, _("The record is voided; whatever it had changed is put right."))
    else:
        messages.error(request, _("Please write why the record is wrong; nothing was changed."))
    return redirect("web:event", uuid)


def explained(rows: list[LineOutcome]) -> list[dict[str, object]]:
    """Lines with what was done and, where one waits, the rule and its sentence."""
    params = {row.pk: dict(json.loads(row.params)) if row.params else {} for row in rows}
    words = Words.of_params(params.values())
    return [
        {
            "row": row,
            "role": LINE_ROLES[LineRole(row.line.role)],
            "rule": TITLES.get(row.rule),
            "why": words.sentence(row.rule, params[row.pk]) if row.rule else "",
        }
        for row in rows
    ]
