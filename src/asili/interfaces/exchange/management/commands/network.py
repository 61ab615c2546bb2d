"""./asili network check DIR | import DIR, each with --json; schema [TABLE]."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from asili.core.access import system
from asili.interfaces.exchange.folder import load_folder
from asili.interfaces.exchange.tally import Tally, write_errors
from asili.network.check import check
from asili.network.folder import Folder
from asili.network.problems import FolderError, Problem
from asili.network.schema import TABLES, json_schema

SHOWN = 20
"""Problems that are printed; all of them are in the errors file."""


class Command(BaseCommand):
    """Checks or loads an open network folder, or prints what one holds."""

    help = "Check or load a network folder, or print the schema of its tables."
    requires_system_checks = ()  # they are for a change of the code, and cost a second

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        for name, what in (
            ("check", "read every row and report what is wrong; change nothing"),
            ("import", "load what is not there yet"),
        ):
            act = acts.add_parser(name, help=what)
            act.add_argument("folder", type=Path, help="folder with manifest.json")
            act.add_argument("--json", action="store_true", help="print JSON")
        schema = acts.add_parser("schema", help="print the JSON Schema of the tables")
        schema.add_argument("table", nargs="?", choices=[*TABLES], help="one table only")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['act']}")(**options)
        except FolderError as error:
            raise CommandError(str(error)) from error

    def _schema(self, *, table: str | None, **_options: Any) -> None:
        chosen = [TABLES[table]] if table else TABLES.values()
        schemas = {layout.name: json_schema(layout) for layout in chosen}
        self.stdout.write(json.dumps(schemas[table] if table else schemas, indent=2))

    def _check(self, *, folder: Path, **options: Any) -> None:
        problems: list[Problem] = []
        checked = check(Folder.open(folder), problems.append)
        found = {"rows": checked.rows, "problems": [str(problem) for problem in problems]}
        if options["json"]:
            self.stdout.write(json.dumps(found, indent=2))
        else:
            for table, rows in checked.rows.items():
                self.stdout.write(f"{table:<14}{rows:>12} rows in order")
        self._say_problems(folder, problems)
        if problems:
            raise CommandError(f"{len(problems)} problems.")

    def _import(self, *, folder: Path, verbosity: int, **options: Any) -> None:
        progress = self._progress if verbosity and sys.stderr.isatty() else None
        tally = load_folder(
            actor=system("network-import"), folder=Folder.open(folder), progress=progress
        )
        if options["json"]:
            self.stdout.write(json.dumps(_summary(tally), indent=2))
        elif verbosity:
            self._say(tally)
        self._say_problems(folder, tally.problems)

    def _say(self, tally: Tally) -> None:
        titles = ("table", "in the file", "new", "there already", "left out")
        self.stdout.write("{:<14}{:>12}{:>12}{:>15}{:>10}".format(*titles))
        for count in tally.counts.values():
            row = (count.table, count.in_file, count.new, count.present, count.left_out)
            self.stdout.write("{:<14}{:>12}{:>12}{:>15}{:>10}".format(*row))
        self.stdout.write(f"{tally.waiting} events wait to be resolved in the inbox of findings.")

    def _say_problems(self, folder: Path, problems: list[Problem]) -> None:
        path = write_errors(folder, problems)
        for problem in problems[:SHOWN]:
            self.stderr.write(str(problem))
        if path:
            self.stderr.write(f"{len(problems)} problems; all of them are in {path}.")

    def _progress(self, table: str, done: int, rows: int) -> None:
        self.stderr.write(f"\r{table}: {done} of {rows} rows\033[K", ending="")
        if done >= rows:
            self.stderr.write("")


def _summary(tally: Tally) -> dict[str, Any]:
    return {
        "tables": {
            count.table: {
                "in_file": count.in_file,
                "new": count.new,
                "present": count.present,
                "left_out": count.left_out,
            }
            for count in tally.counts.values()
        },
        "waiting": tally.waiting,
        "problems": [str(problem) for problem in tally.problems],
    }
