"""Entries: the last statement of every act, inside its transaction and under the one lock.

The lock (the write lock of SQLite, an advisory lock on PostgreSQL) is held until the commit, so
positions have no gap and stand in the order of commits. Everything that can be computed is computed
before; lock, position and row then take one round trip, for a `closing` entry with the commit,
because every other writer waits meanwhile (docs/decisions/0003-journal.md has the figures).

An entry's canonical bytes hold act, clocks, account, device, subjects and the root over the
digests of the rows that the act wrote. Its position is not among them: the tree itself says where a
leaf is.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TypeAlias
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from asili.core.access import Actor
from asili.core.journal.canonical import canonical
from asili.core.models.journal import JournalEntry, Tombstone
from asili.core.questions import Statement, send
from asili.engine import merkle

Digests: TypeAlias = Iterable[bytes] | bytes
"""Digests of the rows that an act wrote, or their root (see `rows_root`)."""

_LOCK = 0x4153494C49  # "ASILI": the one advisory lock of the service
# Foreign keys are looked at before the others have to wait. The insert that follows the lock is a
# statement of its own, so that it sees what was committed while this act waited.
_BEFORE: Sequence[Statement] = (
    ("SET CONSTRAINTS ALL IMMEDIATE", ()),
    ("SET CONSTRAINTS ALL DEFERRED", ()),
    (f"SELECT pg_advisory_xact_lock({_LOCK})", ()),
)
_COMMIT: Statement = ("COMMIT", ())


def append(
    *,
    act: str,
    actor: Actor,
    subjects: Sequence[str],
    digests: Digests,
    act_id: UUID | None = None,
    happened_at: datetime | None = None,
    closing: bool = False,
) -> JournalEntry:
    """Write the entry of an act and return it; the last statement of the act.

    ``act`` is the dotted past tense of what was done (``custody.lot.transferred``), ``subjects``
    the public identifiers it touched. ``closing`` says that the act writes and reads nothing more:
    where its transaction is the outermost, PostgreSQL commits with the same message. Raises
    RuntimeError outside a transaction and IntegrityError
    where ``act_id`` was journalled before.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an act is journalled inside its own transaction")
    received_at = timezone.now()
    if actor.is_anonymous:
        received_at = _day(received_at)
        happened_at = _day(happened_at) if happened_at else None
    entry = JournalEntry(
        act=act,
        act_id=act_id or uuid4(),
        happened_at=happened_at,
        received_at=received_at,
        account=actor.account or "",
        device="" if actor.is_anonymous else actor.device,
        subjects=list(subjects),
        root=digests if isinstance(digests, bytes) else rows_root(digests),
    )
    entry.leaf = entry_leaf(entry)
    _insert(entry, closing=closing)
    return entry


def position() -> int:
    """Number of entries: the watermark of everything derived."""
    return JournalEntry.objects.aggregate(last=Max("position"))["last"] or 0


def rows_root(digests: Iterable[bytes]) -> bytes:
    """Merkle root over row digests, in ascending order so that no order need be kept."""
    return merkle.root(sorted(digests))


def bury(*, act_id: UUID, table: str, row: bytes) -> Tombstone:
    """Keep the digest of a personal row that is about to be erased, and return its tombstone.

    ``row`` is the digest that the act ``act_id`` committed to. Called by the erasing act, which is
    itself journalled.
    """
    return Tombstone.objects.create(
        act_id=act_id, table=table, digest=row, erased_at=timezone.now()
    )


def entry_bytes(entry: JournalEntry) -> bytes:
    """Canonical bytes of an entry, whose RFC 6962 hash is its leaf."""
    return canonical(
        {
            "account": entry.account,
            "act": entry.act,
            "act_id": entry.act_id,
            "device": entry.device,
            "happened_at": entry.happened_at,
            "received_at": entry.received_at,
            "root": entry.root,
            "subjects": entry.subjects,
        }
    )


def entry_leaf(entry: JournalEntry) -> bytes:
    """RFC 6962 leaf hash of an entry."""
    return merkle.leaf_hash(entry_bytes(entry))


def _day(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _insert(entry: JournalEntry, *, closing: bool) -> None:
    """Take the lock, the next position and a row in one round trip; set the position."""
    meta = JournalEntry._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    values = [field.get_db_prep_save(getattr(entry, field.attname), connection) for field in fields]
    columns = ", ".join(str(field.column) for field in fields)
    insert = (
        f"INSERT INTO {meta.db_table} (position, {columns}) "  # noqa: S608  our own names
        f"SELECT COALESCE(MAX(position), 0) + 1, {', '.join(['%s'] * len(values))} "
        f"FROM {meta.db_table} RETURNING position"
    )
    if connection.vendor == "postgresql":
        statements = [*_BEFORE, (insert, values), *([_COMMIT] if closing and _outermost() else [])]
        ((entry.position,),) = send(statements)[len(_BEFORE)]
    else:
        with connection.cursor() as cursor:
            cursor.execute(insert, values)
            (entry.position,) = cursor.fetchone()
    entry._state.adding = False
    entry._state.db = connection.alias


def _outermost() -> bool:
    """Whether the end of the present block commits, as it will unless the block is a savepoint."""
    return (
        len(connection.atomic_blocks) == 1
        and connection.commit_on_exit
        and not connection.needs_rollback
    )
