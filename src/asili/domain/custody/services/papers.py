"""Who fills, buys or processes ore holds a valid paper: one finding, open while one is missing.

The record counts all the same. A paper that is registered later settles the finding, or moves it
to the first day that is still without one (`review_papers`).
"""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from asili.core.findings import NewFinding, Rule, Severity, close_findings, open_findings
from asili.core.models import Finding
from asili.domain.credentials.queries import valid_periods
from asili.domain.custody.models import Event
from asili.domain.custody.rules import EventView, Verdict
from asili.domain.custody.services.about import about_event
from asili.network.vocabulary import EventKind

LICENSED = Rule(
    "custody.21",
    _("Who fills, buys or processes ore holds a card, licence or approval"),
    _("Register the credential that was valid on that day, or ask the holder to apply for it."),
    legal_basis="Loi 18/001 (2018), titre IV",
    severity=Severity.WARNING,
)
_UNLICENSED = gettext_noop("No valid card, licence or approval of %(party)s is recorded on %(on)s.")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NEEDED = {
    EventKind.COMMISSION: ("cooperative_approval",),
    EventKind.PURCHASE: ("trader_card", "depot_licence", "processor_licence", "export_licence"),
    EventKind.PROCESS: ("processor_licence",),
}


def without_paper(views: Iterable[EventView]) -> set[int]:
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


def licence_findings(events: Iterable[Event]) -> list[NewFinding]:
    """One finding for each party and kind of act: it names the first day, whatever follows."""
    keyed = {f"custody:licence:{event.party.code}:{event.kind}": event for event in events}
    known = dict(
        Finding.objects.filter(state=Finding.State.OPEN, key__in=keyed).values_list("key", "params")
    )
    found = {key: _licence_finding(event, key) for key, event in keyed.items()}
    return [
        finding
        for key, finding in found.items()
        if key not in known or str(finding.params["on"]) < known[key]["on"]
    ]


def _licence_finding(event: Event, key: str) -> NewFinding:
    params = {"party": event.party.name, "on": str(event.happened_at.date())}
    return about_event(event, LICENSED, _UNLICENSED, "", params, key=key)


def review_papers(holders: Collection[int]) -> int:
    """Look again at what these parties did, after a paper of theirs was recorded.

    What is covered now is settled; what is not names the first day without a paper. Part of the act
    that recorded the paper (`asili.domain.credentials.followers`). Returns how many findings moved.
    """
    acted = Event.objects.filter(party__in=holders, kind__in=_NEEDED)
    pairs = sorted(set(acted.values_list("party__code", "kind").distinct()))
    keys = {f"custody:licence:{code}:{kind}": (code, EventKind(kind)) for code, kind in pairs}
    rows = Finding.objects.filter(state=Finding.State.OPEN, key__in=keys)
    known = dict(rows.values_list("key", "params"))
    moved = 0
    for key, (code, kind) in keys.items():
        event = _first_without(code, kind)
        if event is None:
            moved += close_findings([key], gettext_noop("A valid paper is recorded now."))
        elif key not in known or known[key]["on"] != str(event.happened_at.date()):
            open_findings([_licence_finding(event, key)])
            moved += 1
    return moved


def _first_without(party: str, kind: EventKind) -> Event | None:
    """The first act of a kind at an instant at which its party held no valid paper."""
    done = (
        Event.objects.filter(party__code=party, kind=kind)
        .exclude(outcome__verdict=Verdict.VOIDED)
        .select_related("party", "counterparty", "programme", "place")
        .order_by("happened_at", "uuid")
    )
    first = done.first()
    if first is None:
        return None
    for begin, end in valid_periods([first.party_id], _NEEDED[kind])[first.party_id]:
        covered = Q(happened_at__gte=begin)
        done = done.exclude(covered if end is None else covered & Q(happened_at__lt=end))
    return done.first()
