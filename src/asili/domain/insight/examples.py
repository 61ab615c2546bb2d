"""One record to begin with, for a visitor who has no tag in hand."""

from asili.domain.custody.models import Lot
from asili.domain.trade.models import Settlement
from asili.network.vocabulary import LotKind


def example_bag() -> str | None:
    """Code of a bag that was paid for, or of any bag; None where none is recorded."""
    paid = Settlement.objects.filter(lot_code__startswith="B-").values_list("lot_code", flat=True)
    tagged = Lot.objects.filter(kind=LotKind.BAG).values_list("code", flat=True)
    return paid.order_by("pk").first() or tagged.order_by("code").first()
