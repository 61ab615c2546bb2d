"""What no sample can read: a part beyond the whole, or parts that are together more than it."""

from collections.abc import Iterable
from decimal import Decimal

from asili.domain.custody.rules import catalogue
from asili.domain.custody.rules.checks import because
from asili.domain.custody.rules.values import Reason, SampleView
from asili.network.vocabulary import MOISTURE

_WHOLE = Decimal(100)


def impossible(samples: Iterable[SampleView], lot: int | None) -> Reason | None:
    """Why a sample of a lot cannot be as it is recorded; None where it can.

    Moisture is a part of the wet mass and leaves some ore dry; analytes are parts of the dry mass
    and are no more than all of it together, each by the lowest of its readings.
    """
    lowest: dict[str, Decimal] = {}
    for sample in samples:
        if sample.lot not in (lot, None):
            continue
        dry = sample.quantity != MOISTURE
        if not 0 <= sample.value <= _WHOLE or sample.u < 0 or (not dry and sample.value == _WHOLE):
            return _reads(lot, sample.quantity, sample.value)
        if dry:
            lowest[sample.quantity] = min(sample.value, lowest.get(sample.quantity, _WHOLE))
    total = sum(lowest.values(), Decimal(0))
    return _reads(lot, " + ".join(sorted(lowest)), total) if total > _WHOLE else None


def _reads(lot: int | None, quantity: str, value: Decimal) -> Reason:
    said = because(catalogue.POSSIBLE.code, lot=lot)
    return said._replace(
        params=(*said.params, ("quantity", quantity), ("value", f"{value.normalize():f}"))
    )
