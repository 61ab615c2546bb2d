"""Where the lots came from that an account has held: by site, which is what a holder may know."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import QuerySet

from asili.core.quantities import Estimate
from asili.domain.custody.models import Lot
from asili.domain.custody.policies import visible_lots
from asili.domain.custody.queries.origins import GroupBy
from asili.domain.custody.queries.trace import trace_back
from asili.domain.custody.queries.upstream import upstream
from asili.interfaces.exchange.scope import Scope
from asili.interfaces.exchange.sources import CHUNK, Cells
from asili.network.vocabulary import LotKind

_EXACT = Decimal("1e-6")
"""A milligram; and a share to one part in a million."""


def lots_of(scope: Scope) -> QuerySet[Lot]:
    """Lots whose origin the actor may see, bags aside: where a bag was filled is in its event."""
    found = visible_lots(scope.actor).filter(programme=scope.programme)
    if scope.first or scope.last:
        found = found.filter(lines__event__in=scope.events.order_by().values("pk")).distinct()
    return found.exclude(kind=LotKind.BAG)


def origins(scope: Scope) -> Iterator[list[Cells]]:
    """Yield, for each lot in the order of codes, its rows of the table origins."""
    for lot in lots_of(scope).select_related("programme").order_by("code").iterator(CHUNK):
        found = upstream(lot)
        rows = trace_back(found, GroupBy.SITE).rows if found else []
        yield [
            {
                "lot": lot.code,
                "site": row.key or None,
                "analyte": analyte,
                "share": Decimal(share).quantize(_EXACT),
                **_mass(row.kilograms[analyte]),
            }
            for row in sorted(rows, key=lambda row: row.key)
            for analyte, share in row.shares.items()
        ]


def _mass(estimate: Estimate | None) -> Cells:
    if estimate is None:
        return {}
    u = None if estimate.u is None else estimate.u.quantize(_EXACT)
    return {"kg": estimate.value.quantize(_EXACT), "u_kg": u}
