"""What an act means for others: one notice for each matter and addressee, however many lots.

Part of the act. What the service itself brings in is history that its parties know, and so is what
happened more than thirty days ago: neither is told. Who records what it did itself and concerns
nobody else costs nothing here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

from asili.core.access import Actor
from asili.core.figures import some
from asili.core.findings import NewFinding
from asili.core.notices import notify
from asili.domain.custody.facts import EventFact
from asili.domain.custody.models import Lot
from asili.domain.custody.rules.catalogue import OWNER, RULES
from asili.domain.custody.services.judgement import Judged
from asili.domain.registry.models import Party
from asili.network.vocabulary import EventKind

RECENT = timedelta(days=30)

_SOLD = gettext_noop("A purchase from you is recorded: %(lots)s.")
_SENT = gettext_noop("It is recorded that you sent %(lots)s.")
_COMING = gettext_noop("On the way to you: %(lots)s. Record what arrives.")
_SEIZED = gettext_noop("What you held is recorded as seized: %(lots)s.")
_TWICE = gettext_noop("Recorded as sold twice: %(lots)s. Compare the two purchase slips.")
_WAITS = gettext_noop("Records that concern you wait for an explanation: %(lots)s.")
_SETTLED = gettext_noop("Records that concern you agree now; findings closed: %(count)s.")
_HANDS_OVER = {EventKind.PURCHASE: _SOLD, EventKind.TRANSFER_OUT: _COMING}
"""What the counterparty of such an event is told."""


@dataclass(slots=True)
class _Matter:
    """What one party is told of one thing: the lots, and where to read of it."""

    subject: str
    lots: dict[str, None] = field(default_factory=dict)


def tell_parties(*, actor: Actor, events: Sequence[EventFact], judged: Judged) -> None:
    """Tell the parties that an act concerns, but for those that the actor acts for."""
    since = timezone.now() - RECENT
    if actor.is_system or all(event.happened_at < since for event in events):
        return
    matters: dict[tuple[str, str], _Matter] = {}
    told = (*_recorded(events), *_seized(events, judged), *_found(judged.noticed.opened))
    for message, party, subject, lots in told:
        if party not in actor.parties:
            matter = matters.setdefault((message, party), _Matter(subject))
            matter.lots |= dict.fromkeys(lots)
    for (message, party), matter in matters.items():
        lots = some(next(iter(matter.lots)), len(matter.lots))
        notify(message=message, params={"lots": lots}, subject=matter.subject, parties=[party])
    settled = judged.noticed.settled
    for party in sorted(set(settled) - actor.parties):
        params = {"count": settled.count(party)}
        notify(message=_SETTLED, params=params, subject=str(events[0].uuid), parties=[party])


_Told = tuple[str, str, str, Iterable[str]]
"""(message, party, subject, lots)"""


def _recorded(events: Iterable[EventFact]) -> Iterator[_Told]:
    """Goods that a record says were sold or sent, to whom they belonged and to whom they go."""
    for event in events:
        if event.kind not in _HANDS_OVER or not event.lines:
            continue
        subject, lots = str(event.uuid), [line.lot for line in event.lines]
        if event.kind is EventKind.TRANSFER_OUT:
            yield _SENT, event.party, subject, lots
        if event.counterparty:
            yield _HANDS_OVER[event.kind], event.counterparty, subject, lots


def _seized(events: Iterable[EventFact], judged: Judged) -> Iterator[_Told]:
    """Lots that an authority took, to those who held them until then."""
    uuids = [str(event.uuid) for event in events if event.kind is EventKind.SEIZE]
    if not uuids:
        return
    taken = [
        (line.lot, line.before.holder)
        for view, judgement in judged.verdicts
        if view.kind is EventKind.SEIZE
        for line in judgement.lines
        if line.accepted and line.before.holder is not None
    ]
    codes = dict(Lot.objects.filter(pk__in=[lot for lot, _ in taken]).values_list("pk", "code"))
    holders = Party.objects.filter(pk__in={holder for _, holder in taken})
    parties = dict(holders.values_list("pk", "code"))
    for lot, holder in taken:
        if holder is not None:
            yield _SEIZED, parties[holder], uuids[0], [codes[lot]]


def _found(opened: Iterable[tuple[str, NewFinding]]) -> Iterator[_Told]:
    """What waits for an explanation, to all whom it concerns; by lot, or by place where none is."""
    for code, finding in opened:
        if finding.rule in RULES:
            lot = str(finding.params.get("lot", finding.label))
            for party in finding.parties:
                yield _TWICE if finding.rule is OWNER else _WAITS, party, code, [lot]
