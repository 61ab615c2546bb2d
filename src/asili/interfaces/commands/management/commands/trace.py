"""./asili trace: a lot back to its sites, cooperatives, months or bags, or to where it is now."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.http import HttpResponseBase, StreamingHttpResponse

from asili.core.exports import Format, export
from asili.core.identifiers import BadCode, parse
from asili.core.quantities import Estimate
from asili.domain.custody.models import Lot
from asili.domain.custody.queries import tabular
from asili.domain.custody.queries.destinations import trace_destinations
from asili.domain.custody.queries.origins import GroupBy
from asili.domain.custody.queries.trace import Trace, trace_back
from asili.domain.custody.queries.upstream import upstream


class Command(BaseCommand):
    help = "Trace a shipment, lot or bag: the mass of each metal, with standard uncertainty."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="number of a shipment, lot or bag")
        parser.add_argument("--by", choices=[str(by) for by in GroupBy], default="site")
        parser.add_argument("--forward", action="store_true", help="to where its material is now")
        for fmt in ("json", "csv", "parquet"):
            parser.add_argument(
                f"--{fmt}", metavar="FILE", nargs="?", const="-", help="FILE, or standard output"
            )

    def handle(self, *args: Any, **options: Any) -> None:
        lot = _find(options["code"])
        trace = _trace(lot, GroupBy(options["by"]), forward=options["forward"])
        _require_one_output(options)
        wanted: list[Format] = [fmt for fmt in ("json", "csv", "parquet") if options[fmt]]
        for fmt in wanted:
            response = export(
                tabular.rows(trace),
                tabular.columns(trace),
                fmt,
                trace.lot,
                tabular.notes(trace, simulated=lot.programme.simulated),
            )
            _write(response, options[fmt])
        if not wanted:
            self._print(trace)

    def _print(self, trace: Trace) -> None:
        self.stdout.write(f"{trace.lot}: {_text(trace, trace.account.dry)} dry")
        for code in trace.analytes:
            basis = trace.basis.get(code)
            rests = f" (shares rest on {basis})" if basis else ""
            self.stdout.write(f"  {code}: {_text(trace, trace.account.metals[code])}{rests}")
        for row in trace.rows:
            figures = "  ".join(
                f"{code} {_text(trace, row.kilograms[code])} ({row.shares[code]:.1%})"
                for code in trace.analytes
            )
            label = row.label or "not recorded"
            bags = f"{row.bags:6} bags" if row.bags else " " * 11
            self.stdout.write(f"{row.key or '-':14} {label:28} {bags}  {figures}")
        if trace.keeping:
            self.stdout.write(tabular.custody(trace.keeping))
        self.stdout.write(f"journal position {trace.position}")


def _find(text: str) -> Lot:
    try:
        code = parse(text)
    except BadCode as error:
        raise CommandError(error.message) from error
    lot = Lot.objects.select_related("programme").filter(code=code).first()
    if lot is None:
        raise CommandError(f"No lot, bag or shipment has the number {code}.")
    return lot


def _trace(lot: Lot, by: GroupBy, *, forward: bool) -> Trace:
    if forward:
        trace = trace_destinations(lot)
    else:
        found = upstream(lot)
        trace = trace_back(found, by) if found else None
    if trace is None:
        raise CommandError(f"No accepted record made {lot.code}: there is nothing to trace.")
    return trace


def _text(trace: Trace, estimate: Estimate | None) -> str:
    return "not recorded" if estimate is None else str(trace.units.of(estimate))


def _require_one_output(options: dict[str, Any]) -> None:
    shown = [fmt for fmt in ("json", "csv", "parquet") if options[fmt] == "-"]
    if len(shown) > 1:
        raise CommandError("Standard output takes one format; give a FILE for the others.")


def _write(response: HttpResponseBase, target: str) -> None:
    stream = isinstance(response, StreamingHttpResponse)
    content = b"".join(response) if stream else response.content  # type: ignore[attr-defined]
    if target == "-":
        sys.stdout.buffer.write(content)
        return
    try:
        Path(target).write_bytes(content)
    except OSError as error:
        raise CommandError(f"{target}: {error.strerror}.") from error
