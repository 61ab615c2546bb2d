"""A network folder of many bags: written, checked, opened and traced, with the memory it takes.

    ./asili bench network [--bags N] [--format csv|parquet] [--json FILE]

A synthetic folder with the derived tables that an export carries: bags of 50 kg are filled in
events of 25, sent, received and bought; 1,000 bags make a product, 10 products a shipment. Each
step runs in a process of its own, so that its peak of resident memory is its own; the process that
does nothing but import what the step needs is measured beside them.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from uuid import UUID

from asili.engine.codes import block, encode
from asili.network import open_folder
from asili.network.check import check
from asili.network.folder import Folder
from asili.network.manifest import Manifest
from asili.network.problems import Problem
from asili.network.sinks import Cells, Format
from asili.network.writing import FolderWriter

ROOT = Path(__file__).resolve().parents[1]
IN_EVENT, IN_PRODUCT, IN_SHIPMENT = 25, 1_000, 10
BAG_G = 50_000
PARTY, SITE = encode("P", 1), encode("G", 1)
START = datetime(2026, 1, 1, tzinfo=UTC)
MANIFEST = Manifest(
    title="Benchmark",
    programme="BENCH",
    commodity="CuCo",
    provinces=("CD-LU",),
    simulated=True,
    attribution="Invented for a benchmark.",
    licence="CC0-1.0",
    analytes=("Co",),
)


class Synthetic:
    """Writes the events one after another and keeps count of lines, as an export does."""

    def __init__(self, writer: FolderWriter) -> None:
        self.events = self.lines = 0
        self._writer = writer

    def event(self, kind: str) -> UUID:
        """Begin an event, a minute after the last."""
        self.events += 1
        uuid = UUID(int=self.events << 80, version=4)
        row: Cells = {
            "uuid": uuid,
            "kind": kind,
            "happened_at": START + timedelta(minutes=self.events),
            "party": PARTY,
            "place": SITE,
        }
        self._writer.add("events", row)
        self._writer.add("verdicts", {"event": uuid, "verdict": "accepted"})
        return uuid

    def line(self, event: UUID, line: Cells, node: int | None, grams: int) -> int:
        """Add a line and what it leaves of its lot; return its row."""
        self.lines += 1
        self._writer.add("lines", {"event": event, **line})
        state: Cells = {
            "line": self.lines,
            "accepted": True,
            "moved_g": grams,
            "booked_g": 0,
            "status": "open",
            "wet_g": grams,
            "segregated": False,
            "node": self.lines if node is None else node,
        }
        self._writer.add("outcomes", state)
        return self.lines

    def measure(self, event: UUID) -> None:
        """A grade and a moisture for the lots of an event."""
        for quantity, value, u in (("Co", 3, 1), ("moisture", 8, 1)):
            row: Cells = {"event": event, "quantity": quantity, "value": value, "u": u}
            self._writer.add("measurements", row | {"method": "xrf_pulp"})

    def bags(self, first: int) -> list[int]:
        """Fill, send, receive and buy some bags; return the rows that made them."""
        tags = list(block("B", first, IN_EVENT))
        filled = self.event("commission")
        make: Cells = {"role": "make", "wet_g": BAG_G, "lot_kind": "bag"}
        made = [self.line(filled, make | {"lot": tag}, None, BAG_G) for tag in tags]
        self.measure(filled)
        for kind in ("transfer_out", "transfer_in", "purchase"):
            event = self.event(kind)
            for tag, node in zip(tags, made, strict=True):
                self.line(event, {"role": "see", "lot": tag, "wet_g": BAG_G}, node, BAG_G)
        return made

    def make(self, kind: str, lot: str, lot_kind: str, nodes: list[int], grams: int) -> int:
        """Make one lot of the whole content of others; return its row."""
        event = self.event(kind)
        made = self.line(event, {"role": "make", "lot": lot, "lot_kind": lot_kind}, None, grams)
        self.measure(event)
        for node in nodes:
            flow: Cells = {"src": node, "dst": made, "wet_g": grams // len(nodes)}
            self._writer.add("flows", flow)
        return made


def write(path: Path, bags: int, form: Format) -> None:
    """Write the folder."""
    with FolderWriter(path, MANIFEST, form) as writer:
        party: Cells = {"code": PARTY, "kind": "organisation", "name": "Bench"}
        writer.add("parties", party)
        place: Cells = {"code": SITE, "kind": "site", "name": "Bench", "province": "CD-LU"}
        writer.add("places", place | {"lat_e7": -107_000_000, "lon_e7": 255_000_000})
        world = Synthetic(writer)
        nodes: list[int] = []
        products: list[int] = []
        for first in range(0, bags, IN_EVENT):
            nodes += world.bags(first)
            if len(nodes) == IN_PRODUCT:
                lot = encode("L", len(products) + first)
                grams = IN_PRODUCT * BAG_G
                products.append(world.make("blend", lot, "lot", nodes, grams))
                nodes = []
            if len(products) == IN_SHIPMENT:
                lot, grams = encode("S", first), IN_SHIPMENT * IN_PRODUCT * BAG_G
                world.make("ship", lot, "shipment", products, grams)
                products = []


def judge(path: Path) -> None:
    """Check the folder; AssertionError where it has a problem."""
    found: list[Problem] = []
    check(Folder.open(path), found.append)
    if found:
        raise AssertionError(found[0])


def trace(path: Path) -> None:
    """Open the folder and trace its last shipment."""
    network = open_folder(path)
    (share,) = network.trace(network.lots("S")[-1]).by("site")
    if share.bags != IN_PRODUCT * IN_SHIPMENT:
        raise AssertionError(share)


def nothing(_path: Path) -> None:
    """What a process takes that does nothing."""


STEPS: dict[str, Callable[[Path], None]] = {"nothing": nothing, "check": judge, "trace": trace}


def measured(step: str, path: Path, bags: int, form: Format) -> dict[str, float | str]:
    """Run one step in a process of its own; seconds, processor seconds and peak megabytes."""
    words = [sys.executable, "-m", "bench.network", "--step", step, "--folder", str(path)]
    words += ["--bags", str(bags), "--format", form]
    paths = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
    done = subprocess.run(
        words, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, check=True
    )
    found: dict[str, float | str] = json.loads(done.stdout)
    return found


def run_step(step: str, path: Path, bags: int, form: Format) -> dict[str, float | str]:
    """Run one step in this process."""
    begun, worked = perf_counter(), process_time()
    if step == "write":
        write(path, bags, form)
    else:
        STEPS[step](path)
    return {
        "step": step,
        "seconds": round(perf_counter() - begun, 1),
        "processor_seconds": round(process_time() - worked, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--bags", type=int, default=1_000_000)
    parser.add_argument("--format", dest="form", choices=("csv", "parquet"), default="csv")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--step", choices=("write", *STEPS), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        print(json.dumps(run_step(asked.step, asked.folder, asked.bags, asked.form)))
        return
    with tempfile.TemporaryDirectory(prefix="asili-bench-") as space:
        path = Path(space) / "network"
        steps = ("nothing", "write", "check", "trace")
        found = [measured(step, path, asked.bags, asked.form) for step in steps]
        size = sum(file.stat().st_size for file in path.iterdir()) // 2**20
    print(f"{asked.bags:,} bags as {asked.form}: {size:,} MB")
    print("| step | seconds | processor seconds | peak memory, MB |\n| --- | --- | --- | --- |")
    for row in found:
        print(f"| {' | '.join(str(value) for value in row.values())} |")
    if asked.json:
        asked.json.write_text(json.dumps({"bags": asked.bags, "mb": size, "steps": found}), "utf-8")


if __name__ == "__main__":
    main()
