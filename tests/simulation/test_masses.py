"""Masses in the written folder: conserved to the gram, never negative, each lot in its order."""

from asili.domain.custody.rules.values import LotState, Status
from asili.network.folder import Folder
from asili.network.vocabulary import EventKind, LineRole
from tests.simulation.judging import Judged

GONE = frozenset({Status.EMPTIED, Status.CONTAINED})


def test_every_gram_filled_is_in_stock_booked_as_a_difference_or_processed(
    verdicts: Judged,
) -> None:
    filled = booked = processed = 0
    stock: dict[int, LotState] = {}
    for record, judgement in verdicts:
        roles = {line["lot"]: line["role"] for line in record.lines}
        assert len(roles) == len(record.lines)
        for line, row in zip(judgement.lines, record.lines, strict=True):
            stock[line.lot] = line.after
            if record.event["kind"] == EventKind.COMMISSION:
                filled += line.moved_g
            elif record.event["kind"] == EventKind.PROCESS:
                taken = row["role"] == LineRole.TAKE
                processed += line.moved_g if taken else -line.moved_g
            elif (
                record.event["kind"] not in (EventKind.AGGREGATE, EventKind.DISAGGREGATE)
                or row["role"] == LineRole.PARENT
            ):
                booked += line.booked_g
    left = sum(state.wet_g for state in stock.values() if state.status not in GONE)
    assert filled + booked - processed == left
    assert filled > 4_000 * 45_000


def test_no_lot_ever_holds_less_than_nothing(verdicts: Judged) -> None:
    for _, judgement in verdicts:
        assert all(line.after.wet_g >= 0 for line in judgement.lines)


def test_splits_and_blends_without_a_weighing_close_to_the_gram(verdicts: Judged) -> None:
    closed = 0
    for record, judgement in verdicts:
        if record.event["kind"] == EventKind.SPLIT:
            taken = sum(int(str(r["wet_g"])) for r in record.lines if r["role"] == LineRole.TAKE)
            made = sum(int(str(r["wet_g"])) for r in record.lines if r["role"] == LineRole.MAKE)
            assert taken == made
            assert all(line.booked_g == 0 for line in judgement.lines)
            closed += 1
    assert closed > 10


def test_the_events_of_each_lot_happen_one_after_another(honest: Folder) -> None:
    last: dict[str, str] = {}
    for record in sorted(honest.events(), key=lambda r: str(r.event["happened_at"])):
        at = str(record.event["happened_at"])
        if record.event["kind"] == EventKind.ALLOCATE:
            continue
        for line in record.lines:
            lot = str(line["lot"])
            if record.event["kind"] == EventKind.COMMISSION:
                assert lot not in last
            assert last.get(lot, "") < at
            last[lot] = at
