"""Checkpoints: the size and root of the journal, signed, for others to keep.

A checkpoint kept elsewhere is what makes rewriting visible: whoever holds one can see that the
journal of today still begins with the journal of then.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from asili.core.journal.entries import position
from asili.core.journal.keys import private_key
from asili.core.models.journal import Checkpoint, JournalEntry
from asili.engine import merkle, signing


class JournalBroken(Exception):
    """The journal no longer begins with what was signed before; `verify` says where."""


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """Size and root at an instant, and the signed note (C2SP tlog-checkpoint) that states them."""

    size: int
    root: bytes
    note: str
    signed_at: datetime


def checkpoint() -> SignedCheckpoint:
    """Sign the present state and keep the checkpoint; the last one where nothing was added.

    Raises JournalBroken where the stored leaves contradict the last checkpoint.
    """
    size = position()
    last = Checkpoint.objects.order_by("size", "pk").last()
    frontier = merkle.Frontier()
    for leaf in stored_leaves(size):
        frontier.append(leaf)
        if last and frontier.size == last.size and frontier.root() != bytes(last.root):
            raise JournalBroken(last.size)
    if frontier.size != size or (last and last.size > size):
        raise JournalBroken(size)
    if last is None or last.size != size:
        last = _sign(size, frontier.root())
    return SignedCheckpoint(last.size, bytes(last.root), last.note, last.signed_at)


def stored_leaves(size: int) -> Iterator[bytes]:
    """Leaf hashes of the first ``size`` entries, in order."""
    leaves = JournalEntry.objects.filter(position__lte=size).order_by("position")
    return (bytes(leaf) for leaf in leaves.values_list("leaf", flat=True).iterator())


def _sign(size: int, root: bytes) -> Checkpoint:
    name = settings.ASILI_JOURNAL_NAME
    note = signing.sign_checkpoint(signing.Checkpoint(name, size, root), name, private_key())
    return Checkpoint.objects.create(size=size, root=root, note=note, signed_at=timezone.now())
