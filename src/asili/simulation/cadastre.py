"""Titles and zones as the cadastre lists them; some zones are opened during a run."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import shapely

from asili.simulation import names
from asili.simulation.diary import Row, Sink
from asili.simulation.ground import Block, Ground, outline
from asili.simulation.numbering import Numbering

SQUARE_HA: Final = Decimal("84.955")
"""Legal area of one cadastral square in hectares."""

_OPENING: Final = (8, 1)
"""One zone in eight opens during the run: the second, the tenth and so on."""

_GRANTED: Final = date(2012, 4, 3)


def opens_late(zone: int | None) -> bool:
    """Whether a zone is opened during the run only."""
    return zone is not None and zone % _OPENING[0] == _OPENING[1]


@dataclass(frozen=True, slots=True)
class Cadastre:
    """Writes titles; zones hold ``since`` a day, those that open late from ``opens`` on."""

    numbering: Numbering
    sink: Sink
    since: date
    opens: date

    def write(self, ground: Ground, holders: list[str]) -> list[str]:
        """Write all titles, held by ``holders``, and all zones; return the codes of the zones."""
        for index, (block, holder) in enumerate(zip(ground.titles, holders, strict=True)):
            self._title(block, "PE", f"SIMU-{index + 1:03}", names.TITLES[index], holder, _GRANTED)
        zones = []
        for index, block in enumerate(ground.zones):
            since = self.opens if opens_late(index) else self.since
            name = names.nth(names.ZONES, index)
            zones.append(self._title(block, "ZEA", f"SIMU-{index + 1:03}", name, None, since))
        return zones

    def _title(
        self, block: Block, kind: str, number: str, name: str, holder: str | None, since: date
    ) -> str:
        (west, east), (south, north) = block
        count = (east - west + 1) * (north - south + 1)
        code = self.numbering.code("T")
        row: Row = {
            "code": code,
            "number": number,
            "kind": kind,
            "name": name,
            "holder": holder,
            "status": "active" if holder else "instituted",
            "substances": "Co Cu",
            "squares": count,
            "legal_area_ha": SQUARE_HA * count,
            "valid_from": since,
            "source": "simulated",
            "geometry": shapely.to_wkt(outline(block), rounding_precision=7),
        }
        self.sink.add("titles", row)
        return code
