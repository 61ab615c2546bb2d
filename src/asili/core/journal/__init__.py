"""The journal: one RFC 6962 Merkle tree over all acts, appended to under one lock.

`entries` appends, `checkpoints` signs the state, `verification` recomputes everything and `proofs`
shows one entry to somebody who trusts nothing but a checkpoint.
"""

from asili.core.journal.canonical import digest
from asili.core.journal.checkpoints import SignedCheckpoint, checkpoint
from asili.core.journal.entries import append, bury, position, rows_root
from asili.core.journal.keys import public_key_text
from asili.core.journal.proofs import Proof, prove
from asili.core.journal.verification import Problem, VerifyReport, verify

__all__ = [
    "Problem",
    "Proof",
    "SignedCheckpoint",
    "VerifyReport",
    "append",
    "bury",
    "checkpoint",
    "digest",
    "position",
    "prove",
    "public_key_text",
    "rows_root",
    "verify",
]
