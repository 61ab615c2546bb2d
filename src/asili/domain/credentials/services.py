"""Acts on credentials: issue them, and add a state to their history."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from asili.core import journal
from asili.core.access import Actor, NotVisible, Refusal, require
from asili.core.findings import NewFinding, open_findings
from asili.domain.credentials import policies, rules
from asili.domain.credentials.followers import tell_followers
from asili.domain.credentials.models import Credential, CredentialState, credential_code
from asili.domain.credentials.queries import row_digest
from asili.domain.places.models import Place, Title
from asili.domain.registry.models import Party
from asili.domain.registry.queries import parties_by_code

State = CredentialState.State
_SLICE = 500


@dataclass(frozen=True, slots=True)
class NewState:
    """A state from an instant up to, not including, another."""

    state: str
    effective_at: datetime
    until: datetime | None = None
    reason: str = ""
    instrument: str = ""


@dataclass(frozen=True, slots=True)
class NewCredential:
    """A paper as issued; holder, issuer, place and title by code, "" where there is none.

    ``states`` is its history in the order of recording, beginning with the issue.
    """

    number: str
    kind: str
    holder: str
    states: tuple[NewState, ...]
    code: str = ""
    issuer: str = ""
    place: str = ""
    title: str = ""


def issue_credential(*, actor: Actor, credential: NewCredential) -> Credential:
    """Issue one paper; as `issue_credentials`."""
    return issue_credentials(actor=actor, credentials=[credential])[0]


def issue_credentials(*, actor: Actor, credentials: Sequence[NewCredential]) -> list[Credential]:
    """Issue papers with their history so far, and return them in the order given.

    Raises NotVisible for an unknown code, Refusal for a history without a first state or with a
    period that ends before it begins (credentials.2). A number that another paper of the kind
    shows already is recorded, and a finding asks (credentials.4).
    """
    parties = _parties(credentials)
    places = _places({given.place for given in credentials})
    titles = _titles({given.title for given in credentials})
    _require_issuable(actor, credentials, parties)
    with transaction.atomic():
        rows = Credential.objects.bulk_create(
            Credential(
                code=given.code or credential_code(),
                number=given.number,
                kind=given.kind,
                holder=parties[given.holder],
                issuer=parties.get(given.issuer),
                place=places.get(given.place),
                title=titles.get(given.title),
            )
            for given in credentials
        )
        act_id, now = uuid4(), timezone.now()
        states = CredentialState.objects.bulk_create(
            _state(row, state, act_id, now)
            for row, given in zip(rows, credentials, strict=True)
            for state in given.states
        )
        open_findings(_number_findings(rows))
        tell_followers({row.holder_id for row in rows})
        journal.append(
            act="credentials.credential.issued",
            actor=actor,
            subjects=[row.code for row in rows],
            digests=[row_digest(state) for state in states],
            act_id=act_id,
        )
    return rows


def change_state(*, actor: Actor, credential: Credential, state: NewState) -> CredentialState:
    """Add a state to the history of a paper: suspend, revoke, renew, replace.

    Raises Refusal where the period ends before it begins (credentials.2) or where somebody would
    judge a paper of their own (credentials.3).
    """
    holder = credential.holder
    require(policies.can_issue_credential(actor, holder.programme.code, {holder.code}))
    _require_order([state])
    with transaction.atomic():
        act_id = uuid4()
        row = _state(credential, state, act_id, timezone.now())
        row.save(force_insert=True)
        tell_followers({holder.pk})
        journal.append(
            act=f"credentials.credential.{row.state}",
            actor=actor,
            subjects=[credential.code, holder.code],
            digests=[row_digest(row)],
            act_id=act_id,
            happened_at=row.effective_at,
        )
    return row


def _require_issuable(
    actor: Actor, credentials: Sequence[NewCredential], parties: dict[str, Party]
) -> None:
    holders = {given.holder for given in credentials}
    for programme in sorted({parties[code].programme.code for code in holders}):
        require(policies.can_issue_credential(actor, programme, holders))
    for given in credentials:
        if not given.states or given.states[0].state != State.ISSUED:
            raise Refusal("credentials.2", _("The history of a paper begins with its issue."))
        _require_order(given.states)


def _require_order(states: Sequence[NewState]) -> None:
    if any(state.until is not None and state.until <= state.effective_at for state in states):
        raise Refusal("credentials.2", _("A state ends after it begins."))


def _state(credential: Credential, given: NewState, act_id: UUID, now: datetime) -> CredentialState:
    return CredentialState(
        credential=credential,
        state=given.state,
        effective_at=given.effective_at,
        until=given.until,
        reason=given.reason,
        instrument=given.instrument,
        recorded_at=now,
        act_id=act_id,
    )


def _parties(credentials: Sequence[NewCredential]) -> dict[str, Party]:
    codes = {given.holder for given in credentials}
    codes |= {given.issuer for given in credentials if given.issuer}
    parties = parties_by_code(codes)
    if missing := codes - parties.keys():
        raise NotVisible(min(missing))
    return parties


def _places(codes: set[str]) -> dict[str, Place]:
    places = {place.code: place for place in Place.objects.filter(code__in=codes - {""})}
    if missing := codes - places.keys() - {""}:
        raise NotVisible(min(missing))
    return places


def _titles(codes: set[str]) -> dict[str, Title]:
    titles = {title.code: title for title in Title.objects.filter(code__in=codes - {""})}
    if missing := codes - titles.keys() - {""}:
        raise NotVisible(min(missing))
    return titles


def _number_findings(rows: Sequence[Credential]) -> list[NewFinding]:
    """Ask about each new paper that shows the number of another paper of its kind."""
    shown = Counter((row.kind, row.number) for row in rows)
    numbers = sorted({row.number for row in rows})
    for start in range(0, len(numbers), _SLICE):
        others = Credential.objects.filter(number__in=numbers[start : start + _SLICE])
        shown.update(others.exclude(pk__in=[row.pk for row in rows]).values_list("kind", "number"))
    return [
        NewFinding(
            rule=rules.SAME_NUMBER,
            subject=row.code,
            label=str(row),
            message=rules.SAME_NUMBER_TEXT,
            params={"number": row.number},
            key=f"{rules.SAME_NUMBER.code}:{row.code}",
            programme=row.holder.programme.code,
            parties=(row.holder.code,),
        )
        for row in rows
        if shown[row.kind, row.number] > 1
    ]
