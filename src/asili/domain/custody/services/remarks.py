"""What an inspector should look at, opened and closed as the verdicts change."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from asili.core.findings import NewFinding, Rule, Severity, close_findings, open_findings
from asili.core.models import Finding
from asili.domain.credentials.queries import valid_at
from asili.domain.custody.explain import Words
from asili.domain.custody.models import Event, LineOutcome
from asili.domain.custody.rules import EventView, Judgement, Reason, Verdict
from asili.domain.custody.rules.catalogue import MESSAGES, ORIGIN, RULES
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
_LONG_DAYS = 14
_MINUTES_AHEAD = 10
_NEEDED = {
    EventKind.COMMISSION: ("cooperative_approval",),
    EventKind.PURCHASE: ("trader_card", "depot_licence", "processor_licence", "export_licence"),
    EventKind.PROCESS: ("processor_licence",),
}
_RULES = {rule.code: rule for rule in RULES}


def report_findings(results: Sequence[tuple[EventView, Judgement]], new: set[int]) -> None:
    """Open a finding for each root cause among the verdicts, and close those that are gone."""
    doubtful = [
        (view, judgement)
        for view, judgement in results
        if view.id not in new or judgement.reason is not None or _clock_differs(view)
    ]
    unlicensed = _unlicensed([view for view, _ in results if view.id in new])
    ids = {view.id for view, _ in doubtful} | unlicensed.keys()
    if not ids:
        return
    events = {
        event.id: event
        for event in Event.objects.filter(id__in=ids).select_related(
            "party", "counterparty", "programme", "place"
        )
    }
    words = Words.of_reasons(
        reason for _view, judgement in doubtful for reason in _reasons(judgement)
    )
    wanted: list[NewFinding] = []
    following = _following(doubtful)
    for view, judgement in doubtful:
        event = events[view.id]
        for reason in dict.fromkeys(_reasons(judgement)):
            if (view.id, reason) not in following:
                wanted.append(_finding(event, reason, words))
        if view.id not in new and _export_fell(view, judgement):
            wanted.append(_new(event, AFTER_EXPORT, _EXPORT_MOVED, "export", {}))
        wanted += _clock_findings(event)
    wanted += [
        _new(
            events[id_],
            LICENSED,
            _UNLICENSED,
            "licence",
            {"party": events[id_].party.name, "on": str(events[id_].happened_at.date())},
            key=f"custody:licence:{events[id_].party.code}:{events[id_].kind}",
        )
        for id_ in unlicensed
    ]
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


def _finding(event: Event, reason: Reason, words: Words) -> NewFinding:
    params = words.params(reason)
    lot = params.get("lot", str(event.uuid))
    return _new(
        event,
        _RULES[reason.rule],
        MESSAGES[reason.rule],
        f"{reason.rule}:{lot}",
        params,
        subject=str(lot),
    )


def _new(
    event: Event,
    rule: Rule,
    message: str,
    suffix: str,
    params: dict[str, str],
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


def _clock_differs(view: EventView) -> bool:
    now = int(timezone.now().timestamp())
    return view.at // 1_000_000 > now + _MINUTES_AHEAD * 60


def _clock_findings(event: Event) -> list[NewFinding]:
    if (event.happened_at - event.received_at).total_seconds() > _MINUTES_AHEAD * 60:
        return [_new(event, CLOCK, _CLOCK_AHEAD, "clock", {})]
    if event.recorded_at and not event.note:
        days = (event.recorded_at - event.happened_at).days
        if days > _LONG_DAYS:
            return [_new(event, CLOCK, _CLOCK_BEHIND, "clock", {"days": str(days)})]
    return []


def _unlicensed(views: Iterable[EventView]) -> dict[int, int]:
    """The first event of each kind and party, in a batch, on a day without a valid credential."""
    asked: dict[tuple[EventKind, int, int], EventView] = {}
    for view in views:
        if view.kind in _NEEDED:
            asked.setdefault((view.kind, view.party, view.at // 86_400_000_000), view)
    found: dict[tuple[EventKind, int], EventView] = {}
    for (kind, party, day), view in sorted(asked.items(), key=lambda item: item[0][2]):
        at = datetime.fromtimestamp(day * 86_400, UTC)
        if (kind, party) not in found and not valid_at([party], _NEEDED[kind], at).get(party):
            found[kind, party] = view
    return {view.id: view.party for view in found.values()}
