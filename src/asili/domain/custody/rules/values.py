"""The plain values that the rules of custody speak about; all masses are integer grams, wet."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from asili.network.vocabulary import EventKind, LineRole


class Status(StrEnum):
    """Where a lot stands after an event."""

    ABSENT = "absent"
    """No accepted event has made it yet."""
    OPEN = "open"
    """Its holder has it."""
    IN_TRANSIT = "in_transit"
    CONTAINED = "contained"
    """Inside another lot, whole and recognisable."""
    EMPTIED = "emptied"
    """All of it went into other lots."""
    EXPORTED = "exported"


class Verdict(StrEnum):
    """What the fold made of an event or of one of its lines."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    """Some lines of the event count, others wait."""
    QUARANTINED = "quarantined"
    """Stored, and counting for nothing until it is resolved."""
    VOIDED = "voided"


class LotState(NamedTuple):
    """A lot after an event.

    Attributes:
        holder: identifier of the party that has custody.
        owner: identifier of the party to whom it belongs; None where it belongs to several.
        place: identifier of the place where it was last seen.
        to_party: the addressee while it is in transit.
        container: identifier of the lot it is inside of.
        wet_g: what its holder last weighed, less what was taken since.
        node: the line that made its present content; a node of the trace graph.
        parts: how many lots it contains, whole.
        drawn: whether something was taken out since its content was made.
        segregated: whether it keeps apart what each record puts in, and gives it out first in,
            first out.
    """

    status: Status
    holder: int | None = None
    owner: int | None = None
    place: int | None = None
    to_party: int | None = None
    container: int | None = None
    wet_g: int = 0
    node: int | None = None
    parts: int = 0
    drawn: bool = False
    segregated: bool = False


ABSENT = LotState(Status.ABSENT)


class LineView(NamedTuple):
    """A stored line, by identifiers.

    Attributes:
        number: serial number of the tag, for bags; None for other lots.
        is_pile: whether material may be added to the lot after it was made.
        segregated: what the line says of how the lot keeps its content; None where nothing.
    """

    id: int
    role: LineRole
    lot: int
    wet_g: int | None
    number: int | None = None
    is_pile: bool = False
    segregated: bool | None = None


class SampleView(NamedTuple):
    """One measured quantity, in percent; ``lot`` is None where it stands for every line."""

    lot: int | None
    quantity: str
    value: Decimal
    u: Decimal


@dataclass(frozen=True, slots=True)
class EventView:
    """A stored event, by identifiers, in the order (``at``, ``tie``).

    Attributes:
        at: instant of happening in microseconds since 1970 (UTC).
        tie: 63 bits of the event's UUID, which order events of one instant.
        voided: a valid void names this event.
        accepted_rules: rules waived for this event by two persons.
        target_known: for a void or acceptance: its target is stored and it may speak about it.
        ahead: dated more than a day after its receipt, and that day has not come yet.
        samples: what was measured with it.
    """

    id: int
    at: int
    tie: int
    kind: EventKind
    party: int
    counterparty: int | None
    place: int
    to_place: int | None
    lines: tuple[LineView, ...]
    voided: bool = False
    accepted_rules: frozenset[str] = frozenset()
    target_known: bool = True
    ahead: bool = False
    samples: tuple[SampleView, ...] = ()

    @property
    def key(self) -> tuple[int, int]:
        """Place in the one order in which events count."""
        return (self.at, self.tie)


class Reason(NamedTuple):
    """Why a line or an event waits: the rule and the figures that its sentence needs."""

    rule: str
    params: tuple[tuple[str, int | str], ...] = ()


class LineVerdict(NamedTuple):
    """What the fold made of one line.

    Attributes:
        before, after: the lot's state around the event; equal when the line waits.
        moved_g: grams taken out by a take, or put in by a make; 0 elsewhere.
        booked_g: gain (positive) or loss (negative) booked by this line, in grams.
    """

    line: int
    lot: int
    accepted: bool
    reason: Reason | None
    before: LotState
    after: LotState
    moved_g: int = 0
    booked_g: int = 0


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the fold made of one event: its verdict, its own reason, and its lines in order."""

    event: int
    verdict: Verdict
    reason: Reason | None
    lines: tuple[LineVerdict, ...]


@dataclass(frozen=True, slots=True)
class Tolerances:
    """Largest difference that is booked, not questioned: parts per thousand of the book mass."""

    reweigh_permille: int = 20
    balance_permille: int = 20


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the rules need to know beside the event and its lots.

    Attributes:
        tags: for each allocated tag number asked about, the places where it may be used, each
            with the instant (microseconds) from which it may.
        site_of: the site that a pit belongs to; a site maps to itself.
    """

    tolerances: Tolerances = field(default_factory=Tolerances)
    tags: "TagBook" = field(default_factory=lambda: TagBook(()))
    site_of: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TagRange:
    """Tag numbers ``first``..``last`` that may be used at ``place`` from ``at`` (microseconds).

    ``party``: the cooperative that they were given to; None where none is recorded.
    """

    first: int
    last: int
    place: int
    at: int
    party: int | None = None


@dataclass(frozen=True, slots=True)
class TagBook:
    """The allocations that concern the tags of a batch."""

    ranges: tuple[TagRange, ...]

    def allows(self, number: int, place: int, at: int, party: int | None = None) -> bool:
        """Whether the tag was allocated to the place, and to the party, before that instant."""
        return any(
            r.first <= number <= r.last
            and r.place == place
            and r.at <= at
            and (party is None or r.party in (None, party))
            for r in self.ranges
        )
