"""Bring a file in: choose its columns, see what would become of it, let it go in, take it back."""

from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from asili.core.access import Refusal, require
from asili.core.imports.chunks import COUNTS
from asili.core.imports.corrections import correction_file, refused
from asili.core.imports.machine import (
    bring_file,
    check_import,
    map_columns,
    run_import,
    same_file,
    visible_import,
    visible_imports,
)
from asili.core.imports.rows import samples
from asili.core.imports.sources import table_of, target_of
from asili.core.imports.targets import targets
from asili.core.imports.tasks import check_job, run_job, start_import_job, undo_job
from asili.core.imports.undoing import undo_import
from asili.core.jobs import JobKind
from asili.core.models import Import, ImportProblem, ImportRow, Job
from asili.interfaces.web import cells
from asili.interfaces.web.importing.forms import ColumnsForm, UploadForm, openings
from asili.interfaces.web.lists import Column, Filters, Table, answer
from asili.interfaces.web.requests import Request
from asili.interfaces.web.views.jobs import LOOKS as JOB_LOOKS

State = Import.State
Stage = ImportProblem.Stage
TRIED: Final = 100
"""Rows that a try of the columns reads."""
AT_ONCE: Final = 2000
"""Rows that are checked while one waits; more are a job."""
IN_ONE_GO: Final = 500
"""Rows that go in while one waits; more are a job."""
SHOWN: Final = 40
"""Kinds of problems on the page of an import; the list has every one."""
LOOKS: Final = {
    State.DRAFT: "none",
    State.CHECKING: "attention",
    State.CHECKED: "attention",
    State.RUNNING: "attention",
    State.DONE: "ok",
    State.UNDOING: "attention",
    State.UNDONE: "none",
}
COUNT_NAMES: Final = {
    "read": _("rows read"),
    "created": _("new"),
    "changed": _("changed"),
    "unchanged": _("as recorded"),
    "refused": _("refused"),
    "blank": _("blank"),
}


class ImportFilters(Filters):
    """Narrow imports down by state and by what their rows are."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("any state")), *State.choices]
    )
    into = forms.ChoiceField(label=_("What the rows are"), required=False)

    def __init__(self, request: Request, **options: Any) -> None:
        super().__init__(request, **options)
        known = [(one.name, one.label) for one in targets()]
        self.fields["into"].choices = [("", _("anything")), *known]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the filters let through."""
        if state := self.asked("state"):
            rows = rows.filter(state=state)
        if into := self.asked("into"):
            rows = rows.filter(target=into)
        return rows


class ProblemFilters(Filters):
    """Narrow problems down by where they were found, by rule, by column and by weight."""

    stage = forms.ChoiceField(
        label=_("Found in"), required=False, choices=[("", _("any")), *Stage.choices]
    )
    stops = forms.ChoiceField(
        label=_("Weight"),
        required=False,
        choices=[("", _("any")), ("yes", _("stops its row")), ("no", _("to be looked at"))],
    )
    code = forms.CharField(label=_("Rule"), required=False, max_length=60)
    column = forms.CharField(label=_("Column"), required=False, max_length=140)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the filters let through."""
        for name in ("stage", "code", "column"):
            if value := self.asked(name):
                rows = rows.filter(**{name: value})
        if stops := self.asked("stops"):
            rows = rows.filter(stops=stops == "yes")
        return rows


class RowFilters(Filters):
    """Narrow rows that went in down by what became of them since."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("any")), *ImportRow.State.choices]
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the filters let through."""
        state = self.asked("state")
        return rows.filter(state=state) if state else rows


def _number(row: Import) -> object:
    return cells.link(reverse("web:import", args=[row.code]), row.file.name)


def _state(row: Import) -> object:
    return cells.badge(LOOKS[State(row.state)], row.get_state_display())


def _label(row: Import) -> object:
    known = {one.name: one.label for one in targets()}
    return known.get(row.target, row.target)


def _counted(name: str) -> Column[Import]:
    return Column(
        name,
        COUNT_NAMES[name],
        lambda row: counts_of(row).get(name),
        show=lambda row: cells.figure(counts_of(row).get(name)),
        is_number=True,
    )


IMPORTS: Final[Table[Import]] = Table(
    "imports",
    "web/imports.html",
    (
        Column("file", _("File"), lambda row: row.file.name, show=_number),
        Column("into", _("What the rows are"), _label, sort="target"),
        Column("state", _("State"), lambda row: row.get_state_display(), show=_state, sort="state"),
        _counted("created"),
        _counted("changed"),
        _counted("refused"),
        Column(
            "brought",
            _("Brought in"),
            lambda row: row.created_at,
            show=lambda row: cells.instant(row.created_at),
            sort="created_at",
        ),
    ),
    ImportFilters,
)
PROBLEMS: Final[Table[ImportProblem]] = Table(
    "problems",
    "web/import_problems.html",
    (
        Column("row", _("Row"), lambda one: one.number, is_number=True, sort="number"),
        Column("column", _("Column"), lambda one: one.column, sort="column"),
        Column(
            "stops",
            _("Weight"),
            lambda one: _("stops its row") if one.stops else _("to be looked at"),
            show=lambda one: cells.badge("stop", _("stops its row"))
            if one.stops
            else cells.badge("attention", _("to be looked at")),
        ),
        Column("text", _("What was found"), lambda one: one.text),
        Column("remedy", _("What can be done"), lambda one: one.way_out),
        Column(
            "code", _("Rule"), lambda one: one.code, show=lambda one: cells.mono(one.code),
            sort="code",
        ),
    ),
    ProblemFilters,
)  # fmt: skip
ROWS: Final[Table[ImportRow]] = Table(
    "rows",
    "web/import_rows.html",
    (
        Column("row", _("Row"), lambda one: one.number, is_number=True, sort="number"),
        Column(
            "deed",
            _("What became of it"),
            lambda one: COUNT_NAMES.get(one.deed, one.deed),
            sort="deed",
        ),
        Column("code", _("Record"), lambda one: one.code, show=lambda one: cells.number(one.code)),
        Column("state", _("Since"), lambda one: one.get_state_display(), sort="state"),
    ),
    RowFilters,
)


@login_required
def imports(request: Request) -> HttpResponseBase:
    """Imports that the visitor may see."""
    rows = visible_imports(request.actor).order_by("-created_at", "-pk")
    return answer(request, IMPORTS, rows)


@login_required
def bring(request: Request) -> HttpResponse:
    """Send a file; the next page asks what its columns are."""
    if not openings(request.actor):
        raise Refusal(
            "imports.8",
            _("There is nothing that your account may bring in from a file."),
            remedy=_("Ask the authority of your programme."),
            status=403,
        )
    form = UploadForm(request.actor, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            row = bring_file(
                actor=request.actor,
                programme=form.programmes[form.cleaned_data["programme"]],
                into=form.cleaned_data["into"],
                source=upload.file,
                name=upload.name,
            )
        except Refusal as refusal:
            form.add_error("file", f"{refusal.message} {refusal.remedy}")
        else:
            return redirect("web:import-columns", row.code)
    return render(request, "web/import_bring.html", {"form": form, "targets": targets()})


@login_required
def columns(request: Request, code: str) -> HttpResponse:
    """Say which column gives which field; try it on the first rows, or check the whole file."""
    row = visible_import(request.actor, code)
    into, table = target_of(row), table_of(row)
    require(into.permission(request.actor, row.programme))
    context: dict[str, Any] = {
        "target": into,
        "same": same_file(row).first(),
        "notes": table.notes,
    }
    form = ColumnsForm(row, into, samples(table), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = map_columns(
                actor=request.actor, code=code, columns=form.columns(), options=form.options()
            )
            if "check" in request.POST:
                return _checked(request, row)
            row = check_import(actor=request.actor, code=code, at_most=TRIED)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.message} {refusal.remedy}")
        else:
            context |= {"tried": _counts(row.forecast), "kinds": _kinds(row, Stage.CHECK)}
            form = ColumnsForm(row, into, samples(table_of(row)))
    return render(request, "web/import_columns.html", {**context, "form": form, "import": row})


@login_required
def show(request: Request, code: str) -> HttpResponse:
    """One import: where it stands, what became of its rows, what can be done next."""
    row = visible_import(request.actor, code)
    job = Job.objects.filter(code=row.job).first() if row.job else None
    busy = job is not None and not job.is_over and row.state not in (State.DONE, State.UNDONE)
    stage = Stage.RUN if row.state not in (State.DRAFT, State.CHECKING, State.CHECKED) else ""
    context = {
        "import": row,
        "target": target_of(row),
        "look": LOOKS[State(row.state)],
        "counts": _counts(counts_of(row)),
        "kinds": _kinds(row, stage or Stage.CHECK),
        "kept": row.problems.filter(stage=Stage.UNDO).count(),
        "refused": refused(row).exists() and row.erased_at is None,
        "same": same_file(row).first(),
        "job": job if busy else None,
        "job_look": JOB_LOOKS[Job.State(job.state)] if job else "",
        "may": target_of(row).permission(request.actor, row.programme),
        "will_go_in": row.forecast.get("created", 0) + row.forecast.get("changed", 0),
        "is_cut_short": row.state in (State.RUNNING, State.UNDOING) and not busy,
    }
    return render(request, "web/import.html", context)


@login_required
@require_POST
def check(request: Request, code: str) -> HttpResponse:
    """Check the file again."""
    return _checked(request, visible_import(request.actor, code))


@login_required
@require_POST
def run(request: Request, code: str) -> HttpResponse:
    """Let the rows go in: a few at once, more as a job."""
    row = visible_import(request.actor, code)
    if row.is_ready and row.forecast.get("read", 0) <= IN_ONE_GO:
        row = run_import(actor=request.actor, code=code)
        messages.success(request, _("The rows that could go in are recorded."))
    else:
        _start(request, run_job, row)
    return redirect("web:import", code)


@login_required
def undo(request: Request, code: str) -> HttpResponse:
    """Ask first, then take an import back."""
    row = visible_import(request.actor, code)
    require(target_of(row).permission(request.actor, row.programme))
    total = row.rows.filter(state=ImportRow.State.IN).count()
    if request.method == "POST":
        if total <= IN_ONE_GO:
            undo_import(actor=request.actor, code=code)
        else:
            _start(request, undo_job, row)
        return redirect("web:import", code)
    return render(request, "web/import_undo.html", {"import": row, "total": total})


@login_required
def problems(request: Request, code: str) -> HttpResponseBase:
    """Every problem of an import, by row and column, with its remedy."""
    row = visible_import(request.actor, code)
    table = Table(
        f"{row.code}-problems",
        PROBLEMS.template,
        PROBLEMS.columns,
        PROBLEMS.filters,
        context={"import": row},
    )
    return answer(request, table, row.problems.order_by("number", "pk"))


@login_required
def rows(request: Request, code: str) -> HttpResponseBase:
    """The rows that became records, with links to them."""
    row = visible_import(request.actor, code)
    table = Table(
        f"{row.code}-rows", ROWS.template, ROWS.columns, ROWS.filters, context={"import": row}
    )
    return answer(request, table, row.rows.order_by("number"))


@login_required
def correction(request: Request, code: str, fmt: str) -> HttpResponseBase:
    """The refused rows as a file that comes back mapped."""
    row = visible_import(request.actor, code)
    if fmt == "csv":
        return correction_file(row, "csv")
    if fmt == "xlsx":
        return correction_file(row, "xlsx")
    raise Http404


def counts_of(row: Import) -> dict[str, int]:
    """What became of the rows, or as long as nothing has, what would."""
    found: dict[str, int] = row.counts or row.forecast
    return found


def _checked(request: Request, row: Import) -> HttpResponse:
    checked = check_import(actor=request.actor, code=row.code, at_most=AT_ONCE)
    if checked.state == State.CHECKING:
        _start(request, check_job, checked)
    return redirect("web:import", row.code)


def _start(request: Request, kind: JobKind, row: Import) -> None:
    start_import_job(actor=request.actor, kind=kind, row=row)
    messages.info(request, _("This is done in the background; this page shows how far it is."))


def _counts(counts: dict[str, int]) -> list[tuple[str, object, int]]:
    return [(name, COUNT_NAMES[name], counts[name]) for name in COUNTS if name in counts]


def _kinds(row: Import, stage: str) -> list[dict[str, Any]]:
    """Problems by rule and column, the most frequent first, each with an example and its list."""
    groups = (
        row.problems.filter(stage=stage)
        .values("code", "column", "stops")
        .annotate(total=Count("pk"))
        .order_by("-stops", "-total", "code", "column")[:SHOWN]
    )
    found = []
    for group in groups:
        same = {name: group[name] for name in ("code", "column", "stops")}
        example = row.problems.filter(stage=stage, **same).order_by("number").first()
        asked = {
            "stage": stage,
            "code": group["code"],
            "column": group["column"],
            "stops": "yes" if group["stops"] else "no",
        }
        found.append({**group, "example": example, "query": urlencode(asked)})
    return found
