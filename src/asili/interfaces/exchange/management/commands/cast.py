"""./asili cast [--password WORD]: accounts for the people of the demonstration."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from asili.core.access import Refusal, system
from asili.core.models import Programme
from asili.interfaces.exchange.cast import open_cast
from asili.simulation.names import PROGRAMME


class Command(BaseCommand):
    """Opens the accounts of the cast in the simulated province and says who they are."""

    help = "Open the accounts of the cast in the simulated province (demonstration only)."
    requires_system_checks = ()  # they are for a change of the code, and cost a second

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--password", help="one password for all; none: by one click only")

    def handle(self, *args: Any, **options: Any) -> None:
        programme = Programme.objects.filter(code=PROGRAMME).first()
        if programme is None:
            raise CommandError("The simulated province is not loaded; run `network import` first.")
        try:
            people = open_cast(
                actor=system("cast"), programme=programme, password=options["password"]
            )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["verbosity"]:
            for person in people:
                self.stdout.write(f"{person.login:<12}{person.name:<24}{person.organisation}")
