"""The invented provinces of the demonstration, and how they come in.

The usual one is a year; its first months come in at once, and the rest by a job that anybody can
watch. The small one is four months long and comes in whole.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from asili.core.access import Actor, Permission, deny, permit, system
from asili.core.jobs import JobProgress, Json, job, start_job
from asili.core.models import Job
from asili.interfaces.exchange.folder import Progress, load_folder
from asili.interfaces.exchange.tally import Tally
from asili.network.folder import Folder
from asili.simulation.differences import STORY
from asili.simulation.run import simulate
from asili.simulation.settings import YEAR as YEAR_OF_BAGS
from asili.simulation.settings import Request

WATCHER: Final = "kasongo"
"""Sign-in of the head of office, who watches the rest of the year come in."""

SEED: Final = 2008
SMALL: Final = Request(seed=SEED, differences=STORY)
YEAR: Final = Request(
    bags=YEAR_OF_BAGS,
    seed=SEED,
    first=date(2025, 9, 1),
    last=date(2026, 8, 31),
    differences=STORY,
)
FIRST_MONTHS: Final = replace(YEAR, stop=date(2025, 11, 30))
"""The beginning of the year: what is written until a day does not depend on where it stops."""


def load_province(*, actor: Actor, request: Request, progress: Progress | None = None) -> Tally:
    """Simulate ``request`` and load what is not there yet."""
    with TemporaryDirectory() as parent:
        folder = Path(parent) / "network"  # what is true of it is written beside it
        simulate(request, folder)
        return load_folder(actor=actor, folder=Folder.open(folder), progress=progress)


def in_a_demonstration(actor: Actor) -> Permission:
    """Only a demonstration is filled with invented rows."""
    if settings.DEMO:
        return permit()
    return deny(_("The simulated year is loaded in a demonstration only."))


@job("exchange.load-year", _("Load the rest of the simulated year"), policy=in_a_demonstration)
def load_year(progress: JobProgress) -> Json:
    """Load the whole year; the result says how many rows were new."""

    def show(table: str, done: int, rows: int) -> None:
        progress(done, max(rows, 1), table)

    return load_province(actor=system("simulation"), request=YEAR, progress=show).new


def load_rest(*, actor: Actor) -> Job | None:
    """The job that loads what is missing of the year; None where it has come to its end.

    A job that waits is left to wait; one that was cut short is started anew by ``actor``.
    """
    latest = Job.objects.filter(name=load_year.name).first()
    if latest and latest.state == Job.State.DONE:
        return None
    if latest and latest.state == Job.State.WAITING:
        return latest
    return start_job(actor=actor, kind=load_year)
