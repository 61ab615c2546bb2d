"""The run's own books, apart from the folder: exact totals and what was planted.

They are written beside the folder as ``<folder>.truth.json`` and never loaded, so that what Asili
finds can be compared with what was.
"""

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from asili.simulation.material import ANALYTES, Lot
from asili.simulation.province import Depot, Province, Site


@dataclass(slots=True)
class Books:
    """Masses in integer grams (wet, as booked); metals in grams as they truly are.

    ``planted`` describes each oddity by name: its events (UUIDs) and codes.
    """

    bags: int = 0
    commissioned_g: int = 0
    by_site: dict[str, dict[str, int]] = field(default_factory=dict)
    bought_g: dict[str, int] = field(default_factory=dict)
    fed_g: int = 0
    batches: int = 0
    events: dict[str, int] = field(default_factory=dict)
    shipments: list[dict[str, object]] = field(default_factory=list)
    planted: dict[str, dict[str, object]] = field(default_factory=dict)

    def commission(self, site: Site, bags: list[Lot]) -> None:
        """Count the bags of one event."""
        grams = sum(bag.wet_g for bag in bags)
        self.bags += len(bags)
        self.commissioned_g += grams
        row = self.by_site.setdefault(site.code, {"bags": 0, "wet_g": 0})
        row["bags"] += len(bags)
        row["wet_g"] += grams

    def buy(self, depot: Depot, grams: int) -> None:
        """Count what a depot bought."""
        self.bought_g[depot.code] = self.bought_g.get(depot.code, 0) + grams

    def ship(self, province: Province, shipment: Lot, on: date, *, by_rail: bool) -> None:
        """Record a shipment with its true origin."""
        origin = {
            site.code: {
                f"{analyte}_g": round(float(shipment.metal[site.index, column]), 1)
                for column, analyte in enumerate(ANALYTES)
            }
            for site in province.sites
        }
        self.shipments.append(
            {
                "code": shipment.code,
                "wet_g": shipment.wet_g,
                "on": on.isoformat(),
                "by_rail": by_rail,
                "origin": origin,
            }
        )

    def write(self, path: Path) -> None:
        """Write the books as JSON."""
        content = {name: getattr(self, name) for name in self.__slots__ if not name.startswith("_")}
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
