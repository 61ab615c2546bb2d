"""The invented file of visits, changed as a test needs it, and its way through the machine."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from asili.core.access import system
from asili.core.imports.machine import bring_file, check_import, run_import
from asili.core.models import Programme
from asili.core.models.imports import Import

ROOT = Path(__file__).resolve().parents[3]
INVENTED = ROOT / "src/asili/interfaces/exchange/invented/visits.csv"
REAL = ROOT.parent / "shared/data/ipis/artisanal-mine-visits-drc.csv"
CLERK = system("test")

Rows = list[dict[str, str]]


def invented() -> Rows:
    with INVENTED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(rows: Iterable[dict[str, str]]) -> bytes:
    rows = list(rows)
    file = io.StringIO()
    writer = csv.DictWriter(file, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def bring(programme: Programme, content: bytes, name: str = "visits.csv") -> Import:
    brought = bring_file(
        actor=CLERK, programme=programme, into="ipis", source=io.BytesIO(content), name=name
    )
    check_import(actor=CLERK, code=brought.code)
    return run_import(actor=CLERK, code=brought.code)
