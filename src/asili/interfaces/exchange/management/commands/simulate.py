"""./asili simulate [--bags N] [--seed S] [--from DATE] [--to DATE] [--difference FILE] DIR."""

import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from asili.network.problems import FolderError
from asili.network.writing import Format
from asili.simulation.books import truth_path
from asili.simulation.differences import read
from asili.simulation.run import simulate
from asili.simulation.settings import Request


class Command(BaseCommand):
    """Writes a network folder of an invented province; touches no database."""

    help = "Write a network folder of an invented province, from its pits to the border."
    requires_system_checks = ()  # they are for a change of the code, and cost a second

    def add_arguments(self, parser: CommandParser) -> None:
        usual = Request()
        parser.add_argument("folder", type=Path, help="where to write it")
        parser.add_argument("--bags", type=int, default=usual.bags, help="number of bags")
        parser.add_argument("--seed", type=int, default=usual.seed, help="same seed, same bytes")
        parser.add_argument("--from", dest="first", type=date.fromisoformat, default=usual.first)
        parser.add_argument("--to", dest="last", type=date.fromisoformat, default=usual.last)
        parser.add_argument(
            "--difference",
            type=Path,
            metavar="FILE",
            help="irregularities to plant (TOML or JSON); without it the run is honest",
        )
        parser.add_argument("--parquet", action="store_true", help="Parquet in place of CSV")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        try:
            names = ("bags", "seed", "first", "last")
            asked: Path | None = options["difference"]
            request = Request(
                **{name: options[name] for name in names},
                differences=read(asked) if asked else (),
            )
            form: Format = "parquet" if options["parquet"] else "csv"
            books = simulate(request, folder, form, self._progress(options["verbosity"]))
        except (FolderError, OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write(
                f"{books.bags} bags, {sum(books.events.values())} events, "
                f"{len(books.shipments)} shipments in {folder}; "
                f"what is true of them in {truth_path(folder).name}. All of it is invented."
            )
            for kind, rows in sorted(books.planted.items()):
                self.stdout.write(f"planted: {kind}, {rows} rows of the truth")

    def _progress(self, verbosity: int) -> Any:
        def show(done: int, days: int) -> None:
            self.stderr.write(f"\rday {done} of {days}", ending="" if done < days else "\n")

        return show if verbosity and sys.stderr.isatty() else None
