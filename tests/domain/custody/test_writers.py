"""Many who record at once leave what one who recorded in order would leave."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from asili.core import journal
from asili.core.models import JournalEntry
from asili.domain.custody.facts import EventFact
from asili.domain.custody.models import Event, LineOutcome, Lot
from asili.domain.custody.services import rebuild_outcomes, record_events
from asili.network.vocabulary import EventKind, LotKind
from tests.domain.custody.tables import derived_tables
from tests.domain.custody.valley import CLERK, Valley, bag, lot, make, see, take

WRITERS = 8
BAGS = 12


def many_events(valley: Valley, chance: random.Random) -> list[EventFact]:
    """What four parties say of a dozen bags and one pile: true, doubtful and impossible things."""
    pile = lot(1)
    traders = ["depot", "rival", "plant"]
    events = [valley.allocate()]
    events += [valley.fill(chance.choice(["north", "south"]), [n + 1]) for n in range(BAGS)]
    for _ in range(60):
        code = bag(1 + chance.randrange(BAGS))
        kind = chance.randrange(5)
        if kind == 0:
            events.append(valley.buy(chance.choice(traders), "north", code))
        elif kind == 1:
            events.append(valley.send("north", chance.choice(traders), code))
        elif kind == 2:
            events.append(valley.receive(chance.choice(traders), code))
        elif kind == 3:
            weighed = see(code, wet_g=chance.choice([49_500, 50_000, 30_000]))
            events.append(valley.fact(EventKind.STOCK_TAKE, "north", weighed))
        else:
            events.append(valley.blend("north", make(pile, kind=LotKind.PILE), take(code)))
    sales = [event for event in events if event.kind is EventKind.PURCHASE]
    events += [
        valley.fact(EventKind.VOID, "division", (), target=sale.uuid, place="office")
        for sale in chance.sample(sales, min(3, len(sales)))
    ]
    return events


@pytest.mark.postgres
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_eight_writers_in_any_order_leave_the_state_of_the_one_order(
    committed: Valley, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  a fixed order
    events = many_events(committed, chance)
    chance.shuffle(events)

    def writer(mine: list[EventFact]) -> None:
        try:
            for event in mine:
                record_events(actor=CLERK, events=[event])
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(writer, [events[n::WRITERS] for n in range(WRITERS)]))

    found = derived_tables()
    rebuild_outcomes(actor=CLERK)
    assert derived_tables() == found
    assert Event.objects.count() == len(events)
    assert LineOutcome.objects.filter(accepted=False).exists()
    assert not Lot.objects.filter(wet_g__lt=0).exists()
    positions = list(JournalEntry.objects.order_by("position").values_list("position", flat=True))
    assert positions == list(range(1, len(events) + 2))
    assert journal.verify().problems == []


@pytest.mark.postgres
def test_a_report_that_eight_devices_send_at_once_is_stored_once(committed: Valley) -> None:
    valley = committed
    events = [
        valley.allocate(),
        valley.fill("north", range(1, 50)),
        valley.fill("north", range(50, 100)),
    ]

    def writer(seed: int) -> int:
        mine = list(events)
        random.Random(seed).shuffle(mine)  # noqa: S311  a fixed order
        try:
            return record_events(actor=CLERK, events=mine).recorded
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        recorded = list(pool.map(writer, range(WRITERS)))

    assert sum(recorded) == len(events) == Event.objects.count()
    assert Lot.objects.filter(status="open").count() == 99


def test_an_old_record_arriving_after_a_new_one_is_judged_in_its_place(valley: Valley) -> None:
    valley.record(valley.allocate(at=0), valley.fill("north", [1], at=1))
    later, earlier = (
        valley.buy("depot", "north", bag(1), at=60),
        valley.buy("rival", "north", bag(1), at=30),
    )

    for event in (later, earlier):
        valley.record(event)

    assert valley.lot(bag(1)).owner == valley.parties["rival"]
    found = derived_tables()
    rebuild_outcomes(actor=CLERK)
    assert derived_tables() == found
