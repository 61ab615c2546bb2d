"""Reads of the registry: for whom an account acts, and who belonged where on a day."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet, Value
from django.utils import timezone

from asili.core.access import Actor, Grant, Role
from asili.core.models import Account, AccountGrant, Programme
from asili.core.periods import covering
from asili.domain.registry.models import Appointment, Likeness, Membership, Organisation, Party


def actor_for(account: Account, on: date | None = None) -> Actor:
    """The account as a value: its grants and the parties it acts for on a day (default: today).

    An account that is closed acts for nobody and has no grant.
    """
    day = on or timezone.localdate()
    if not account.is_active:
        return Actor(account=account.code, name=account.name, person=account.person)
    grants = AccountGrant.objects.filter(covering(day), account=account).order_by()
    parties = Appointment.objects.filter(covering(day), account=account).order_by()
    both = grants.values_list("role", "programme__code", "province").union(
        parties.values_list(Value(""), "party__code", Value("")), all=True
    )
    rows = list(both)  # one question, as every page asks it
    return Actor(
        account=account.code,
        name=account.name,
        grants=frozenset(
            Grant(Role(role), programme, province) for role, programme, province in rows if role
        ),
        parties=frozenset(party for role, party, _none in rows if not role)
        | ({account.person} if account.person else set()),
        person=account.person,
    )


def parties_by_code(codes: Iterable[str]) -> dict[str, Party]:
    """Parties by their public codes; unknown codes are left out."""
    wanted = list(dict.fromkeys(codes))
    found: dict[str, Party] = {}
    for start in range(0, len(wanted), 500):
        rows = Party.objects.filter(code__in=wanted[start : start + 500])
        found |= {party.code: party for party in rows.select_related("programme")}
    return found


def members_on(organisation: Organisation, on: date) -> QuerySet[Membership]:
    """Memberships of an organisation that held on a day, with the people."""
    return Membership.objects.filter(covering(on), organisation=organisation).select_related(
        "person__party"
    )


def authority_of(actor: Actor, programme: Programme) -> Party | None:
    """The authority of a programme that the actor acts for; None where there is none."""
    return Party.objects.filter(
        code__in=actor.parties, programme=programme, organisation__kind=Organisation.Kind.AUTHORITY
    ).first()


def stands_for(party: Party) -> Party | None:
    """The party that stands for this one since a merge, at the end of every merge; None for itself.

    Nobody leads to two others, nor round in a circle (registry.10), so there is one end.
    """
    found, current = None, party.pk
    if party.kind != Party.Kind.PERSON:
        return None
    while row := Likeness.objects.filter(gone=current).select_related("kept__party").first():
        found = row.kept.party if row.kept else None
        current = row.kept_id or current
    return found


def merged_into(party: Party) -> list[int]:
    """Keys of the parties for which this one stands since merges, itself not among them."""
    if party.kind != Party.Kind.PERSON:
        return []
    found: list[int] = []
    waiting = [party.pk]
    while waiting:
        rows = Likeness.objects.filter(kept__in=waiting, gone__isnull=False)
        waiting = list(rows.values_list("gone", flat=True))
        found += waiting
    return found
