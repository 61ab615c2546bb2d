"""A trace as a table of plain numbers: the same for the page, the command and every file."""

from asili.core.quantities import Estimate
from asili.domain.custody.queries.keeping import Keeping
from asili.domain.custody.queries.trace import Trace, TraceRow

_PLACES = 6


def columns(trace: Trace) -> list[str]:
    """Headers, with units."""
    headers = [trace.by, "name", "bags", "wet_kg"]
    for code in trace.analytes:
        headers += [f"{code}_share", f"{code}_kg", f"{code}_u_kg"]
    return headers


def rows(trace: Trace) -> list[list[object]]:
    """One row for each origin; None where a figure is not known."""
    return [_row(trace, row) for row in trace.rows]


def _row(trace: Trace, row: TraceRow) -> list[object]:
    values: list[object] = [row.key, row.label, row.bags or None, row.wet_g / 1000]
    for code in trace.analytes:
        values += [round(row.shares[code], _PLACES), *_figures(row.kilograms[code])]
    return values


def _figures(estimate: Estimate | None) -> tuple[float | None, float | None]:
    if estimate is None:
        return None, None
    u = None if estimate.u is None else round(float(estimate.u), _PLACES)
    return round(float(estimate.value), _PLACES), u


def custody(kept: Keeping) -> str:
    """The weakest model of custody on the way, and at how many places each was found."""
    return (
        f"custody: {kept.weakest}; places where it was mixed: {kept.mixed_at}, "
        f"kept apart first in first out: {kept.segregated_at}"
    )


def notes(trace: Trace, *, simulated: bool) -> tuple[str, ...]:
    """What must travel with the figures: the lot, the journal's position, and what is simulated."""
    lines = [f"trace of {trace.lot} by {trace.by}", f"journal position {trace.position}"]
    lines += [f"{code}: shares rest on {basis}" for code, basis in trace.basis.items()]
    if trace.keeping:
        lines.append(custody(trace.keeping))
    if simulated:
        lines.append("simulated: every person, firm, place and amount is invented")
    return tuple(lines)
