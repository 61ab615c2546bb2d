"""A network folder comes in through the acts: every row is accounted for, twice changes nothing."""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from asili.core import journal
from asili.core.access import system
from asili.core.models import Finding, Programme
from asili.domain.custody.models import Event, EventLine, Lot, Measurement, Outcome
from asili.domain.custody.queries.origins import GroupBy
from asili.domain.custody.queries.trace import trace_back
from asili.domain.custody.queries.upstream import upstream
from asili.domain.places.models import Overlap, Place
from asili.domain.registry.models import Party
from asili.domain.trade.models import Deduction, Settlement
from asili.interfaces.exchange.folder import load_folder
from asili.interfaces.exchange.tally import Tally
from asili.network.errors import errors_path
from asili.network.folder import Folder
from asili.network.manifest import write_manifest
from asili.network.problems import FolderError
from asili.network.vocabulary import EventKind, LotKind
from asili.simulation.books import Books, origins, planted
from asili.simulation.differences import Kind
from asili.simulation.run import simulate
from asili.simulation.settings import Request

pytestmark = pytest.mark.django_db
CLERK = system("test")
SETTLED = ["accepted", "voided"]
"""Verdicts that leave nothing to be done."""


def load(folder: Folder) -> Tally:
    return load_folder(actor=CLERK, folder=folder)


def edit(path: Path, row: int, column: str, cell: str) -> None:
    """Write ``cell`` into a row (counted as a spreadsheet does) of a CSV file."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    rows[row - 1][rows[0].index(column)] = cell
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def numbered(folder: Folder, kind: EventKind) -> Iterator[int]:
    """Rows of the events of a kind."""
    for record in folder.records("events"):
        if record.row is not None and record.row["kind"] == kind:
            yield record.number


def test_every_row_comes_in_and_the_totals_are_those_of_the_books(
    simulated: tuple[Folder, Books],
) -> None:
    folder, books = simulated
    tally = load(folder)
    assert {name: count.new for name, count in tally.counts.items()} == folder.manifest.counts
    assert (tally.left_out, tally.problems) == (0, [])
    assert Event.objects.count() == sum(books.events.values())
    assert Measurement.objects.count() == folder.manifest.counts["measurements"]
    assert Settlement.objects.count() == folder.manifest.counts["settlements"]
    assert Deduction.objects.count() == folder.manifest.counts["deductions"]
    bags = Lot.objects.filter(kind=LotKind.BAG, status__in=["open", "contained", "emptied"])
    assert bags.count() == books.bags
    filled = EventLine.objects.filter(event__kind=EventKind.COMMISSION)
    assert filled.aggregate(g=Sum("wet_g"))["g"] == books.commissioned_g


def test_only_the_planted_second_sale_waits_and_the_late_record_has_released_the_rest(
    simulated: tuple[Folder, Books],
) -> None:
    folder, _ = simulated
    tally = load(folder)
    waiting = Outcome.objects.exclude(verdict__in=SETTLED)
    sales = [row["event"] for row in planted(folder.path) if row["kind"] == Kind.BAG_SOLD_TWICE]
    assert [str(outcome.event.uuid) for outcome in waiting] == [sales[1]]
    assert tally.waiting == 1
    assert Finding.objects.filter(rule="custody.5", state="open").count() == 1


def test_an_honest_run_gives_no_reason_to_stop_anything(tmp_path: Path) -> None:
    simulate(Request(bags=500, seed=4), tmp_path / "honest")
    load(Folder.open(tmp_path / "honest"))
    assert not Outcome.objects.exclude(verdict__in=SETTLED).exists()
    found = {(finding.rule, finding.severity) for finding in Finding.objects.filter(state="open")}
    assert found <= {("trade.4", "info"), ("places.21", "warning")}  # ground, not custody


def test_the_programme_and_all_that_belongs_to_it_is_marked_as_simulated(
    simulated: tuple[Folder, Books],
) -> None:
    load(simulated[0])
    assert Programme.objects.get().simulated
    assert not Party.objects.filter(simulated=False).exists()
    assert not Place.objects.filter(simulated=False).exists()


def test_the_zone_that_reaches_into_a_title_is_found_in_hectares(
    simulated: tuple[Folder, Books],
) -> None:
    load(simulated[0])
    overlap = Overlap.objects.get()
    assert 330 < overlap.hectares < 340


def test_loading_twice_changes_nothing(simulated: tuple[Folder, Books]) -> None:
    folder, _ = simulated
    load(folder)
    position = journal.position()
    again = load(folder)
    assert again.new == 0
    assert {name: count.present for name, count in again.counts.items()} == folder.manifest.counts
    assert journal.position() == position


def test_a_load_that_was_cut_short_is_completed_by_loading_again(
    simulated: tuple[Folder, Books], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, books = simulated
    monkeypatch.setattr("asili.interfaces.exchange.folder.EVENT_LINES", 400)

    def stop(table: str, done: int, _rows: int) -> None:
        if table == "events" and done > 100:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_folder(actor=CLERK, folder=folder, progress=stop)
    assert 0 < Event.objects.count() < sum(books.events.values())
    tally = load(folder)
    assert 0 < tally.counts["events"].new < sum(books.events.values())
    assert Event.objects.count() == sum(books.events.values())
    assert Outcome.objects.exclude(verdict__in=SETTLED).count() == 1


def test_bad_rows_stay_behind_with_their_reasons_and_the_others_come_in(
    simulated: tuple[Folder, Books],
) -> None:
    folder, _ = simulated
    last_export = [*numbered(folder, EventKind.EXPORT)][-1]
    edit(folder.path / "events.csv", last_export, "happened_at", "2026-08-30T10:00:00")
    edit(folder.path / "prices.csv", 2, "amount_minor", "about 4 million")
    edit(folder.path / "occupancies.csv", 2, "place", "G-0000000000")
    tally = load(folder)
    found = {(problem.file, problem.row, problem.column) for problem in tally.problems}
    assert {
        ("events.csv", last_export, "happened_at"),
        ("prices.csv", 2, "amount_minor"),
        ("occupancies.csv", 2, "place"),
    } <= found
    left = {name: count.left_out for name, count in tally.counts.items() if count.left_out}
    assert left == {"events": 1, "lines": 1, "prices": 1, "occupancies": 1}
    assert Event.objects.filter(kind=EventKind.EXPORT).count() == 9


def test_a_row_that_an_act_refuses_is_named_and_alone(simulated: tuple[Folder, Books]) -> None:
    folder, _ = simulated
    people = [r for r in folder.records("parties") if r.row and r.row["kind"] == "person"]
    minor = people[-1]
    assert minor.row is not None
    edit(folder.path / "parties.csv", minor.number, "birth_year", "2015")
    tally = load(folder)
    refused = next(problem for problem in tally.problems if problem.file == "parties.csv")
    assert "registry.7" in refused.rule
    assert tally.counts["parties"].left_out == 1
    assert tally.counts["memberships"].left_out == 1


def test_invented_rows_never_enter_a_real_programme(simulated: tuple[Folder, Books]) -> None:
    folder, _ = simulated
    load(folder)
    write_manifest(folder.path, replace(folder.manifest, simulated=False))
    with pytest.raises(FolderError, match="never share a programme"):
        load(Folder.open(folder.path))


def test_an_unknown_commodity_is_explained(simulated: tuple[Folder, Books]) -> None:
    folder, _ = simulated
    write_manifest(folder.path, replace(folder.manifest, commodity="Pb"))
    with pytest.raises(FolderError, match="Use one of: Au, CuCo"):
        load(Folder.open(folder.path))


def test_what_asili_traces_is_what_truly_was(simulated: tuple[Folder, Books]) -> None:
    """By site and metal, against the run's own books: deviations as large as their uncertainty."""
    folder, _ = simulated
    load(folder)
    deviations: list[float] = []
    for shipment, origin in origins(folder.path).items():
        found = upstream(Lot.objects.get(code=shipment))
        assert found is not None
        rows = {row.key: row for row in trace_back(found, GroupBy.SITE).rows}
        for site, metals in origin.items():
            for analyte, grams in zip(("Co", "Cu"), metals, strict=True):
                estimate = rows[site].kilograms[analyte]
                assert estimate is not None
                assert estimate.u is not None
                deviations.append((float(estimate.value) - grams / 1000) / float(estimate.u))
    assert len(deviations) > 60
    mean_square = sum(deviation**2 for deviation in deviations) / len(deviations)
    assert 0.3 < mean_square < 3
    assert max(abs(deviation) for deviation in deviations) < 6


def test_the_command_accounts_for_every_row_and_keeps_the_errors_beside_the_folder(
    simulated: tuple[Folder, Books],
) -> None:
    folder, _ = simulated
    edit(folder.path / "prices.csv", 2, "amount_minor", "")
    said, warned = StringIO(), StringIO()
    call_command("network", "import", folder.path, json=True, stdout=said, stderr=warned)
    tables = json.loads(said.getvalue())["tables"]
    assert tables["prices"]["left_out"] == 1
    for table, count in tables.items():
        assert count["in_file"] == folder.manifest.counts[table]
        assert count["in_file"] == count["new"] + count["present"] + count["left_out"]
    with errors_path(folder.path).open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["file"], row["row"], row["column"]) == ("prices.csv", "2", "amount_minor")
    assert "prices.csv, row 2, column amount_minor" in warned.getvalue()
    edit(folder.path / "prices.csv", 2, "amount_minor", "4800000")
    call_command("network", "import", folder.path, verbosity=0)
    assert not errors_path(folder.path).exists()


def test_the_check_command_fails_on_a_problem_and_writes_nothing(
    simulated: tuple[Folder, Books],
) -> None:
    folder, _ = simulated
    call_command("network", "check", folder.path, stdout=StringIO())
    edit(folder.path / "lines.csv", 2, "lot", "B-1")
    with pytest.raises(CommandError, match="problems"):
        call_command("network", "check", folder.path, stdout=StringIO(), stderr=StringIO())
    assert not Programme.objects.exists()
