"""What happened to a lot, in time, as far as the reader may know it (rule 11)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asili.core.access import Actor
from asili.core.quantities import Estimate
from asili.domain.custody.explain import Words
from asili.domain.custody.models import Disclosure, LineOutcome, Lot, Measurement
from asili.domain.custody.rules import Verdict
from asili.domain.registry.models import Party


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a lot's history.

    Attributes:
        party, counterparty: None where the reader may not know the name.
        weighed_g: what was weighed; booked_g: gain or loss booked then.
        waits: why the line does not count, in the reader's language; empty where it does.
        rule: the rule behind it; acceptable: whether two persons may accept it.
        verdict: what custody makes of the record as a whole.
    """

    uuid: UUID
    kind: str
    title: str
    happened_at: datetime
    received_at: datetime
    place: str
    place_code: str
    to_place: str
    mode: str
    party: Party | None
    counterparty: Party | None
    withheld: bool
    role: str
    weighed_g: int | None
    moved_g: int
    booked_g: int
    document: str
    note: str
    measured: Sequence[tuple[str, Estimate, str, str]]
    waits: str
    rule: str
    verdict: Verdict

    @property
    def voided(self) -> bool:
        """Whether the record was voided."""
        return self.verdict is Verdict.VOIDED


def history(lot: Lot, actor: Actor, *, names: bool) -> list[Step]:
    """Every record that names the lot, in the order in which they count.

    ``names``: whether the actor may know every name (`policies.can_see_bags`); else only those of
    records that they have a part in.
    """
    outcomes = list(
        LineOutcome.objects.filter(lot=lot)
        .order_by("at", "tie", "n")
        .select_related(
            "line",
            "event",
            "event__outcome",
            "event__party",
            "event__counterparty",
            "event__place",
            "event__to_place",
        )
    )
    measured: dict[int, list[Measurement]] = {}
    for m in Measurement.objects.filter(event__in=[o.event_id for o in outcomes]).order_by("n"):
        if m.lot_id in (None, lot.id):
            measured.setdefault(m.event_id, []).append(m)
    reasons = {o.pk: json.loads(o.params) for o in outcomes if o.rule}
    met = {
        party.pk: party.name
        for outcome in outcomes
        for party in (outcome.event.party, outcome.event.counterparty)
        if party is not None
    }
    words = Words.of_params(reasons.values(), {lot.pk: lot.code}, met)
    return [
        _step(outcome, measured.get(outcome.event_id, []), reasons, words, actor, names)
        for outcome in outcomes
    ]


def _step(
    outcome: LineOutcome,
    measured: Sequence[Measurement],
    reasons: dict[int, dict[str, int | str]],
    words: Words,
    actor: Actor,
    names: bool,  # noqa: FBT001  a fact about the reader, not a switch of behaviour
) -> Step:
    event = outcome.event
    codes = {event.party.code, event.counterparty.code if event.counterparty else ""}
    named = names or bool(codes & actor.parties)
    verdict = Verdict(event.outcome.verdict)
    counts = outcome.accepted or verdict is Verdict.VOIDED
    waits = ""
    if not counts:
        waits = words.sentence(outcome.rule, reasons[outcome.pk]) if named else ""
    return Step(
        uuid=event.uuid,
        kind=event.kind,
        title=event.get_kind_display(),
        happened_at=event.happened_at,
        received_at=event.received_at,
        place=event.place.name if named else "",
        place_code=event.place.code if named else "",
        to_place=event.to_place.name if named and event.to_place else "",
        mode=event.get_mode_display() if event.to_place_id else "",
        party=event.party if named else None,
        counterparty=event.counterparty if named else None,
        withheld=not named,
        role=outcome.line.get_role_display(),
        weighed_g=outcome.line.wet_g,
        moved_g=outcome.moved_g,
        booked_g=outcome.booked_g,
        document=event.document if named else "",
        note=event.note if named else "",
        measured=[
            (m.quantity, Estimate(m.value, m.u, "%"), m.get_method_display(), m.laboratory)
            for m in measured
        ],
        waits=waits,
        rule="" if counts else outcome.rule,
        verdict=verdict,
    )


def contents(lot: Lot) -> list[Lot]:
    """Lots that are inside this one now, in the order of their codes."""
    return list(Lot.objects.filter(container=lot).order_by("code"))


def disclosures(lot: Lot, at: datetime) -> list[Disclosure]:
    """Disclosures of the lot that hold at that moment."""
    return list(
        Disclosure.objects.filter(lot=lot, since__lte=at, until__gt=at).select_related("party")
    )
