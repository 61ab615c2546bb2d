"""What moved, event by event: the tables that stand in the order of events, written side by side.

Events are read in the one order of the fold, a chunk at a time, and with each chunk everything that
belongs to it, so that memory does not grow with the network.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
from django.db.models import Max
from numpy.typing import NDArray

from asili.core.files import path_of
from asili.core.models import FileLink, StoredFile
from asili.domain.custody.models import (
    EventLine,
    Flow,
    LineOutcome,
    Measurement,
    Outcome,
)
from asili.domain.trade.models import Deduction
from asili.interfaces.exchange.scope import Scope
from asili.interfaces.exchange.sources import Cells, cell
from asili.network.schema import TABLES
from asili.network.writing import FolderWriter

CHUNK: Final = 500
"""Events whose records are in memory at a time."""

MOVES: Final = (
    "events",
    "lines",
    "measurements",
    "documents",
    "settlements",
    "deductions",
    "verdicts",
    "outcomes",
    "flows",
)
"""The tables that `Moves` writes."""

_EVENT: Final = {
    "party": "party__code",
    "counterparty": "counterparty__code",
    "place": "place__code",
    "to_place": "to_place__code",
    "target": "target_uuid",
}
_OF_LOT: Final = {"lot": "lot__code"}
_SETTLEMENT: Final = {
    "event": "event_code",
    "lot": "lot_code",
    "buyer": "buyer__code",
    "seller": "seller__code",
}
_CONFIDENTIAL: Final = frozenset({"weigher"})
_DERIVED: Final = ("accepted", "rule", "moved_g", "booked_g", "status", "wet_g", "segregated")
_Chunk = Mapping[int, str]


class Moves:
    """Writes the events of a scope and all that belongs to them; ``missing`` are lost files."""

    def __init__(self, scope: Scope, writer: FolderWriter) -> None:
        self.missing = 0
        self._scope = scope
        self._writer = writer
        self._events = 0
        self._lines = 0

    def write(self) -> Iterator[int]:
        """Write everything; yield the number of events done after each chunk."""
        names = TABLES["events"].names
        fields = [_EVENT.get(name, name) for name in names]
        last = EventLine.objects.aggregate(last=Max("pk"))["last"] or 0
        with TemporaryDirectory() as folder:
            path = Path(folder) / "lines"
            self._row_of = np.memmap(path, np.uint32, "w+", shape=(last + 1,))
            ordered = self._scope.events.order_by("happened_at", "uuid")
            events = ordered.values_list("pk", *fields).iterator(CHUNK)
            while chunk := list(islice(events, CHUNK)):
                for _pk, *values in chunk:
                    self._writer.add("events", _cells(names, values))
                self._write_what_belongs_to({pk: uuid for pk, uuid, *_ in chunk})
                self._events += len(chunk)
                yield self._events
            del self._row_of

    def _write_what_belongs_to(self, chunk: Mapping[int, Any]) -> None:
        rows = dict(zip(chunk, range(self._events + 1, self._events + 1 + len(chunk)), strict=True))
        uuids = {pk: str(uuid) for pk, uuid in chunk.items()}
        self._write_lines(uuids)
        self._write_measurements(uuids)
        self._write_documents(uuids)
        self._write_settlements(uuids)
        self._write_verdicts(uuids)
        self._write_flows(rows)

    def _write_lines(self, uuids: _Chunk) -> None:
        names = [name for name in TABLES["lines"].names if name != "event"]
        fields = [_OF_LOT.get(name, name) for name in names]
        found = EventLine.objects.filter(event__in=uuids).order_by("n")
        lines = _by_first(found.values_list("event_id", "pk", *fields))
        keys = [pk for event in uuids for pk, *_ in lines[event]]
        states = LineOutcome.objects.filter(event__in=uuids)
        outcomes = _by_first(states.values_list("line_id", "node", *_DERIVED))
        row_of = self._row_of
        row_of[keys] = np.arange(self._lines + 1, self._lines + 1 + len(keys), dtype=np.uint32)
        for event, uuid in uuids.items():
            for pk, *values in lines[event]:
                self._lines += 1
                self._writer.add("lines", {"event": uuid, **_cells(names, values)})
                for node, *state in outcomes[pk]:
                    made_by = int(row_of[node]) or None if node is not None else None
                    row: Cells = {"line": self._lines, "node": made_by}
                    self._writer.add("outcomes", row | _cells(_DERIVED, state))

    def _write_measurements(self, uuids: _Chunk) -> None:
        names = [name for name in TABLES["measurements"].names if name != "event"]
        fields = [_OF_LOT.get(name, name) for name in names]
        found = Measurement.objects.filter(event__in=uuids).order_by("n")
        measured = _by_first(found.values_list("event_id", *fields))
        self._write_each("measurements", names, uuids, measured)

    def _write_documents(self, uuids: _Chunk) -> None:
        links = FileLink.objects.filter(subject__in=uuids.values()).order_by("pk")
        found: defaultdict[str, dict[str, StoredFile]] = defaultdict(dict)
        for link in links.select_related("file"):
            found[link.subject].setdefault(link.file.sha256, link.file)
        for uuid in uuids.values():
            for sha256, stored in found[uuid].items():
                source = path_of(stored)
                if not source.is_file():
                    self.missing += 1
                    continue
                self._writer.keep_file(source, sha256)
                row: Cells = {"event": uuid, "sha256": sha256, "name": stored.name}
                row |= {"media_type": stored.media_type, "size": stored.size}
                self._writer.add("documents", row)

    def _write_settlements(self, uuids: _Chunk) -> None:
        hidden = frozenset() if self._scope.is_whole else _CONFIDENTIAL
        names = [name for name in TABLES["settlements"].names if name not in hidden]
        fields = [_SETTLEMENT.get(name, name) for name in names]
        found = self._scope.settlements.filter(event_code__in=uuids.values()).order_by("lot_code")
        paid = _by_first(found.values_list("event_code", "pk", *fields))
        keys = [pk for settlements in paid.values() for pk, *_ in settlements]
        lines = [name for name in TABLES["deductions"].names if name not in ("event", "lot")]
        held = Deduction.objects.filter(settlement__in=keys).order_by("pk")
        deductions = _by_first(held.values_list("settlement_id", *lines))
        for uuid in uuids.values():
            for pk, *values in paid[uuid]:
                row = _cells(names, values)
                self._writer.add("settlements", row)
                for deduction in deductions[pk]:
                    of: Cells = {"event": uuid, "lot": row["lot"]}
                    self._writer.add("deductions", of | _cells(lines, deduction))

    def _write_verdicts(self, uuids: _Chunk) -> None:
        names = ("verdict", "rule")
        found = Outcome.objects.filter(event__in=uuids).values_list("event_id", *names)
        self._write_each("verdicts", names, uuids, _by_first(found))

    def _write_flows(self, rows: Mapping[int, int]) -> None:
        found = Flow.objects.filter(event__in=rows).values_list("event_id", "src", "dst", "wet_g")
        flows = _by_first(found)
        for event, row in rows.items():
            ends = [(self._end(src, row), self._end(dst, row), g) for src, dst, g in flows[event]]
            for src, dst, wet_g in sorted(ends, key=lambda end: (end[1], end[0], end[2])):
                self._writer.add("flows", {"src": src or None, "dst": dst, "wet_g": wet_g})

    def _end(self, node: int, row: int) -> int:
        """Row of the line that made a content, 0 if outside; minus the event's row for a hub."""
        return -row if node < 0 else int(self._row_of[node])

    def _write_each(
        self, table: str, names: Sequence[str], uuids: _Chunk, found: Mapping[int, list[Any]]
    ) -> None:
        for event, uuid in uuids.items():
            for values in found[event]:
                self._writer.add(table, {"event": uuid, **_cells(names, values)})

    _row_of: NDArray[np.uint32]


def _by_first(rows: Any) -> defaultdict[Any, list[Any]]:
    """Rows without their first value, by that value, in their order."""
    found = defaultdict(list)
    for first, *rest in rows:
        found[first].append(rest)
    return found


def _cells(names: Sequence[str], values: Sequence[object]) -> Cells:
    return {name: cell(value, name) for name, value in zip(names, values, strict=True)}
