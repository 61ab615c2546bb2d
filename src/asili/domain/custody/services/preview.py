"""What would become of a report: recorded, judged, read, and rolled back to the last row."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from asili.core.access import Actor
from asili.core.findings import Rule
from asili.core.models import Finding
from asili.domain.custody.explain import Words
from asili.domain.custody.facts import EventFact
from asili.domain.custody.models import LineOutcome, Outcome
from asili.domain.custody.rules import Verdict
from asili.domain.custody.rules.catalogue import RULES
from asili.domain.custody.services.record import record_events

_RULES = {rule.code: rule for rule in RULES}


@dataclass(frozen=True, slots=True)
class LinePreview:
    """How one line would be judged.

    Attributes:
        rule, why: the rule and its sentence where the line would wait; None and "" where it counts.
        wet_g: the mass found, in grams; booked_g: the gain or loss that would be booked.
    """

    lot: str
    counts: bool
    rule: Rule | None
    why: str
    wet_g: int | None
    booked_g: int


@dataclass(frozen=True, slots=True)
class Preview:
    """How a report would be judged if it were recorded now.

    Attributes:
        rule, why: what an event without lines (a void) would wait for.
        remarks: findings that it would open beside those that its lines name.
        rejudged: how many earlier records would stand differently.
    """

    counts: bool
    rule: Rule | None
    why: str
    lines: Sequence[LinePreview]
    remarks: Sequence[Finding]
    rejudged: int


def preview_events(*, actor: Actor, events: Sequence[EventFact]) -> Preview:
    """Judge events as `record_events` would, and leave no trace of them.

    Raises what `record_events` raises. Takes the write lock for as long as recording would.
    """
    with transaction.atomic():
        last = Finding.objects.aggregate(last=Max("pk"))["last"] or 0
        report = record_events(actor=actor, events=events)
        found = _read(events, last, report.rejudged)
        transaction.set_rollback(True)
    return found


def _read(events: Sequence[EventFact], last: int, rejudged: int) -> Preview:
    uuids = [event.uuid for event in events]
    outcomes = list(Outcome.objects.filter(event__uuid__in=uuids).order_by("at", "tie"))
    lines = list(
        LineOutcome.objects.filter(event__in=[o.pk for o in outcomes])
        .select_related("line", "lot")
        .order_by("at", "tie", "n")
    )
    params = {row.pk: dict(json.loads(row.params)) if row.params else {} for row in lines}
    whole = next((o for o in outcomes if o.rule), None)
    said = dict(json.loads(whole.params)) if whole and whole.params else {}
    words = Words.of_params([*params.values(), said])
    named = {row.rule for row in lines}
    remarks = Finding.objects.filter(pk__gt=last).exclude(rule__in=named).order_by("pk")
    return Preview(
        counts=all(o.verdict == Verdict.ACCEPTED for o in outcomes),
        rule=_RULES[whole.rule] if whole else None,
        why=words.sentence(whole.rule, said) if whole else "",
        lines=[
            LinePreview(
                row.lot.code,
                row.accepted,
                _RULES.get(row.rule),
                words.sentence(row.rule, params[row.pk]) if row.rule else "",
                row.line.wet_g,
                row.booked_g,
            )
            for row in lines
        ],
        remarks=list(remarks),
        rejudged=rejudged,
    )
