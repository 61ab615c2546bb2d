"""./asili network check DIR | import DIR | export DIR, each with --json; schema [TABLE]."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from asili.core.access import Actor, NotVisible, system
from asili.core.models import Account
from asili.domain.registry.queries import actor_for
from asili.interfaces.exchange.carry import export_folder
from asili.interfaces.exchange.folder import load_folder
from asili.interfaces.exchange.tally import Tally
from asili.network.check import Checked, check
from asili.network.errors import ErrorsFile
from asili.network.folder import Folder
from asili.network.problems import FolderError, Problem
from asili.network.published import json_schema
from asili.network.schema import TABLES
from asili.network.tabular import refuse
from asili.network.zipped import unpacked


class Command(BaseCommand):
    """Checks, loads or writes an open network folder, or prints what one holds."""

    help = "Check, load or write a network folder, or print the schema of its tables."
    requires_system_checks = ()  # they are for a change of the code, and cost a second

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        checked = acts.add_parser("check", help="read every row and say what is wrong, change none")
        loaded = acts.add_parser("import", help="load what is not there yet")
        for act in (checked, loaded):
            act.add_argument("folder", type=Path, help="folder with manifest.json, or a zip of one")
        loaded.add_argument(
            "--strict", action="store_true", help="load nothing where a single row has a problem"
        )
        written = acts.add_parser("export", help="write the network as a folder, or continue to")
        written.add_argument("folder", type=Path, help="folder to write")
        written.add_argument("--programme", default="", help="code; needed where there are several")
        written.add_argument(
            "--from", dest="first", type=date.fromisoformat, help="first day of events"
        )
        written.add_argument(
            "--to", dest="last", type=date.fromisoformat, help="last day of events"
        )
        written.add_argument("--as", dest="account", help="write what this account may see")
        written.add_argument("--format", dest="form", choices=("csv", "parquet"), default="csv")
        for act in (checked, loaded, written):
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
        with unpacked(folder) as place:
            found = Folder.open(place)
            with ErrorsFile(found, folder) as errors:
                checked = check(found, errors.add)
        if options["json"]:
            self.stdout.write(json.dumps(_found(checked, errors), indent=2))
        else:
            for table, rows in checked.rows.items():
                self.stdout.write(f"{table:<14}{rows:>12} rows in order")
        self._say_problems(errors)
        if errors.count:
            raise CommandError(f"{errors.count} problems.")

    def _import(self, *, folder: Path, verbosity: int, strict: bool, **options: Any) -> None:
        with unpacked(folder) as place:
            found = Folder.open(place)
            with ErrorsFile(found, folder) as errors:
                if strict:
                    check(found, errors.add)
                tally = None if errors.count else self._load(found, errors, strict, verbosity)
        if tally is not None and options["json"]:
            self.stdout.write(json.dumps(_summary(tally, errors), indent=2))
        elif tally is not None and verbosity:
            self._say(tally)
        self._say_problems(errors)
        if tally is None:
            raise CommandError(f"{errors.count} problems; nothing was loaded.")

    def _load(self, folder: Folder, errors: ErrorsFile, strict: bool, verbosity: int) -> Tally:  # noqa: FBT001
        def stop(problem: Problem) -> None:
            errors.add(problem)
            refuse(problem)

        return load_folder(
            actor=system("network-import"),
            folder=folder,
            progress=self._progress if verbosity and sys.stderr.isatty() else None,
            report=stop if strict else errors.add,
        )

    def _export(
        self,
        *,
        folder: Path,
        account: str | None,
        programme: str,
        verbosity: int,
        **options: Any,
    ) -> None:
        try:
            manifest = export_folder(
                actor=_actor(account) if account else system("network-export"),
                programme=programme,
                path=folder,
                form=options["form"],
                first=options["first"],
                last=options["last"],
                progress=self._progress if verbosity and sys.stderr.isatty() else None,
            )
        except NotVisible as unknown:
            raise CommandError(f"The programme {unknown} is not known to this account.") from None
        if options["json"]:
            written = {"rows": manifest.counts, "journal": manifest.journal}
            self.stdout.write(json.dumps(written | {"notes": manifest.notes}, indent=2))
        elif verbosity:
            for table, rows in manifest.counts.items():
                self.stdout.write(f"{table:<14}{rows:>12} rows")
            for note in manifest.notes:
                self.stdout.write(note)

    def _say(self, tally: Tally) -> None:
        titles = ("table", "in the file", "new", "there already", "left out")
        self.stdout.write("{:<14}{:>12}{:>12}{:>15}{:>10}".format(*titles))
        for count in tally.counts.values():
            row = (count.table, count.in_file, count.new, count.present, count.left_out)
            self.stdout.write("{:<14}{:>12}{:>12}{:>15}{:>10}".format(*row))
        if not tally.new:
            self.stdout.write("Nothing has changed: no row of the folder is new here.")
        self.stdout.write(f"{tally.waiting} events wait to be resolved in the inbox of findings.")

    def _say_problems(self, errors: ErrorsFile) -> None:
        for problem in errors.first:
            self.stderr.write(str(problem))
        if errors.count:
            self.stderr.write(f"{errors.count} problems; all of them are in {errors.path}.")

    def _progress(self, table: str, done: int, rows: int) -> None:
        self.stderr.write(f"\r{table}: {done} of {rows} rows\033[K", ending="")
        if done >= rows:
            self.stderr.write("")


def _actor(username: str) -> Actor:
    account = Account.objects.filter(username=username).first()
    if account is None:
        raise CommandError(f"There is no account {username}.")
    return actor_for(account)


def _found(checked: Checked, errors: ErrorsFile) -> dict[str, Any]:
    return {
        "rows": checked.rows,
        "problems": errors.count,
        "first_problems": [str(problem) for problem in errors.first],
    }


def _summary(tally: Tally, errors: ErrorsFile) -> dict[str, Any]:
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
        "changed": tally.new > 0,
        "waiting": tally.waiting,
        "problems": errors.count,
        "first_problems": [str(problem) for problem in errors.first],
    }
