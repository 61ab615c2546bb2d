"""The bags that put most metal into a shipment: a way from the shipment to one pit."""

from typing import Final

import numpy as np
from django.urls import reverse

from asili.core.quantities import Estimate
from asili.domain.custody.models import Lot
from asili.domain.custody.queries.upstream import Upstream
from asili.engine.custody_graph.structure import Floats
from asili.interfaces.web.reads.origin import Cell, Row
from asili.network.vocabulary import EventKind

SHOWN: Final = 10
"""Bags on the page; the files have all of them."""


def heaviest(found: Upstream) -> list[Row]:
    """Bags by their share of the first metal, the largest first, each with its page."""
    ends = found.origin.ends
    total = ends.sum(axis=0)
    shares = np.divide(ends, total, out=np.zeros_like(ends), where=total > 0)
    reached = [found.accounted.part.nodes[index] for index in found.origin.nodes.tolist()]
    filled = [row for row, node in enumerate(reached) if node.made_by is EventKind.COMMISSION]
    filled.sort(key=lambda row: (-shares[row, 0], reached[row].id))
    codes = dict(
        Lot.objects.filter(pk__in=[reached[row].lot for row in filled[:SHOWN]]).values_list(
            "pk", "code"
        )
    )
    listed = [(codes[reached[row].lot or 0], shares[row]) for row in filled[:SHOWN]]
    return [
        Row(code, reverse("web:lot", args=[code]), 1, _cells(found, share))
        for code, share in listed
    ]


def _cells(found: Upstream, shares: Floats) -> list[tuple[str, Cell]]:
    cells = []
    for code, share in zip(found.accounted.analytes, shares.tolist(), strict=True):
        metal = found.account.metals[code]
        kilograms = Estimate.of(float(metal.value) * share, None) if metal else None
        cells.append((code, Cell(kilograms, share)))
    return cells
