"""Write a network folder, row by row, as CSV or Parquet.

The folder appears under its name only when it is complete: it is written beside its place, the
manifest last, and renamed at the end. What a writer with a ``resume`` key had finished when it was
cut off is kept for the next one with the same key; without a key nothing is left behind.
"""

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from asili.network.manifest import FILE, FileEntry, Manifest, write_manifest
from asili.network.problems import FolderError, Problem
from asili.network.published import datapackage
from asili.network.schema import TABLES
from asili.network.sinks import Cells, Format, Sink, entry_of, open_sink

__all__ = ["Cells", "FolderWriter", "Format", "write"]

FILES: Final = "files"
"""Where the files of the table documents lie, each under its SHA-256."""

DESCRIPTION: Final = "datapackage.json"
"""What the tables are, for programs of others."""

_CHECKPOINT: Final = "checkpoint.json"


class FolderWriter:
    """Writes the tables of one folder side by side.

    Use it as a context manager. Raises FolderError where the place is taken by something that is no
    network folder. ``resume`` is a text that is equal only where the same rows would be written.
    """

    def __init__(
        self, path: Path | str, manifest: Manifest, form: Format = "csv", resume: str = ""
    ) -> None:
        self.path = Path(path)
        self.counts: dict[str, int] = {}
        self._manifest = manifest
        self._form: Format = form
        self._resume = resume
        self._notes: list[str] = []
        self._partial = self.path.with_name(f".{self.path.name}.partial")
        self._sinks: dict[str, Sink] = {}
        self._finished: dict[str, FileEntry] = {}

    def __enter__(self) -> Self:
        taken = self.path.exists() and not (self.path / FILE).is_file()
        if taken and not (self.path.is_dir() and not any(self.path.iterdir())):
            rule = "the place is taken by something that is no network folder"
            raise FolderError(Problem(self.path.name, 0, "", "", rule, "Choose another place."))
        if not self._continue():
            shutil.rmtree(self._partial, ignore_errors=True)
            self._partial.mkdir(parents=True)
        return self

    def add(self, table: str, row: Cells) -> None:
        """Add a row; columns that it does not name stay blank."""
        sink = self._sinks.get(table)
        if sink is None:
            sink = self._begin(table)
        sink.add(row)
        self.counts[table] += 1

    def is_finished(self, table: str) -> bool:
        """Say whether an earlier writer with the same key has finished the table."""
        return table in self._finished

    def finish(self, *tables: str) -> None:
        """Close tables that are whole, also where they have no row, and remember it."""
        for table in tables:
            if table not in self._sinks:
                self._begin(table)
            self._close(table)
        if self._resume:
            self._remember()

    def note(self, text: str) -> None:
        """Add a note to the manifest: what the folder leaves out."""
        self._notes.append(text)

    def keep_file(self, source: Path, sha256: str) -> None:
        """Copy a document's file into the folder, once."""
        target = self._partial / FILES / sha256
        if not target.exists():
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(source, target.with_suffix(".new"))
            target.with_suffix(".new").rename(target)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            for sink in self._sinks.values():
                sink.close()
            if not self._resume:
                shutil.rmtree(self._partial)
            return
        needed = [table.name for table in TABLES.values() if table.required]
        self.finish(*self._sinks, *(t for t in needed if t not in self.counts))
        (self._partial / _CHECKPOINT).unlink(missing_ok=True)
        whole = self._whole()
        described = json.dumps(datapackage(whole.counts, self._form), ensure_ascii=False, indent=2)
        (self._partial / DESCRIPTION).write_text(described + "\n", "utf-8")
        write_manifest(self._partial, whole)
        self._take_place()

    def _whole(self) -> Manifest:
        counts = {name: self.counts[name] for name in TABLES if name in self.counts}
        files = {f"{name}.{self._form}": self._finished[name] for name in counts}
        folder = self._partial / FILES
        kept = sorted(folder.iterdir()) if folder.is_dir() else []
        files |= {f"{FILES}/{file.name}": entry_of(file) for file in kept}
        notes = (*self._manifest.notes, *self._notes)
        return replace(self._manifest, notes=notes, counts=counts, files=files)

    def _take_place(self) -> None:
        """Rename; a folder that stands there is moved aside first and removed last."""
        former = self.path.with_name(f".{self.path.name}.former")
        shutil.rmtree(former, ignore_errors=True)
        if self.path.exists():
            self.path.rename(former)
        self._partial.rename(self.path)
        shutil.rmtree(former, ignore_errors=True)

    def _begin(self, table: str) -> Sink:
        self.counts[table] = 0
        self._sinks[table] = open_sink(self._partial, TABLES[table], self._form)
        return self._sinks[table]

    def _close(self, table: str) -> None:
        self._sinks.pop(table).close()
        self._finished[table] = entry_of(self._partial / f"{table}.{self._form}")

    def _remember(self) -> None:
        finished = {table: [self.counts[table], *entry] for table, entry in self._finished.items()}
        new = self._partial / f"{_CHECKPOINT}.new"
        content = {"resume": self._resume, "finished": finished, "notes": self._notes}
        new.write_text(json.dumps(content), "utf-8")
        new.rename(self._partial / _CHECKPOINT)

    def _continue(self) -> bool:
        """Take up what an earlier writer with the same key has finished."""
        checkpoint = self._partial / _CHECKPOINT
        if not self._resume or not checkpoint.is_file():
            return False
        found = json.loads(checkpoint.read_text("utf-8"))
        if found["resume"] != self._resume:
            return False
        self._notes = found["notes"]
        for table, (count, size, digest) in found["finished"].items():
            self.counts[table] = count
            self._finished[table] = FileEntry(size, digest)
        return True


def write(
    path: Path | str,
    tables: Mapping[str, Iterable[Cells]],
    manifest: Manifest,
    form: Format = "csv",
) -> None:
    """Write a whole folder from ``tables`` (name to rows); counts go to the manifest."""
    with FolderWriter(path, manifest, form) as writer:
        for table, rows in tables.items():
            for row in rows:
                writer.add(table, row)
            writer.finish(table)
