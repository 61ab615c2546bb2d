"""The cast: who may see and do what is read off their names.

`ACTORS` are plain values for rules and policies, without a database; `open_accounts` gives the same
people accounts in it. Their party and person codes are stable, so that a test may name them.
"""

from datetime import date
from typing import Final

from asili.core.access import ANONYMOUS, Actor, Grant, Role, system
from asili.core.accounts import grant_role, open_account
from asili.core.models import Account, Programme
from asili.engine.codes import encode

PROGRAMME: Final = "TEST"
"""Code of the programme in which the cast has its roles."""

PASSWORD: Final = "kawama-2007-lubumbashi"  # noqa: S105  of invented people
ROLES: Final[dict[str, Role]] = {
    "amina": Role.COOPERATIVE,
    "banza": Role.TRADER,
    "chantal": Role.INSPECTOR,
    "daniel": Role.COMPANY,
    "esperance": Role.FUND,
    "felix": Role.FIELD_AGENT,
    "grace": Role.CHILD_PROTECTION,
    "henri": Role.VERIFIER,
    "ilunga": Role.VALIDATOR,
    "josephine": Role.EXPORTER,
    "kasongo": Role.AUTHORITY,
}
NAMES: Final = (*ROLES, "stranger")
"""Everybody who signs in; the stranger has an account and no role at all."""

_NUMBER: Final = {name: number for number, name in enumerate(NAMES, 1)}


def account_of(name: str) -> str:
    """Code of the account of a member of the cast."""
    return encode("A", _NUMBER[name])


def person_of(name: str) -> str:
    """Code of the person whom a member of the cast is."""
    return encode("P", 1_000 + _NUMBER[name])


def party_of(name: str) -> str:
    """Code of the organisation that a member of the cast acts for."""
    return encode("P", 2_000 + _NUMBER[name])


def actor(name: str, *, programme: str = PROGRAMME, province: str = "") -> Actor:
    """A member of the cast as a plain value, in a programme and a province ("": all of it)."""
    role = ROLES.get(name)
    return Actor(
        account=account_of(name),
        name=name.capitalize(),
        grants=frozenset({Grant(role, programme, province)} if role else ()),
        parties=frozenset({person_of(name), party_of(name)} if role else {person_of(name)}),
        person=person_of(name),
    )


ACTORS: Final[dict[str, Actor]] = {"anonymous": ANONYMOUS} | {name: actor(name) for name in NAMES}


def open_accounts(programme: Programme) -> dict[str, Account]:
    """Accounts of the cast with their roles in a programme, opened by the acts of the core."""
    clerk, opened = system("cast"), {}
    for name in NAMES:
        opened[name] = open_account(
            actor=clerk,
            username=name,
            name=name.capitalize(),
            password=PASSWORD,
            person=person_of(name),
        )
        if role := ROLES.get(name):
            grant_role(
                actor=clerk,
                account=opened[name],
                role=role,
                programme=programme,
                since=date(2025, 1, 1),
            )
    return opened
