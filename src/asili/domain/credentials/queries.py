"""Reads of credentials: who held a valid paper at an instant."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from asili.core import journal
from asili.core.questions import Read, ask
from asili.domain.credentials import rules
from asili.domain.credentials.models import Credential, CredentialState
from asili.domain.credentials.rules import Spell

_STATE = ("id", "credential_id", "recorded_at", "state", "effective_at", "until")


def state_at(
    credential: Credential, at: datetime, *, known_at: datetime | None = None
) -> str | None:
    """State of one credential at an instant, as known at another (default: as known now)."""
    return rules.state_at(_spells([credential.pk], known_at).get(credential.pk, []), at)


def valid_at(
    party_ids: Iterable[int],
    kinds: Iterable[str],
    at: datetime,
    *,
    known_at: datetime | None = None,
) -> dict[int, bool]:
    """For each party, whether it held a valid credential of one of the kinds at the instant."""
    return {
        party: any(begin <= at and (end is None or at < end) for begin, end in periods)
        for party, periods in valid_periods(party_ids, kinds, known_at=known_at).items()
    }


def valid_periods(
    party_ids: Iterable[int], kinds: Iterable[str], *, known_at: datetime | None = None
) -> dict[int, list[tuple[datetime, datetime | None]]]:
    """For each party, when it held a valid credential of one of the kinds; in order.

    Periods run from an instant up to, not including, another. For judging many instants at once.
    """
    parties = list(dict.fromkeys(party_ids))
    wanted = frozenset(kinds)
    (papers,) = ask(Read(Credential, ("id", "holder_id", "kind"), "holder_id", parties))
    holders = {id_: holder for id_, holder, kind in papers if kind in wanted}
    found: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for credential, spells in _spells(list(holders), known_at).items():
        found[holders[credential]] += rules.valid_periods(spells)
    return {party: rules.merged(found[party]) for party in parties}


def history(credential: Credential) -> QuerySet[CredentialState]:
    """Every state of a credential in the order in which it took effect."""
    return CredentialState.objects.filter(credential=credential)


def journal_rows(act_id: UUID) -> list[bytes]:
    """Digests of the sealed rows of one act, so that the journal can be verified against them."""
    rows = CredentialState.objects.filter(act_id=act_id).select_related("credential__holder")
    return [row_digest(row) for row in rows]


def row_digest(row: CredentialState) -> bytes:
    """Digest of one state as the journal commits to it, with the paper that it is a state of."""
    credential = row.credential
    return journal.digest(
        "credentials_credentialstate",
        [
            credential.code,
            credential.kind,
            credential.number,
            credential.holder.code,
            row.state,
            row.effective_at,
            row.until,
            row.reason,
            row.instrument,
            row.recorded_at,
        ],
        salt=row.act_id.bytes,
    )


def _spells(credentials: list[int], known_at: datetime | None) -> dict[int, list[Spell]]:
    """States of credentials as plain values, in the order of recording."""
    (rows,) = ask(Read(CredentialState, _STATE, "credential_id", credentials))
    spells: dict[int, list[Spell]] = defaultdict(list)
    for _id, credential, recorded_at, *spell in sorted(rows):
        if known_at is None or recorded_at <= known_at:
            spells[credential].append(Spell(*spell))
    return spells
