"""All that the simulation writes is accepted by the rules of custody, but for what was planted.

Events are judged one after another in the order in which they happened, straight by the rules,
without a database: what a rule refuses here, an import would put in quarantine.
"""

from collections.abc import Container, Iterator
from datetime import UTC, datetime
from uuid import UUID

from asili.domain.custody.rules import (
    Circumstances,
    EventView,
    Judgement,
    LineView,
    LotState,
    Verdict,
    judge,
)
from asili.domain.custody.rules.values import TagBook, TagRange
from asili.engine.codes import decode
from asili.network.folder import EventRecord, Folder
from asili.network.vocabulary import EventKind, LineRole, LotKind
from asili.simulation.books import Books

START = datetime(1970, 1, 1, tzinfo=UTC)


class Registry(dict[object, int]):
    """Gives each code a small number, as a database would."""

    def __missing__(self, key: object) -> int:
        self[key] = len(self) + 1
        return self[key]


def judged(folder: Folder) -> Iterator[tuple[EventRecord, Judgement]]:
    """Judge every event in its time order; only a line that counts changes its lot."""
    ids, line_ids = Registry(), iter(range(1, 10**9))
    records = sorted(folder.events(), key=lambda record: str(record.event["happened_at"]))
    states: dict[int, LotState] = {}
    piles = {
        line["lot"]
        for record in records
        for line in record.lines
        if line["lot_kind"] == LotKind.PILE
    }
    sites = {ids[row["code"]]: ids[row["parent"] or row["code"]] for row in folder.rows("places")}
    ranges: list[TagRange] = []
    for number, record in enumerate(records, start=1):
        event = _view(record, number, ids, line_ids, piles)
        if event.kind is EventKind.ALLOCATE:
            tags = [decode(str(line["lot"]))[1] for line in record.lines]
            ranges.append(TagRange(min(tags), max(tags), event.place, event.at))
        judgement = judge(event, states, Circumstances(tags=TagBook(tuple(ranges)), site_of=sites))
        for line in judgement.lines:
            if line.accepted:
                states[line.lot] = line.after
        yield record, judgement


def _view(
    record: EventRecord,
    number: int,
    ids: Registry,
    line_ids: Iterator[int],
    piles: Container[object],
) -> EventView:
    event = record.event
    at, uuid = event["happened_at"], event["uuid"]
    assert isinstance(at, datetime)
    assert isinstance(uuid, UUID)
    lines = tuple(
        LineView(
            next(line_ids),
            LineRole(str(line["role"])),
            ids[line["lot"]],
            None if line["wet_g"] is None else int(str(line["wet_g"])),
            decode(str(line["lot"]))[1] if str(line["lot"]).startswith("B") else None,
            line["lot"] in piles,
        )
        for line in record.lines
    )
    return EventView(
        id=number,
        at=int((at - START).total_seconds() * 1_000_000),
        tie=uuid.int >> 65,
        kind=EventKind(str(event["kind"])),
        party=ids[event["party"]],
        counterparty=ids[event["counterparty"]] if event["counterparty"] else None,
        place=ids[event["place"]],
        to_place=ids[event["to_place"]] if event["to_place"] else None,
        lines=lines,
    )


def test_only_the_second_sale_of_the_planted_bag_waits(folder: Folder, books: Books) -> None:
    waiting = {
        str(record.event["uuid"]): judgement.reason.rule if judgement.reason else ""
        for record, judgement in judged(folder)
        if judgement.verdict is not Verdict.ACCEPTED
    }
    planted = books.planted["bag_sold_twice"]["events"]
    assert isinstance(planted, list)
    assert waiting == {planted[1]: "custody.5"}


def test_what_the_rules_hold_at_the_border_is_what_the_books_shipped(
    folder: Folder, books: Books
) -> None:
    exported = {
        str(record.lines[0]["lot"]): judgement.lines[0].after.wet_g
        for record, judgement in judged(folder)
        if record.event["kind"] == EventKind.EXPORT
    }
    shipped = {str(row["code"]): int(str(row["wet_g"])) for row in books.shipments}
    assert exported.keys() == shipped.keys()
    for code, wet_g in exported.items():
        assert abs(wet_g - shipped[code]) <= 0.02 * shipped[code]
