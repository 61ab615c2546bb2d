"""Pure judgements of trade, on plain values: worth, bargains, and the words of the rules."""

from asili.domain.trade.rules.worth import (
    GRAMS,
    Band,
    Price,
    ReferenceLine,
    ReferenceValue,
    Step,
    band_for,
    reference_value,
    together,
)

__all__ = [
    "GRAMS",
    "Band",
    "Price",
    "ReferenceLine",
    "ReferenceValue",
    "Step",
    "band_for",
    "reference_value",
    "together",
]
