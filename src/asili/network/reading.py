"""Open a network folder and ask it questions: without Django, without a database.

    from asili.network import open_folder

    network = open_folder("network")
    for share in network.trace("S-...").by("site"):
        print(share.name, share.kilograms["Co"])

The figures are those of the installation that wrote the folder: both divide masses by the same
arithmetic (`asili.network.accounts`), along the flows that the folder carries.
"""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from weakref import finalize

import numpy as np

from asili.network.folder import EventRecord, Folder
from asili.network.index import Index, read_index
from asili.network.manifest import Manifest
from asili.network.problems import FolderError, Problem
from asili.network.tabular import Row
from asili.network.traces import Names, Trace
from asili.network.upstream import read_upstream
from asili.network.vocabulary import MOISTURE
from asili.network.zipped import unpacked


def open_folder(path: Path | str) -> "Network":
    """Open the network folder, or the zip of one, at ``path``; raises FolderError.

    A zip is unpacked to a temporary place that is removed with the network.
    """
    place = unpacked(Path(path))
    network = Network(Folder.open(place.__enter__()))
    finalize(network, place.__exit__, None, None, None)
    return network


class Network:
    """An open folder. Rows come as streams; what a trace needs is read once, when first asked."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder

    @property
    def manifest(self) -> Manifest:
        """What the folder is, where it comes from and what it leaves out."""
        return self.folder.manifest

    def rows(self, table: str) -> Iterator[Row]:
        """Yield the rows of a table as typed values by column; raises FolderError at a bad one."""
        return self.folder.rows(table)

    def events(self) -> Iterator[EventRecord]:
        """Yield each event with its lines and measurements."""
        return self.folder.events()

    def lots(self, kind: str = "S") -> list[str]:
        """Codes that begin with a letter, in order: "S" shipments, "L" lots, "B" bags."""
        lots = self.index.lines.lot
        first = lots.view(np.uint8).reshape(len(lots), -1)[:, 0]
        return [code.decode() for code in np.unique(lots[first == ord(kind)])]

    def trace(self, lot: str) -> Trace:
        """Trace a lot back to where it was dug.

        Raises FolderError where the folder has no record that made it.
        """
        lines = self.index.lines
        seen = np.flatnonzero(lines.lot == lot.strip().upper().encode())
        last = int(seen[-1]) if len(seen) else 0
        node = int(lines.node[last]) if len(seen) else 0
        if not node:
            rule = "no record that counts has made this lot"
            remedy = "Compare the code, or ask an installation that has its records."
            raise FolderError(Problem(self.folder.path.name, 0, "", lot, rule, remedy))
        part = read_upstream(self.index, node)
        wet_g = int(lines.wet_g[last]) or int(lines.wet_g[node - 1])
        return Trace(lot, part, node, wet_g, self.analytes, self.names)

    @cached_property
    def analytes(self) -> tuple[str, ...]:
        """What is traced: as the manifest says, else all that was measured but moisture."""
        if self.manifest.analytes:
            return self.manifest.analytes
        measured = {m.quantity for found in self.index.measured.values() for m in found}
        return tuple(sorted(measured - {MOISTURE}))

    @cached_property
    def index(self) -> Index:
        """The movement of the folder in arrays."""
        return read_index(self.folder)

    @cached_property
    def names(self) -> Names:
        """Names of places and of the parties that act, and which site a pit lies in."""
        return Names.of(self.folder, self.index)
