"""Notices: tell parties and accounts what concerns them, in their own language.

A notice follows from an act and is part of its transaction; it changes nothing by itself and is
therefore not journalled.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from asili.core.access import Actor
from asili.core.models.notices import Notice, NoticeReading

MANY: Final = 100
"""Unread notices that are counted at most: beyond, their number says nothing more."""


def notify(
    *,
    message: str,
    params: Mapping[str, object] | None = None,
    subject: str = "",
    parties: Iterable[str] = (),
    accounts: Iterable[str] = (),
) -> list[Notice]:
    """Send one notice to each party and each account, all given by code; see `Notice`."""
    now = timezone.now()
    return Notice.objects.bulk_create(
        Notice(
            recipient=recipient,
            message=message,
            params=dict(params or {}),
            subject=subject,
            sent_at=now,
        )
        for recipient in dict.fromkeys([*parties, *accounts])
    )


def notices_of(actor: Actor) -> QuerySet[Notice]:
    """The notices of the actor and of the parties they act for."""
    if actor.is_anonymous:
        return Notice.objects.none()
    return Notice.objects.filter(Q(recipient=actor.account) | Q(recipient__in=actor.parties))


def unread_notices(actor: Actor) -> QuerySet[Notice]:
    """Those of `notices_of` that this account has not read."""
    read = NoticeReading.objects.filter(notice=OuterRef("pk"), account=actor.account or "")
    return notices_of(actor).filter(~Exists(read))


def count_unread(actor: Actor) -> int:
    """How many notices this account has not read; counted no further than `MANY`."""
    return 0 if actor.is_anonymous else unread_notices(actor).order_by()[:MANY].count()


def mark_notices_read(*, actor: Actor, notices: Iterable[int]) -> int:
    """Mark the actor's notices of these primary keys as read; return how many were not before."""
    with transaction.atomic():
        unread = unread_notices(actor).filter(pk__in=list(notices))
        now = timezone.now()
        rows = [
            NoticeReading(notice=notice, account=actor.account or "", read_at=now)
            for notice in unread
        ]
        NoticeReading.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
