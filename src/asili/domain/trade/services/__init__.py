"""Acts of trade: publish prices and payable shares, record what was paid."""

from asili.domain.trade.services.prices import (
    NewBand,
    NewPrice,
    publish_bands,
    publish_price,
    publish_prices,
    verify_price,
)
from asili.domain.trade.services.settlements import (
    NewDeduction,
    NewSettlement,
    record_settlement,
    record_settlements,
)

__all__ = [
    "NewBand",
    "NewDeduction",
    "NewPrice",
    "NewSettlement",
    "publish_bands",
    "publish_price",
    "publish_prices",
    "record_settlement",
    "record_settlements",
    "verify_price",
]
