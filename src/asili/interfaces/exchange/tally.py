"""What became of every row of a folder: new, there already, or left out for a reason kept."""

from dataclasses import dataclass, field

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
