"""Records that were dated ahead of their receipt count from the day that they name."""

from django.db import transaction
from django.utils import timezone

from asili.core import journal
from asili.core.access import Actor
from asili.domain.custody.circumstances import CircumstancesOf
from asili.domain.custody.models import Event
from asili.domain.custody.rules import Verdict
from asili.domain.custody.rules.catalogue import AHEAD
from asili.domain.custody.services.judgement import Judged, judge_and_store
from asili.domain.custody.services.known import take_turn
from asili.domain.custody.store import read_heads
from asili.domain.custody.views import load_views, order_of_instant


@transaction.atomic
def judge_due_events(*, actor: Actor) -> Judged:
    """Judge the records whose day has come, and whatever they change; for a daily run.

    `rebuild_outcomes` at that moment finds the same.
    """
    take_turn(alone=True)
    due = Event.objects.filter(
        outcome__verdict__in=[Verdict.QUARANTINED, Verdict.VOIDED],
        outcome__at__lte=order_of_instant(timezone.now()),
        line_outcomes__rule=AHEAD.code,
    ).distinct()
    uuids = dict(due.values_list("pk", "uuid"))
    if not uuids:
        return Judged()
    views = list(load_views(uuids).values())
    judged = judge_and_store(
        new=(),
        changed=views,
        lots=read_heads("id", {line.lot for view in views for line in view.lines}),
        new_lots={},
        kinds={},
        remarkable=(),
        late=None,
        around=CircumstancesOf(),
    )
    journal.append(
        act="custody.events.due",
        actor=actor,
        subjects=sorted(map(str, uuids.values())),
        digests=[journal.digest("custody.due", [judged.rejudged])],
    )
    return judged
