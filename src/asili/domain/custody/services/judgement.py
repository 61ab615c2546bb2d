"""Writes what the fold finds: verdicts, states, flows, heads of lots, findings."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from asili.core import bulk
from asili.domain.custody.circumstances import CircumstancesOf
from asili.domain.custody.fold import fold
from asili.domain.custody.models import Flow, LineOutcome, Lot, Outcome
from asili.domain.custody.rules import ABSENT, EventView, Judgement, LotState, Reason, Verdict
from asili.domain.custody.rules.flows import flows
from asili.domain.custody.services.remarks import report_findings
from asili.domain.custody.services.resolve import NewLot
from asili.domain.custody.store import DatabaseStore
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
)
_FLOW = ("event_id", "src", "dst", "wet_g")
_HEAD = (
    "status",
    "holder_id",
    "owner_id",
    "place_id",
    "to_party_id",
    "container_id",
    "wet_g",
    "node",
    "parts",
    "drawn",
    "last_at",
    "last_tie",
)
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Judged:
    """Counts: new events that count, new ones that wait, earlier ones judged again."""

    accepted: int = 0
    waiting: int = 0
    rejudged: int = 0


def judge_and_store(
    *,
    new: Sequence[EventView],
    changed: Sequence[EventView],
    lots: Iterable[int],
    new_lots: Mapping[int, NewLot],
    kinds: Mapping[int, LotKind],
    late: Exception | None,
) -> Judged:
    """Judge new events and stored ones whose circumstances changed; write every difference.

    Args:
        lots: the lots of the new events; their rows are locked until the end of the transaction.
        new_lots: those among them whose rows are to be added.
        kinds: what lots turn out to be that an earlier record had only mentioned.
        late: raised where an event is not the last of its lots, for callers who hold no lock that
            lets them change the past; None for those who do.
    """
    new_ids = {view.id for view in new}
    store = DatabaseStore(lots, new_ids, new_lots, lock=True)
    if late is not None and any(
        (head := store.head_key(line.lot)) is not None and head > view.key
        for view in new
        for line in view.lines
    ):
        raise late
    views = {view.id: view for view in new}
    for view in changed:
        views[view.id] = _as_spoken_of(views.get(view.id, view), view)
    around = CircumstancesOf(views.values())
    results = fold(views.values(), store, around)
    _store(results, new_ids)
    _move_heads(results, store, new_lots, kinds)
    report_findings(results, new_ids)
    accepted = sum(
        judgement.verdict in {Verdict.ACCEPTED, Verdict.VOIDED}
        for view, judgement in results
        if view.id in new_ids
    )
    return Judged(accepted, len(new_ids) - accepted, len(results) - len(new_ids))


def _as_spoken_of(view: EventView, said: EventView) -> EventView:
    """The view with what other records say of it; a new event keeps its own lines."""
    return replace(
        view,
        voided=said.voided,
        accepted_rules=said.accepted_rules,
        target_known=said.target_known,
    )


def _store(results: Sequence[tuple[EventView, Judgement]], new: set[int]) -> None:
    again = [view.id for view, _ in results if view.id not in new]
    for start in range(0, len(again), _BATCH):
        chunk = again[start : start + _BATCH]
        Flow.objects.filter(event_id__in=chunk).delete()
        LineOutcome.objects.filter(event_id__in=chunk).delete()
        Outcome.objects.filter(event_id__in=chunk).delete()
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
    bulk.insert_rows(Outcome, _OUTCOME, outcomes)
    bulk.insert_rows(LineOutcome, _LINE_OUTCOME, lines)
    bulk.insert_rows(Flow, _FLOW, edges)


def _words(reason: Reason | None) -> tuple[str, str]:
    if reason is None:
        return "", ""
    return reason.rule, json.dumps(dict(reason.params), separators=(",", ":"))


def _move_heads(
    results: Sequence[tuple[EventView, Judgement]],
    store: DatabaseStore,
    new_lots: Mapping[int, NewLot],
    kinds: Mapping[int, LotKind],
) -> None:
    heads: dict[int, tuple[tuple[int, int], LotState]] = {}
    doubtful: set[int] = set()
    for view, judgement in results:
        for line in judgement.lines:
            last = store.head_key(line.lot)
            if last is None or last <= view.key:
                heads[line.lot] = (view.key, line.after)
            if not line.accepted or last is not None:
                doubtful.add(line.lot)
    _add_lots(new_lots, heads)
    bulk.update_rows(
        Lot,
        _HEAD,
        [
            (str(state[0]), *state[1:], *key, lot)
            for lot, (key, state) in sorted(heads.items())
            if lot not in new_lots
        ],
    )
    _count_waiting(doubtful)
    for lot, kind in kinds.items():
        if lot in doubtful:
            Lot.objects.filter(id=lot).exclude(kind__in=[kind, LotKind.BAG]).update(kind=kind)


def _add_lots(
    new_lots: Mapping[int, NewLot], heads: Mapping[int, tuple[tuple[int, int], LotState]]
) -> None:
    rows = []
    for id_, new in new_lots.items():
        key, state = heads.get(id_, ((None, None), ABSENT))
        rows.append((id_, *new, str(state[0]), *state[1:], *key, 0))
    bulk.insert_rows(Lot, ("id", *NewLot._fields, *_HEAD, "waiting"), rows)


def _count_waiting(lots: set[int]) -> None:
    """Bring the number of waiting records up to date on lots whose verdicts may have changed."""
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
