"""Jobs: functions that a worker runs, with progress that a page can show.

A job is a function of a module, wrapped by ``@job(name, title)``; its first argument reports
progress, the others are plain JSON values, and so is what it returns.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import TypeAlias

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, override
from django_tasks import task

from asili.core import journal
from asili.core.access import Actor, NotVisible, Permission, Role, Words, deny, permit, require
from asili.core.accounts import accounts_watched_by
from asili.core.figures import listing
from asili.core.models.jobs import Job
from asili.core.notices import notify

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None
JobFunction: TypeAlias = Callable[..., Json]
Policy: TypeAlias = Callable[[Actor], Permission]
State = Job.State

_SECONDS_BETWEEN_REPORTS = 0.5
_ENDED = {
    State.DONE: gettext_noop("The job that you asked for has ended: %(job)s."),
    State.FAILED: gettext_noop("The job that you asked for broke off: %(job)s."),
}


@dataclass(frozen=True, slots=True)
class JobKind:
    """A job that can be started: its name, its title for people, who may start it, what it does."""

    name: str
    title: Words
    function: JobFunction
    policy: Policy

    @property
    def path(self) -> str:
        """Dotted path under which a worker finds it again."""
        return f"{self.function.__module__}.{self.function.__qualname__}"


def signed_in(actor: Actor) -> Permission:
    """The policy of jobs that any account may start."""
    if actor.is_anonymous:
        return deny(_("Please sign in first."))
    return permit()


def job(name: str, title: Words, policy: Policy = signed_in) -> Callable[[JobFunction], JobKind]:
    """Decorator that makes a module's function a job: ``@job("core.verify-journal", _("…"))``."""

    def wrap(function: JobFunction) -> JobKind:
        return JobKind(name, title, function, policy)

    return wrap


class JobProgress:
    """Writes how far a job is, at most twice a second."""

    def __init__(self, row: Job) -> None:
        self._row = row
        self._written = float("-inf")

    def __call__(self, done: int, total: int, message: str = "") -> None:
        """``done`` of ``total`` steps are behind us; ``message`` is source text."""
        if done < total and monotonic() - self._written < _SECONDS_BETWEEN_REPORTS:
            return
        self._written = monotonic()
        Job.objects.filter(pk=self._row.pk).update(done=done, total=total, message=message)


def start_job(*, actor: Actor, kind: JobKind, arguments: Mapping[str, Json] | None = None) -> Job:
    """Hand a job to the worker and return its row, whose code is the address of its page."""
    require(kind.policy(actor))
    with override(None):
        title = str(kind.title)
    with transaction.atomic():
        row = Job.objects.create(
            name=kind.name,
            title=title,
            function=kind.path,
            arguments=dict(arguments or {}),
            started_by=actor.account or "",
            created_at=timezone.now(),
        )
        run_job.enqueue(row.code)
        journal.append(
            act="core.job.started",
            actor=actor,
            subjects=[row.code],
            digests=[journal.digest("core_job", [row.code, row.name, row.arguments])],
        )
    return row


@task()
def run_job(code: str) -> None:
    """What the worker runs: the job of this code, once; a failure is kept and raised again."""
    row = Job.objects.get(code=code)
    taken = Job.objects.filter(pk=row.pk, state=State.WAITING)
    if not taken.update(state=State.RUNNING, started_at=timezone.now()):
        return
    kind: JobKind = import_string(row.function)
    outcome: dict[str, object] = {"state": State.FAILED}
    try:
        outcome = {"result": kind.function(JobProgress(row), **row.arguments), "state": State.DONE}
    except Exception as error:
        outcome["error"] = f"{type(error).__name__}: {error}"
        raise
    finally:
        with transaction.atomic():
            Job.objects.filter(pk=row.pk).update(finished_at=timezone.now(), **outcome)
            _tell(row, State(str(outcome["state"])))


def _tell(row: Job, state: State) -> None:
    """Tell the account that asked for a job what became of it; the service asks for none."""
    if row.started_by and not row.started_by.startswith("system:"):
        notify(
            message=_ENDED[state],
            params={"job": listing([row.title])},
            subject=row.code,
            accounts=[row.started_by],
        )


def visible_jobs(actor: Actor) -> QuerySet[Job]:
    """The jobs that the actor started; for auditors those of their programmes, as acts are told."""
    watched = accounts_watched_by(actor, Role.AUDITOR)
    if watched is None:
        return Job.objects.all()
    return Job.objects.filter(started_by__in=(watched | {actor.account or ""}) - {""})


def visible_job(actor: Actor, code: str) -> Job:
    """One of `visible_jobs`; raises NotVisible."""
    row = visible_jobs(actor).filter(code=code).first()
    if row is None:
        raise NotVisible(code)
    return row
