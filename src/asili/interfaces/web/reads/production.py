"""Bags filled at a site, month by month, from accepted records."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth

from asili.core.quantities import GRAMS_IN_KILOGRAM
from asili.domain.custody.models import LineOutcome
from asili.domain.places.models import Place
from asili.network.vocabulary import EventKind


@dataclass(frozen=True, slots=True)
class Month:
    """Bags filled in a month, and their wet mass in grams when they were tagged."""

    begins: datetime
    bags: int
    wet_g: int
    share: float
    """Of the heaviest month, from 0 to 1; for the length of a bar."""

    @property
    def kilograms(self) -> Decimal:
        """The mass in kilograms."""
        return Decimal(self.wet_g) / GRAMS_IN_KILOGRAM


def bags_by_month(place: Place) -> list[Month]:
    """Bags filled at the place and the pits within it, oldest month first."""
    filled = LineOutcome.objects.filter(
        Q(event__place=place) | Q(event__place__parent=place),
        event__kind=EventKind.COMMISSION,
        accepted=True,
    )
    rows = list(
        filled.annotate(month=TruncMonth("event__happened_at"))
        .values("month")
        .annotate(bags=Count("pk"), mass=Sum("wet_g"))
        .order_by("month")
    )
    most = max((row["mass"] for row in rows), default=0) or 1
    return [Month(row["month"], row["bags"], row["mass"], row["mass"] / most) for row in rows]
