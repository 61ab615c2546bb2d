"""What may count: pure judgements of one event at a time, on plain values."""

from asili.domain.custody.rules.judge import judge, postpone
from asili.domain.custody.rules.values import (
    ABSENT,
    Circumstances,
    EventView,
    Judgement,
    LineVerdict,
    LineView,
    LotState,
    Reason,
    SampleView,
    Status,
    Tolerances,
    Verdict,
)

__all__ = [
    "ABSENT",
    "Circumstances",
    "EventView",
    "Judgement",
    "LineVerdict",
    "LineView",
    "LotState",
    "Reason",
    "SampleView",
    "Status",
    "Tolerances",
    "Verdict",
    "judge",
    "postpone",
]
