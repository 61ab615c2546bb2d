"""Reads of trade: reference prices and values, payments and where they stand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils.timezone import localdate

from asili.core.models import Programme
from asili.core.quantities import Estimate
from asili.domain.custody.queries.purchases import Purchase, purchases
from asili.domain.custody.rules import Verdict
from asili.domain.law.queries import value_at
from asili.domain.trade import rules
from asili.domain.trade.models import Deduction, PayableBand, ReferencePrice, Settlement
from asili.domain.trade.rules import Band, Price, ReferenceValue
from asili.domain.trade.rules.bargain import Goods, Standing, difference


@dataclass(frozen=True, slots=True)
class Receipt:
    """A payment with its lines; ``difference_minor`` is 0 where it adds up.

    ``purchase`` is None where custody does not know it.
    """

    settlement: Settlement
    purchase: Purchase | None
    standing: Standing
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
    purchase = purchases([settlement.event_code]).get(settlement.event_code)
    lines = tuple(Deduction.objects.filter(settlement=settlement))
    held_back = sum(line.amount_minor for line in lines)
    return Receipt(
        settlement=settlement,
        purchase=purchase,
        standing=standing_of(settlement, purchase.verdict if purchase else None),
        deductions=lines,
        held_back_minor=held_back,
        difference_minor=difference(settlement.gross_minor, settlement.net_minor, [held_back]),
    )


def standing_of(settlement: Settlement, verdict: Verdict | None) -> Standing:
    """Where a payment stands, by the verdict on its purchase (None: not known to custody)."""
    if verdict is Verdict.VOIDED:
        return Standing.VOID
    if verdict in {Verdict.PARTLY, Verdict.QUARANTINED}:
        return Standing.WAITING
    return Standing.INCOMPLETE if settlement.missing else Standing.SETTLED


def goods_of(purchase: Purchase, lot_code: str = "") -> list[Goods]:
    """Mass, moisture and grades of what was bought: of one lot, or of all of them.

    Accounts are computed in floats; percentages are taken to six decimals, two more than are
    measured.
    """
    return [
        Goods(
            wet_g=lot.wet_g,
            moisture=_exact(lot.account.moisture) if lot.account else None,
            grades={
                code: _exact(lot.account.grades[code]) if lot.account else None
                for code in purchase.analytes
            },
            sampled=lot.sampled,
        )
        for lot in purchase.lots
        if lot_code in ("", lot.lot)
    ]


class References:
    """Reference values of purchases; the prices of a day are read once."""

    def __init__(self) -> None:
        self._days: dict[
            tuple[int, date], tuple[Mapping[str, Price], Mapping[str, list[Band]]]
        ] = {}

    def of_goods(self, purchase: Purchase, goods: Iterable[Goods]) -> ReferenceValue:
        """The reference value of the lots together, by the prices of the day of the purchase."""
        programme, on = purchase.event.programme, localdate(purchase.event.happened_at)
        if (programme.pk, on) not in self._days:
            self._days[programme.pk, on] = (
                prices_on(on, programme, purchase.analytes),
                bands_on(on, programme, purchase.analytes),
            )
        prices, bands = self._days[programme.pk, on]
        return rules.together(
            [
                rules.reference_value(lot.wet_g, lot.moisture, lot.grades, prices, bands)
                for lot in goods
            ]
        )


def _exact(estimate: Estimate | None) -> Decimal | None:
    return None if estimate is None else round(estimate.value, 6)
