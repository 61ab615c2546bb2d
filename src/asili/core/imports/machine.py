"""The acts of an import: bring a file, say what its columns are, check it, let it go in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, BinaryIO, Final, TypeAlias

from django.db import DataError, IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from asili.core import journal
from asili.core.access import Actor, NotVisible, Refusal, Role, require
from asili.core.files import arriving, keep_file
from asili.core.imports.chunks import Judge, Judged, added, chunks, no_counts
from asili.core.imports.corrections import corrected_by
from asili.core.imports.mapping import Columns, guess, require_sound, signature, words_of
from asili.core.imports.problems import Problem, from_refusal, not_visible
from asili.core.imports.reading import MEDIA_TYPES, kind_of, open_table
from asili.core.imports.sources import context_of, reader_of, table_of, target_of
from asili.core.imports.tables import Options, Table
from asili.core.imports.targets import Context, Deed, Outcome, Target, Verdict, target
from asili.core.models.imports import Import, ImportMapping, ImportProblem, ImportRow
from asili.core.models.programmes import Programme
from asili.core.sniffing import Sniffed
from asili.core.uploads import LARGEST

State = Import.State
Stage = ImportProblem.Stage
Progress: TypeAlias = Callable[[int, int], None]
RULE: Final = "imports.3"

_CONSTRAINT: Final = gettext_noop("The database does not take this row: %(words)s")
_CONSTRAINT_REMEDY: Final = gettext_noop("Compare it with the records that are there already.")


def bring_file(
    *, actor: Actor, programme: Programme, into: str, source: BinaryIO, name: str
) -> Import:
    """Keep a file and open an import of it, its columns guessed or remembered; a draft.

    Raises Refusal for a file that is none of those accepted (imports.1) or that cannot be read.
    """
    to = target(into)
    require(to.permission(actor, programme))
    with arriving(source, LARGEST) as arrival:
        kind = kind_of(arrival.path)
        table = open_table(arrival.path, Options(), words_of(to), to.area(programme))
        extension = "zip" if kind == "shp" else kind
        found = Sniffed(MEDIA_TYPES[kind], extension)
        with transaction.atomic():
            stored = keep_file(
                actor=actor, arrival=arrival, name=name, found=found, purpose=f"import {to.name}"
            )
            row = Import(
                programme=programme,
                target=to.name,
                file=stored,
                corrects=corrected_by(visible_imports(actor), to.name, table.headers),
                facts=_facts(table),
                started_by=actor.account or "",
                created_at=timezone.now(),
            )
            row.mapping, row.options = _known_columns(row, to, table)
            row.save()
            _journal("core.import.brought", actor, row, [row.target, stored.code])
    return row


def map_columns(
    *, actor: Actor, code: str, columns: Mapping[str, Any], options: Mapping[str, Any]
) -> Import:
    """Say which columns give which fields, and how the file is read; remembered for its headers.

    Raises Refusal where a required field has neither a column nor a constant.
    """
    with transaction.atomic():
        row = _locked(actor, code)
        _require_state(row, State.DRAFT, State.CHECKING, State.CHECKED)
        chosen = Columns.of(columns)
        row.options = dict(options)
        table = table_of(row)
        require_sound(target_of(row), chosen, table.headers)
        row.mapping, row.facts = chosen.as_json(), _facts(table)
        row.state, row.attempt = State.DRAFT, row.attempt + 1
        row.forecast = {}
        row.save()
        row.problems.filter(stage=Stage.CHECK).delete()
        ImportMapping.objects.update_or_create(
            programme=row.programme,
            target=row.target,
            signature=signature(table.headers),
            defaults={"mapping": row.mapping, "options": row.options, "used_at": timezone.now()},
        )
    return row


def check_import(
    *, actor: Actor, code: str, at_most: int | None = None, progress: Progress | None = None
) -> Import:
    """Read the whole file, or the first rows, and say what would become of each; writes no record.

    With ``at_most`` the check stops after so many rows and the import stays "being checked".
    """
    row = _begin_check(actor, code)
    into, reader = target_of(row), reader_of(row)
    require_sound(into, Columns.of(row.mapping), reader.headers)
    judge = Judge(into, reader, context_of(row, actor))
    _save_problems(row, Stage.CHECK, [(0, note) for note in reader.notes])
    for part in chunks(reader, into.chunk):
        if at_most is not None and row.forecast["read"] >= at_most:
            return row
        judged = judge(part)
        with transaction.atomic():
            current = _same_attempt(row)
            if current is None:
                return row
            _save_problems(row, Stage.CHECK, judged.problems)
            row.forecast = added(row.forecast, judged.counts)
            row.checked = judged.last
            row.save(update_fields=["forecast", "checked"])
        if progress:
            progress(row.forecast["read"], 0)
    row.state = State.CHECKED
    Import.objects.filter(pk=row.pk, attempt=row.attempt).update(state=row.state)
    return row


def run_import(*, actor: Actor, code: str, progress: Progress | None = None) -> Import:
    """Let the rows go in that can, chunk by chunk, each in one transaction with its outcomes.

    Goes on after the last chunk where a run was interrupted. A second run of the same import takes
    over from the first, which stops at its next chunk; no row goes in twice.
    """
    row = _begin_run(actor, code)
    into, context = target_of(row), context_of(row, actor)
    reader = reader_of(row)
    judge = Judge(into, reader, context)
    total = row.forecast["read"]
    for part in chunks(reader, into.chunk):
        done = [one for one in part if one.number <= row.position]
        judge.remember(done)
        if waiting := part[len(done) :]:
            with transaction.atomic():
                if _same_attempt(row) is None:
                    return row
                _one_at_a_time(row.programme)
                _let_in(row, judge(waiting), into, context)
            if progress:
                progress(row.counts["read"], total)
    with transaction.atomic():
        if _same_attempt(row) is not None:
            row.state, row.finished_at = State.DONE, timezone.now()
            row.save(update_fields=["state", "finished_at"])
            _journal("core.import.finished", actor, row, [row.counts])
    return row


def visible_imports(actor: Actor) -> QuerySet[Import]:
    """Rule imports.8: those that the actor brought, and all of the programmes that they oversee."""
    rows = Import.objects.select_related("programme", "file")
    if actor.is_system:
        return rows
    if actor.is_anonymous:
        return rows.none()
    overseen = {grant.programme for grant in actor.grants if grant.role is Role.AUTHORITY}
    return rows.filter(Q(started_by=actor.account) | Q(programme__code__in=overseen))


def visible_import(actor: Actor, code: str) -> Import:
    """One of `visible_imports`; raises NotVisible."""
    row = visible_imports(actor).filter(code=code).first()
    if row is None:
        raise NotVisible(code)
    return row


def same_file(row: Import) -> QuerySet[Import]:
    """Imports of the same bytes into the same target that went in already, the latest first."""
    return Import.objects.filter(
        programme=row.programme,
        target=row.target,
        file__sha256=row.file.sha256,
        state__in=(State.DONE, State.RUNNING),
    ).exclude(pk=row.pk)


def _known_columns(
    row: Import, into: Target, table: Table
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Columns of the import that is corrected, else as confirmed before, else as headers tell."""
    if row.corrects is not None:
        return row.corrects.mapping, {**row.corrects.options, **_PER_FILE}
    known = ImportMapping.objects.filter(
        programme=row.programme, target=into.name, signature=signature(table.headers)
    ).first()
    if known is not None:
        return known.mapping, {**known.options, **_PER_FILE}
    return guess(into, table.headers).as_json(), {}


_PER_FILE: Final = {"encoding": "", "delimiter": "", "sheet": "", "header": 0}
"""Options that say nothing about another file with the same headers."""


def _facts(table: Table) -> dict[str, Any]:
    return {**table.facts, "headers": list(table.headers), "header_row": table.header_row}


def _locked(actor: Actor, code: str) -> Import:
    """The import, held until the transaction ends, by whoever may import into its target."""
    found = visible_import(actor, code)
    row = (
        Import.objects.select_for_update(of=("self",))
        .select_related("programme", "file")
        .get(pk=found.pk)
    )
    require(target_of(row).permission(actor, row.programme))
    return row


def _begin_check(actor: Actor, code: str) -> Import:
    with transaction.atomic():
        row = _locked(actor, code)
        _require_state(row, State.DRAFT, State.CHECKING, State.CHECKED)
        row.state, row.attempt = State.CHECKING, row.attempt + 1
        row.forecast, row.checked = no_counts(), 0
        row.save(update_fields=["state", "attempt", "forecast", "checked"])
        row.problems.filter(stage=Stage.CHECK).delete()
    return row


def _begin_run(actor: Actor, code: str) -> Import:
    with transaction.atomic():
        row = _locked(actor, code)
        _require_state(row, State.CHECKED, State.RUNNING)
        if row.state == State.CHECKED:
            row.counts = no_counts()
        begins = row.state == State.CHECKED
        row.state, row.attempt = State.RUNNING, row.attempt + 1
        row.save(update_fields=["state", "attempt", "counts"])
        if begins:
            _journal("core.import.started", actor, row, [row.mapping, row.options, row.file.sha256])
    return row


def _same_attempt(row: Import) -> Import | None:
    """The import, held until the transaction ends; None where another attempt has taken over."""
    rows = Import.objects.select_for_update(of=("self",))
    return rows.filter(pk=row.pk, attempt=row.attempt).first()


def _one_at_a_time(programme: Programme) -> None:
    """Chunks of two imports into one programme wait for one another: both judge what is there."""
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)


def _let_in(row: Import, judged: Judged, into: Target, context: Context) -> None:
    """Apply a judged chunk and write what became of it, with the position that it reached."""
    outcomes = _apply(judged.verdicts, judged, into, context)
    ImportRow.objects.bulk_create(
        ImportRow(
            of=row,
            number=outcome.row,
            deed=outcome.deed,
            code=outcome.code,
            before=outcome.before,
            after=outcome.after,
        )
        for outcome in outcomes
    )
    _save_problems(row, Stage.RUN, judged.problems)
    row.counts = added(row.counts, judged.counts)
    row.position = judged.last
    row.save(update_fields=["counts", "position"])
    if outcomes:
        journal.append(
            act="core.import.advanced",
            actor=context.actor,
            subjects=[row.code],
            digests=[
                journal.digest("core_importrow", [row.code, one.row, str(one.deed), one.code])
                for one in outcomes
            ],
        )


def _apply(
    verdicts: Sequence[Verdict], judged: Judged, into: Target, context: Context
) -> list[Outcome]:
    """Outcomes of the verdicts; what an act refuses is found by halving and becomes a problem."""
    if not verdicts:
        return []
    try:
        with transaction.atomic():
            outcomes = into.apply(verdicts, context)
    except (Refusal, NotVisible, IntegrityError, DataError) as error:
        if len(verdicts) == 1:
            judged.counts[verdicts[0].deed] -= 1
            judged.refuse(verdicts[0].row.number, _problem(error))
            return []
        half = len(verdicts) // 2
        first = _apply(verdicts[:half], judged, into, context)
        return first + _apply(verdicts[half:], judged, into, context)
    if sorted(one.row for one in outcomes) != sorted(v.row.number for v in verdicts):
        raise RuntimeError(f"{into.name} did not say what became of every row")
    for outcome, deed in _differing(outcomes, verdicts):
        judged.counts[deed] -= 1
        judged.counts[outcome.deed] += 1
    return [outcome for outcome in outcomes if outcome.deed is not Deed.LEAVE]


def _differing(
    outcomes: Iterable[Outcome], verdicts: Iterable[Verdict]
) -> list[tuple[Outcome, Deed]]:
    """Outcomes that are not what was judged, with what was."""
    judged = {verdict.row.number: verdict.deed for verdict in verdicts}
    return [(one, judged[one.row]) for one in outcomes if one.deed is not judged[one.row]]


def _problem(error: Exception) -> Problem:
    if isinstance(error, Refusal):
        return from_refusal(error)
    if isinstance(error, NotVisible):
        return not_visible()
    words = str(error).splitlines()[0][:200]
    return Problem("imports.database", _CONSTRAINT, {"words": words}, _CONSTRAINT_REMEDY)


def _save_problems(row: Import, stage: str, problems: Iterable[tuple[int, Problem]]) -> None:
    ImportProblem.objects.bulk_create(
        (
            ImportProblem(
                of=row,
                stage=stage,
                number=number,
                column=problem.column[:140],
                code=problem.code,
                message=problem.message,
                params=dict(problem.params),
                remedy=problem.remedy,
                stops=problem.stops,
            )
            for number, problem in problems
        ),
        batch_size=500,
    )


def _require_state(row: Import, *states: str) -> None:
    if row.state not in states:
        raise Refusal(
            RULE,
            _("This cannot be done now: the import is %(state)s.")
            % {"state": row.get_state_display()},
            remedy=_("Look at its page for what can be done next."),
        )


def _journal(act: str, actor: Actor, row: Import, values: list[Any]) -> None:
    journal.append(
        act=act,
        actor=actor,
        subjects=[row.code],
        digests=[journal.digest("core_import", [row.code, *values])],
    )
