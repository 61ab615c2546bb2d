"""Where one lot came from: kilograms of each analyte by site, cooperative, month or bag."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal, Self
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from asili.engine.custody_graph.structure import Floats
from asili.engine.custody_graph.trace import back
from asili.network.accounts import Node, Slice, account, attribute
from asili.network.folder import Folder
from asili.network.index import Index
from asili.network.vocabulary import EventKind

By = Literal["site", "cooperative", "month", "bag"]
"""What origins are summed by."""

_NOTHING: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Quantity:
    """Kilograms and their standard uncertainty; ``u`` is None where it is not computed."""

    kg: float
    u: float | None

    def __str__(self) -> str:
        """As "12.3 ± 0.4 kg"."""
        if self.u is None:
            return f"{self.kg:.3f} kg"
        places = max(0, 1 - int(np.floor(np.log10(self.u)))) if self.u else 3
        return f"{self.kg:.{places}f} ± {self.u:.{places}f} kg"


@dataclass(frozen=True, slots=True)
class Share:
    """One origin of a lot.

    Attributes:
        key, name: code and name of the site or cooperative, the month as "2026-05", or the bag;
            "" where no record of the folder explains the origin.
        bags, wet_g: how many bags, and their wet grams when they were filled.
        shares: part of each analyte of the lot, from 0 to 1.
        kilograms: of each analyte; None where the lot's content is not known.
    """

    key: str
    name: str
    bags: int
    wet_g: int
    shares: Mapping[str, float]
    kilograms: Mapping[str, Quantity | None]


@dataclass(frozen=True, slots=True)
class Names:
    """Code and name by row of an event or line, as origins are called."""

    index: Index
    places: Mapping[str, str]
    sites: Mapping[str, str]
    parties: Mapping[str, str]
    time_zone: ZoneInfo

    @classmethod
    def of(cls, folder: Folder, index: Index) -> Self:
        """Read the names that a trace prints: of places, and of the parties that act."""
        acting = {code.decode() for code in np.unique(index.events.party)}
        places, sites = {}, {}
        for row in folder.rows("places"):
            code = str(row["code"])
            places[code] = str(row["name"])
            if row["kind"] == "pit" and row["parent"]:
                sites[code] = str(row["parent"])
        parties = {
            str(row["code"]): str(row["name"])
            for row in folder.rows("parties")
            if row["code"] in acting
        }
        return cls(index, places, sites, parties, ZoneInfo(folder.manifest.time_zone))

    def site(self, node: Node) -> tuple[str, str]:
        """The site of a pit; any other place is itself."""
        code = self.index.events.place[node.place - 1].decode()
        code = self.sites.get(code, code)
        return code, self.places.get(code, code)

    def cooperative(self, node: Node) -> tuple[str, str]:
        """The party that filled a bag."""
        code = self.index.events.party[node.party - 1].decode()
        return code, self.parties.get(code, code)

    def month(self, node: Node) -> tuple[str, str]:
        """The month in which a bag was filled, on the clock of the programme."""
        instant = datetime.fromtimestamp(node.at / 1_000_000, UTC)
        month = instant.astimezone(self.time_zone).strftime("%Y-%m")
        return month, month

    def bag(self, node: Node) -> tuple[str, str]:
        """The bag itself."""
        code = self.index.lines.lot[(node.lot or 0) - 1].decode()
        return code, code


class Trace:
    """The origins of one lot, divided once for all questions."""

    def __init__(
        self,
        lot: str,
        part: Slice,
        node: int,
        wet_g: int,
        analytes: Sequence[str],
        names: Names,
    ) -> None:
        self.lot = lot
        self._nodes = part.nodes
        self._names = names
        self._accounted = account(part, analytes)
        self._target = self._accounted.position[node]
        self._graph = self._accounted.accounts.graph(self._accounted.network)
        made_g = part.nodes[self._target].wet_g
        self._part = wet_g / made_g if made_g else 0.0

    @property
    def analytes(self) -> Sequence[str]:
        """What is traced, in the order of all figures."""
        return self._accounted.analytes

    @property
    def kilograms(self) -> dict[str, Quantity | None]:
        """What the lot holds of each analyte."""
        accounts = self._accounted.accounts
        metal, u = accounts.metal[self._target] * self._part, accounts.metal_u[self._target]
        found = zip(self.analytes, metal.tolist(), u.tolist(), strict=True)
        return {
            code: Quantity(kg, kg * relative) if np.isfinite(kg) else None
            for code, kg, relative in found
        }

    def by(self, group: By) -> list[Share]:
        """Origins, the largest share of the first analyte first; by month in order of time."""
        leaves = [
            at
            for at in np.flatnonzero(self._accounted.network.is_leaf).tolist()
            if self._nodes[at].made_by is EventKind.COMMISSION
        ]
        named, label = self._label(leaves, getattr(self._names, group))
        shares, u = self._attribute(label, len(named), with_u=group != "bag")
        bags = np.bincount(label[leaves], minlength=len(named))
        masses = [self._nodes[at].wet_g or 0 for at in leaves]
        wet_g = np.bincount(label[leaves], masses, minlength=len(named))
        rows = [
            self._share(name, int(bags[row]), int(wet_g[row]), shares[row], u[row])
            for row, name in enumerate(named)
        ]
        if (shares[-1] > _NOTHING).any():
            rows.append(self._share(("", ""), 0, 0, shares[-1], u[-1]))
        if group == "month":
            return sorted(rows, key=lambda row: (not row.key, row.key))
        return sorted(
            rows, key=lambda row: (not row.key, [-part for part in row.shares.values()], row.key)
        )

    def _label(
        self, leaves: Sequence[int], name: Callable[[Node], tuple[str, str]]
    ) -> tuple[list[tuple[str, str]], NDArray[np.int64]]:
        numbers: dict[tuple[str, str], int] = {}
        label = np.full(len(self._nodes), -1, np.int64)
        for at in leaves:
            label[at] = numbers.setdefault(name(self._nodes[at]), len(numbers))
        return list(numbers), label

    def _attribute(
        self, label: NDArray[np.int64], groups: int, *, with_u: bool
    ) -> tuple[Floats, Floats]:
        analytes = len(self.analytes)
        if with_u:
            relative = self._accounted.accounts.metal_u[self._target]
            known = np.array([metal is not None for metal in self.kilograms.values()])
            whole_u = np.where(known, np.nan_to_num(relative), 0.0)
            estimate = attribute(self._accounted, self._graph, self._target, whole_u, label, groups)
            return estimate.amount, estimate.u
        origin = back(self._graph, self._target, np.ones(analytes))
        total = origin.ends.sum(axis=0)
        parts = np.divide(origin.ends, total, out=np.zeros_like(origin.ends), where=total > 0)
        shares = np.zeros((groups + 1, analytes))
        np.add.at(shares, np.where(label[origin.nodes] < 0, groups, label[origin.nodes]), parts)
        return shares, np.full_like(shares, np.nan)

    def _share(
        self, name: tuple[str, str], bags: int, wet_g: int, shares: Floats, u: Floats
    ) -> Share:
        kilograms: dict[str, Quantity | None] = {}
        for column, (code, whole) in enumerate(self.kilograms.items()):
            if whole is None:
                kilograms[code] = None
                continue
            known = float(u[column]) if np.isfinite(u[column]) else None
            kg = whole.kg * float(shares[column])
            kilograms[code] = Quantity(kg, None if known is None else whole.kg * known)
        parts = dict(zip(self.analytes, map(float, shares), strict=True))
        return Share(*name, bags=bags, wet_g=wet_g, shares=parts, kilograms=kilograms)
