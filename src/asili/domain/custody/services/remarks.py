"""What an inspector should look at, opened and closed as the verdicts change."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from asili.core.findings import NewFinding, Rule, Severity, close_findings, open_findings
from asili.core.models import Finding, FindingParty
from asili.domain.custody.explain import Words
from asili.domain.custody.models import Event, LineOutcome
from asili.domain.custody.rules import EventView, Judgement, Reason, Verdict
from asili.domain.custody.rules.catalogue import MESSAGES, ORIGIN, RULES
from asili.domain.custody.rules.keeping import kept_otherwise
from asili.domain.custody.rules.sampling import not_possible
from asili.domain.custody.services.about import about_event
from asili.domain.custody.services.papers import licence_findings, without_paper
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
_EXPORT_MOVED = gettext_noop(
    "An earlier record came to light; the export no longer stands on accepted records."
)
_LONG_DAYS = 14
_MINUTES_AHEAD = 10
_RULES = {rule.code: rule for rule in RULES}


@dataclass(frozen=True, slots=True)
class Noticed:
    """What became of the findings.

    ``opened`` are the new ones with their codes; ``settled`` the code of each party of each closed.
    """

    opened: Sequence[tuple[str, NewFinding]] = ()
    settled: Sequence[str] = ()


def report_findings(
    results: Sequence[tuple[EventView, Judgement]], new: set[int], remarkable: Collection[int]
) -> Noticed:
    """Open a finding for each root cause among the verdicts, and close those that are gone.

    ``remarkable`` are the new events for which `clock_remark` has a word.
    """
    doubtful = [
        (view, judgement)
        for view, judgement in results
        if view.id not in new
        or judgement.reason is not None
        or view.id in remarkable
        or view.samples
        or any(line.segregated is not None for line in view.lines)
    ]
    said = {view.id: _reasons(view, judgement) for view, judgement in doubtful}
    unlicensed = without_paper([view for view, _ in results if view.id in new])
    ids = {id_ for id_, reasons in said.items() if reasons or id_ not in new or id_ in remarkable}
    ids |= unlicensed
    if not ids:
        return Noticed()
    events = {
        event.id: event
        for event in Event.objects.filter(id__in=ids).select_related(
            "party", "counterparty", "programme", "place"
        )
    }
    reasons = [reason for several in said.values() for reason in several]
    words, affected = Words.of_reasons(reasons), _affected(reasons)
    wanted: list[NewFinding] = []
    following = _following(said)
    for view, judgement in doubtful:
        if view.id not in events:
            continue
        event = events[view.id]
        for reason in dict.fromkeys(said[view.id]):
            if (view.id, reason) not in following:
                wanted.append(_finding(event, reason, words, affected))
        if view.id not in new and _export_fell(view, judgement):
            wanted.append(about_event(event, AFTER_EXPORT, _EXPORT_MOVED, "export", {}))
        if not view.ahead and (remark := clock_remark(event)):
            wanted.append(about_event(event, CLOCK, remark[0], "clock", remark[1]))
    wanted += licence_findings([events[id_] for id_ in unlicensed])
    again = [events[view.id] for view, _ in doubtful if view.id not in new]
    settled = _close_gone(again, wanted)
    by_key = {finding.key: finding for finding in wanted}
    opened = [(row.code, by_key[row.key]) for row in open_findings(wanted)]
    return Noticed(opened, settled)


def _reasons(view: EventView, judgement: Judgement) -> list[Reason]:
    """Why lines wait, and what is said of records that count and still do not agree."""
    if judgement.verdict is Verdict.VOIDED:
        return []
    reasons = [line.reason for line in judgement.lines if line.reason]
    if view.samples and view.kind is not EventKind.ASSAY:
        named = [sample.lot for sample in view.samples if sample.lot is not None]
        lots = dict.fromkeys(named or [line.lot for line in view.lines[:1]])
        reasons += [odd for lot in lots if (odd := not_possible(view.samples, lot))]
    reasons += kept_otherwise(view, judgement)
    return reasons or ([judgement.reason] if judgement.reason else [])


def _following(said: Mapping[int, Iterable[Reason]]) -> set[tuple[int, Reason]]:
    """Reasons that only follow from another record that waits: the lot it should have made."""
    absent = {
        (event, reason): dict(reason.params).get("lot")
        for event, reasons in said.items()
        for reason in reasons
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
    found = about_event(
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


def _close_gone(events: Iterable[Event], wanted: Iterable[NewFinding]) -> list[str]:
    """Close what is noticed no more; return the codes of the parties that it concerned."""
    still = {finding.key for finding in wanted}
    gone: list[str] = []
    for event in events:
        keys = Finding.objects.filter(
            state=Finding.State.OPEN, key__startswith=f"custody:{event.uuid}:"
        ).values_list("key", flat=True)
        gone += [key for key in keys if key not in still]
    if not gone:
        return []
    concerned = FindingParty.objects.filter(
        finding__state=Finding.State.OPEN, finding__key__in=gone
    )
    parties = list(concerned.values_list("party", flat=True))
    close_findings(gone, gettext_noop("The records agree now."))
    return parties


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
