"""Every record that counts of lots that keep their inputs apart; see `asili.network.stores`."""

from collections.abc import Collection

from asili.domain.custody.queries.statements import listed, read_statement
from asili.network.stores import Record

_RECORDS = """
SELECT outcome.lot_id, outcome.line_id, outcome.event_id, outcome.node, outcome.segregated,
       outcome.wet_g, outcome.moved_g, line.role, event.kind
FROM custody_lineoutcome AS outcome
JOIN custody_eventline AS line ON line.id = outcome.line_id
JOIN custody_event AS event ON event.id = outcome.event_id
WHERE outcome.accepted AND outcome.lot_id
"""


def read_records(lots: Collection[int]) -> list[Record]:
    """Lot by lot, in the order in which they count."""
    among, array = listed(lots)
    order = "ORDER BY outcome.lot_id, outcome.at, outcome.tie, outcome.n"
    return [Record(*row) for row in read_statement(f"{_RECORDS} IN ({among}) {order}", [array])]
