"""A job runs once in a worker, tells how far it is, and keeps its result or its failure."""

import pytest
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from asili.core import journal
from asili.core.access import ANONYMOUS, Actor, Grant, NotVisible, Refusal, Role, system
from asili.core.jobs import JobProgress, State, job, run_job, start_job, visible_job, visible_jobs
from asili.core.models import Job
from asili.core.tasks import verify_journal
from tests.core.conftest import Database

pytestmark = pytest.mark.django_db
AUDITOR = Actor("A-1", "X", frozenset({Grant(Role.AUDITOR, "KAT")}))
FELIX = Actor("A-2", "Felix", frozenset({Grant(Role.FIELD_AGENT, "KAT")}))
reported: list[tuple[int, int]] = []


@job("test.count", _("Count"))
def count(progress: JobProgress, *, limit: int) -> int:
    for done in range(limit):
        progress(done, limit, "counting")
        reported.append((done, limit))
    progress(limit, limit)
    return limit


@job("test.fail", _("Fail"))
def fail(progress: JobProgress) -> None:
    progress(1, 2)
    raise LookupError("the file is gone")


START = """
from asili.core.access import system
from asili.core.jobs import start_job
from asili.core.tasks import verify_journal
print(start_job(actor=system("test"), kind=verify_journal).code)
"""
SHOW = """
import sys
from asili.core.access import system
from asili.core.jobs import visible_job
row = visible_job(system("test"), sys.argv[1])
print(row.state, row.percent, row.result["problems"], row.headline)
"""


def test_a_worker_runs_the_job_and_its_page_shows_the_result(own_database: Database) -> None:
    code = own_database.python(START).communicate(timeout=60)[0].strip()
    own_database.manage("db_worker", "--batch", "--no-startup-delay", "-v0")
    shown = own_database.python(SHOW, code).communicate(timeout=60)[0]
    assert shown == "done 100 [] Verify the journal\n"


def test_a_job_keeps_its_result_and_its_times() -> None:
    row = start_job(actor=FELIX, kind=count, arguments={"limit": 3})
    assert (row.state, row.percent) == (State.WAITING, None)
    run_job.func(row.code)
    done = visible_job(FELIX, row.code)
    assert (done.state, done.result, done.percent, done.headline) == (State.DONE, 3, 100, "Count")
    assert done.started_at <= done.finished_at
    assert reported[-1] == (2, 3)


def test_progress_is_seen_while_the_job_runs() -> None:
    row = start_job(actor=FELIX, kind=count, arguments={"limit": 3})
    progress = JobProgress(row)
    progress(1, 4, "counting")
    row.refresh_from_db()
    assert (row.percent, row.message, row.is_over) == (25, "counting", False)
    progress(2, 4)
    row.refresh_from_db()
    assert row.percent == 25, "reports come at most twice a second"
    progress(4, 4)
    row.refresh_from_db()
    assert row.percent == 100, "but the last one always comes"


def test_a_failure_is_kept_in_words_and_raised_again() -> None:
    row = start_job(actor=FELIX, kind=fail)
    with pytest.raises(LookupError):
        run_job.func(row.code)
    row.refresh_from_db()
    assert (row.state, row.error) == (State.FAILED, "LookupError: the file is gone")
    assert row.is_over


def test_a_job_handed_over_twice_runs_once() -> None:
    row = start_job(actor=FELIX, kind=count, arguments={"limit": 1})
    run_job.func(row.code)
    Job.objects.update(result=7)
    run_job.func(row.code)
    row.refresh_from_db()
    assert row.result == 7


def test_starting_a_job_is_journalled_and_enqueued_together() -> None:
    start_job(actor=FELIX, kind=count, arguments={"limit": 1})
    assert journal.position() == 1
    assert DBTaskResult.objects.count() == 1


def test_a_visitor_starts_nothing() -> None:
    with pytest.raises(Refusal, match="sign in"):
        start_job(actor=ANONYMOUS, kind=count)
    with pytest.raises(Refusal, match="auditor"):
        start_job(actor=FELIX, kind=verify_journal)
    assert not Job.objects.exists()


def test_a_job_is_seen_by_who_started_it_and_by_auditors() -> None:
    row = start_job(actor=FELIX, kind=count, arguments={"limit": 1})
    assert list(visible_jobs(FELIX)) == [row]
    assert list(visible_jobs(AUDITOR)) == [row]
    for stranger in (Actor("A-3", "Y"), ANONYMOUS):
        with pytest.raises(NotVisible):
            visible_job(stranger, row.code)


def test_the_journal_is_verified_as_a_job() -> None:
    journal.append(act="test.done", actor=system("test"), subjects=[], digests=[])
    row = start_job(actor=AUDITOR, kind=verify_journal)
    run_job.func(row.code)
    row.refresh_from_db()
    assert (row.result["size"], row.result["problems"]) == (2, [])
    assert row.percent == 100
