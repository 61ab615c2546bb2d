"""The Django side of ``bench record``: each function runs in a process of its own.

What is recorded is a small season: a pit fills bags, sends them, a depot receives and weighs them
again and buys them. One bag in `DIFFERS` arrives lighter than the tolerance allows, so that
reasons and findings are written as well.
"""

import json
import os
import random
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from time import perf_counter, process_time
from uuid import uuid4

from django.contrib.gis.geos import Point
from django.db import connection

from asili.core.access import system
from asili.core.models import Commodity, JournalEntry, Programme
from asili.domain.credentials.services import NewCredential, NewState, issue_credentials
from asili.domain.custody.facts import EventFact, LineFact, MeasurementFact
from asili.domain.custody.models import LineOutcome
from asili.domain.custody.services import record_events
from asili.domain.custody.services.record import LINES_PER_ACT
from asili.domain.law.services import load_facts
from asili.domain.places.models import Place
from asili.domain.registry.models import Organisation, Party
from asili.engine.codes import LIMIT, encode
from asili.network.vocabulary import EventKind, LineRole, LotKind, Method, Mode

LINES_PER_EVENT = 25
DIFFERS = 200
WARM = 12
START = datetime(2026, 5, 1, 6, tzinfo=UTC)
CLERK = system("bench")
PARTIES = {"mine": "cooperative", "depot": "trader", "division": "authority"}
PLACES = {"site": "site", "pit": "pit", "store": "depot"}
BULK = (EventKind.COMMISSION, EventKind.TRANSFER_OUT, EventKind.TRANSFER_IN, EventKind.PURCHASE)


def prepare() -> None:
    """A programme with a cooperative, a depot, an authority, their papers and all tags."""
    load_facts(actor=CLERK)
    commodity, _ = Commodity.objects.get_or_create(code="cu-co", defaults={"name": "copper-cobalt"})
    programme = Programme.objects.create(
        code="bench", name="Bench", commodity=commodity, simulated=True
    )
    parties = {}
    for name, kind in PARTIES.items():
        party = Party.objects.create(kind="organisation", name=name, programme=programme)
        Organisation.objects.create(party=party, kind=kind, constituency="asm", province="CD-LU")
        parties[name] = party.code
    places: dict[str, Place] = {}
    for name, kind in PLACES.items():
        places[name] = Place.objects.create(
            kind=kind,
            name=name,
            programme=programme,
            province="CD-LU",
            parent=places.get("site") if kind == "pit" else None,
            point=Point(25.5, -10.7, srid=4326),
        )
    issued = (NewState("issued", START - timedelta(days=30)),)
    papers = [("cooperative_approval", "mine"), ("trader_card", "depot")]
    issue_credentials(
        actor=CLERK,
        credentials=[
            NewCredential(f"{n}", kind, parties[name], issued, issuer=parties["division"])
            for n, (kind, name) in enumerate(papers)
        ],
    )
    ends = (LineFact(LineRole.FIRST, bag(0)), LineFact(LineRole.LAST, bag(LIMIT - 1)))
    record_events(
        actor=CLERK,
        events=[World().event(EventKind.ALLOCATE, "division", "site", START, ends)],
    )


def bag(number: int) -> str:
    """Code of a tag."""
    return encode("B", number)


class World:
    """Codes of what `prepare` made, and the events of bags there."""

    def __init__(self) -> None:
        self.parties = dict(Party.objects.values_list("name", "code"))
        self.places = dict(Place.objects.values_list("name", "code"))

    def event(
        self,
        kind: EventKind,
        party: str,
        place: str,
        at: datetime,
        lines: Iterable[LineFact],
        counterparty: str = "",
        measurements: tuple[MeasurementFact, ...] = (),
    ) -> EventFact:
        """An event, recorded on a telephone when it happened."""
        leaves = kind is EventKind.TRANSFER_OUT
        return EventFact(
            uuid=uuid4(),
            kind=kind,
            happened_at=at,
            recorded_at=at,
            party=self.parties[party],
            place=self.places[place],
            counterparty=self.parties.get(counterparty, ""),
            to_place=self.places["store"] if leaves else "",
            mode=Mode.TRUCK if leaves else Mode.NONE,
            device="bench",
            lines=tuple(lines),
            measurements=measurements,
        )

    def step(self, kind: EventKind, numbers: Iterable[int], at: datetime) -> EventFact:
        """One step of the way of some bags from the pit to the depot's own stock."""
        if kind is EventKind.COMMISSION:
            lines = [
                LineFact(LineRole.MAKE, bag(n), 50_000, LotKind.BAG, lat_e7=-107, lon_e7=255)
                for n in numbers
            ]
            return self.event(kind, "mine", "pit", at, lines, measurements=_SAMPLE)
        if kind is EventKind.TRANSFER_OUT:
            lines = [LineFact(LineRole.SEE, bag(n), 50_000) for n in numbers]
            return self.event(kind, "mine", "pit", at, lines, "depot")
        if kind is EventKind.TRANSFER_IN:
            lines = [
                LineFact(LineRole.SEE, bag(n), 40_000 if n % DIFFERS == 0 else 49_700)
                for n in numbers
            ]
            return self.event(kind, "depot", "store", at, lines)
        lines = [LineFact(LineRole.SEE, bag(n)) for n in numbers]
        return self.event(kind, "depot", "store", at, lines, "mine")


_SAMPLE = tuple(
    MeasurementFact(quantity, Decimal(value), Decimal(u), Method.XRF_FIELD, "bench")
    for quantity, value, u in (("moisture", "8", "1"), ("Co", "3.1", "0.4"), ("Cu", "1.2", "0.2"))
)


def processor_seconds() -> float:
    """Processor time so far of this process and, where it runs on this machine, of its server."""
    own = process_time()
    if connection.vendor != "postgresql":
        return own
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not stat.exists():
        return own
    user, system_ = stat.read_text().rpartition(")")[2].split()[11:13]
    return own + (int(user) + int(system_)) / os.sysconf("SC_CLK_TCK")


def bulk(bags: int, first: int) -> dict[str, object]:
    """Record ``bags`` bags four times, in reports of events of `LINES_PER_EVENT` lines.

    Each report fills one act, so its time is that of one transaction, with the call around it.
    """
    world = World()
    seconds: dict[str, list[float]] = {str(kind): [] for kind in BULK}
    busy = processor_seconds()
    for day, kind in enumerate(BULK):
        for report in _reports(world, kind, range(first, first + bags), START + timedelta(day + 1)):
            begin = perf_counter()
            record_events(actor=CLERK, events=report)
            seconds[str(kind)].append(perf_counter() - begin)
    total = sum(map(sum, seconds.values()))
    return {
        "lines_per_second": {kind: bags / sum(times) for kind, times in seconds.items()},
        "all_lines_per_second": len(BULK) * bags / total,
        "lines_per_processor_second": len(BULK) * bags / (processor_seconds() - busy),
        "longest_act_ms": max(map(max, seconds.values())) * 1e3,
        "acts": sum(map(len, seconds.values())),
        "waiting": LineOutcome.objects.filter(accepted=False).count(),
        "journal": JournalEntry.objects.count(),
    }


def _reports(
    world: World, kind: EventKind, numbers: range, day: datetime
) -> Iterator[list[EventFact]]:
    report: list[EventFact] = []
    for n, start in enumerate(range(0, len(numbers), LINES_PER_EVENT)):
        at = day + timedelta(seconds=n)
        report.append(world.step(kind, numbers[start : start + LINES_PER_EVENT], at))
        if len(report) * LINES_PER_EVENT >= LINES_PER_ACT:
            yield report
            report = []
    if report:
        yield report


def single(acts: int, first: int, shared: int) -> dict[str, object]:
    """Record ``acts`` events of one line, one at a time; begins when a line comes on stdin.

    With ``shared``, stock is taken of that many bags from ``first`` on, in the order of a clock
    that all writers share; otherwise each writer takes bags of its own all the way. Some acts on
    other bags go before the line, as in a server that has run for a while.
    """
    world = World()
    chance = random.Random(first)  # noqa: S311  a draw, no secret
    for n in range(WARM):
        record_events(actor=CLERK, events=[_next(world, n, first + 900_000)])
    print("ready", flush=True)
    sys.stdin.readline()
    seconds = []
    busy = processor_seconds()
    for n in range(acts):
        if shared:
            line = LineFact(LineRole.SEE, bag(chance.randrange(shared)), 49_000 + n % 50)
            event = world.event(EventKind.STOCK_TAKE, "mine", "pit", datetime.now(UTC), (line,))
        else:
            event = _next(world, n, first)
        begin = perf_counter()
        record_events(actor=CLERK, events=[event])
        seconds.append(perf_counter() - begin)
    return {"seconds": seconds, "processor_seconds": processor_seconds() - busy}


def _next(world: World, n: int, first: int) -> EventFact:
    """The n-th act on bags from ``first`` on, each of which goes all the way."""
    number, step = divmod(n, len(BULK))
    return world.step(BULK[step], [first + number], START + timedelta(minutes=n + 1))


def fill_shared(bags: int) -> dict[str, object]:
    """Fill the bags that all writers of `single` share."""
    numbers = range(bags)
    record_events(actor=CLERK, events=[World().step(EventKind.COMMISSION, numbers, START)])
    return {}


def run(name: str, *arguments: int) -> None:
    """Run one of the functions above and print what it returns as JSON."""
    functions = {"bulk": bulk, "single": single, "fill_shared": fill_shared, "prepare": prepare}
    print(json.dumps(functions[name](*arguments)), flush=True)
