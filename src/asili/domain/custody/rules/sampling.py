"""Whether a sample may count: what no ore can hold is kept as it was reported, and waits."""

from collections.abc import Iterable

from asili.domain.custody.rules import catalogue
from asili.domain.custody.rules.checks import because
from asili.domain.custody.rules.values import Reason, SampleView
from asili.network.sampling import impossible


def not_possible(samples: Iterable[SampleView], lot: int) -> Reason | None:
    """Why a sample of a lot cannot be as it is recorded; None where it can."""
    found = impossible((s.quantity, s.value, s.u) for s in samples if s.lot in (lot, None))
    if found is None:
        return None
    quantities, value = found
    said = because(catalogue.POSSIBLE.code, lot=lot)
    spoken = (("quantity", " + ".join(quantities)), ("value", f"{value.normalize():f}"))
    return said._replace(params=(*said.params, *spoken))
