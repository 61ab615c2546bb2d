"""Taking an import back: what nobody has touched since; the rest stays and says why."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from asili.core import journal
from asili.core.access import Actor, Refusal, require
from asili.core.imports.machine import Progress, visible_import
from asili.core.imports.sources import context_of, target_of
from asili.core.imports.targets import Context, Deed, Outcome, Target
from asili.core.models.imports import Import, ImportProblem, ImportRow

State = Import.State
RULE = "imports.6"


def undo_import(*, actor: Actor, code: str, progress: Progress | None = None) -> Import:
    """Take back what an import did, the last chunk first, each chunk in one transaction.

    Rows whose records were touched since are kept, each with a problem that says so. Goes on where
    an undoing was interrupted; raises Refusal for an import that has nothing to take back.
    """
    row = _begin(actor, code)
    into, context = target_of(row), context_of(row, actor)
    total, done = row.rows.count(), row.rows.exclude(state=ImportRow.State.IN).count()
    while True:
        with transaction.atomic():
            current = Import.objects.select_for_update(of=("self",)).get(pk=row.pk)
            if current.attempt != row.attempt:
                return current
            part = list(row.rows.filter(state=ImportRow.State.IN).order_by("-number")[: into.chunk])
            if not part:
                break
            _take_back(row, part, into, context)
        done += len(part)
        if progress:
            progress(done, total)
    with transaction.atomic():
        row.state = State.UNDONE
        row.save(update_fields=["state"])
        kept = row.rows.filter(state=ImportRow.State.KEPT).count()
        journal.append(
            act="core.import.undone",
            actor=actor,
            subjects=[row.code],
            digests=[journal.digest("core_import", [row.code, total - kept, kept])],
        )
    return row


def _begin(actor: Actor, code: str) -> Import:
    with transaction.atomic():
        found = visible_import(actor, code)
        row = (
            Import.objects.select_for_update(of=("self",))
            .select_related("programme", "file")
            .get(pk=found.pk)
        )
        require(target_of(row).permission(actor, row.programme))
        if row.erased_at is not None:
            raise Refusal(RULE, _("What this import replaced has been erased since."))
        if row.state not in (State.RUNNING, State.DONE, State.UNDOING):
            raise Refusal(RULE, _("There is nothing to take back."))
        row.state, row.attempt = State.UNDOING, row.attempt + 1
        row.finished_at = row.finished_at or timezone.now()
        row.save(update_fields=["state", "attempt", "finished_at"])
    return row


def _take_back(row: Import, part: list[ImportRow], into: Target, context: Context) -> None:
    outcomes = [
        Outcome(one.number, Deed(one.deed), one.code, one.before, one.after) for one in part
    ]
    kept = {one.row: one.problem for one in into.undo(outcomes, context)}
    row.rows.filter(number__in=[one.number for one in part if one.number in kept]).update(
        state=ImportRow.State.KEPT
    )
    row.rows.filter(number__in=[one.number for one in part if one.number not in kept]).update(
        state=ImportRow.State.UNDONE
    )
    ImportProblem.objects.bulk_create(
        ImportProblem(
            of=row,
            stage=ImportProblem.Stage.UNDO,
            number=number,
            code=problem.code,
            message=problem.message,
            params=dict(problem.params),
            remedy=problem.remedy,
            stops=True,
        )
        for number, problem in kept.items()
    )
