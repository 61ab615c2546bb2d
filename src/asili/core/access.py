"""Who acts and what they may do, as plain values.

An `Actor` is a value of identifiers: policies in every app are pure functions of an actor and of
plain values and answer with a `Permission`, so they can be tested without a database. An act calls
`require` on that answer. What a person may not even know of is `NotVisible`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words: TypeAlias = str | Promise
"""A sentence for people; lazy where it must follow the reader's language."""


class Role(StrEnum):
    """What a grant lets an account be, within a programme and perhaps one province."""

    COOPERATIVE = "cooperative"
    TRADER = "trader"
    INSPECTOR = "inspector"
    COMPANY = "company"
    FUND = "fund"
    FIELD_AGENT = "field_agent"
    CHILD_PROTECTION = "child_protection"
    VERIFIER = "verifier"
    VALIDATOR = "validator"
    EXPORTER = "exporter"
    PROCESSOR = "processor"
    AUTHORITY = "authority"
    AUDITOR = "auditor"


ROLE_NAMES: dict[Role, Words] = {
    Role.COOPERATIVE: _("cooperative"),
    Role.TRADER: _("trader"),
    Role.INSPECTOR: _("inspector"),
    Role.COMPANY: _("mining company"),
    Role.FUND: _("community fund"),
    Role.FIELD_AGENT: _("field agent"),
    Role.CHILD_PROTECTION: _("child protection"),
    Role.VERIFIER: _("verifier of certificates"),
    Role.VALIDATOR: _("validator of certificates"),
    Role.EXPORTER: _("exporter"),
    Role.PROCESSOR: _("processor"),
    Role.AUTHORITY: _("authority"),
    Role.AUDITOR: _("auditor"),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in a programme; ``province`` is an ISO 3166-2 code, or "" for every province."""

    role: Role
    programme: str
    province: str = ""

    def covers(self, programme: str | None, province: str) -> bool:
        """True where the grant reaches the programme (None: any) and the province ("": any)."""
        return programme in (None, self.programme) and (
            not province or self.province in ("", province)
        )


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: identifiers only, never a model.

    ``account`` is the code of the account, None for an anonymous visitor and ``system:NAME`` for
    the service itself. ``parties`` are the codes of the parties that the account is appointed to,
    ``person`` the code of the human being behind the account, ``device`` what they hold.
    """

    account: str | None
    name: str
    grants: frozenset[Grant] = frozenset()
    parties: frozenset[str] = frozenset()
    person: str = ""
    device: str = ""

    @property
    def is_anonymous(self) -> bool:
        """True for a visitor who has not signed in."""
        return self.account is None

    @property
    def is_system(self) -> bool:
        """True for the service itself, which has every right and says so in the journal."""
        return self.account is not None and self.account.startswith(_SYSTEM)

    def has(self, *roles: Role, programme: str | None = None, province: str = "") -> bool:
        """True where one of the roles is granted in the programme and the province.

        Without a programme, in any programme; without a province, in any part of it. With no
        role named, any grant will do. The system has every role.
        """
        return self.is_system or any(
            (not roles or grant.role in roles) and grant.covers(programme, province)
            for grant in self.grants
        )


_SYSTEM = "system:"
ANONYMOUS = Actor(account=None, name="")


def system(name: str) -> Actor:
    """The service itself, at work as ``name``; it has every right."""
    return Actor(account=f"{_SYSTEM}{name}", name=name)


@dataclass(frozen=True, slots=True)
class Permission:
    """A policy's answer, true or false, and the reason why not; see `permit` and `deny`."""

    allowed: bool
    reason: Words = ""
    rule: str = ""
    legal_basis: str = ""
    remedy: Words = ""

    def __bool__(self) -> bool:
        return self.allowed


def permit() -> Permission:
    """The answer yes."""
    return Permission(allowed=True)


def deny(
    reason: Words, *, rule: str = "core.1", legal_basis: str = "", remedy: Words = ""
) -> Permission:
    """The answer no, with a reason in a whole sentence and, where there is one, a way out."""
    return Permission(
        allowed=False, reason=reason, rule=rule, legal_basis=legal_basis, remedy=remedy
    )


class Refusal(Exception):
    """A decision that the rules do not allow, said in plain words.

    ``status`` is the HTTP status of the answer: 403 where the person may not do this at all, 409
    where the state of things does not allow it now.
    """

    def __init__(
        self,
        rule: str,
        message: Words,
        *,
        legal_basis: str = "",
        remedy: Words = "",
        status: int = 409,
    ) -> None:
        super().__init__(rule)
        self.rule = rule
        self.message = message
        self.legal_basis = legal_basis
        self.remedy = remedy
        self.status = status

    def __str__(self) -> str:
        return f"{self.message} ({self.rule})"


class NotVisible(Exception):
    """What was asked for does not exist, or not for this person: the answer is the same."""


def require(permission: Permission) -> None:
    """Do nothing where the answer is yes; raise Refusal (status 403) where it is no."""
    if not permission:
        raise Refusal(
            permission.rule,
            permission.reason,
            legal_basis=permission.legal_basis,
            remedy=permission.remedy,
            status=403,
        )
