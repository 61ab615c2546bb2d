"""Where the material of a lot went, as a page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from asili.core.quantities import Estimate, format_number
from asili.domain.custody.queries.trace import Trace, TraceRow

_THOUSANDTH = 3
_SHARE = 2


@dataclass(frozen=True, slots=True)
class Passed:
    """A lot that holds, or held, some of the material.

    ``cells``: for each analyte its code, the mass there that is due to the lot asked about
    ("" where not known), and which percentage of all of it there that is.
    """

    code: str
    kind: str
    cells: Sequence[tuple[str, str, str]]


def passed_on(trace: Trace) -> list[Passed]:
    """Shipments first; in each part those first that hold the greatest share of the metal."""
    ordered = sorted(trace.rows, key=lambda row: (row.key[0] != "S", -_heaviest(row), row.key))
    return [Passed(row.key, row.label, _cells(trace, row)) for row in ordered]


def _heaviest(row: TraceRow) -> Decimal:
    return max((x.value for x in row.kilograms.values() if x is not None), default=Decimal(0))


def _cells(trace: Trace, row: TraceRow) -> list[tuple[str, str, str]]:
    return [
        (
            code,
            _mass(trace, row.kilograms[code]),
            _least(Decimal(100 * row.shares[code]), _SHARE),
        )
        for code in trace.analytes
    ]


def _mass(trace: Trace, known: Estimate | None) -> str:
    return "" if known is None else _least(trace.units.of(known).value, _THOUSANDTH)


def _least(value: Decimal, decimals: int) -> str:
    """The number; where there is some but less than can be shown, that it is less."""
    least = Decimal(1).scaleb(-decimals)
    if 0 < value < least:
        return f"< {format_number(least, decimals)}"
    return format_number(value, decimals)
