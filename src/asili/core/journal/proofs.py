"""Proofs: one entry, and if asked one of its rows, shown to be under a signed checkpoint.

Whoever has the public key can check a proof with nothing but RFC 6962 and Ed25519; `check` does it.
"""

import json
from dataclasses import asdict, dataclass

from django.utils.translation import gettext_lazy as _

from asili.core.access import NotVisible, Refusal
from asili.core.journal.checkpoints import checkpoint, stored_leaves
from asili.core.journal.entries import entry_bytes
from asili.core.journal.sources import rows_of, sources
from asili.core.models.journal import JournalEntry
from asili.engine import merkle, signing


@dataclass(frozen=True, slots=True)
class Proof:
    """All that is needed to check one entry: hexadecimal hashes, ``entry`` in canonical JSON.

    ``row`` is the digest of one row of the act with its place among ``rows`` ascending digests and
    its path to the root inside the entry; "" where no row was asked for.
    """

    position: int
    entry: str
    path: tuple[str, ...]
    checkpoint: str
    row: str = ""
    row_index: int = 0
    rows: int = 0
    row_path: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return asdict(self)


def prove(position: int, row: bytes | None = None) -> Proof:
    """Proof that the entry at ``position`` (from 1) is in the journal, under a fresh checkpoint.

    With ``row``, the digest of a row which the act wrote, also that this row is in the entry.
    Raises NotVisible where there is no such entry, Refusal where the act did not write that row.
    """
    entry = JournalEntry.objects.filter(position=position).first()
    if entry is None:
        raise NotVisible(str(position))
    signed = checkpoint()
    path = merkle.inclusion_proof(list(stored_leaves(signed.size)), position - 1)
    rows, index, row_path = _row_path(entry, row) if row else ([], 0, [])
    return Proof(
        position=position,
        entry=entry_bytes(entry).decode(),
        path=tuple(node.hex() for node in path),
        checkpoint=signed.note,
        row=row.hex() if row else "",
        row_index=index,
        rows=len(rows),
        row_path=tuple(node.hex() for node in row_path),
    )


def check(proof: Proof, *, name: str, public: bytes) -> bool:
    """Whether the proof holds under the named public key; reads nothing but its arguments.

    Raises `asili.engine.signing.NoteError` where the checkpoint carries no good signature.
    """
    stated = signing.open_checkpoint(proof.checkpoint, name, public)
    data = proof.entry.encode()
    path = [bytes.fromhex(node) for node in proof.path]
    if not merkle.verify_inclusion(
        merkle.leaf_hash(data), proof.position - 1, stated.size, path, stated.root
    ):
        return False
    return not proof.row or _row_holds(proof)


def _row_holds(proof: Proof) -> bool:
    root = bytes.fromhex(json.loads(proof.entry)["root"])
    path = [bytes.fromhex(node) for node in proof.row_path]
    return merkle.verify_inclusion(
        bytes.fromhex(proof.row), proof.row_index, proof.rows, path, root
    )


def _row_path(entry: JournalEntry, row: bytes) -> tuple[list[bytes], int, list[bytes]]:
    rows = rows_of(entry.act, entry.act_id, sources())
    if not rows or row not in rows:
        raise Refusal("core.3", _("This act did not write that row."))
    index = rows.index(row)
    return rows, index, merkle.inclusion_proof(rows, index)
