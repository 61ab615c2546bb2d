"""A store is kept one way until it is used up: what a later record says otherwise is told."""

from asili.domain.custody.rules import catalogue
from asili.domain.custody.rules.checks import because
from asili.domain.custody.rules.values import EventView, Judgement, Reason, Status


def kept_otherwise(event: EventView, judgement: Judgement) -> list[Reason]:
    """Lots that were added to under another custody model than they are kept by."""
    said = {line.id: line.segregated for line in event.lines if line.segregated is not None}
    return [
        because(catalogue.KEPT.code, lot=line.lot)
        for line in judgement.lines
        if line.accepted
        and line.line in said
        and line.before.status is Status.OPEN
        and line.before.segregated is not said[line.line]
    ]
