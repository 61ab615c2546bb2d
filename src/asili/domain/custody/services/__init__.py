"""The acts of custody: the only writers of its tables."""

from asili.domain.custody.services.accept import (
    approve_acceptance,
    propose_acceptance,
    reject_acceptance,
)
from asili.domain.custody.services.attach import attach_document
from asili.domain.custody.services.disclose import grant_disclosure
from asili.domain.custody.services.due import judge_due_events
from asili.domain.custody.services.papers import review_papers
from asili.domain.custody.services.preview import Preview, preview_events
from asili.domain.custody.services.rebuild import rebuild_outcomes
from asili.domain.custody.services.record import RecordReport, record_events
from asili.domain.custody.services.resolve import UnknownCodes
from asili.domain.custody.services.void import void_event

__all__ = [
    "Preview",
    "RecordReport",
    "UnknownCodes",
    "approve_acceptance",
    "attach_document",
    "grant_disclosure",
    "judge_due_events",
    "preview_events",
    "propose_acceptance",
    "rebuild_outcomes",
    "record_events",
    "reject_acceptance",
    "review_papers",
    "void_event",
]
