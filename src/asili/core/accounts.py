"""Accounts: opened, granted roles and deprived of them by those who may."""

from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from asili.core import journal
from asili.core.access import Actor, Grant, Permission, Refusal, Role, deny, permit, require
from asili.core.models.accounts import Account, AccountGrant
from asili.core.models.programmes import Programme

RULE = "core.2"


def open_account(
    *,
    actor: Actor,
    username: str,
    name: str,
    password: str | None = None,
    person: str = "",
    language: str = "fr",
) -> Account:
    """Open an account; without a password nobody can sign in to it. Raises Refusal."""
    require(can_manage_accounts(actor))
    if Account.objects.filter(username=username).exists():
        raise Refusal(RULE, _("This sign-in name is taken."), remedy=_("Choose another name."))
    with transaction.atomic():
        account = Account.objects.create(
            username=username,
            name=name,
            password=make_password(password),
            person=person,
            language=language,
        )
        _journal("core.account.opened", actor, account, [account.code, person])
    return account


def grant_role(
    *,
    actor: Actor,
    account: Account,
    role: Role,
    programme: Programme,
    province: str = "",
    since: date | None = None,
    until: date | None = None,
) -> AccountGrant:
    """Grant a role from a day (default: today) to the day before ``until``, or for good."""
    require(can_manage_accounts(actor, programme.code))
    with transaction.atomic():
        grant = AccountGrant.objects.create(
            account=account,
            role=role,
            programme=programme,
            province=province,
            since=since or timezone.localdate(),
            until=until,
        )
        row = [account.code, role, programme.code, province, grant.since, until]
        _journal("core.role.granted", actor, account, row)
    return grant


def end_grant(*, actor: Actor, grant: AccountGrant, on: date | None = None) -> AccountGrant:
    """End a grant on a day (default: today), from which it no longer holds."""
    require(can_manage_accounts(actor, grant.programme.code))
    with transaction.atomic():
        grant.until = on or timezone.localdate()
        if grant.until <= grant.since:
            raise Refusal(RULE, _("A role ends after the day on which it began."))
        grant.save(update_fields=["until"])
        row = [grant.account.code, grant.role, grant.programme.code, grant.until]
        _journal("core.role.ended", actor, grant.account, row)
    return grant


def close_account(*, actor: Actor, account: Account) -> Account:
    """Close an account: nobody signs in to it any more, and its record stays.

    It takes an authority of every programme in which the account has a role.
    """
    require(can_manage_accounts(actor))
    for programme in {grant.programme for grant in grants_of(account)}:
        require(can_manage_accounts(actor, programme))
    with transaction.atomic():
        account.is_active = False
        account.save(update_fields=["is_active"])
        _journal("core.account.closed", actor, account, [account.code])
    return account


def can_manage_accounts(actor: Actor, programme: str | None = None) -> Permission:
    """Authorities of the programme; the system."""
    if actor.has(Role.AUTHORITY, programme=programme):
        return permit()
    return deny(_("Accounts are managed by the authority of the programme."), rule=RULE)


def grants_of(account: Account, on: date | None = None) -> frozenset[Grant]:
    """The grants that hold on a day (default: today); none for a closed account."""
    day = on or timezone.localdate()
    if not account.is_active:
        return frozenset()
    held = account.grants.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)
    return frozenset(
        Grant(Role(role), programme, province)
        for role, programme, province in held.values_list("role", "programme__code", "province")
    )


def colleagues(actor: Actor, *roles: Role, programme: str | None = None) -> list[str]:
    """Codes of the open accounts of other persons that hold one of the roles today.

    For telling those who may decide as the second person; in any programme where none is named.
    """
    day = timezone.localdate()
    grants = AccountGrant.objects.filter(
        Q(until__isnull=True) | Q(until__gt=day),
        since__lte=day,
        role__in=roles,
        account__is_active=True,
    ).exclude(account__person__in=["", actor.person])
    if programme is not None:
        grants = grants.filter(programme__code=programme)
    return sorted(set(grants.values_list("account__code", flat=True)))


def accounts_watched_by(actor: Actor, *roles: Role) -> set[str] | None:
    """Codes of the accounts whose acts one of the roles lets the actor read; None: of everybody.

    Acts of the service and of anonymous visitors belong to no programme: who has the role wherever
    anybody ever had one reads them too. Others read the acts of accounts whose roles, past ones
    too, all lie in programmes where they have it.
    """
    watched = {grant.programme for grant in actor.grants if grant.role in roles}
    if actor.is_system:
        return None
    if not watched:
        return set()
    elsewhere = AccountGrant.objects.exclude(programme__code__in=watched)
    if not elsewhere.exists():
        return None
    within = Account.objects.filter(grants__programme__code__in=watched)
    return set(within.exclude(pk__in=elsewhere.values("account")).values_list("code", flat=True))


def _journal(act: str, actor: Actor, account: Account, row: list[object]) -> None:
    journal.append(
        act=act,
        actor=actor,
        subjects=[account.code],
        digests=[journal.digest(Account._meta.db_table, row)],
    )
