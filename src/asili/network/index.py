"""The whole movement of a folder in arrays: what a trace needs, and nothing of what it does not.

About forty bytes for a line and sixteen for a flow; rows are numbered from 1 as in the files. Names
and texts stay in the files.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from asili.network.columns import Types, batches
from asili.network.folder import Folder
from asili.network.problems import FolderError, Problem
from asili.network.vocabulary import EventKind, LineRole

Ints = NDArray[np.int64]
Codes = NDArray[np.bytes_]
Flags = NDArray[np.bool_]

Kind = TypeVar("Kind", bound=np.generic)
_BYTE: Final = np.zeros(0, np.int8)
_WHOLE: Final = np.zeros(0, np.int32)
_LONG: Final = np.zeros(0, np.int64)
_CODE: Final = np.zeros(0, "S12")
KINDS: Final = tuple(EventKind)
ROLES: Final = tuple(LineRole)
_EVENTS: Final[Types] = {
    "uuid": pa.string(),
    "kind": pa.string(),
    "happened_at": pa.timestamp("us", tz="UTC"),
    "party": pa.string(),
    "place": pa.string(),
}
_LINES: Final[Types] = {"event": pa.string(), "role": pa.string(), "lot": pa.string()}
_OUTCOMES: Final[Types] = {
    "line": pa.int64(),
    "accepted": pa.bool_(),
    "moved_g": pa.int64(),
    "wet_g": pa.int64(),
    "segregated": pa.bool_(),
    "node": pa.int64(),
}
_FLOWS: Final[Types] = {"src": pa.int64(), "dst": pa.int64(), "wet_g": pa.int64()}
_MEASUREMENTS: Final[Types] = {
    "event": pa.string(),
    "quantity": pa.string(),
    "value": pa.float64(),
    "u": pa.float64(),
    "lot": pa.string(),
}


@dataclass(frozen=True, slots=True)
class Events:
    """One entry for each event: its kind, instant (microseconds since 1970), party and place."""

    kind: NDArray[np.int8]
    at: Ints
    party: Codes
    place: Codes


@dataclass(frozen=True, slots=True)
class Lines:
    """One entry for each line: its event's row, and the lot and its state after the line.

    ``node`` is the row of the line that made what the lot holds, 0 for none.
    """

    event: NDArray[np.int32]
    role: NDArray[np.int8]
    lot: Codes
    accepted: Flags
    segregated: Flags
    moved_g: Ints
    wet_g: Ints
    node: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Flows:
    """One entry for each flow, in the order of its destination."""

    src: NDArray[np.int32]
    dst: NDArray[np.int32]
    wet_g: Ints

    def into(self, nodes: NDArray[np.int32]) -> Ints:
        """Positions of the flows into ``nodes``."""
        first = np.searchsorted(self.dst, nodes, "left")
        count = np.searchsorted(self.dst, nodes, "right") - first
        start = np.repeat(first - np.concatenate(([0], np.cumsum(count)[:-1])), count)
        return start + np.arange(count.sum())


class Measurement(NamedTuple):
    """One measured quantity in percent, of a lot or, where it is "", of every lot of the event."""

    event: int
    quantity: str
    value: float
    u: float
    lot: str


@dataclass(frozen=True, slots=True)
class Index:
    """Everything that moved; ``measured`` is by row of the event."""

    events: Events
    lines: Lines
    flows: Flows
    measured: dict[int, list[Measurement]]


def read_index(folder: Folder) -> Index:
    """Read the movement of ``folder``; raises FolderError where it has no derived tables."""
    uuids, events = _events(folder)
    lines = _lines(folder, uuids)
    return Index(events, lines, _flows(folder), _measured(folder, uuids))


def _events(folder: Folder) -> tuple[pa.Array, Events]:
    kinds = pa.array([str(kind) for kind in KINDS])
    uuids, kind, at, party, place = [], [], [], [], []
    for batch in _blocks(folder, "events", _EVENTS):
        uuids.append(batch["uuid"])
        kind.append(_numbers(pc.index_in(batch["kind"], kinds)).astype(np.int8))
        at.append(_numbers(batch["happened_at"].cast(pa.int64())))
        party.append(_codes(batch["party"]))
        place.append(_codes(batch["place"]))
    whole = pa.concat_arrays(uuids) if uuids else pa.array([], pa.string())
    return whole, Events(
        _join(kind, _BYTE), _join(at, _LONG), _join(party, _CODE), _join(place, _CODE)
    )


def _lines(folder: Folder, uuids: pa.Array) -> Lines:
    roles = pa.array([str(role) for role in ROLES])
    event, role, lot = [], [], []
    for batch in _blocks(folder, "lines", _LINES):
        event.append(_rows_of(batch["event"], uuids))
        role.append(_numbers(pc.index_in(batch["role"], roles)).astype(np.int8))
        lot.append(_codes(batch["lot"]))
    count = sum(map(len, event))
    accepted, segregated = np.zeros(count, bool), np.zeros(count, bool)
    moved_g, wet_g = np.zeros(count, np.int64), np.zeros(count, np.int64)
    node = np.zeros(count, np.int32)
    for batch in _blocks(folder, "outcomes", _OUTCOMES):
        at = _numbers(batch["line"]) - 1
        accepted[at] = _numbers(batch["accepted"])
        segregated[at] = _numbers(batch["segregated"])
        moved_g[at] = _numbers(batch["moved_g"])
        wet_g[at] = _numbers(batch["wet_g"])
        node[at] = _numbers(batch["node"])
    event_row, roles_of, lots = _join(event, _WHOLE), _join(role, _BYTE), _join(lot, _CODE)
    return Lines(event_row, roles_of, lots, accepted, segregated, moved_g, wet_g, node)


def _flows(folder: Folder) -> Flows:
    src, dst, wet_g = [], [], []
    for batch in _blocks(folder, "flows", _FLOWS):
        src.append(_numbers(batch["src"]).astype(np.int32))
        dst.append(_numbers(batch["dst"]).astype(np.int32))
        wet_g.append(_numbers(batch["wet_g"]))
    ends, masses = _join(dst, _WHOLE), _join(wet_g, _LONG)
    order = np.argsort(ends, kind="stable")
    return Flows(_join(src, _WHOLE)[order], ends[order], masses[order])


def _measured(folder: Folder, uuids: pa.Array) -> dict[int, list[Measurement]]:
    measured: dict[int, list[Measurement]] = {}
    if folder.file("measurements") is None:
        return measured
    for batch in _blocks(folder, "measurements", _MEASUREMENTS):
        rows = _rows_of(batch["event"], uuids).tolist()
        others = (batch[name].to_pylist() for name in ("quantity", "value", "u", "lot"))
        for row, quantity, value, u, lot in zip(rows, *others, strict=True):
            measured.setdefault(row, []).append(Measurement(row, quantity, value, u, lot or ""))
    return measured


def _blocks(folder: Folder, table: str, types: Types) -> Iterator[pa.RecordBatch]:
    file = folder.file(table)
    if file is None:
        rule = "the folder has no such table, and cannot be traced without it"
        remedy = "Import it (./asili network import) and export it again."
        raise FolderError(Problem(f"{table}.csv", 0, "", "", rule, remedy))
    return batches(file, types)


def _rows_of(event: pa.Array, uuids: pa.Array) -> NDArray[np.int32]:
    """Row of each event that is named, 0 where it is not there."""
    named = event.dictionary_encode()
    rows = _numbers(pc.add(pc.index_in(named.dictionary, uuids), 1))
    return rows[_numbers(named.indices)].astype(np.int32)


def _numbers(values: pa.Array) -> NDArray[np.int64]:
    """Values as an array; 0 where there is none."""
    found: NDArray[np.int64] = pc.fill_null(values, pa.scalar(0).cast(values.type)).to_numpy(
        zero_copy_only=False
    )
    return found


def _codes(values: pa.Array) -> Codes:
    found: Codes = values.to_numpy(zero_copy_only=False).astype("S12")
    return found


def _join(parts: Sequence[NDArray[Kind]], empty: NDArray[Kind]) -> NDArray[Kind]:
    return np.concatenate(parts) if parts else empty
