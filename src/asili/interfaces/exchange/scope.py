"""What one actor may carry away of a programme, by the policies of the subjects (custody.19)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TypeAlias

from django.db.models import Q, QuerySet
from django.utils import timezone

from asili.core.access import Actor
from asili.core.models import Programme
from asili.domain.credentials.models import Credential
from asili.domain.credentials.policies import visible_credentials
from asili.domain.custody.models import Event
from asili.domain.custody.policies import OVERSEERS, visible_events
from asili.domain.places.models import TitleVersion
from asili.domain.registry.models import Membership, Party
from asili.domain.registry.policies import visible_parties
from asili.domain.trade.models import Settlement
from asili.domain.trade.policies import visible_settlements

Days: TypeAlias = date | None


@dataclass(frozen=True)
class Scope:
    """An actor's part of a programme; events of the days from ``first`` to ``last`` inclusive."""

    actor: Actor
    programme: Programme
    first: Days = None
    last: Days = None

    @property
    def is_whole(self) -> bool:
        """Whether the actor sees every record of the programme, confidential fields among them."""
        return self.actor.has(*OVERSEERS, programme=self.programme.code)

    @cached_property
    def events(self) -> QuerySet[Event]:
        """Events of the actor's own sides, or all of them by oversight."""
        found = visible_events(self.actor).filter(programme=self.programme)
        if self.first:
            found = found.filter(happened_at__gte=_midnight(self.first))
        if self.last:
            found = found.filter(happened_at__lt=_midnight(self.last + timedelta(days=1)))
        return found

    @cached_property
    def settlements(self) -> QuerySet[Settlement]:
        """Payments of both sides, or all of them by oversight."""
        return visible_settlements(self.actor).filter(programme=self.programme)

    @cached_property
    def credentials(self) -> QuerySet[Credential]:
        """Papers of organisations, of the actor's people, or all of them by oversight."""
        return visible_credentials(self.actor).filter(holder__programme=self.programme)

    @cached_property
    def parties(self) -> QuerySet[Party]:
        """Those whom the actor may see, and those whom the records named above name."""
        of_programme = Party.objects.filter(programme=self.programme)
        if self.is_whole:
            return of_programme
        named = Q(pk__in=visible_parties(self.actor).values("pk"))
        for rows, field in (
            (self.events, "party"),
            (self.events.filter(counterparty__isnull=False), "counterparty"),
            (self.settlements, "buyer"),
            (self.settlements, "seller"),
            (self.credentials, "holder"),
            (self.credentials.filter(issuer__isnull=False), "issuer"),
            (TitleVersion.objects.filter(holder__isnull=False), "holder"),
        ):
            named |= Q(pk__in=rows.order_by().values(field))
        return of_programme.filter(named)

    @cached_property
    def memberships(self) -> QuerySet[Membership]:
        """Of people and organisations that are both carried."""
        carried = self.parties.values("pk")
        return Membership.objects.filter(person__in=carried, organisation__in=carried)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
