"""Load an invented province: "./asili province [--small | --first-months | --rest]"."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from asili.core.access import Refusal, system
from asili.core.models import Account
from asili.domain.registry.queries import actor_for
from asili.interfaces.exchange.province import (
    FIRST_MONTHS,
    SMALL,
    WATCHER,
    YEAR,
    load_province,
    load_rest,
)
from asili.interfaces.exchange.visited import load_visits


class Command(BaseCommand):
    """Simulates a province and loads it, at once or by a job."""

    help = "Simulate a province of the demonstration and load what is not there yet."
    requires_system_checks = ()  # they are for a change of the code, and cost a second

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--small", action="store_true", help="four months of 5,000 bags")
        which.add_argument(
            "--first-months", action="store_true", help="the beginning of the year of 50,000 bags"
        )
        which.add_argument(
            "--rest",
            action="store_true",
            help="let a job load the year; prints its number, or nothing when all is there",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rest"]:
            self._rest()
            return
        request = SMALL if options["small"] else FIRST_MONTHS if options["first_months"] else YEAR
        tally = load_province(actor=system("simulation"), request=request)
        load_visits(actor=system("simulation"))
        if options["verbosity"]:
            self.stdout.write(f"{tally.new} rows are new; {tally.waiting} events wait.")

    def _rest(self) -> None:
        watcher = Account.objects.filter(username=WATCHER).first()
        if watcher is None:
            raise CommandError("Nobody is there to watch the job; run `cast` first.")
        try:
            job = load_rest(actor=actor_for(watcher))
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if job:
            self.stdout.write(job.code)
