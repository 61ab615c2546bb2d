"""Writes what the fold finds: verdicts, states, flows, heads of lots, findings."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from asili.core import bulk
from asili.domain.custody.circumstances import CircumstancesOf
from asili.domain.custody.fold import fold
from asili.domain.custody.models import Flow, LineOutcome, Lot, Outcome
from asili.domain.custody.rules import ABSENT, EventView, Judgement, LotState, Reason, Verdict
from asili.domain.custody.rules.flows import flows
from asili.domain.custody.services.remarks import Noticed, report_findings
from asili.domain.custody.services.resolve import NewLot
from asili.domain.custody.store import HEAD_FIELDS, DatabaseStore, Head
from asili.network.vocabulary import LotKind

_OUTCOME = ("event_id", "at", "tie", "verdict", "rule", "params")
_LINE_OUTCOME = (
    "line_id",
    "event_id",
    "lot_id",
    "at",
    "tie",
    "n",
    "accepted",
    "rule",
    "params",
    "moved_g",
    "booked_g",
    "status",
    "holder",
    "owner",
    "place",
    "to_party",
    "container",
    "wet_g",
    "node",
    "parts",
    "drawn",
    "segregated",
)
_FLOW = ("event_id", "src", "dst", "wet_g")
_HEAD = (*HEAD_FIELDS, "last_at", "last_tie")
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Judged:
    """Counts: new events that count, new ones that wait, earlier ones judged again.

    ``verdicts`` are those of them all, ``noticed`` the findings that they opened and settled.
    """

    accepted: int = 0
    waiting: int = 0
    rejudged: int = 0
    verdicts: Sequence[tuple[EventView, Judgement]] = ()
    noticed: Noticed = field(default_factory=Noticed)


def judge_and_store(
    *,
    new: Sequence[EventView],
    changed: Sequence[EventView],
    lots: Collection[Head],
    new_lots: Mapping[int, NewLot],
    kinds: Mapping[int, LotKind],
    remarkable: Collection[int],
    late: Exception | None,
    around: CircumstancesOf,
    kept: Sequence[bulk.Change] = (),
) -> Judged:
    """Judge new events and stored ones whose circumstances changed; write every difference.

    Args:
        lots: the stored lots of the new events, held until the end of the transaction.
        new_lots: the other lots of the new events, whose rows are to be added.
        kinds: what lots turn out to be that an earlier record had only mentioned.
        remarkable: new events whose clocks somebody should look at.
        late: raised where an event is not the last of its lots, for callers who hold no lock that
            lets them change the past; None for those who do.
        around: circumstances, as far as they are known by now.
        kept: rows of the new events that are still to be added.
    """
    new_ids = {view.id for view in new}
    store = DatabaseStore(lots, new_ids, new_lots)
    if late is not None and any(
        (head := store.head_key(line.lot)) is not None and head > view.key
        for view in new
        for line in view.lines
    ):
        raise late
    views = {view.id: view for view in new}
    for view in changed:
        views[view.id] = _as_spoken_of(views.get(view.id, view), view)
    around.prepare(views.values())
    results = fold(views.values(), store, around)
    stored_kinds = {head.lot: head.kind for head in lots}
    heads, doubtful = _heads(results, store, new_ids)
    _forget(view.id for view, _ in results if view.id not in new_ids)
    bulk.write([*kept, *_verdicts(results), *_lots(heads, new_lots)])
    _count_waiting(doubtful)
    _name_kinds({lot: kind for lot, kind in kinds.items() if stored_kinds.get(lot, kind) != kind})
    noticed = report_findings(results, new_ids, remarkable)
    accepted = sum(
        judgement.verdict in {Verdict.ACCEPTED, Verdict.VOIDED}
        for view, judgement in results
        if view.id in new_ids
    )
    rejudged = len(results) - len(new_ids)
    return Judged(accepted, len(new_ids) - accepted, rejudged, results, noticed)


def _as_spoken_of(view: EventView, said: EventView) -> EventView:
    """The view with what other records say of it; a new event keeps its own lines."""
    return replace(
        view,
        voided=said.voided,
        accepted_rules=said.accepted_rules,
        target_known=said.target_known,
    )


def _forget(events: Iterable[int]) -> None:
    """Remove the verdicts on events that are judged again."""
    listed = list(events)
    for start in range(0, len(listed), _BATCH):
        chunk = listed[start : start + _BATCH]
        Flow.objects.filter(event_id__in=chunk).delete()
        LineOutcome.objects.filter(event_id__in=chunk).delete()
        Outcome.objects.filter(event_id__in=chunk).delete()


def _verdicts(results: Sequence[tuple[EventView, Judgement]]) -> list[bulk.Insert]:
    outcomes = []
    lines = []
    edges = []
    for view, judgement in results:
        rule, params = _words(judgement.reason)
        outcomes.append((view.id, view.at, view.tie, str(judgement.verdict), rule, params))
        for n, line in enumerate(judgement.lines):
            rule, params = _words(line.reason)
            status, *state = line.after
            lines.append(
                (
                    line.line,
                    view.id,
                    line.lot,
                    view.at,
                    view.tie,
                    n,
                    line.accepted,
                    rule,
                    params,
                    line.moved_g,
                    line.booked_g,
                    str(status),
                    *state,
                )
            )
        edges += [(view.id, *edge) for edge in flows(view, judgement)]
    return [
        bulk.Insert(Outcome, _OUTCOME, outcomes),
        bulk.Insert(LineOutcome, _LINE_OUTCOME, lines),
        bulk.Insert(Flow, _FLOW, edges),
    ]


def _words(reason: Reason | None) -> tuple[str, str]:
    if reason is None:
        return "", ""
    return reason.rule, json.dumps(dict(reason.params), separators=(",", ":"))


_Head: TypeAlias = tuple[tuple[int, int] | tuple[None, None], LotState]


def _heads(
    results: Sequence[tuple[EventView, Judgement]], store: DatabaseStore, new: set[int]
) -> tuple[dict[int, _Head], set[int]]:
    """Lots whose latest state is among the results, and lots whose waiting records may differ."""
    heads: dict[int, _Head] = {}
    doubtful: set[int] = set()
    for view, judgement in results:
        key = view.key
        for line in judgement.lines:
            last = store.head_key(line.lot)
            if not view.ahead and (last is None or last <= key):
                heads[line.lot] = (key, line.after)
            if not line.accepted or view.id not in new:
                doubtful.add(line.lot)
    return heads, doubtful


def _lots(heads: Mapping[int, _Head], new_lots: Mapping[int, NewLot]) -> list[bulk.Change]:
    """New lots with the state they have now, and the new state of those that were stored."""
    nothing: _Head = ((None, None), ABSENT)
    added = [
        (id_, *new, *_head_values(heads.get(id_, nothing)), 0) for id_, new in new_lots.items()
    ]
    moved = [
        (*_head_values(head), id_) for id_, head in sorted(heads.items()) if id_ not in new_lots
    ]
    return [
        bulk.Insert(Lot, ("id", *NewLot._fields, *_HEAD, "waiting"), added),
        bulk.Update(Lot, _HEAD, moved),
    ]


def _head_values(head: _Head) -> tuple[object, ...]:
    key, (status, *state) = head
    return (str(status), *state, *key)


def _name_kinds(kinds: Mapping[int, LotKind]) -> None:
    """Say what lots are that an earlier record had only mentioned; a tag stays a bag's."""
    for lot, kind in kinds.items():
        Lot.objects.filter(id=lot).exclude(kind=LotKind.BAG).update(kind=kind)


def _count_waiting(lots: set[int]) -> None:
    """Bring the number of waiting records up to date on lots whose verdicts may have changed."""
    if not lots:
        return
    waiting = (
        LineOutcome.objects.filter(lot=OuterRef("pk"), accepted=False)
        .exclude(event__outcome__verdict=Verdict.VOIDED)
        .order_by()
        .values("lot")
        .annotate(total=Count("pk"))
        .values("total")
    )
    listed = sorted(lots)
    for start in range(0, len(listed), _BATCH):
        Lot.objects.filter(id__in=listed[start : start + _BATCH]).filter(
            Q(waiting__gt=0) | Q(outcomes__accepted=False)
        ).update(waiting=Coalesce(Subquery(waiting), 0))
