"""Invented visits of invented sites, brought into a simulated programme as any file is."""

from pathlib import Path
from typing import Final

from asili.core.access import Actor
from asili.core.imports.machine import bring_file, check_import, run_import
from asili.core.models import Programme
from asili.core.models.imports import Import

INVENTED: Final = Path(__file__).parent / "invented" / "visits.csv"
"""A file of the shape of the open one of IPIS; its sites, people and figures are invented."""


def load_visits(*, actor: Actor) -> Import | None:
    """Bring the invented visits into the simulated programme; None where there is no such."""
    programme = Programme.objects.filter(simulated=True).order_by("pk").first()
    if programme is None:
        return None
    with INVENTED.open("rb") as file:
        brought = bring_file(
            actor=actor, programme=programme, into="ipis", source=file, name=INVENTED.name
        )
    check_import(actor=actor, code=brought.code)
    return run_import(actor=actor, code=brought.code)
