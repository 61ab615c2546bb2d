"""./asili journal verify | checkpoint | prove POSITION [--row DIGEST] | key, each with --json."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from asili.core import journal
from asili.core.access import NotVisible, Refusal
from asili.core.journal.checkpoints import JournalBroken


class Command(BaseCommand):
    """Recomputes the journal, signs its state, proves one entry, prints the public key."""

    help = "Verify the journal, sign a checkpoint, prove one entry or print the public key."

    def add_arguments(self, parser: CommandParser) -> None:
        """One sub-command for each question."""
        asked = parser.add_subparsers(dest="question", required=True)
        _with_json(asked.add_parser("verify", help="recompute every entry, root and sealed row"))
        _with_json(asked.add_parser("checkpoint", help="sign the present size and root"))
        _with_json(asked.add_parser("key", help="print the public key for verifiers"))
        prove = _with_json(asked.add_parser("prove", help="prove that one entry is in the journal"))
        prove.add_argument("position", type=int, help="position of the entry, from 1")
        prove.add_argument("--row", default="", help="digest of a row of the act, in hexadecimal")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer the question, or say in one sentence why not."""
        try:
            getattr(self, f"_{options['question']}")(**options)
        except JournalBroken as broken:
            raise CommandError(
                "The journal no longer begins with what was signed at "
                f"{broken} entries. `journal verify` says where it differs."
            ) from broken
        except NotVisible as missing:
            raise CommandError(f"There is no entry at position {missing}.") from missing
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def _verify(self, **options: Any) -> None:
        report = journal.verify(None if options["json"] else self._progress)
        found = {
            "ok": report.ok,
            "size": report.size,
            "root": report.root.hex(),
            "acts_recomputed": report.acts_recomputed,
            "checkpoints": report.checkpoints,
            "problems": [
                {"position": problem.position, "message": problem.message}
                for problem in report.problems
            ],
        }
        summary = (
            f"{report.size} entries, {report.acts_recomputed} acts recomputed from their rows, "
            f"{report.checkpoints} checkpoints: all as written."
        )
        self._say(found, summary if report.ok else "", as_json=options["json"])
        if not report.ok:
            first = min(report.problems, key=lambda problem: problem.position)
            raise CommandError(
                f"The journal is not as it was written, first at position {first.position}: "
                f"{first.message} (differences found: {len(report.problems)})."
            )

    def _checkpoint(self, **options: Any) -> None:
        signed = journal.checkpoint()
        found = {"size": signed.size, "root": signed.root.hex(), "note": signed.note}
        self._say(found, signed.note.rstrip("\n"), as_json=options["json"])

    def _key(self, **options: Any) -> None:
        key = journal.public_key_text()
        self._say({"key": key}, key, as_json=options["json"])

    def _prove(self, **options: Any) -> None:
        try:
            row = bytes.fromhex(options["row"])
        except ValueError as error:
            raise CommandError("A row is named by its digest in hexadecimal.") from error
        found = journal.prove(options["position"], row or None).as_dict()
        self._say(found, json.dumps(found, indent=2, ensure_ascii=False), as_json=options["json"])

    def _say(self, found: object, text: str, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        elif text:
            self.stdout.write(text)

    def _progress(self, done: int, total: int, message: str = "") -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{done} of {total} entries", ending="\n" if done == total else "")


def _with_json(parser: ArgumentParser) -> ArgumentParser:
    parser.add_argument("--json", action="store_true", help="write one JSON object")
    return parser
