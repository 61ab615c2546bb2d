"""Bring records in from files: ./asili import TARGET FILE, --undo CODE, --resume CODE."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from asili.core.access import Actor, NotVisible, Refusal, system
from asili.core.imports.chunks import COUNTS
from asili.core.imports.corrections import correction_file, refused
from asili.core.imports.machine import bring_file, check_import, map_columns, run_import, same_file
from asili.core.imports.sources import target_of
from asili.core.imports.targets import Target, target, targets
from asili.core.imports.undoing import undo_import
from asili.core.models import Account, Programme
from asili.core.models.imports import Import
from asili.domain.registry.queries import actor_for

SAID = 20
"""Problems that are printed one by one; all of them stand in the correction file."""


class Command(BaseCommand):
    """Brings a file in through the machine that the pages use."""

    help = "Bring records in from a file; without a target, list what can be brought in."
    requires_system_checks = ()  # they are for a change of the code, and cost a second

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", nargs="?", help="what the rows become, such as places.sites")
        parser.add_argument("file", nargs="?", type=Path, help="CSV, XLSX or a file of a map")
        parser.add_argument("--programme", default="", help="code; needed where there are several")
        parser.add_argument("--as", dest="account", help="bring it in as this account")
        parser.add_argument("--mapping", type=Path, help="JSON with columns and constants")
        parser.add_argument("--sheet", default="", help="worksheet or layer")
        parser.add_argument("--header", type=int, default=0, help="number of the row of headers")
        parser.add_argument("--encoding", default="", help="of a text file, where it is not found")
        parser.add_argument("--crs", default="", help="coordinate system, such as EPSG:32735")
        parser.add_argument("--dry-run", action="store_true", help="check only, record nothing")
        parser.add_argument(
            "--corrections", type=Path, help="write the refused rows to this CSV file"
        )
        parser.add_argument("--undo", metavar="CODE", help="take an import back")
        parser.add_argument("--resume", metavar="CODE", help="go on with one that was cut short")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = _actor(options["account"]) if options["account"] else system("import")
        try:
            row = self._act(actor, options)
        except NotVisible as unknown:
            raise CommandError(f"{unknown} is not known, or not to this account.") from None
        except Refusal as refusal:
            raise CommandError(f"{refusal.message} {refusal.remedy}".strip()) from refusal
        if row is not None:
            self._say(row, options)

    def _act(self, actor: Actor, options: dict[str, Any]) -> Import | None:
        progress = self._progress if options["verbosity"] and sys.stderr.isatty() else None
        if options["undo"]:
            return undo_import(actor=actor, code=options["undo"], progress=progress)
        if options["resume"]:
            return run_import(actor=actor, code=options["resume"], progress=progress)
        if not options["target"]:
            for one in targets():
                self.stdout.write(f"{one.name:<24}{one.label}")
            return None
        if options["file"] is None:
            raise CommandError("Please name the file: ./asili import TARGET FILE")
        row = self._brought(actor, options)
        row = check_import(actor=actor, code=row.code, progress=progress)
        if options["dry_run"]:
            return row
        return run_import(actor=actor, code=row.code, progress=progress)

    def _brought(self, actor: Actor, options: dict[str, Any]) -> Import:
        into = target(options["target"])
        programme = _programme(options["programme"] or into.programme, into, actor)
        path = options["file"]
        try:
            with path.open("rb") as source:
                row = bring_file(
                    actor=actor,
                    programme=programme,
                    into=options["target"],
                    source=source,
                    name=path.name,
                )
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        for earlier in same_file(row)[:1]:
            self.stderr.write(f"The same file went in before, as {earlier.code}.")
        wished = {
            name: options[name] for name in ("sheet", "header", "encoding", "crs") if options[name]
        }
        if wished or options["mapping"]:
            columns = _mapping(options["mapping"]) if options["mapping"] else row.mapping
            row = map_columns(
                actor=actor, code=row.code, columns=columns, options={**row.options, **wished}
            )
        return row

    def _say(self, row: Import, options: dict[str, Any]) -> None:
        counts = row.counts if row.state != Import.State.CHECKED else row.forecast
        problems = refused(row)
        if options["corrections"] and problems.exists():
            with options["corrections"].open("wb") as sink:
                sink.writelines(correction_file(row, "csv"))
        if options["json"]:
            told = {"import": row.code, "state": str(row.state), **counts}
            self.stdout.write(json.dumps(told, indent=2))
        else:
            self.stdout.write(f"{row.code}: {row.get_state_display()}")
            for name in COUNTS:
                self.stdout.write(f"{name:<12}{counts.get(name, 0):>10}")
            for words, made in target_of(row).tally(row):
                self.stdout.write(f"{words}: {made}")
            if owed := target_of(row).attribution:
                self.stdout.write(str(owed))
        for problem in problems.order_by("number", "pk")[:SAID]:
            where = f"row {problem.number}" + (f", {problem.column}" if problem.column else "")
            self.stderr.write(f"{where}: {problem.text} {problem.way_out}".rstrip())
        if (more := problems.count() - SAID) > 0:
            self.stderr.write(f"and {more} more; --corrections FILE writes all of them.")
        if row.state in (Import.State.CHECKED, Import.State.DONE) and counts.get("refused"):
            raise CommandError(f"{counts['refused']} rows were refused.")

    def _progress(self, done: int, total: int) -> None:
        of = f" of {total}" if total else ""
        self.stderr.write(f"\r{done}{of} rows", ending="")
        self.stderr.flush()


def _actor(username: str) -> Actor:
    account = Account.objects.filter(username=username).first()
    if account is None:
        raise CommandError(f"There is no account “{username}”.")
    return actor_for(account)


def _programme(code: str, into: Target, actor: Actor) -> Programme:
    """The programme of a code, opened where the target opens its own; without a code, the one."""
    rows = list(Programme.objects.filter(**({"code": code} if code else {})).order_by("code")[:2])
    if not rows and code and (opened := into.open_programme(actor, code)):
        return opened
    if not rows:
        raise CommandError(f"There is no programme “{code}”." if code else "There is no programme.")
    if len(rows) > 1:
        raise CommandError("There are several programmes; name one with --programme.")
    return rows[0]


def _mapping(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} is no mapping: {error}.") from error
    if not isinstance(found, dict) or not {"columns", "constants"} & set(found):
        raise CommandError(f'{path} is no mapping: it has neither "columns" nor "constants".')
    return found
