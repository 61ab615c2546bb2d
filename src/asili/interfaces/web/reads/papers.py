"""Credentials with the state that each had at an instant, in two queries however many there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

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
    rows = (
        visible_credentials(actor)
        .filter(holder__in=list(holders))
        .select_related("holder", "issuer", "place", "title")
        .prefetch_related("states")
    )
    return [_paper(credential, at) for credential in rows]


def _paper(credential: Credential, at: datetime) -> Paper:
    states = sorted(credential.states.all(), key=lambda state: state.pk)
    spells = [Spell(state.state, state.effective_at, state.until) for state in states]
    state = rules.state_at(spells, at) or ""
    word = CredentialState.State(state).label if state else NOT_YET
    history = sorted(states, key=lambda row: (row.effective_at, row.pk))
    return Paper(credential, state, word, tuple(history))
