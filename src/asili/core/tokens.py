"""Access tokens: made and revoked by the account they belong to, and recognised when sent.

A token is 32 random bytes, so one SHA-256 keeps it as safe as a slow hash would; it is compared by
its digest alone and stands in no log, no journal entry and no address.
"""

import binascii
import secrets
from base64 import b64decode
from datetime import date, timedelta
from hashlib import sha256
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from asili.core import journal
from asili.core.access import Actor, NotVisible, Refusal
from asili.core.models.accounts import Account
from asili.core.models.tokens import AccessToken

RULE: Final = "core.10"
LONGEST: Final = 366
"""Days for which a token may hold."""
_SHOWN: Final = 6
_MARK: Final = "asili_"


class BadToken(PermissionError):
    """What was sent is no token, or one that has expired or was revoked; which is not said."""


def visible_tokens(actor: Actor) -> QuerySet[AccessToken]:
    """One's own."""
    return AccessToken.objects.filter(account__code=actor.account or "")


def make_token(*, actor: Actor, label: str, days: int) -> tuple[AccessToken, str]:
    """A token of one's own account for some days, and its secret, which is told this once."""
    if not 1 <= days <= LONGEST:
        raise Refusal(RULE, _("A token holds for a day at least and for a year at most."))
    account = Account.objects.filter(code=actor.account or "", is_active=True).first()
    if account is None:
        raise Refusal(RULE, _("Tokens are for those who have signed in."), status=403)
    secret = _MARK + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = AccessToken.objects.create(
            account=account,
            label=label,
            scope=AccessToken.Scope.FEATURES,
            digest=_digest(secret),
            beginning=secret.removeprefix(_MARK)[:_SHOWN],
            expires_on=timezone.localdate() + timedelta(days),
        )
        _journal("core.token.made", actor, token)
    return token, secret


def revoke_token(*, actor: Actor, token: int) -> AccessToken:
    """Let a token of one's own open nothing from now on. Raises NotVisible."""
    with transaction.atomic():
        found = visible_tokens(actor).select_for_update().filter(pk=token).first()
        if found is None:
            raise NotVisible(str(token))
        if found.revoked_at is None:
            found.revoked_at = timezone.now()
            found.save(update_fields=["revoked_at"])
            _journal("core.token.revoked", actor, found)
    return found


def account_of(kind: str, sent: str, on: date | None = None) -> Account:
    """The account of a token sent as bearer or as basic password, on a day. Raises BadToken."""
    day = on or timezone.localdate()
    held = AccessToken.objects.filter(
        digest=_digest(_secret(kind, sent)),
        revoked_at=None,
        expires_on__gt=day,
        account__is_active=True,
    )
    token = held.select_related("account").first()
    if token is None:
        raise BadToken("This token opens nothing: it may have expired or been revoked.")
    if token.last_used_on != day:
        used = Q(last_used_on=None) | ~Q(last_used_on=day)
        AccessToken.objects.filter(used, pk=token.pk).update(last_used_on=day)
    return token.account


def _secret(kind: str, sent: str) -> str:
    if kind.lower() != "basic":
        return sent
    try:
        return b64decode(sent, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _journal(act: str, actor: Actor, token: AccessToken) -> None:
    row = [token.account.code, token.label, token.digest, token.expires_on, token.revoked_at]
    journal.append(
        act=act,
        actor=actor,
        subjects=[token.account.code],
        digests=[journal.digest(AccessToken._meta.db_table, row)],
    )
