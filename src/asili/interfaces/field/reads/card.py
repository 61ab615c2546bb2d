"""What anybody may know of a card: whether it is valid, and too little to find a person."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from asili.core.access import Words
from asili.domain.credentials.models import Credential, CredentialState
from asili.domain.credentials.queries import state_at
from asili.domain.credentials.rules import ISSUED

_TOLD = 3
"""Symbols of the number that are shown, to be compared with the card in the hand."""


@dataclass(frozen=True, slots=True)
class CardFound:
    """Kind, whether it may be used on the day, the word of its state, and what is on the card."""

    kind: Words
    valid: bool
    word: Words
    on: date
    holder: str
    ending: str
    issuer: str
    limited_to: str


def read_card(card: Credential, on: date | None) -> CardFound:
    """The card as it stood at the end of a day, or stands now where none is given.

    Of a person the initials are told; the name of an organisation is public.
    """
    now = timezone.now()
    at = timezone.make_aware(datetime.combine(on, time.max)) if on else now
    state = state_at(card, at) or ""
    names = card.holder.name.split()
    person = card.holder.kind == card.holder.Kind.PERSON
    return CardFound(
        kind=card.get_kind_display(),
        valid=state == ISSUED,
        word=CredentialState.State(state).label if state else "",
        on=on or timezone.localdate(now),
        holder=" ".join(f"{name[0]}." for name in names) if person else card.holder.name,
        ending=card.number[-_TOLD:],
        issuer=card.issuer.name if card.issuer else "",
        limited_to=str(card.place or card.title or ""),
    )
