"""The records of a lot as a page tells them: in time, with both sides of what does not agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from asili.core.access import Actor
from asili.core.findings import Rule
from asili.core.quantities import Estimate
from asili.domain.custody.models import Lot
from asili.domain.custody.policies import OVERSEERS, can_void_event
from asili.domain.custody.queries.accounts import LotAccount
from asili.domain.custody.queries.history import Step
from asili.domain.custody.rules.catalogue import ACCEPTABLE, OWNER, RULES, TAG_ONCE
from asili.network.vocabulary import EventKind

_RULES: Final[Mapping[str, Rule]] = {rule.code: rule for rule in RULES}
_MAKES: Final = frozenset({EventKind.COMMISSION, EventKind.AGGREGATE, EventKind.BLEND})


@dataclass(frozen=True, slots=True)
class Conflict:
    """A record that waits, the record that it does not agree with, and the ways out.

    Attributes:
        standing: the record that counts; None where the books hold none.
        may_void: whether the reader may void the record that waits.
        acceptable: whether two persons may accept the difference.
    """

    waiting: Step
    standing: Step | None
    rule: Rule
    may_void: bool
    acceptable: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One record in time; ``opens`` where the reader may open its own page."""

    step: Step
    counts: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class Metal:
    """An analyte in a lot: kilograms, and percent of the dry mass; None where not known."""

    code: str
    mass: Estimate | None
    grade: Estimate | None


def metals_of(account: LotAccount) -> list[Metal]:
    """What the lot holds of each analyte."""
    return [Metal(code, mass, account.grades[code]) for code, mass in account.metals.items()]


def told(steps: Sequence[Step], lot: Lot, actor: Actor) -> list[Told]:
    """The records in the order in which they count."""
    oversees = actor.has(*OVERSEERS, programme=lot.programme.code)
    return [
        Told(step, _counts(step), oversees or bool(_codes(step) & actor.parties)) for step in steps
    ]


def conflicts(steps: Sequence[Step], lot: Lot, actor: Actor) -> list[Conflict]:
    """Every record that waits, against the one that counts."""
    return [
        Conflict(
            waiting=step,
            standing=_standing(steps[:at], step.rule),
            rule=_RULES[step.rule],
            may_void=step.party is not None
            and bool(can_void_event(actor, step.kind, step.party.code, lot.programme.code)),
            acceptable=step.rule in ACCEPTABLE,
        )
        for at, step in enumerate(steps)
        if step.rule
    ]


def acquainted(steps: Sequence[Step], actor: Actor) -> set[str]:
    """Codes of the parties whom the reader dealt with over this lot, and of the reader's own."""
    named = (_codes(step) for step in steps if not step.withheld)
    return set(actor.parties).union(*named)


def _counts(step: Step) -> bool:
    return not step.rule and not step.voided


def _codes(step: Step) -> set[str]:
    return {party.code for party in (step.party, step.counterparty) if party is not None}


def _standing(earlier: Sequence[Step], rule: str) -> Step | None:
    """The last record before that counts and is of the kind that the rule compares with."""
    kinds = {OWNER.code: {EventKind.PURCHASE}, TAG_ONCE.code: _MAKES}.get(rule)
    counted = [step for step in earlier if _counts(step)]
    alike = [step for step in counted if kinds is None or step.kind in kinds]
    return next(reversed(alike or counted), None)
