"""A folder of any size is read with little memory."""

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from asili.engine.codes import block, encode
from asili.network.cells import Value
from asili.network.folder import Folder
from asili.network.writing import FolderWriter
from tests.network.test_folder import MANIFEST

EVENTS, BAGS = 100, 300
MEGABYTE = 2**20


def bags(number: int) -> Iterator[dict[str, Value]]:
    for tag in block("B", number * BAGS, BAGS):
        yield {"role": "make", "lot": tag, "wet_g": 50_000, "lot_kind": "bag"}


def test_reading_events_needs_memory_for_one_event_not_for_all_bags(tmp_path: Path) -> None:
    with FolderWriter(tmp_path / "network", MANIFEST) as writer:
        for number in range(EVENTS):
            uuid = UUID(int=number, version=4)
            at = datetime(2026, 5, 1, tzinfo=UTC) + timedelta(minutes=number)
            event: dict[str, Value] = {"uuid": uuid, "kind": "commission", "happened_at": at}
            writer.add("events", event | {"party": encode("P", 1), "place": encode("G", 1)})
            for bag in bags(number):
                writer.add("lines", {"event": uuid, **bag})
    folder = Folder.open(tmp_path / "network")
    tracemalloc.start()
    try:
        lines = sum(len(record.lines) for record in folder.events())
        _, streamed = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        kept = list(folder.events())
        _, whole = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert lines == sum(len(record.lines) for record in kept) == EVENTS * BAGS
    assert streamed < 2 * MEGABYTE
    assert whole > 10 * streamed
