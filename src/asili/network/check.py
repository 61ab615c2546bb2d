"""Check a network folder as a whole: the rules between rows.

Cells are checked as they are read (`asili.network.cells`); here keys are unique, references resolve
and lines suit their event. What needs judgement, such as whether a lot was there to be taken, is
the business of the custody app and is not asked here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from asili.network.derived import check_derived
from asili.network.documents import check_documents
from asili.network.folder import EventRecord, Folder, SettlementRecord
from asili.network.joining import dependent
from asili.network.layout import Column, Table
from asili.network.problems import Problem
from asili.network.schema import TABLES
from asili.network.sinks import entry_of
from asili.network.tabular import Record, Report, Row, header_of
from asili.network.vocabulary import LINE_ROLES, EventKind, LineRole

_TWICE = "the key is there twice"
_JOINED = ("lines", "measurements", "deductions")
"""Tables that are read with the one they belong to."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Outcome of a check: sound rows by table, and the number of problems."""

    rows: Mapping[str, int]
    problems: int

    @property
    def is_sound(self) -> bool:
        """Whether no problem was found."""
        return self.problems == 0


def check(folder: Folder, report: Report) -> Checked:
    """Check ``folder``; every problem goes to ``report``, then the outcome is returned."""
    sound = SoundRows(folder, report)
    for name, table in TABLES.items():
        if name == "events":
            for _ in sound.events():
                pass
        elif name == "settlements":
            for _ in sound.settlements():
                pass
        elif name not in _JOINED and not table.derived:
            for _ in sound.rows(name):
                pass
    check_documents(folder, sound.report)
    sound.counts.update(check_derived(folder, sound.report))
    sound.compare_counts()
    sound.compare_files()
    return Checked(sound.counts, sound.problems)


class SoundRows:
    """The rows of a folder that keep every rule, table by table in the order of the schema.

    Each table is to be read once and to its end, for later tables refer to it. ``counts`` are the
    sound rows read so far, ``problems`` what went to ``report``.
    """

    def __init__(self, folder: Folder, report: Report) -> None:
        self.counts: dict[str, int] = {}
        self.problems = 0
        self._folder = folder
        self._to = report
        self._known: dict[str, set[object]] = {}
        self._lost: dict[str, dict[str, int]] = {}

    def rows(self, name: str) -> Iterator[tuple[int, Row]]:
        """Yield the sound rows of a table, each with its number.

        Events and settlements have methods of their own, which read what belongs to them as well.
        """
        table = TABLES[name]
        keys: set[tuple[object, ...]] = set()
        codes = self._known.setdefault(f"{name}.code", set())
        for record in self._folder.records(name, self.report):
            if record.row is None:
                self._lose_unreadable(table, record)
                continue
            key = tuple(record.row[column] for column in table.key)
            if key in keys:
                self._tell(name, record.number, table.key[0], key[0], _TWICE, "Keep one row.")
            elif self._resolves(table, record.row, record.number):
                self._count(name)
                codes.add(record.row.get("code"))
                yield record.number, record.row
            else:
                self.leave_out(name, record.row, record.number)
            keys.add(key)

    def leave_out(self, name: str, row: Row, number: int) -> None:
        """Remember that a row does not come in, so that those that need it are named."""
        first = TABLES[name].key[0]
        reference, value = f"{name}.{first}", row[first]
        self._known.get(reference, set()).discard(value)
        self._lost.setdefault(reference, {}).setdefault(str(value), number)

    def leave_out_event(self, record: EventRecord) -> None:
        """Remember that an event does not come in, and report its lines and measurements."""
        self.leave_out("events", record.event, record.row)
        name = self._folder.name("events")
        rows = {"lines": record.line_rows, "measurements": record.measurement_rows}
        for table, numbers in rows.items():
            for number in numbers:
                value = str(record.event["uuid"])
                file = self._folder.name(table)
                self.report(dependent(file, number, "event", value, name, record.row))

    def leave_out_settlement(self, record: SettlementRecord) -> None:
        """Report the deductions of a settlement that does not come in."""
        name, file = self._folder.name("settlements"), self._folder.name("deductions")
        value = str(record.settlement["event"])
        for number in record.deduction_rows:
            self.report(dependent(file, number, "event", value, name, record.row))

    def _lose_unreadable(self, table: Table, record: Record) -> None:
        file, first = self._folder.file(table.name), table.key[0]
        header = header_of(file) if file else []
        at = header.index(first) if first in header else len(record.cells)
        if at < len(record.cells):
            lost = self._lost.setdefault(f"{table.name}.{first}", {})
            lost.setdefault(str(record.cells[at]), record.number)

    def events(self) -> Iterator[EventRecord]:
        """Yield the sound events with their lines and measurements."""
        known = self._known.setdefault("events.uuid", set())
        for record in self._folder.events(self.report):
            resolves = self._resolves(TABLES["events"], record.event, record.row)
            if self._lines_suit(record) and resolves:
                known.add(record.event["uuid"])
                self._count("events")
                self._count("lines", len(record.lines))
                self._count("measurements", len(record.measurements))
                yield record
            else:
                self.leave_out_event(record)

    def settlements(self) -> Iterator[SettlementRecord]:
        """Yield the sound settlements with their deductions."""
        for record in self._folder.settlements(self.report):
            if self._resolves(TABLES["settlements"], record.settlement, record.row):
                self._count("settlements")
                self._count("deductions", len(record.deductions))
                yield record
            else:
                self.leave_out_settlement(record)

    def compare_counts(self) -> None:
        """Report a table that has lost or gained rows since the manifest was written."""
        if self.problems:
            return
        for table, count in self._folder.manifest.counts.items():
            found = self.counts.get(table, 0)
            if found != count:
                rule = f"the manifest counts {count} rows"
                remedy = "Get the folder again: it is not as it was written."
                self._tell(table, 0, "", found, rule, remedy)

    def compare_files(self) -> None:
        """Report a file whose bytes are not those that the manifest describes."""
        if self.problems:
            return
        for name, entry in self._folder.manifest.files.items():
            file = self._folder.path / name
            if not file.is_file() or entry_of(file) != entry:
                rule = "the file is not as it was written: its SHA-256 differs"
                remedy = "Get the folder again; if it was corrected, drop the file's digest."
                self.report(Problem(name, 0, "", "", rule, remedy))

    def report(self, problem: Problem) -> None:
        """Count a problem and pass it on."""
        self.problems += 1
        self._to(problem)

    def _lines_suit(self, record: EventRecord) -> bool:
        faults = list(_faults(record))
        for rule, value in faults:
            remedy = "Correct the lines of the event."
            self._tell("events", record.row, "uuid", value, rule, remedy)
        return not faults

    def _resolves(self, table: Table, row: Row, number: int) -> bool:
        faults = [column for column in table.columns if self._misses(column, row)]
        for column in faults:
            value = str(row[column.name])
            needed = self._lost.get(column.references, {}).get(value)
            if needed is not None:
                of, file = column.references.split(".")[0], self._folder.name(table.name)
                name = self._folder.name(of)
                self.report(dependent(file, number, column.name, value, name, needed))
                continue
            rule = f"{column.references} has no such row"
            remedy = "Add it there, further up if it is the same table, or correct it here."
            self._tell(table.name, number, column.name, row[column.name], rule, remedy)
        return not faults

    def _misses(self, column: Column, row: Row) -> bool:
        value = row[column.name]
        if not column.references or value is None:
            return False
        return value not in self._known.get(column.references, ())

    def _tell(
        self, table: str, number: int, column: str, value: object, rule: str, remedy: str
    ) -> None:
        name = self._folder.name(table)
        self.report(Problem(name, number, column, str(value), rule, remedy))

    def _count(self, table: str, rows: int = 1) -> None:
        self.counts[table] = self.counts.get(table, 0) + rows


def _faults(record: EventRecord) -> Iterator[tuple[str, str]]:
    """Rules that an event and its lines break, each with what was found."""
    kind = EventKind(str(record.event["kind"]))
    roles = {LineRole(str(line["role"])) for line in record.lines}
    lots = {line["lot"] for line in record.lines}
    if LINE_ROLES[kind] and not record.lines:
        yield "the event has no lines", ""
    if odd := roles - LINE_ROLES[kind]:
        yield f"an event of kind {kind} has no such lines", ", ".join(sorted(odd))
    if len({(line["role"], line["lot"]) for line in record.lines}) < len(record.lines):
        yield "a lot is there twice in the same role", ""
    if any(line["role"] == LineRole.MAKE and not line["lot_kind"] for line in record.lines):
        yield "a lot is made without its kind", ""
    made = {LineRole.MAKE, LineRole.TAIL}
    if any(line["custody_model"] and line["role"] not in made for line in record.lines):
        yield "a custody model is said of a lot that is not made", ""
    for measurement in record.measurements:
        if measurement["lot"] and measurement["lot"] not in lots:
            yield "a measurement names a lot that is no line", str(measurement["lot"])
