"""Judge payments again: what they wait for, what they are worth, and what is to be explained."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from asili.core import figures
from asili.core.findings import NewFinding, close_findings, open_findings
from asili.domain.custody.queries.purchases import Purchase, purchases, purchases_touched
from asili.domain.trade.models import Settlement
from asili.domain.trade.queries import References, goods_of, standing_of
from asili.domain.trade.rules.bargain import Standing, difference, missing
from asili.domain.trade.rules.catalogue import (
    INCOMPLETE,
    INFORMAL,
    PAYMENT_RULES,
    SUMS,
    TEXTS,
    WORDS,
)
from asili.domain.trade.services.prices_paid import review_prices_paid
from asili.network.vocabulary import MOISTURE

_AGREES = gettext_noop("The records that were missing are there, or the purchase was voided.")


def follow_custody(uuids: Collection[UUID]) -> None:
    """Judge again the payments for purchases that these custody events change, in their act."""
    if Settlement.objects.exists():
        touched = purchases_touched(uuids)
        review_settlements(Settlement.objects.filter(event_code__in=map(str, touched)))


@transaction.atomic
def review_settlements(chosen: Iterable[Settlement]) -> list[Settlement]:
    """Derive again what follows for payments, and open and close their findings.

    Returns the rows as they are now, in the order given.
    """
    order = [row.pk for row in chosen]
    found = Settlement.objects.select_related("buyer", "seller", "programme")
    by_key = found.prefetch_related("deductions").in_bulk(order)
    rows = [by_key[pk] for pk in order]
    if not rows:
        return []
    known = purchases({row.event_code for row in rows})
    references = References()
    for row in rows:
        _derive(row, known.get(row.event_code), references)
    derived = ["missing", "reference_minor", "reference_currency"]
    Settlement.objects.bulk_update(rows, derived, batch_size=500)
    wanted = [f for row in rows for f in _findings(row, known.get(row.event_code))]
    open_findings(wanted)
    every = {f"{rule.code}:{row.code}" for row in rows for rule in PAYMENT_RULES}
    close_findings(every - {finding.key for finding in wanted}, _AGREES)
    for buyer in {row.buyer_id: row.buyer for row in rows}.values():
        review_prices_paid(buyer)
    return rows


def _derive(row: Settlement, purchase: Purchase | None, references: References) -> None:
    goods = goods_of(purchase, row.lot_code) if purchase else []
    analytes = purchase.analytes if purchase else ()
    row.missing = " ".join(missing(goods, analytes, MOISTURE, receipt=bool(row.receipt)))
    row.reference_minor, row.reference_currency = None, ""
    if purchase and (worth := references.of_goods(purchase, goods)).complete:
        row.reference_minor, row.reference_currency = worth.total_minor, worth.currency


def _findings(row: Settlement, purchase: Purchase | None) -> list[NewFinding]:
    """Each rule that the payment differs from; none for a purchase that was voided."""
    if standing_of(row, purchase.verdict if purchase else None) is Standing.VOID:
        return []
    lines = list(row.deductions.all())
    held_back = sum(line.amount_minor for line in lines)
    informal = sum(line.amount_minor for line in lines if line.informal)
    unexplained = difference(row.gross_minor, row.net_minor, [held_back])
    amounts = {
        "gross": row.gross_minor,
        "net": row.net_minor,
        "held_back": held_back,
        "informal": informal,
        "difference": unexplained,
    }
    params: dict[str, figures.Value] = {
        "buyer": row.buyer.name,
        "seller": row.seller.name,
        "missing": figures.listing(WORDS.get(word, word) for word in row.missing.split()),
        **{name: figures.money(minor, row.currency) for name, minor in amounts.items()},
    }
    differs = {SUMS: unexplained != 0, INFORMAL: informal > 0, INCOMPLETE: bool(row.missing)}
    place = purchase.event.place if purchase else None
    return [
        NewFinding(
            rule=rule,
            subject=row.lot_code or row.event_code,
            label=place.name if place else "",
            message=TEXTS[rule.code],
            params=params,
            key=f"{rule.code}:{row.code}",
            programme=row.programme.code,
            province=place.province if place else "",
            parties=(row.buyer.code, row.seller.code),
        )
        for rule, applies in differs.items()
        if applies
    ]
