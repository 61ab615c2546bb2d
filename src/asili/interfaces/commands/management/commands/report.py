"""``./asili report coverage [--json]``: what became of every statement of the report of 2007."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import get_language

from asili.domain.insight.report.coverage import Coverage, coverage
from asili.domain.insight.report.records import FIELDS, record
from asili.domain.insight.report.vocabulary import STATES


class Command(BaseCommand):
    help = "Goes through the workshop report in its own order and says what became of it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        one = kinds.add_parser("coverage", help="state of every statement")
        one.add_argument("--json", action="store_true", help="print one JSON document")
        one.add_argument("--state", default="", choices=[str(state) for state in STATES])

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = coverage(state=options["state"])
        language = get_language() or "en"
        self.stdout.write(
            as_json(chosen, language) if options["json"] else as_text(chosen, language)
        )


def as_json(chosen: Coverage, language: str) -> str:
    """Counts and records as one JSON document."""
    content = {
        "counts": chosen.counts,
        "statements": [
            dict(zip(FIELDS, record(statement, language), strict=True))
            for statement in chosen.statements
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def as_text(chosen: Coverage, language: str) -> str:
    """Sections, headings and statements as lines, the counts last."""
    lines = []
    for part in chosen.parts:
        lines.append(f"\n{part.section.numeral} {part.section.title}".replace("\n ", "\n"))
        heading = None
        for statement in part.statements:
            if statement.heading != heading:
                heading = statement.heading
                lines.append(f"  {heading}")
            state = str(STATES[statement.state])
            lines.append(f"    {statement.id}  {state:<14} {statement.wording(language).text}")
    lines.append("")
    lines.extend(f"{number:>5}  {STATES[state]}" for state, number in chosen.counts.items())
    return "\n".join(lines)
