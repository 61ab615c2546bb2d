"""Judges every event again from the beginning: the check on what was derived step by step."""

from collections.abc import Callable

from django.db import transaction

from asili.core import journal
from asili.core.access import Actor
from asili.domain.custody.circumstances import CircumstancesOf
from asili.domain.custody.models import Event, Flow, LineOutcome, Lot, Outcome
from asili.domain.custody.rules import Status
from asili.domain.custody.services.judgement import Judged, judge_and_store
from asili.domain.custody.store import read_heads
from asili.domain.custody.views import load_views


@transaction.atomic
def rebuild_outcomes(*, actor: Actor, progress: Callable[[int, int], None] | None = None) -> Judged:
    """Derive all verdicts, states and flows anew in one pass over the events in their order.

    For operators, after a restore or a change of rules; nothing observed is touched. Holds the
    write lock throughout.
    """
    Flow.objects.all().delete()
    LineOutcome.objects.all().delete()
    Outcome.objects.all().delete()
    Lot.objects.update(
        status=Status.ABSENT,
        holder=None,
        owner=None,
        place=None,
        to_party=None,
        container=None,
        wet_g=0,
        node=None,
        parts=0,
        drawn=False,
        segregated=False,
        waiting=0,
        last_at=None,
        last_tie=None,
    )
    ids = list(Event.objects.order_by("happened_at", "uuid").values_list("id", flat=True))
    total, around = Judged(), CircumstancesOf()
    for start in range(0, len(ids), _STEP):
        views = list(load_views(ids[start : start + _STEP]).values())
        judged = judge_and_store(
            new=views,
            changed=(),
            lots=read_heads("id", {line.lot for view in views for line in view.lines}),
            new_lots={},
            kinds={},
            remarkable=(),
            late=None,
            around=around,
        )
        total = Judged(
            total.accepted + judged.accepted,
            total.waiting + judged.waiting,
            total.rejudged + judged.rejudged,
        )
        if progress:
            progress(min(start + _STEP, len(ids)), len(ids))
    journal.append(
        act="custody.outcomes.rebuilt",
        actor=actor,
        subjects=[],
        digests=[journal.digest("custody.rebuild", [total.accepted, total.waiting])],
    )
    return total


_STEP = 200
