"""People who call at the pages of the invented valley."""

from datetime import date
from typing import Final

from django.test import Client

from asili.core.access import Role
from asili.core.accounts import grant_role, open_account
from asili.core.models import Account, Analyte
from asili.domain.registry.services import appoint_account
from tests.cast import PASSWORD
from tests.domain.custody.valley import CLERK, Valley, build_valley

SINCE: Final = date(2026, 5, 1)


def assayed_valley() -> Valley:
    """The valley, in which cobalt and copper are counted."""
    valley = build_valley()
    valley.programme.commodity.analytes.set(Analyte.objects.filter(code__in=["Co", "Cu"]))
    return valley


def caller(valley: Valley, *parties: str, role: Role | None = None) -> Client:
    """A browser of somebody who acts for parties of the valley, and perhaps has a role in it."""
    name = "-".join((*parties, *([role] if role else [])))
    account = open_account(actor=CLERK, username=name, name=name, password=PASSWORD)
    for party in parties:
        appoint_account(
            actor=CLERK, account=account, party=valley.parties[party], title="clerk", since=SINCE
        )
    if role:
        grant_role(actor=CLERK, account=account, role=role, programme=valley.programme, since=SINCE)
    return signed_in(account)


def signed_in(account: Account) -> Client:
    """A browser in which an account is signed in."""
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client
