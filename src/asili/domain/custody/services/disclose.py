"""The authority lets another party see the bags and names behind a lot, until a date."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from asili.core import journal
from asili.core.access import Actor, NotVisible, Refusal, require
from asili.core.figures import day
from asili.core.notices import notify
from asili.domain.custody.models import Disclosure, Lot
from asili.domain.custody.policies import can_disclose, visible_lots
from asili.domain.registry.models import Party
from asili.domain.registry.queries import authority_of

_MAY_SEE = gettext_noop("You may see the bags and names behind %(lot)s until %(until)s.")


@transaction.atomic
def grant_disclosure(*, actor: Actor, lot: Lot, party: Party, until: datetime) -> Disclosure:
    """Let ``party`` see the bags and intermediaries of ``lot`` until a moment to come.

    Raises:
        NotVisible: the actor may not know of the lot.
        Refusal: the actor is not of the authority, or the moment is past.
    """
    if not visible_lots(actor).filter(pk=lot.pk).exists():
        raise NotVisible(lot.code)
    require(can_disclose(actor, lot))
    authority = authority_of(actor, lot.programme)
    if authority is None:
        raise Refusal("custody.19", _("What is behind a lot is disclosed by the authority."))
    now = timezone.now()
    if until <= now:
        raise Refusal("custody.19", _("A disclosure ends in the future."))
    disclosure = Disclosure.objects.create(
        lot=lot, party=party, granted_by=authority, since=now, until=until
    )
    notify(
        message=_MAY_SEE,
        params={"lot": lot.code, "until": day(timezone.localdate(until))},
        subject=lot.code,
        parties=[party.code],
    )
    journal.append(
        act="custody.disclosure.granted",
        actor=actor,
        subjects=[lot.code, party.code],
        digests=[journal.digest("custody.disclosure", [lot.code, party.code, now, until])],
    )
    return disclosure
