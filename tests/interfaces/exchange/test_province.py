"""The demonstration's year comes in by parts: first months at once, the rest by a job."""

from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from asili.core.access import Refusal, system
from asili.core.models import Job, Programme
from asili.domain.custody.models import Event, Outcome
from asili.interfaces.exchange import province
from asili.interfaces.exchange.cast import open_cast
from asili.interfaces.exchange.province import load_province, load_rest, load_year
from asili.simulation.differences import STORY
from asili.simulation.settings import Request

pytestmark = pytest.mark.django_db
CLERK = system("test")
WHOLE = Request(bags=500, seed=4, differences=STORY)


@pytest.fixture(autouse=True)
def small_year(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> None:
    settings.DEMO = True
    monkeypatch.setattr(province, "YEAR", WHOLE)


def finish(job: Job, state: Job.State) -> None:
    Job.objects.filter(pk=job.pk).update(state=state)


def test_the_rest_brings_in_what_the_first_months_left_out() -> None:
    load_province(actor=CLERK, request=replace(WHOLE, stop=date(2026, 6, 30)))
    before = Event.objects.count()
    said: list[tuple[int, int, str]] = []
    new = load_year.function(lambda *step: said.append(step))
    assert isinstance(new, int)
    assert Event.objects.count() > before
    assert new > Event.objects.count() - before
    assert load_province(actor=CLERK, request=WHOLE).new == 0
    assert Outcome.objects.filter(verdict="quarantined").count() == 1
    assert {table for _, _, table in said} >= {"events", "settlements"}


def test_the_job_is_started_once_and_again_only_where_it_was_cut_short() -> None:
    job = load_rest(actor=CLERK)
    assert job is not None
    assert load_rest(actor=CLERK) == job
    finish(job, Job.State.RUNNING)
    again = load_rest(actor=CLERK)
    assert again is not None
    assert again != job
    finish(again, Job.State.DONE)
    assert load_rest(actor=CLERK) is None


def test_no_job_loads_invented_rows_outside_of_a_demonstration(settings: LazySettings) -> None:
    settings.DEMO = False
    with pytest.raises(Refusal):
        load_rest(actor=CLERK)


def test_the_command_starts_the_job_in_the_name_of_the_head_of_office() -> None:
    with pytest.raises(CommandError, match="run `cast` first"):
        call_command("province", rest=True)
    load_province(actor=CLERK, request=replace(WHOLE, stop=date(2026, 5, 2)))
    open_cast(actor=CLERK, programme=Programme.objects.get())
    said = StringIO()
    call_command("province", rest=True, stdout=said)
    job = Job.objects.get(code=said.getvalue().strip())
    assert job.name == load_year.name
    assert job.started_by
