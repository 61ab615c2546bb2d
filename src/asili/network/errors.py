"""What was wrong with a folder, kept beside it: the problems, and the rows that have them.

``NAME.errors.csv`` lists every problem; ``NAME.errors/TABLE.csv`` holds the rows left out as they
stand, with their row number and what is wrong. Correct them in the folder and import it again: what
is there already stays as it is.
"""

import csv
import shutil
from collections import defaultdict
from dataclasses import astuple, fields
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TextIO

from asili.network.folder import Folder
from asili.network.problems import Problem
from asili.network.schema import TABLES
from asili.network.tabular import header_of, raw_rows

SHOWN: Final = 20
"""Problems that are kept in memory, to be shown."""


def errors_path(folder: Path) -> Path:
    """Return where the problems of a folder or zip are listed: beside it, never in it."""
    return folder.with_name(f"{folder.name.removesuffix('.zip')}.errors.csv")


class ErrorsFile:
    """Takes problems one by one; without any, what an earlier time has left is removed.

    Memory holds the first problems and, at the end, those of one table. ``beside`` is the folder or
    the zip that it was unpacked from.
    """

    def __init__(self, folder: Folder, beside: Path) -> None:
        self.count = 0
        self.first: list[Problem] = []
        self.path = errors_path(beside)
        self._folder = folder
        self._rows = self.path.with_suffix("")
        self._stream: TextIO | None = None

    def __enter__(self) -> Self:
        self.path.unlink(missing_ok=True)
        shutil.rmtree(self._rows, ignore_errors=True)
        return self

    def add(self, problem: Problem) -> None:
        """Write one problem down."""
        if self._stream is None:
            self._stream = self.path.open("w", encoding="utf-8", newline="")
            self._write([column.name for column in fields(Problem)])
        self._write(astuple(problem))
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append(problem)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stream is None:
            return
        self._stream.close()
        for table in TABLES:
            file = self._folder.file(table)
            if file is not None and (wrong := self._wrong_rows(file.name)):
                self._keep_rows(table, file, wrong)

    def _write(self, cells: tuple[object, ...] | list[str]) -> None:
        if self._stream is not None:
            csv.writer(self._stream, lineterminator="\n").writerow(cells)

    def _wrong_rows(self, name: str) -> dict[int, list[str]]:
        wrong: defaultdict[int, list[str]] = defaultdict(list)
        with self.path.open(encoding="utf-8", newline="") as stream:
            for problem in csv.DictReader(stream):
                if problem["file"] == name and int(problem["row"]) > 1:
                    column = f"{problem['column']}: " if problem["column"] else ""
                    said = f"{column}{problem['rule']}. {problem['remedy']}"
                    wrong[int(problem["row"])].append(said)
        return wrong

    def _keep_rows(self, table: str, file: Path, wrong: dict[int, list[str]]) -> None:
        self._rows.mkdir(exist_ok=True)
        with (self._rows / f"{table}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow([*header_of(file), "row", "problem"])
            for number, cells in enumerate(raw_rows(file), start=2):
                if number in wrong:
                    writer.writerow([*cells, number, " ".join(wrong[number])])
