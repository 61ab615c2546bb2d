"""Publish reference prices and payable shares; a second person verifies a price."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from asili.core import journal
from asili.core.access import Actor, NotVisible, Refusal, require
from asili.core.models import Analyte, Programme
from asili.domain.trade import policies, rules
from asili.domain.trade.models import PayableBand, ReferencePrice

_UNITS: Final = _("A price is for a tonne, kilogram, pound, troy ounce or gram of metal.")


@dataclass(frozen=True, slots=True)
class NewPrice:
    """Price of an analyte on a day, in minor units for one unit of metal."""

    analyte: str
    on: date
    amount_minor: int
    currency: str
    source: str
    per: str = "t metal"


@dataclass(frozen=True, slots=True)
class NewBand:
    """Payable share (0 to 1) from a grade on (percent of dry ore)."""

    analyte: str
    grade_from: Decimal
    share: Decimal
    valid_from: date
    source: str


def publish_price(*, actor: Actor, programme: Programme, price: NewPrice) -> ReferencePrice:
    """Publish one price; as `publish_prices`."""
    return publish_prices(actor=actor, programme=programme, prices=[price])[0]


def publish_prices(
    *, actor: Actor, programme: Programme, prices: Sequence[NewPrice]
) -> list[ReferencePrice]:
    """Publish reference prices, not verified yet, and return them in the order given.

    Raises Refusal where a price of the day is published already (trade.1) or is for a unit that is
    not known (trade.2), NotVisible for an unknown analyte.
    """
    require(policies.can_publish_price(actor, programme.code))
    analytes = _analytes({price.analyte for price in prices})
    if any(price.per not in rules.GRAMS for price in prices):
        raise Refusal("trade.2", _UNITS)
    with transaction.atomic():
        _require_free(programme, prices)
        rows = ReferencePrice.objects.bulk_create(
            ReferencePrice(
                programme=programme,
                analyte=analytes[price.analyte],
                on=price.on,
                amount_minor=price.amount_minor,
                currency=price.currency,
                per=price.per,
                source=price.source,
                published_by=actor.person or actor.account or "",
            )
            for price in prices
        )
        journal.append(
            act="trade.price.published",
            actor=actor,
            subjects=[programme.code, *analytes],
            digests=[_price_digest(row) for row in rows],
        )
    return rows


def verify_price(*, actor: Actor, price: ReferencePrice) -> ReferencePrice:
    """Say, as a second person, that a price is what its source prints (trade.6)."""
    with transaction.atomic():
        row = (
            ReferencePrice.objects.select_for_update(of=("self",))
            .select_related("programme", "analyte")
            .get(pk=price.pk)
        )
        require(policies.can_verify_price(actor, row.programme.code, row.published_by))
        row.verified_by = actor.person or actor.account or ""
        row.save(update_fields=["verified_by"])
        journal.append(
            act="trade.price.verified",
            actor=actor,
            subjects=[row.programme.code, row.analyte.code],
            digests=[_price_digest(row)],
        )
    return row


def publish_bands(
    *, actor: Actor, programme: Programme, bands: Sequence[NewBand]
) -> list[PayableBand]:
    """Publish payable shares by grade; a table replaces those of earlier days for its analyte."""
    require(policies.can_publish_price(actor, programme.code))
    analytes = _analytes({band.analyte for band in bands})
    with transaction.atomic():
        rows = PayableBand.objects.bulk_create(
            PayableBand(
                programme=programme,
                analyte=analytes[band.analyte],
                grade_from=band.grade_from,
                share=band.share,
                valid_from=band.valid_from,
                source=band.source,
            )
            for band in bands
        )
        journal.append(
            act="trade.bands.published",
            actor=actor,
            subjects=[programme.code, *analytes],
            digests=[_band_digest(row) for row in rows],
        )
    return rows


def copy_bands(*, actor: Actor, source: Programme, to: Programme) -> list[PayableBand]:
    """Publish the latest payable shares of a programme in another, for what it counts.

    An analyte that has a table there keeps it: asked for twice, nothing changes.
    """
    kept = PayableBand.objects.filter(programme=to).values("analyte")
    rows = PayableBand.objects.filter(programme=source, analyte__commodities=to.commodity)
    found = list(
        rows.exclude(analyte__in=kept)
        .select_related("analyte")
        .order_by("valid_from", "grade_from")
    )
    latest = {row.analyte.code: row.valid_from for row in found}
    bands = [
        NewBand(row.analyte.code, row.grade_from, row.share, row.valid_from, row.source)
        for row in found
        if row.valid_from == latest[row.analyte.code]
    ]
    return publish_bands(actor=actor, programme=to, bands=bands) if bands else []


def _require_free(programme: Programme, prices: Sequence[NewPrice]) -> None:
    days = [price.on for price in prices]
    taken = set(
        ReferencePrice.objects.filter(
            programme=programme, on__range=(min(days), max(days))
        ).values_list("analyte__code", "on")
        if days
        else ()
    )
    if any((price.analyte, price.on) in taken for price in prices):
        raise Refusal("trade.1", _("A reference price of this metal and day is published already."))


def _analytes(codes: set[str]) -> dict[str, Analyte]:
    found = {analyte.code: analyte for analyte in Analyte.objects.filter(code__in=codes)}
    if missing := codes - found.keys():
        raise NotVisible(min(missing))
    return found


def _price_digest(row: ReferencePrice) -> bytes:
    return journal.digest(
        "trade_referenceprice",
        [
            row.programme.code,
            row.analyte.code,
            row.on,
            row.amount_minor,
            row.currency,
            row.per,
            row.source,
            row.published_by,
            row.verified_by,
        ],
    )


def _band_digest(row: PayableBand) -> bytes:
    return journal.digest(
        "trade_payableband",
        [
            row.programme.code,
            row.analyte.code,
            row.grade_from,
            row.share,
            row.valid_from,
            row.source,
        ],
    )
