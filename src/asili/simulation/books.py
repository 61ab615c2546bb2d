"""What is true of a run, in a folder of its own beside the network folder: never loaded by Asili.

``truth.csv`` names each irregularity that was planted, ``origins.csv`` the metal of each shipment
by site of origin, ``books.json`` the exact totals; so that what Asili finds can be scored.
"""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self
from uuid import UUID

from asili.simulation.differences import Kind
from asili.simulation.material import ELSEWHERE, Lot

TRUTH: Final = (
    # name, meaning
    ("kind", "kind of irregularity"),
    ("on", "day on which it happened"),
    ("place", "place at which it happened"),
    ("event", "event that shows it; empty: none does"),
    ("lot", "lot concerned; empty: none alone"),
    ("quantity", "what is untrue, such as wet_g; empty where nothing was measured"),
    ("written", "what the folder says"),
    ("true", "what was"),
)
"""Columns of ``truth.csv``."""

ORIGINS: Final = ("shipment", "site", "Co_g", "Cu_g")


@dataclass(frozen=True, slots=True)
class Irregularity:
    """A row of ``truth.csv``; see `TRUTH`."""

    kind: Kind
    on: date
    place: str
    event: UUID | None = None
    lot: str = ""
    quantity: str = ""
    written: float | str = ""
    true: float | str = ""


@dataclass(slots=True)
class Books:
    """Exact totals; masses in integer grams (wet, as booked).

    ``features`` describes honest rarities: heaps that are refilled, tailings fed again.
    """

    bags: int = 0
    commissioned_g: int = 0
    by_site: dict[str, dict[str, int]] = field(default_factory=dict)
    bought_g: dict[str, int] = field(default_factory=dict)
    fed_g: int = 0
    batches: int = 0
    events: dict[str, int] = field(default_factory=dict)
    shipments: list[dict[str, object]] = field(default_factory=list)
    features: dict[str, Any] = field(default_factory=dict)
    calendar: dict[str, Any] = field(default_factory=dict)
    planted: dict[str, int] = field(default_factory=dict)

    def commission(self, site: str, bags: list[Lot]) -> None:
        """Count the bags of one event."""
        grams = sum(bag.wet_g for bag in bags)
        self.bags += len(bags)
        self.commissioned_g += grams
        row = self.by_site.setdefault(site, {"bags": 0, "wet_g": 0})
        row["bags"] += len(bags)
        row["wet_g"] += grams

    def buy(self, depot: str, grams: int) -> None:
        """Count what a depot bought."""
        self.bought_g[depot] = self.bought_g.get(depot, 0) + grams


class TruthFolder:
    """Writes the truth as it happens; use it as a context manager."""

    def __init__(self, path: Path) -> None:
        self.books = Books()
        self.sites: list[str] = []
        self._path = path
        self._files: list[IO[str]] = []

    def __enter__(self) -> Self:
        self._path.mkdir(parents=True, exist_ok=True)
        self._planted = self._table("truth.csv", [name for name, _ in TRUTH])
        self._origins = self._table("origins.csv", ORIGINS)
        return self

    def plant(self, row: Irregularity) -> None:
        """Write down an irregularity."""
        self.books.planted[row.kind] = self.books.planted.get(row.kind, 0) + 1
        self._planted.writerow([getattr(row, name) for name, _ in TRUTH])

    def ship(self, shipment: Lot, on: date, *, by_rail: bool) -> None:
        """Write down a shipment with its true origin."""
        row = {"code": shipment.code, "wet_g": shipment.wet_g, "on": on.isoformat()}
        self.books.shipments.append({**row, "by_rail": by_rail})
        for index, metals in sorted(shipment.metal.items()):
            site = "" if index == ELSEWHERE else self.sites[index]
            self._origins.writerow([shipment.code, site, *(round(grams, 1) for grams in metals)])

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for file in self._files:
            file.close()
        content = {one.name: getattr(self.books, one.name) for one in fields(self.books)}
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (self._path / "books.json").write_text(text, encoding="utf-8")

    def _table(self, name: str, columns: Sequence[str]) -> Any:
        file = (self._path / name).open("w", encoding="utf-8", newline="")
        self._files.append(file)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        return writer


def truth_path(folder: Path) -> Path:
    """Return the folder with the truth of the network folder at ``folder``."""
    return folder.with_name(f"{folder.name}.truth")


def planted(folder: Path) -> Iterator[dict[str, str]]:
    """Yield the irregularities of the network folder at ``folder``."""
    with (truth_path(folder) / "truth.csv").open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def origins(folder: Path) -> dict[str, dict[str, tuple[float, float]]]:
    """True grams of cobalt and copper of each shipment by site; "" is outside of the province."""
    found: dict[str, dict[str, tuple[float, float]]] = {}
    with (truth_path(folder) / "origins.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            metals = float(row["Co_g"]), float(row["Cu_g"])
            found.setdefault(row["shipment"], {})[row["site"]] = metals
    return found
