"""A trace as a table of plain numbers: the same for the page, the command and every file."""

from asili.core.quantities import Estimate
from asili.domain.custody.queries.keeping import Keeping
from asili.domain.custody.queries.trace import Trace, TraceRow

_PLACES = 6


def columns(trace: Trace) -> list[str]:
    """Headers, with units."""
    unit = trace.units.mass
    headers = [trace.by, "name", "bags", f"wet_{unit}"]
    for code in trace.analytes:
        headers += [f"{code}_share", f"{code}_{unit}", f"{code}_u_{unit}"]
    return headers


def rows(trace: Trace) -> list[list[object]]:
    """One row for each origin; None where a figure is not known."""
    return [_row(trace, row) for row in trace.rows]


def _row(trace: Trace, row: TraceRow) -> list[object]:
    values: list[object] = [row.key, row.label, row.bags or None]
    values.append(float(trace.units.exact(row.wet_g)))
    for code in trace.analytes:
        values += [round(row.shares[code], _PLACES), *_figures(trace, row.kilograms[code])]
    return values


def _figures(trace: Trace, known: Estimate | None) -> tuple[float | None, float | None]:
    if known is None:
        return None, None
    estimate = trace.units.of(known)
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
