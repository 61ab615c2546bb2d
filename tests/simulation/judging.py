"""Judge a folder straight by the rules of custody, without a database.

Events are judged one after another in the order in which they happened: what a rule refuses here,
an import would put in quarantine.
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
    judge,
)
from asili.domain.custody.rules.values import TagBook, TagRange
from asili.engine.codes import decode
from asili.network.folder import EventRecord, Folder
from asili.network.vocabulary import EventKind, LineRole, LotKind

START = datetime(1970, 1, 1, tzinfo=UTC)


Judged = list[tuple[EventRecord, Judgement]]


class Registry(dict[object, int]):
    """Gives each code a small number, as a database would."""

    def __missing__(self, key: object) -> int:
        self[key] = len(self) + 1
        return self[key]


def judged(folder: Folder) -> Judged:
    """Judge every event in its time order; only a line that counts changes its lot."""
    return [*_judged(folder)]


def _judged(folder: Folder) -> Iterator[tuple[EventRecord, Judgement]]:
    ids, line_ids = Registry(), iter(range(1, 10**9))
    records = sorted(folder.events(), key=lambda record: str(record.event["happened_at"]))
    states: dict[int, LotState] = {}
    piles = {
        line["lot"]
        for record in records
        for line in record.lines
        if line["lot_kind"] == LotKind.PILE
    }
    voided = {record.event["target"] for record in records if record.event["target"]}
    sites = {ids[row["code"]]: ids[row["parent"] or row["code"]] for row in folder.rows("places")}
    ranges: dict[int, list[TagRange]] = {}
    for number, record in enumerate(records, start=1):
        event = _view(record, number, ids, line_ids, piles)
        if event.kind is EventKind.ALLOCATE:
            tags = [decode(str(line["lot"]))[1] for line in record.lines]
            allocated = TagRange(min(tags), max(tags), event.place, event.at)
            ranges.setdefault(event.place, []).append(allocated)
        here = tuple(ranges.get(sites.get(event.place, event.place), ()))
        around = Circumstances(tags=TagBook(here), site_of=sites)
        if record.event["uuid"] in voided:
            continue
        judgement = judge(event, states, around)
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
