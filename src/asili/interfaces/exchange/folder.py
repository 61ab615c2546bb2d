"""Load a network folder through the acts of the domain, as if it had been typed at a desk.

What is there already is left as it is, so that loading twice changes nothing and a load that was
cut short is simply started again. A row that cannot come in is kept with its reason; the others
come in without it. Memory follows one batch, not the folder.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, TypeVar

from django.db import transaction

from asili.core.access import Actor, NotVisible, Refusal
from asili.core.models import Commodity, Programme
from asili.core.programmes import open_programme
from asili.domain.geography.services import load_facts as load_geography
from asili.domain.law.services import load_facts as load_law
from asili.interfaces.exchange.events import by_lines, load_events, waiting_events
from asili.interfaces.exchange.money import SECTIONS as MONEY
from asili.interfaces.exchange.money import load_settlements
from asili.interfaces.exchange.papers import attach, attached
from asili.interfaces.exchange.sections import Section
from asili.interfaces.exchange.standing import SECTIONS
from asili.interfaces.exchange.tally import Count, Tally
from asili.network.check import SoundRows
from asili.network.documents import fault
from asili.network.folder import EventRecord, Folder
from asili.network.manifest import FILE
from asili.network.problems import FolderError, Problem
from asili.network.tabular import Report, Row

Progress = Callable[[str, int, int], None]
"""Called with a table, the rows done and the rows in all."""

BATCH: Final = 1_000
"""Rows handed to one act."""

EVENT_LINES: Final = 4_000
"""Lines of the events handed to custody at a time."""

Numbered = tuple[int, Row]
Item = TypeVar("Item")


def load_folder(
    *,
    actor: Actor,
    folder: Folder,
    progress: Progress | None = None,
    report: Report | None = None,
) -> Tally:
    """Load ``folder`` and return the account of every row.

    Problems go to ``report``, else into the account. Raises FolderError where the folder cannot be
    read or belongs to a programme of another kind, and what ``report`` raises.
    """
    return _Load(actor, folder, progress or _silent, report).run()


def _silent(_table: str, _done: int, _all: int) -> None:
    return


class _Load:
    def __init__(
        self, actor: Actor, folder: Folder, progress: Progress, report: Report | None
    ) -> None:
        self._actor = actor
        self._folder = folder
        self._progress = progress
        self._tally = Tally()
        self._sound = SoundRows(folder, report or self._tally.problems.append)

    def run(self) -> Tally:
        load_law(actor=self._actor)
        load_geography(actor=self._actor)
        programme = self._programme()
        self._sections(SECTIONS, programme)
        self._events()
        self._documents()
        self._sections(MONEY, programme)
        self._settlements(programme)
        self._tally.waiting = waiting_events(programme)
        return self._tally

    def _programme(self) -> Programme:
        manifest = self._folder.manifest
        programme = Programme.objects.filter(code=manifest.programme).first()
        if programme is None:
            commodity = Commodity.objects.filter(code=manifest.commodity).first()
            if commodity is None:
                known = ", ".join(Commodity.objects.values_list("code", flat=True))
                raise _unfit(
                    f"commodity {manifest.commodity} is not known", f"Use one of: {known}."
                )
            return open_programme(
                actor=self._actor,
                code=manifest.programme,
                name=manifest.title,
                commodity=commodity,
                provinces=manifest.provinces,
                simulated=manifest.simulated,
            )
        if programme.simulated != manifest.simulated:
            rule = "invented and real rows never share a programme"
            raise _unfit(rule, f"Give the folder another programme than {programme.code}.")
        return programme

    def _sections(self, sections: Sequence[Section], programme: Programme) -> None:
        for table in dict.fromkeys(section.table for section in sections):
            count = self._tally.open(table, self._folder.size(table))
            done = 0
            for batch in _batches(self._sound.rows(table), BATCH):
                for section in sections:
                    if section.table == table:
                        chosen = [item for item in batch if section.chosen(item[1])]
                        self._section(section, programme, chosen, count)
                done += len(batch)
                self._progress(table, done, count.in_file)

    def _section(
        self, section: Section, programme: Programme, batch: Sequence[Numbered], count: Count
    ) -> None:
        if not batch:
            return
        known = section.known(programme, [row for _, row in batch])
        new = [item for item in batch if section.key(item[1]) not in known]
        count.present += len(batch) - len(new)
        if new:
            self._act(section, programme, new, count)

    def _act(
        self, section: Section, programme: Programme, batch: Sequence[Numbered], count: Count
    ) -> None:
        """Bring rows in together; where that is refused, one by one, to find which."""
        try:
            with transaction.atomic():
                section.act(self._actor, programme, [row for _, row in batch])
        except (Refusal, NotVisible) as refusal:
            if len(batch) == 1:
                self._refused(section, *batch[0], refusal)
            else:
                for item in batch:
                    self._act(section, programme, [item], count)
        else:
            count.new += len(batch)

    def _refused(self, section: Section, number: int, row: Row, why: Refusal | NotVisible) -> None:
        rule = f"{why} is not known here"
        remedy = "Register it first, or correct the code."
        if isinstance(why, Refusal):
            rule, remedy = str(why), str(why.remedy)
        name, value = self._folder.name(section.table), ", ".join(map(str, section.key(row)))
        self._sound.report(Problem(name, number, "", value, rule, remedy))
        self._sound.leave_out(section.table, row, number)

    def _events(self) -> None:
        names = ("events", "lines", "measurements")
        counts = [self._tally.open(name, self._folder.size(name)) for name in names]
        done = 0
        for batch in by_lines(self._sound.events(), EVENT_LINES):
            outcome = load_events(actor=self._actor, records=batch)
            for record in batch:
                for count, rows in zip(counts, record.sizes, strict=True):
                    if record.row in outcome.present:
                        count.present += rows
                    elif record.row not in outcome.refused:
                        count.new += rows
            for record in batch:
                if record.row in outcome.refused:
                    self._refused_event(record, outcome.refused[record.row])
            done += len(batch)
            self._progress("events", done, counts[0].in_file)

    def _refused_event(self, record: EventRecord, reason: str) -> None:
        remedy = "Register it first, or correct the code."
        name, value = self._folder.name("events"), str(record.event["uuid"])
        self._sound.report(Problem(name, record.row, "", value, reason, remedy))
        self._sound.leave_out_event(record)

    def _documents(self) -> None:
        if self._folder.file("documents") is None:
            return
        count = self._tally.open("documents", self._folder.size("documents"))
        for batch in _batches(self._sound.rows("documents"), BATCH):
            there = attached([row for _, row in batch])
            for number, row in batch:
                if (row["event"], row["sha256"]) in there:
                    count.present += 1
                elif rule := attach(actor=self._actor, folder=self._folder, document=row):
                    self._sound.report(fault(self._folder, number, row, rule))
                else:
                    count.new += 1

    def _settlements(self, programme: Programme) -> None:
        names = ("settlements", "deductions")
        counts = [self._tally.open(name, self._folder.size(name)) for name in names]
        done = 0
        for batch in _batches(self._sound.settlements(), BATCH):
            present = load_settlements(actor=self._actor, programme=programme, records=batch)
            for record in batch:
                for count, rows in zip(counts, record.sizes, strict=True):
                    if record.row in present:
                        count.present += rows
                    else:
                        count.new += rows
            done += len(batch)
            self._progress("settlements", done, counts[0].in_file)


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def _unfit(rule: str, remedy: str) -> FolderError:
    return FolderError(Problem(FILE, 0, "", "", rule, remedy))
