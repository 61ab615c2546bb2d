"""What a buyer paid over some weeks, against what the ore is worth by reference (trade.9).

A single price says little: grades are uncertain and prices are bargained. The rule adds up a number
of purchases, says by how much they differ, and asks; it accuses nobody.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F, Max
from django.utils.timezone import localdate
from django.utils.translation import gettext_noop

from asili.core import figures
from asili.core.findings import NewFinding, close_findings, open_findings
from asili.domain.custody.models import Event
from asili.domain.custody.rules import Verdict
from asili.domain.law.queries import values_at
from asili.domain.registry.models import Party
from asili.domain.trade.models import Settlement
from asili.domain.trade.rules.bargain import is_far_below, share_of
from asili.domain.trade.rules.catalogue import PRICE, TEXTS

FLOOR: Final = "trade.price_floor"
WINDOW: Final = "trade.price_window"
SAMPLE: Final = "trade.price_sample"
_GONE: Final = gettext_noop("What was paid lately is nearer to reference values.")


def review_prices_paid(buyer: Party) -> None:
    """Open, refresh or close the findings about what a buyer paid in the days to the last payment.

    Counted are purchases that count in custody, whose reference value is known and in the currency
    of the payment, for each currency by itself. Fewer than the sample that `law` records say
    nothing; where it records no limits, the rule does not judge.
    """
    compared = Settlement.objects.filter(
        buyer=buyer, reference_minor__isnull=False, currency=F("reference_currency")
    )
    until = compared.aggregate(until=Max("settled_at"))["until"]
    if until is None:
        return
    limits = values_at([FLOOR, WINDOW, SAMPLE], localdate(until))
    if len({FLOOR, WINDOW, SAMPLE} - limits.keys()):
        return
    days = int(limits[WINDOW].value)
    lately = _counting(list(compared.filter(settled_at__gt=until - timedelta(days=days))))
    for currency in sorted(set(compared.values_list("currency", flat=True))):
        rows = [row for row in lately if row.currency == currency]
        paid, worth = _sums(rows)
        if len(rows) >= limits[SAMPLE].value and is_far_below(paid, worth, limits[FLOOR].value):
            open_findings([_finding(buyer, rows, until, days)])
        else:
            close_findings([_key(buyer, currency)], _GONE)


def _counting(rows: Sequence[Settlement]) -> list[Settlement]:
    """Those whose purchase counts as a whole."""
    events = Event.objects.filter(
        uuid__in=[row.event_code for row in rows], outcome__verdict=Verdict.ACCEPTED
    )
    counting = {str(uuid) for uuid in events.values_list("uuid", flat=True)}
    return [row for row in rows if row.event_code in counting]


def _sums(rows: Sequence[Settlement]) -> tuple[int, int]:
    """What was paid, and what it is worth by reference."""
    return sum(row.net_minor for row in rows), sum(row.reference_minor or 0 for row in rows)


def _finding(buyer: Party, rows: Sequence[Settlement], until: datetime, days: int) -> NewFinding:
    paid, worth = _sums(rows)
    last = max(rows, key=lambda row: row.settled_at)
    event = Event.objects.select_related("place", "programme").get(uuid=last.event_code)
    return NewFinding(
        rule=PRICE,
        subject=buyer.code,
        label=event.place.name,
        message=TEXTS[PRICE.code],
        params={
            "buyer": buyer.name,
            "days": days,
            "on": figures.day(localdate(until)),
            "count": len(rows),
            "paid": figures.money(paid, last.currency),
            "worth": figures.money(worth, last.currency),
            "share": figures.percent(share_of(paid, worth)),
        },
        key=_key(buyer, last.currency),
        programme=event.programme.code,
        province=event.place.province,
        parties=(buyer.code,),
    )


def _key(buyer: Party, currency: str) -> str:
    return f"{PRICE.code}:{buyer.code}:{currency}"
