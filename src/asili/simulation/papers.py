"""Cards, licences and approvals: they hold from a year before a run until two years after it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from asili.network.cells import Value
from asili.simulation.diary import Sink
from asili.simulation.numbering import Numbering


@dataclass(frozen=True, slots=True)
class Papers:
    """Issues papers in the name of one authority."""

    numbering: Numbering
    sink: Sink
    issuer: str
    since: date
    until: date

    def issue(
        self,
        kind: str,
        holder: str,
        *,
        place: str | None = None,
        title: str | None = None,
        until: date | None = None,
    ) -> None:
        """Issue a paper of ``kind``; ``until`` is the first day on which it no longer holds."""
        code = self.numbering.code("C")
        row: dict[str, Value] = {
            "code": code,
            "number": f"SIMU-{kind[:3].upper()}-{code[-5:]}",
            "kind": kind,
            "holder": holder,
            "issuer": self.issuer,
            "place": place,
            "title": title,
            "state": "issued",
            "effective_at": datetime.combine(self.since, time(), UTC),
            "until": datetime.combine(until or self.until, time(), UTC),
            "reason": "issued",
            "instrument": "simulated order",
        }
        self.sink.add("credentials", row)


def validity(first: date, last: date) -> tuple[date, date]:
    """Since when and until when the papers of a run hold."""
    return first - timedelta(days=365), last + timedelta(days=2 * 365)
