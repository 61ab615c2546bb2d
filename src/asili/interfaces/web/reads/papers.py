"""Credentials with the state that each had at an instant, in one query however many there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from asili.core.access import Actor, Words
from asili.domain.credentials import rules
from asili.domain.credentials.models import Credential, CredentialState
from asili.domain.credentials.policies import visible_credentials
from asili.domain.credentials.rules import Spell

NOT_YET = _("not issued yet")
"""The word for a paper at an instant before its first state."""

_LOOKS = {
    CredentialState.State.ISSUED: "ok",
    CredentialState.State.SUSPENDED: "attention",
    CredentialState.State.LOST: "attention",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A credential and what it was worth at an instant; ``state`` "" before it was issued."""

    credential: Credential
    state: str
    word: Words
    history: tuple[CredentialState, ...]

    @property
    def look(self) -> str:
        """Look of the badge."""
        return _LOOKS.get(CredentialState.State(self.state), "quiet") if self.state else "none"


def papers_of(actor: Actor, holders: Iterable[int], at: datetime) -> list[Paper]:
    """The credentials of some parties that the actor may see, each with its state at an instant."""
    known = visible_credentials(actor).filter(holder__in=list(holders))
    rows = (
        CredentialState.objects.filter(credential__in=known)
        .select_related(*(f"credential__{name}" for name in ("holder", "issuer", "place", "title")))
        .order_by("credential__kind", "credential__number", "credential", "pk")
    )
    grouped = groupby(rows, key=lambda row: row.credential_id)
    return [_paper(list(states), at) for _credential, states in grouped]


def _paper(states: list[CredentialState], at: datetime) -> Paper:
    spells = [Spell(state.state, state.effective_at, state.until) for state in states]
    state = rules.state_at(spells, at) or ""
    word = CredentialState.State(state).label if state else NOT_YET
    history = sorted(states, key=lambda row: (row.effective_at, row.pk))
    return Paper(states[0].credential, state, word, tuple(history))
