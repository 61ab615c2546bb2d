"""How results come to paper: at once; a few days later; or mistyped, voided and written again."""

from copy import deepcopy
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from asili.network.vocabulary import EventKind
from asili.simulation.diary import Happening
from asili.simulation.instruments import shifted
from asili.simulation.material import ANALYTES
from asili.simulation.stage import Stage

_SHIFTED_DECIMAL: Final = 10.0


def note_assay(stage: Stage, assay: Happening, on: date) -> UUID:
    """Note an assay of the day ``on``; return the event that stands."""
    chance, settings = stage.rng.random(), stage.settings
    if chance < settings.mistyped_share:
        mistyped = deepcopy(assay)
        shifted(mistyped.measurements, ANALYTES, _SHIFTED_DECIMAL, 0)
        target = stage.note(mistyped)
        void = Happening(EventKind.VOID, assay.party, assay.place, [], device=assay.device)
        void.target = target
        void.note = "The decimal was shifted."
        stage.note(void)
    elif chance < settings.mistyped_share + settings.late_share:
        least, most = settings.late_days
        found_on = on + timedelta(days=int(stage.rng.integers(least, most + 1)))
        if found_on <= stage.request.last:
            assay.recorded_on, assay.note = found_on, "Copied from paper."
    return stage.note(assay)
