"""What became of every row of a folder: new, there already, or left out for a reason kept."""

import csv
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field, fields
from pathlib import Path

from asili.network.problems import Problem


@dataclass(slots=True)
class Count:
    """Rows of one table; ``left_out`` is what neither came in nor was there."""

    table: str
    in_file: int
    new: int = 0
    present: int = 0

    @property
    def left_out(self) -> int:
        """Rows that have a problem, or belong to an event that has one."""
        return self.in_file - self.new - self.present


@dataclass(slots=True)
class Tally:
    """The account of one import; ``waiting`` are events of the programme that do not count yet."""

    counts: dict[str, Count] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    waiting: int = 0

    def open(self, table: str, in_file: int) -> Count:
        """Begin to count a table."""
        self.counts[table] = Count(table, in_file)
        return self.counts[table]

    @property
    def new(self) -> int:
        """Rows that were not there before."""
        return sum(count.new for count in self.counts.values())

    @property
    def left_out(self) -> int:
        """Rows that did not come in."""
        return sum(count.left_out for count in self.counts.values())


def errors_path(folder: Path) -> Path:
    """Return where the problems of the folder are written: beside it, never in it."""
    return folder.with_name(f"{folder.name}.errors.csv")


def write_errors(folder: Path, problems: Sequence[Problem]) -> Path | None:
    """Write the problems beside the folder; without any, remove the file of an earlier time."""
    path = errors_path(folder)
    if not problems:
        path.unlink(missing_ok=True)
        return None
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([column.name for column in fields(Problem)])
        writer.writerows(astuple(problem) for problem in problems)
    return path
