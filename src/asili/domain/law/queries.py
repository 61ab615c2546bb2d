"""Reads of the law: which value held on a day."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils.timezone import localdate

from asili.core.periods import covering
from asili.domain.law.models import Instrument, LegalValue


def value_at(key: str, on: date, jurisdiction: str = "CD") -> LegalValue | None:
    """The value that held on the day, with its instrument; None where none is recorded."""
    return values_at([key], on, jurisdiction).get(key)


def values_at(keys: Iterable[str], on: date, jurisdiction: str = "CD") -> dict[str, LegalValue]:
    """As `value_at` for several keys in one query; keys without a value are left out."""
    rows = (
        LegalValue.objects.filter(
            covering(on, "valid_from", "valid_to"), key__in=list(keys), jurisdiction=jurisdiction
        )
        .select_related("instrument")
        .order_by("valid_from")
    )
    return {row.key: row for row in rows}


def values_of(keys: Iterable[str], jurisdiction: str = "CD") -> list[LegalValue]:
    """Every value that the keys ever had, the earliest first: for judging many days at once."""
    rows = LegalValue.objects.filter(key__in=list(keys), jurisdiction=jurisdiction)
    return list(rows.order_by("valid_from"))


def in_force(on: date | None = None) -> QuerySet[LegalValue]:
    """Every value that holds on a day, today where none is given, with its instrument."""
    holds = covering(on or localdate(), "valid_from", "valid_to")
    return LegalValue.objects.filter(holds).select_related("instrument").order_by("key")


def timeline() -> QuerySet[Instrument]:
    """Every instrument with its values, oldest first; what has no date comes last."""
    return Instrument.objects.prefetch_related("values").order_by("dated", "code")
