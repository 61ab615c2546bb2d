"""Check a network folder as a whole, before or without loading it.

Cells are checked as they are read (`asili.network.cells`); here are the rules between rows:
keys are unique, references resolve, lines suit their event. What needs judgement, such as whether
a lot was there to be taken, is the business of the custody app and is not asked here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from asili.network.folder import EventRecord, Folder
from asili.network.problems import Problem
from asili.network.schema import TABLES, Column, Table
from asili.network.tabular import Report, Row
from asili.network.vocabulary import LINE_ROLES, EventKind, LineRole

_STREAMED = ("events", "lines", "measurements")
_ONCE = "Keep one of the two rows."


@dataclass(frozen=True, slots=True)
class Checked:
    """Outcome of a check: rows that are in order by table, and the number of problems."""

    rows: Mapping[str, int]
    problems: int

    @property
    def is_sound(self) -> bool:
        """Whether no problem was found."""
        return self.problems == 0


def check(folder: Folder, report: Report) -> Checked:
    """Check ``folder``; every problem goes to ``report``, then the outcome is returned."""
    return _Check(folder, report).run()


class _Check:
    def __init__(self, folder: Folder, report: Report) -> None:
        self._folder = folder
        self._to = report
        self._rows: dict[str, int] = {}
        self._problems = 0
        self._known: dict[str, set[object]] = {}

    def run(self) -> Checked:
        for table in TABLES.values():
            if table.name == "events":
                self._check_events()
            elif table.name not in _STREAMED:
                self._check_table(table)
        self._check_counts()
        return Checked(self._rows, self._problems)

    def _report(self, problem: Problem) -> None:
        self._problems += 1
        self._to(problem)

    def _check_table(self, table: Table) -> None:
        keys: set[tuple[object, ...]] = set()
        own = self._known.setdefault(f"{table.name}.code", set())
        for record in self._folder.records(table.name, self._report):
            if record.row is None:
                continue
            key = tuple(record.row[name] for name in table.key)
            if key in keys:
                self._row(table.name, record.number, table.key[0], key[0], "the key is there twice")
                continue
            keys.add(key)
            if self._resolve(table, record.row, record.number):
                self._count(table.name)
            if "code" in record.row:
                own.add(record.row["code"])

    def _check_events(self) -> None:
        known = self._known.setdefault("events.uuid", set())
        for record in self._folder.events(self._report):
            known.add(record.event["uuid"])
            sound = self._resolve(TABLES["events"], record.event, record.row)
            if self._lines_suit(record) and sound:
                self._count("events")
                self._count("lines", len(record.lines))
                self._count("measurements", len(record.measurements))

    def _lines_suit(self, record: EventRecord) -> bool:
        kind = EventKind(str(record.event["kind"]))
        lots = {line["lot"] for line in record.lines}
        keys = {(line["role"], line["lot"]) for line in record.lines}
        odd = {str(line["role"]) for line in record.lines} - {str(r) for r in LINE_ROLES[kind]}
        unmeasured = {m["lot"] for m in record.measurements if m["lot"]} - lots
        faults = []
        if LINE_ROLES[kind] and not record.lines:
            faults.append(("the event has no lines", ""))
        if odd:
            faults.append((f"an event of kind {kind} has no such lines", ", ".join(sorted(odd))))
        if len(keys) < len(record.lines):
            faults.append(("a lot is there twice in the same role", ""))
        if unmeasured:
            faults.append(
                ("a measurement names a lot that is no line", str(min(unmeasured, key=str)))
            )
        if any(line["role"] == LineRole.MAKE and not line["lot_kind"] for line in record.lines):
            faults.append(("a lot is made without its kind", ""))
        for rule, value in faults:
            remedy = "Correct the lines of the event."
            name = self._folder.name("events")
            self._report(Problem(name, record.row, "uuid", value, rule, remedy))
        return not faults

    def _resolve(self, table: Table, row: Row, number: int) -> bool:
        faults = [
            column
            for column in table.columns
            if column.references and row[column.name] is not None and self._misses(column, row)
        ]
        for column in faults:
            rule = f"{column.references} has no such row"
            self._row(table.name, number, column.name, row[column.name], rule)
        return not faults

    def _misses(self, column: Column, row: Row) -> bool:
        return row[column.name] not in self._known.get(column.references, ())

    def _row(self, table: str, number: int, column: str, value: object, rule: str) -> None:
        remedy = _ONCE if rule.endswith("twice") else "Add it there, above, or correct it here."
        name = self._folder.name(table)
        self._report(Problem(name, number, column, str(value), rule, remedy))

    def _count(self, table: str, rows: int = 1) -> None:
        self._rows[table] = self._rows.get(table, 0) + rows

    def _check_counts(self) -> None:
        for table, count in self._folder.manifest.counts.items():
            found = self._rows.get(table, 0)
            if found != count and self._problems == 0:
                rule = f"the manifest counts {count} rows"
                remedy = "Get the folder again: it is not complete."
                name = self._folder.name(table)
                self._report(Problem(name, 0, "", str(found), rule, remedy))
