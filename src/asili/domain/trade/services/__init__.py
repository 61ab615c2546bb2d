"""Acts of trade: publish prices and payable shares, record what was paid."""

from asili.domain.trade.services.prices import (
    NewBand,
    NewPrice,
    copy_bands,
    publish_bands,
    publish_price,
    publish_prices,
    verify_price,
)
from asili.domain.trade.services.purchases import (
    Bargain,
    PurchasePreview,
    RecordedPurchase,
    number_receipt,
    preview_purchase,
    record_purchase,
)
from asili.domain.trade.services.review import follow_custody, review_settlements
from asili.domain.trade.services.settlements import (
    NewDeduction,
    NewSettlement,
    record_settlement,
    record_settlements,
)

__all__ = [
    "Bargain",
    "NewBand",
    "NewDeduction",
    "NewPrice",
    "NewSettlement",
    "PurchasePreview",
    "RecordedPurchase",
    "copy_bands",
    "follow_custody",
    "number_receipt",
    "preview_purchase",
    "publish_bands",
    "publish_price",
    "publish_prices",
    "record_purchase",
    "record_settlement",
    "record_settlements",
    "review_settlements",
    "verify_price",
]
