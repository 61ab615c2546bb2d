"""The diary of a run: events noted in causal order, given distinct seconds, written as they arrive.

A day has fixed windows. Events noted in a window get ascending seconds inside it; a late record
keeps the time at which it happened and is written on the day on which it was recorded.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final, Protocol
from uuid import UUID

import numpy as np
from numpy.random import Generator

from asili.network.cells import Value
from asili.network.vocabulary import EventKind, LineRole, LotKind, Mode
from asili.simulation.material import Lot
from asili.simulation.numbering import Numbering
from asili.simulation.settings import ZONE

Row = dict[str, Value]
DELAY: Final = timedelta(seconds=40)
"""Between an event and its record on a device, where nothing was late."""


class Sink(Protocol):
    """Where rows go."""

    def add(self, table: str, row: Mapping[str, Value]) -> None:
        """Add a row to a table."""
        ...


@dataclass(slots=True)
class Happening:
    """An event without its time; rows of lines and measurements without their event."""

    kind: EventKind
    party: str
    place: str
    lines: list[Row]
    counterparty: str = ""
    to_place: str = ""
    mode: Mode = Mode.NONE
    device: str = ""
    document: str = ""
    note: str = ""
    measurements: list[Row] = field(default_factory=list)
    recorded_on: date | None = None
    """Day of a late record; None = recorded at once."""
    target: UUID | None = None
    """Event that a void names."""


def line(
    role: LineRole, lot: Lot | str, wet_g: int | None = None, kind: LotKind | None = None
) -> Row:
    """Return a row of lines."""
    code = lot.code if isinstance(lot, Lot) else lot
    return {"role": role, "lot": code, "wet_g": wet_g, "lot_kind": kind}


def lines(role: LineRole, lots: Iterable[Lot]) -> list[Row]:
    """Return one row without a mass for each lot."""
    return [line(role, lot) for lot in lots]


class Diary:
    """Collects the events of a window and writes them out with their times."""

    def __init__(self, rng: Generator, numbering: Numbering, sink: Sink) -> None:
        self._rng = rng
        self._uuids = numbering.uuids()
        self._sink = sink
        self._waiting: list[tuple[UUID, Happening]] = []
        self._late: list[tuple[date, datetime, UUID, Happening]] = []

    def note(self, happening: Happening) -> UUID:
        """Note an event; its identifier is fixed at once, its time when the window closes."""
        uuid = next(self._uuids)
        self._waiting.append((uuid, happening))
        return uuid

    def pay(self, settlement: Row, deductions: Iterable[Row]) -> None:
        """Write a settlement and what was held back."""
        self._sink.add("settlements", settlement)
        for deduction in deductions:
            self._sink.add("deductions", deduction)

    def close(self, day: date, start: time, end: time) -> None:
        """Give the noted events ascending seconds between ``start`` and ``end`` and write them."""
        opening = datetime.combine(day, start, ZONE)
        seconds = int((datetime.combine(day, end, ZONE) - opening).total_seconds())
        if len(self._waiting) > seconds:
            raise ValueError(f"{len(self._waiting)} events do not fit between {start} and {end}")
        chosen = np.sort(self._rng.choice(seconds, len(self._waiting), replace=False))
        for second, (uuid, happening) in zip(chosen, self._waiting, strict=True):
            at = opening + timedelta(seconds=int(second))
            if happening.recorded_on is None:
                self._write(uuid, happening, at, at + DELAY)
            else:
                self._late.append((happening.recorded_on, at, uuid, happening))
        self._waiting.clear()

    def open(self, day: date) -> None:
        """Write the late records that are found on ``day``."""
        for recorded_on, at, uuid, happening in self._late:
            if recorded_on == day:
                self._write(uuid, happening, at, datetime.combine(day, time(4), ZONE))
        self._late = [late for late in self._late if late[0] != day]

    def _write(self, uuid: UUID, happening: Happening, at: datetime, recorded_at: datetime) -> None:
        self._sink.add(
            "events",
            {
                "uuid": uuid,
                "kind": happening.kind,
                "happened_at": at,
                "recorded_at": recorded_at,
                "party": happening.party,
                "counterparty": happening.counterparty or None,
                "place": happening.place,
                "to_place": happening.to_place or None,
                "mode": happening.mode,
                "device": happening.device or None,
                "document": happening.document or None,
                "note": happening.note or None,
                "target": happening.target,
            },
        )
        for row in happening.lines:
            self._sink.add("lines", {"event": uuid, **row})
        for row in happening.measurements:
            self._sink.add("measurements", {"event": uuid, **row})
