"""Accounts for the cast of the demonstration, appointed to parties of the simulated province."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from asili.core.access import Actor, Refusal, Role
from asili.core.accounts import grant_role, open_account
from asili.core.models import Account, Programme
from asili.domain.registry.models import Membership, Party
from asili.domain.registry.services import appoint_account
from asili.simulation.names import CAST, STRANGER, Character


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who can sign in: name of the account, of the person, and of the organisation."""

    login: str
    name: str
    role: str
    organisation: str


def open_cast(*, actor: Actor, programme: Programme, password: str | None = None) -> list[SignIn]:
    """Open the accounts of the cast, grant their roles, appoint them; return who can sign in.

    Accounts that are there are left as they are. Without a password they are entered from the
    sign-in page, which offers them in a demonstration only. Raises Refusal outside of a
    demonstration and for a programme that is not simulated.
    """
    if not (settings.DEMO and programme.simulated):
        raise Refusal("exchange.1", _("The cast acts in a demonstration of simulated data only."))
    taken = set(Account.objects.values_list("username", flat=True))
    for character in CAST:
        if character.login not in taken:
            _open(actor, programme, character, password)
    if STRANGER not in taken:
        name = STRANGER.capitalize()
        open_account(actor=actor, username=STRANGER, name=name, password=password)
    return [*sign_ins(CAST), SignIn(STRANGER, STRANGER.capitalize(), "", "")]


def sign_ins(cast: Iterable[Character]) -> list[SignIn]:
    """Return the sign-ins of the cast."""
    return [SignIn(c.login, c.name, c.role, c.organisation) for c in cast]


def _open(actor: Actor, programme: Programme, character: Character, password: str | None) -> None:
    member = Membership.objects.select_related("organisation__party", "person__party").get(
        person__party__programme=programme,
        person__party__name=character.name,
        organisation__party__name=character.organisation,
    )
    account = open_account(
        actor=actor,
        username=character.login,
        name=character.name,
        password=password,
        person=member.person.party.code,
    )
    since = member.since
    grant_role(
        actor=actor, account=account, role=Role(character.role), programme=programme, since=since
    )
    _appoint(actor, account, member.person.party, character.title, since)
    _appoint(actor, account, member.organisation.party, character.title, since)


def _appoint(actor: Actor, account: Account, party: Party, title: str, since: date) -> None:
    appoint_account(actor=actor, account=account, party=party, title=title, since=since)
