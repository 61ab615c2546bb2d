"""What an inspector should look at, opened and closed as the verdicts change."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from asili.core.findings import (
    NewFinding,
    Params,
    Rule,
    Severity,
    close_findings,
    open_findings,
)
from asili.core.models import Finding
from asili.domain.credentials.queries import valid_periods
from asili.domain.custody.explain import Words
from asili.domain.custody.models import Event, LineOutcome
from asili.domain.custody.rules import EventView, Judgement, Reason, Verdict
from asili.domain.custody.rules.catalogue import MESSAGES, ORIGIN, RULES
from asili.domain.registry.models import Party
from asili.network.vocabulary import EventKind, LineRole

CLOCK = Rule(
    "custody.20",
    _("Clocks agree"),
    _(
        "Check the clock of the device; write a reason when something is recorded "
        "long after it happened."
    ),
    severity=Severity.INFO,
)
LICENSED = Rule(
    "custody.21",
    _("Who fills, buys or processes ore holds a card, licence or approval"),
    _("Register the credential that was valid on that day, or ask the holder to apply for it."),
    legal_basis="Loi 18/001 (2018), titre IV",
    severity=Severity.WARNING,
)
AFTER_EXPORT = Rule(
    "custody.17",
    _("What was exported stands"),
    _("Tell the buyer of the shipment, and put right the record that changed it."),
    severity=Severity.STOP,
)
_CLOCK_AHEAD = gettext_noop("The event is dated after it was received.")
_CLOCK_BEHIND = gettext_noop(
    "The event was recorded %(days)s days after it happened, without a reason."
)
_UNLICENSED = gettext_noop("No valid card, licence or approval of %(party)s is recorded on %(on)s.")
_EXPORT_MOVED = gettext_noop(
    "An earlier record came to light; the export no longer stands on accepted records."
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONG_DAYS = 14
_MINUTES_AHEAD = 10
_NEEDED = {
    EventKind.COMMISSION: ("cooperative_approval",),
    EventKind.PURCHASE: ("trader_card", "depot_licence", "processor_licence", "export_licence"),
    EventKind.PROCESS: ("processor_licence",),
}
_RULES = {rule.code: rule for rule in RULES}


def report_findings(
    results: Sequence[tuple[EventView, Judgement]], new: set[int], remarkable: Collection[int]
) -> None:
    """Open a finding for each root cause among the verdicts, and close those that are gone.

    ``remarkable`` are the new events for which `clock_remark` has a word.
    """
    doubtful = [
        (view, judgement)
        for view, judgement in results
        if view.id not in new or judgement.reason is not None or view.id in remarkable
    ]
    unlicensed = _unlicensed([view for view, _ in results if view.id in new])
    ids = {view.id for view, _ in doubtful} | unlicensed
    if not ids:
        return
    events = {
        event.id: event
        for event in Event.objects.filter(id__in=ids).select_related(
            "party", "counterparty", "programme", "place"
        )
    }
    reasons = [reason for _view, judgement in doubtful for reason in _reasons(judgement)]
    words, affected = Words.of_reasons(reasons), _affected(reasons)
    wanted: list[NewFinding] = []
    following = _following(doubtful)
    for view, judgement in doubtful:
        event = events[view.id]
        for reason in dict.fromkeys(_reasons(judgement)):
            if (view.id, reason) not in following:
                wanted.append(_finding(event, reason, words, affected))
        if view.id not in new and _export_fell(view, judgement):
            wanted.append(_new(event, AFTER_EXPORT, _EXPORT_MOVED, "export", {}))
        if remark := clock_remark(event):
            wanted.append(_new(event, CLOCK, remark[0], "clock", remark[1]))
    wanted += _licence_findings([events[id_] for id_ in unlicensed])
    _close_gone([events[v.id] for v, _ in doubtful if v.id not in new], wanted)
    open_findings(wanted)


def _reasons(judgement: Judgement) -> list[Reason]:
    if judgement.verdict is Verdict.VOIDED:
        return []
    reasons = [line.reason for line in judgement.lines if line.reason]
    return reasons or ([judgement.reason] if judgement.reason else [])


def _following(doubtful: Iterable[tuple[EventView, Judgement]]) -> set[tuple[int, Reason]]:
    """Reasons that only follow from another record that waits: the lot it should have made."""
    absent = {
        (view.id, reason): dict(reason.params).get("lot")
        for view, judgement in doubtful
        for reason in _reasons(judgement)
        if reason.rule == ORIGIN.code
    }
    if not absent:
        return set()
    waiting = set(
        LineOutcome.objects.filter(
            lot_id__in=[lot for lot in absent.values() if lot],
            accepted=False,
            line__role__in=[LineRole.MAKE, LineRole.TAIL, LineRole.PARENT],
        ).values_list("lot_id", flat=True)
    )
    return {key for key, lot in absent.items() if lot in waiting}


def _affected(reasons: Iterable[Reason]) -> dict[int, str]:
    """Codes of those who hold or own what a waiting record claims, by identifier."""
    named = {
        int(value)
        for reason in reasons
        for name, value in reason.params
        if name in {"holder", "owner"}
    }
    if not named:
        return {}
    return dict(Party.objects.filter(pk__in=named).values_list("pk", "code"))


def _finding(event: Event, reason: Reason, words: Words, affected: Mapping[int, str]) -> NewFinding:
    params = words.params(reason)
    lot = params.get("lot", str(event.uuid))
    found = _new(
        event,
        _RULES[reason.rule],
        MESSAGES[reason.rule],
        f"{reason.rule}:{lot}",
        params,
        subject=str(lot),
    )
    theirs = [
        affected[int(pk)]
        for name, pk in reason.params
        if name in {"holder", "owner"} and int(pk) in affected
    ]
    return replace(found, parties=tuple(dict.fromkeys([*found.parties, *theirs])))


def _new(
    event: Event,
    rule: Rule,
    message: str,
    suffix: str,
    params: Params,
    *,
    subject: str = "",
    key: str = "",
) -> NewFinding:
    parties = [event.party.code]
    if event.counterparty is not None:
        parties.append(event.counterparty.code)
    return NewFinding(
        rule=rule,
        subject=subject or str(event.uuid),
        label=event.place.name,
        message=message,
        key=key or f"custody:{event.uuid}:{suffix}",
        programme=event.programme.code,
        province=event.place.province,
        params=params,
        parties=tuple(parties),
    )


def _close_gone(events: Iterable[Event], wanted: Iterable[NewFinding]) -> None:
    still = {finding.key for finding in wanted}
    gone: list[str] = []
    for event in events:
        keys = Finding.objects.filter(
            state=Finding.State.OPEN, key__startswith=f"custody:{event.uuid}:"
        ).values_list("key", flat=True)
        gone += [key for key in keys if key not in still]
    close_findings(gone, gettext_noop("The records agree now."))


def _export_fell(view: EventView, judgement: Judgement) -> bool:
    return view.kind is EventKind.EXPORT and judgement.verdict is Verdict.QUARANTINED


def clock_remark(event: Event) -> tuple[str, dict[str, str]] | None:
    """What somebody should look at in the clocks of a record, with the figures of its sentence."""
    if (event.happened_at - event.received_at).total_seconds() > _MINUTES_AHEAD * 60:
        return _CLOCK_AHEAD, {}
    if event.recorded_at and not event.note:
        days = (event.recorded_at - event.happened_at).days
        if days > _LONG_DAYS:
            return _CLOCK_BEHIND, {"days": str(days)}
    return None


def _unlicensed(views: Iterable[EventView]) -> set[int]:
    """The first event of each kind and party, in a batch, at an instant without a valid paper."""
    found: dict[tuple[EventKind, int], EventView] = {}
    acting: dict[EventKind, list[EventView]] = {}
    for view in views:
        if view.kind in _NEEDED:
            acting.setdefault(view.kind, []).append(view)
    for kind, done in acting.items():
        periods = valid_periods({view.party for view in done}, _NEEDED[kind])
        for view in sorted(done, key=lambda view: view.key):
            at = _EPOCH + timedelta(microseconds=view.at)
            if (kind, view.party) not in found and not _covered(periods[view.party], at):
                found[kind, view.party] = view
    return {view.id for view in found.values()}


def _covered(periods: Iterable[tuple[datetime, datetime | None]], at: datetime) -> bool:
    return any(begin <= at and (end is None or at < end) for begin, end in periods)


def _licence_findings(events: Iterable[Event]) -> list[NewFinding]:
    """One finding for each party and kind of act: it names the first day, whatever follows."""
    keyed = {f"custody:licence:{event.party.code}:{event.kind}": event for event in events}
    known = dict(
        Finding.objects.filter(state=Finding.State.OPEN, key__in=keyed).values_list("key", "params")
    )
    return [
        _new(event, LICENSED, _UNLICENSED, "", {"party": event.party.name, "on": day}, key=key)
        for key, event in keyed.items()
        for day in (str(event.happened_at.date()),)
        if key not in known or day < known[key]["on"]
    ]
