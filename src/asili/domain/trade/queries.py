"""Reads of trade: reference prices and values, payments and receipts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max, OuterRef, QuerySet, Subquery

from asili.core.models import Programme
from asili.domain.law.queries import value_at
from asili.domain.trade import rules
from asili.domain.trade.models import Deduction, PayableBand, ReferencePrice, Settlement
from asili.domain.trade.rules import Band, Price, ReferenceValue


@dataclass(frozen=True, slots=True)
class Receipt:
    """A payment with its lines; ``difference_minor`` is 0 where it adds up."""

    settlement: Settlement
    deductions: tuple[Deduction, ...]
    held_back_minor: int
    difference_minor: int


def reference_value(
    wet_g: int | None,
    moisture: Decimal | None,
    grades: Mapping[str, Decimal | None],
    on: date,
    *,
    programme: Programme,
) -> ReferenceValue:
    """Value of a lot by the prices and payable shares of a day, with every step and its source.

    ``wet_g`` grams, ``moisture`` percent of the wet mass, ``grades`` percent of the dry mass by
    analyte code; None stands for not recorded.
    """
    return rules.reference_value(
        wet_g,
        moisture,
        grades,
        prices_on(on, programme, grades),
        bands_on(on, programme, grades),
    )


def prices_on(on: date, programme: Programme, analytes: Iterable[str]) -> dict[str, Price]:
    """For each analyte the latest reference price published for the day or a day before it."""
    rows = ReferencePrice.objects.filter(
        programme=programme, on__lte=on, analyte__code__in=list(analytes)
    )
    latest = rows.filter(analyte=OuterRef("analyte")).order_by("-on").values("on")[:1]
    return {
        row.analyte.code: Price(
            analyte=row.analyte.code,
            on=row.on,
            amount_minor=row.amount_minor,
            currency=row.currency,
            per=row.per,
            source=row.source,
            verified=row.verified,
        )
        for row in rows.filter(on=Subquery(latest)).select_related("analyte")
    }


def is_old(price: Price, on: date) -> bool:
    """True where a price is older on the day than the age that law records (trade.1)."""
    age = value_at("trade.price_age", on)
    return age is not None and (on - price.on).days > age.value


def bands_on(on: date, programme: Programme, analytes: Iterable[str]) -> dict[str, list[Band]]:
    """For each analyte the payable shares of the latest table that was valid on the day."""
    rows = PayableBand.objects.filter(
        programme=programme, valid_from__lte=on, analyte__code__in=list(analytes)
    )
    newest = (
        rows.filter(analyte=OuterRef("analyte"))
        .order_by()
        .values("analyte")
        .annotate(newest=Max("valid_from"))
        .values("newest")
    )
    found: dict[str, list[Band]] = defaultdict(list)
    for row in rows.filter(valid_from=Subquery(newest)).select_related("analyte"):
        code = row.analyte.code
        found[code].append(Band(code, row.grade_from, row.share, row.source))
    return dict(found)


def settlements_of(lot_code: str) -> QuerySet[Settlement]:
    """Payments for a lot, latest first, with both parties."""
    return Settlement.objects.filter(lot_code=lot_code).select_related(
        "buyer", "seller", "programme"
    )


def receipt(settlement: Settlement) -> Receipt:
    """A payment as its receipt shows it, line by line."""
    lines = tuple(Deduction.objects.filter(settlement=settlement))
    held_back = sum(line.amount_minor for line in lines)
    return Receipt(
        settlement=settlement,
        deductions=lines,
        held_back_minor=held_back,
        difference_minor=rules.difference(
            settlement.gross_minor, settlement.net_minor, [held_back]
        ),
    )
