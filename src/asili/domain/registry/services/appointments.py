"""Say which account acts for which party."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from asili.core import journal
from asili.core.access import Actor, Refusal, require
from asili.core.models import Account
from asili.domain.registry import policies, rules
from asili.domain.registry.models import Appointment, Party


def appoint_account(
    *,
    actor: Actor,
    account: Account,
    party: Party,
    title: str,
    since: date,
    until: date | None = None,
) -> Appointment:
    """Let an account act for a party under a title, from one day up to, not including, another.

    Raises Refusal where somebody would appoint themselves (registry.5), where the period ends
    before it begins (registry.3) or where the account acts for the party already (registry.3).
    """
    require(policies.can_appoint_account(actor, account.code, account.person, party.programme.code))
    if not rules.in_order(since, until):
        raise Refusal("registry.3", _("A period ends after the day on which it begins."))
    with transaction.atomic():
        if Appointment.objects.filter(account=account, party=party, until__isnull=True).exists():
            raise Refusal("registry.3", _("This account acts for this party already."))
        row = Appointment.objects.create(
            account=account, party=party, title=title, since=since, until=until
        )
        _journal("registry.account.appointed", actor, row)
    return row


def end_appointment(*, actor: Actor, appointment: Appointment, until: date) -> Appointment:
    """Close an appointment; ``until`` is the first day on which the account no longer acts."""
    with transaction.atomic():
        row = (
            Appointment.objects.select_for_update(of=("self",))
            .select_related("account", "party__programme")
            .get(pk=appointment.pk)
        )
        account, party = row.account, row.party
        require(
            policies.can_appoint_account(actor, account.code, account.person, party.programme.code)
        )
        if row.until is not None:
            raise Refusal("registry.3", _("This appointment has ended already."))
        if not rules.in_order(row.since, until):
            raise Refusal("registry.3", _("A period ends after the day on which it begins."))
        row.until = until
        row.save(update_fields=["until"])
        _journal("registry.appointment.ended", actor, row)
    return row


def _journal(act: str, actor: Actor, row: Appointment) -> None:
    values = [row.account.code, row.party.code, row.title, row.since, row.until]
    journal.append(
        act=act,
        actor=actor,
        subjects=[row.account.code, row.party.code],
        digests=[journal.digest("registry_appointment", values)],
    )
