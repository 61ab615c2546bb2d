"""What was bought in a purchase: each lot with the mass and the composition it had then."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from asili.core.models import Analyte
from asili.domain.custody.models import Event, LineOutcome
from asili.domain.custody.queries.accounts import LotAccount, node_account
from asili.domain.custody.queries.network import read_upstream
from asili.domain.custody.queries.statements import listed, read_statement
from asili.domain.custody.rules import Verdict
from asili.network.accounts import account
from asili.network.vocabulary import EventKind

_NODES = 200
"""Contents asked about in one statement; SQLite joins no more than 500 parts into one."""
_TOUCHED = """
WITH RECURSIVE down(node) AS (
    SELECT outcome.node FROM custody_lineoutcome AS outcome
    WHERE outcome.node IS NOT NULL AND outcome.event_id IN ({events}) UNION
    SELECT flow.dst FROM custody_flow AS flow JOIN down ON flow.src = down.node
)
SELECT DISTINCT outcome.event_id
FROM down
JOIN custody_eventline AS made ON made.id = down.node
JOIN custody_lineoutcome AS outcome
  ON outcome.lot_id = made.lot_id AND outcome.node = down.node
JOIN custody_event AS event ON event.id = outcome.event_id
WHERE event.kind = %s
"""


@dataclass(frozen=True, slots=True)
class Bought:
    """One lot of a purchase.

    Attributes:
        wet_g: grams as weighed then, else as it stood; None where nothing is known.
        account: what it holds; None where no record that counts has made it.
        sampled: quantities measured on this very content, whether or not a mass follows from them.
    """

    lot: str
    wet_g: int | None
    account: LotAccount | None
    sampled: frozenset[str]


@dataclass(frozen=True, slots=True)
class Purchase:
    """A purchase with its lots in the order of its lines; ``event`` has programme and place."""

    event: Event
    analytes: Sequence[str]
    lots: Sequence[Bought]

    @property
    def verdict(self) -> Verdict:
        """What custody makes of it as a whole."""
        return Verdict(self.event.outcome.verdict)


def purchases(uuids: Iterable[UUID | str]) -> dict[str, Purchase]:
    """The purchases of these identifiers that custody knows, by identifier as text."""
    events = {
        event.pk: event
        for event in Event.objects.filter(
            uuid__in=list(uuids), kind=EventKind.PURCHASE
        ).select_related("programme", "place", "party", "counterparty", "outcome")
    }
    lines = list(
        LineOutcome.objects.filter(event__in=events)
        .select_related("line", "lot")
        .order_by("event", "n")
    )
    analytes = _analytes({event.programme.commodity_id for event in events.values()})
    counted = {pk: analytes[event.programme.commodity_id] for pk, event in events.items()}
    accounts = _accounts(lines, sorted({code for codes in counted.values() for code in codes}))
    bought: dict[int, list[Bought]] = {pk: [] for pk in events}
    for line in lines:
        weighed = line.line.wet_g if line.line.wet_g is not None else line.wet_g or None
        held, sampled = accounts.get(line.pk, (None, frozenset()))
        bought[line.event_id].append(Bought(line.lot.code, weighed, held, sampled))
    return {
        str(event.uuid): Purchase(event, counted[pk], bought[pk]) for pk, event in events.items()
    }


def purchases_touched(uuids: Collection[UUID]) -> list[UUID]:
    """Purchases of what these events name, or of what it went into later."""
    ids = list(Event.objects.filter(uuid__in=uuids).values_list("pk", flat=True))
    if not ids:
        return []
    events, array = listed(ids)
    found = read_statement(_TOUCHED.format(events=events), [array, str(EventKind.PURCHASE)])
    bought = [event for (event,) in found]
    return list(Event.objects.filter(pk__in=bought).values_list("uuid", flat=True))


def _accounts(
    lines: Sequence[LineOutcome], analytes: Sequence[str]
) -> Mapping[int, tuple[LotAccount | None, frozenset[str]]]:
    """What each line bought holds, and what was measured on it, by the line."""
    held = {line.pk: (line.node, line.wet_g) for line in lines if line.node is not None}
    nodes = iter(dict.fromkeys(node for node, _wet_g in held.values()))
    found: dict[int, tuple[LotAccount | None, frozenset[str]]] = {}
    while part := list(islice(nodes, _NODES)):
        accounted = account(read_upstream(part), analytes)
        sampled: dict[int, set[str]] = {}
        for sample in accounted.part.samples:
            sampled.setdefault(sample.node, set()).add(sample.quantity)
        here = {node: accounted.position[node] for node in part if node in accounted.position}
        found |= {
            pk: (node_account(accounted, here[node], wet_g), frozenset(sampled.get(node, ())))
            for pk, (node, wet_g) in held.items()
            if node in here
        }
    return found


def _analytes(commodities: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {commodity: [] for commodity in commodities}
    rows = Analyte.objects.filter(commodities__in=commodities).order_by("code")
    for commodity, code in rows.values_list("commodities", "code"):
        if commodity in found:
            found[commodity].append(code)
    return found
