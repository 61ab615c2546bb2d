"""Verification: recompute every leaf, every signed root and every sealed row.

A checkpoint fixes everything before it, so equality of the recomputed root at the size of each
checkpoint shows both that nothing changed and that each checkpoint only appends to the one before.
What was changed after the last checkpoint together with its leaf cannot be told from the journal
alone; that is what checkpoints kept elsewhere are for.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from asili.core.journal.entries import entry_leaf, position, rows_root
from asili.core.journal.keys import public_key
from asili.core.journal.sources import Source, rows_of, sources
from asili.core.models.journal import Checkpoint, JournalEntry
from asili.engine import merkle, signing

_EVERY = 200


class Progress(Protocol):
    """Told how far the work is."""

    def __call__(self, done: int, total: int, message: str = "") -> None:
        """``done`` of ``total`` steps are behind us."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it was written: at which position, and what."""

    position: int
    message: str


@dataclass
class VerifyReport:
    """What was checked and what was found."""

    size: int = 0
    acts_recomputed: int = 0
    checkpoints: int = 0
    root: bytes = merkle.EMPTY_ROOT
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """True where nothing was found."""
        return not self.problems

    @property
    def first_bad(self) -> int | None:
        """The first position that is not as it was written."""
        return min((problem.position for problem in self.problems), default=None)


def verify(progress: Progress | None = None) -> VerifyReport:
    """Recompute the journal up to its present size and report every difference."""
    run = _Run(VerifyReport(size=position()), sources(), progress or _silent)
    run.entries()
    run.missing_checkpoints()
    return run.report


@dataclass
class _Run:
    """One pass over the journal."""

    report: VerifyReport
    known: dict[str, Source]
    progress: Callable[..., None]
    frontier: merkle.Frontier = field(default_factory=merkle.Frontier)
    signed: int = 0
    """Size of the last checkpoint that agreed."""

    def entries(self) -> None:
        """Walk through the entries in order, and through the checkpoints beside them."""
        signed = _checkpoints_by_size(self.report.size)
        self._compare(signed.get(0, []))
        stored = JournalEntry.objects.filter(position__lte=self.report.size).order_by("position")
        for entry in stored.iterator():
            expected = self.frontier.size + 1
            if entry.position != expected:
                self._note(expected, _("the entry is missing"))
                break
            self._check(entry)
            self._compare(signed.get(entry.position, []))
            if entry.position % _EVERY == 0:
                self.progress(entry.position, self.report.size)
        self.report.root = self.frontier.root()
        self.progress(self.report.size, self.report.size)

    def missing_checkpoints(self) -> None:
        """Report checkpoints of more entries than there are."""
        for signed in Checkpoint.objects.filter(size__gt=self.report.size):
            self._note(self.report.size + 1, _("a signed checkpoint has more entries"))
            self.report.checkpoints += 1
            self._signature(signed)

    def _check(self, entry: JournalEntry) -> None:
        leaf = entry_leaf(entry)
        if leaf != bytes(entry.leaf):
            self._note(entry.position, _("the entry differs from its hash"))
        self.frontier.append(leaf)
        rows = rows_of(entry.act, entry.act_id, self.known)
        if rows is not None:
            self.report.acts_recomputed += 1
            if rows_root(rows) != bytes(entry.root):
                self._note(entry.position, _("the rows of the act differ from what was journalled"))

    def _compare(self, checkpoints: list[Checkpoint]) -> None:
        for signed in checkpoints:
            self.report.checkpoints += 1
            self._signature(signed)
            if self.frontier.root() == bytes(signed.root):
                self.signed = signed.size
            else:
                self._note(
                    self._first_since(self.signed),
                    _("entries %(first)s to %(last)s differ from a signed checkpoint")
                    % {"first": self.signed + 1, "last": signed.size},
                )

    def _signature(self, signed: Checkpoint) -> None:
        name = settings.ASILI_JOURNAL_NAME
        try:
            stated = signing.open_checkpoint(signed.note, name, public_key())
        except signing.NoteError:
            self._note(max(signed.size, 1), _("a checkpoint does not carry our signature"))
            return
        if (stated.size, stated.root) != (signed.size, bytes(signed.root)):
            self._note(max(signed.size, 1), _("a checkpoint differs from its signed text"))

    def _first_since(self, size: int) -> int:
        """The first bad position already found after ``size``, else the first possible one."""
        later = (item.position for item in self.report.problems if item.position > size)
        return min(later, default=size + 1)

    def _note(self, at: int, message: str) -> None:
        self.report.problems.append(Problem(at, message))


def _checkpoints_by_size(size: int) -> dict[int, list[Checkpoint]]:
    found: dict[int, list[Checkpoint]] = {}
    for signed in Checkpoint.objects.filter(size__lte=size):
        found.setdefault(signed.size, []).append(signed)
    return found


def _silent(done: int, total: int, message: str = "") -> None:
    """No one is watching."""
