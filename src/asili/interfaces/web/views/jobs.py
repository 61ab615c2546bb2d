"""Jobs: what runs in the background, how far it is, and what came of it."""

from typing import Any, Final

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from asili.core.jobs import start_job, visible_job, visible_jobs
from asili.core.models import Job
from asili.core.tasks import verify_journal
from asili.interfaces.web import cells
from asili.interfaces.web.lists import Column, Filters, Table, answer
from asili.interfaces.web.requests import Request

LOOKS: Final = {
    Job.State.WAITING: "none",
    Job.State.RUNNING: "attention",
    Job.State.DONE: "ok",
    Job.State.FAILED: "stop",
}


class JobFilters(Filters):
    """Narrow jobs down by state."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("any state")), *Job.State.choices]
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the filters let through."""
        state = self.asked("state")
        return rows.filter(state=state) if state else rows


def _state(row: Job) -> object:
    return cells.badge(LOOKS[Job.State(row.state)], row.get_state_display())


JOBS: Final[Table[Job]] = Table(
    "jobs",
    "web/jobs.html",
    (
        Column(
            "title",
            _("Job"),
            lambda row: row.headline,
            show=lambda row: cells.named(row.code, row.headline),
        ),
        Column("state", _("State"), lambda row: row.get_state_display(), show=_state, sort="state"),
        Column("done", _("Done"), lambda row: row.percent, unit="%", is_number=True),
        Column(
            "asked",
            _("Asked for"),
            lambda row: row.created_at,
            show=lambda row: cells.instant(row.created_at),
            sort="created_at",
        ),
        Column(
            "finished",
            _("Finished"),
            lambda row: row.finished_at,
            show=lambda row: cells.instant(row.finished_at),
            sort="finished_at",
        ),
    ),
    JobFilters,
)


@login_required
def jobs(request: Request) -> HttpResponseBase:
    """Jobs that the visitor may see, and those that they may start."""
    rows = visible_jobs(request.actor).order_by("-created_at", "-pk")
    return answer(request, JOBS, rows)


@login_required
def job(request: Request, code: str) -> HttpResponse:
    """One job; with ``fragment``, only the part that changes while it runs."""
    found = visible_job(request.actor, code)
    fragment = "fragment" in request.GET
    template = "web/parts/job.html" if fragment else "web/job.html"
    message = gettext(found.message) if found.message else ""
    context = {"job": found, "look": LOOKS[Job.State(found.state)], "message": message}
    return render(request, template, context)


@login_required
@require_POST
def verify(request: Request) -> HttpResponse:
    """Ask for the journal to be recomputed."""
    return redirect("web:job", start_job(actor=request.actor, kind=verify_journal).code)
