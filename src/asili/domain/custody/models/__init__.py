"""Tables of custody: what was observed (sealed) and what the fold makes of it (derived)."""

from asili.domain.custody.models.derived import Flow, LineOutcome, Outcome
from asili.domain.custody.models.disclosures import Disclosure
from asili.domain.custody.models.facts import Event, EventLine, Measurement, TagAllocation
from asili.domain.custody.models.lots import Lot

__all__ = [
    "Disclosure",
    "Event",
    "EventLine",
    "Flow",
    "LineOutcome",
    "Lot",
    "Measurement",
    "Outcome",
    "TagAllocation",
]
