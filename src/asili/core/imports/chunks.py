"""Chunks: rows judged together, with what they would become counted and their problems listed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from typing import Final, TypeVar

from django.utils.translation import gettext_noop

from asili.core.imports.problems import Problem
from asili.core.imports.rows import Parsed, RowReader
from asili.core.imports.targets import Context, Deed, Row, Target, Verdict

T = TypeVar("T")
_NUMBER_BITS: Final = 32
READ, BLANK = "read", "blank"
COUNTS: Final = (READ, *(str(deed) for deed in Deed), BLANK)

_OTHERWISE: Final = gettext_noop("Row %(first)s says something else about the same record.")
_OTHERWISE_REMEDY: Final = gettext_noop("Keep the row that is right, and take out the other.")


@dataclass(slots=True)
class Judged:
    """A chunk as judged: what is to be done, what is wrong, how many rows are what."""

    last: int
    verdicts: list[Verdict] = field(default_factory=list)
    problems: list[tuple[int, Problem]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def refuse(self, number: int, problem: Problem) -> None:
        """Count a row as refused, for a reason."""
        self.problems.append((number, problem))
        self.counts[Deed.REFUSE] += 1


class Judge:
    """Judges chunks of one file one after the other, and remembers which records were named."""

    def __init__(self, target: Target, reader: RowReader, context: Context) -> None:
        self._target, self._reader, self._context = target, reader, context
        self._seen: dict[int, int] = {}  # digest of a key to digest of the row and its number

    def remember(self, parsed: Sequence[Parsed]) -> None:
        """Take note of rows that went in before an interruption."""
        for one in parsed:
            if one.row is not None:
                self._first_of(one.row)

    def __call__(self, parsed: Sequence[Parsed]) -> Judged:
        """Judge rows that could be read; nothing is written. ``counts`` add up to ``read``."""
        judged = Judged(parsed[-1].number)
        judged.counts[READ] = len(parsed)
        rows = [row for one in parsed if (row := self._readable(one, judged)) is not None]
        verdicts = self._target.judge(rows, self._context) if rows else []
        if sorted(v.row.number for v in verdicts) != [row.number for row in rows]:
            raise RuntimeError(f"{self._target.name} did not judge every row once")
        for verdict in verdicts:
            self._take(verdict, judged)
        return judged

    def _readable(self, one: Parsed, judged: Judged) -> Row | None:
        """The row for the target to judge; None where its fate is known already."""
        judged.problems += [(one.number, problem) for problem in one.problems]
        if one.row is None:
            judged.counts[BLANK if one.is_blank else Deed.REFUSE] += 1
            return None
        first = self._first_of(one.row)
        if first is None:
            return one.row
        number, same = first
        if same:
            judged.counts[Deed.LEAVE] += 1
        else:
            problem = Problem("imports.5", _OTHERWISE, {"first": number}, _OTHERWISE_REMEDY)
            judged.refuse(one.number, problem)
        return None

    def _first_of(self, row: Row) -> tuple[int, bool] | None:
        """An earlier row of the same record, and whether it said the same; None for the first."""
        key = "" if self._target.repeats else self._target.key(row)
        if not key:
            return None
        said = _digest(repr(sorted(row.values.items())))
        first = self._seen.setdefault(_digest(key), said << _NUMBER_BITS | row.number)
        number, before = first & (1 << _NUMBER_BITS) - 1, first >> _NUMBER_BITS
        return None if number == row.number else (number, before == said)

    def _take(self, verdict: Verdict, judged: Judged) -> None:
        number = verdict.row.number
        problems = [self._reader.placed(problem) for problem in verdict.problems]
        judged.problems += [(number, problem) for problem in problems]
        if verdict.deed is Deed.REFUSE or any(problem.stops for problem in problems):
            judged.counts[Deed.REFUSE] += 1
            return
        judged.counts[verdict.deed] += 1
        if verdict.deed is not Deed.LEAVE:
            judged.verdicts.append(verdict)


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of so many, the last perhaps shorter."""
    stream = iter(items)
    while part := list(islice(stream, size)):
        yield part


def no_counts() -> dict[str, int]:
    """Nothing read yet."""
    return dict.fromkeys(COUNTS, 0)


def added(counts: dict[str, int], more: Counter[str]) -> dict[str, int]:
    """Counts with those of a chunk; raises RuntimeError where a row is not accounted for."""
    total = {name: counts.get(name, 0) + more[name] for name in COUNTS}
    if total[READ] != sum(total[name] for name in COUNTS if name != READ):
        raise RuntimeError("a row of the import is not accounted for")
    return total


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())
