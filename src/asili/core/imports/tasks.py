"""Imports as jobs: check, run and take back on behalf of whoever asked."""

from collections.abc import Callable
from typing import Final, TypeAlias

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from asili.core.access import Actor, system
from asili.core.imports.machine import check_import, run_import
from asili.core.imports.undoing import undo_import
from asili.core.jobs import JobKind, JobProgress, Json, job, start_job
from asili.core.models.accounts import Account
from asili.core.models.imports import Import

Act: TypeAlias = Callable[..., Import]
_SYSTEM: Final = "system:"


@job("core.check-import", _("Check an import"))
def check_job(progress: JobProgress, *, code: str, account: str) -> Json:
    """Check the whole file."""
    return _done(check_import, progress, code, account)


@job("core.run-import", _("Let an import go in"))
def run_job(progress: JobProgress, *, code: str, account: str) -> Json:
    """Let the rows go in that can."""
    return _done(run_import, progress, code, account)


@job("core.undo-import", _("Take an import back"))
def undo_job(progress: JobProgress, *, code: str, account: str) -> Json:
    """Take back what nobody has touched since."""
    return _done(undo_import, progress, code, account)


def start_import_job(*, actor: Actor, kind: JobKind, row: Import) -> str:
    """Hand one of these jobs to the worker; returns its number, which the import keeps."""
    started = start_job(
        actor=actor, kind=kind, arguments={"code": row.code, "account": actor.account or ""}
    )
    Import.objects.filter(pk=row.pk).update(job=started.code)
    return started.code


def _done(act: Act, progress: JobProgress, code: str, account: str) -> Json:
    actor, language = _acting(account)
    with override(language):
        row = act(actor=actor, code=code, progress=progress)
    return {"import": row.code, "state": str(row.state), **(row.counts or row.forecast)}


def _acting(account: str) -> tuple[Actor, str]:
    """Who asked, with the rights of this moment, and the language that they read."""
    if account.startswith(_SYSTEM):
        return system(account.removeprefix(_SYSTEM)), settings.LANGUAGE_CODE
    found = Account.objects.get(code=account)
    actor: Actor = import_string(settings.ASILI_ACTOR_OF)(found)
    return actor, found.language
