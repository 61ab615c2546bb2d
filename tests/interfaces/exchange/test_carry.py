"""Who carries what away, on which days, and what happens when that is cut off."""

import json
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from asili.core.access import Actor, Grant, NotVisible, Role, system
from asili.domain.custody.models import Event, Lot
from asili.domain.custody.policies import visible_lots
from asili.domain.custody.queries.origins import GroupBy
from asili.domain.custody.queries.trace import trace_back
from asili.domain.custody.queries.upstream import upstream
from asili.domain.registry.models import Party
from asili.interfaces.exchange import carry
from asili.interfaces.exchange.carry import export_folder
from asili.interfaces.exchange.folder import load_folder
from asili.network import open_folder
from asili.network.check import check
from asili.network.folder import Folder
from asili.network.problems import Problem
from asili.network.vocabulary import EventKind
from asili.network.zipped import pack
from asili.simulation.books import Books
from tests.demo import environment
from tests.interfaces.exchange.test_load_folder import edit

CLERK = system("test")
ROOT = Path(__file__).resolve().parents[3]
Simulated = tuple[Folder, Books]


def problems_of(path: Path) -> list[Problem]:
    found: list[Problem] = []
    check(Folder.open(path), found.append)
    return found


def act_for(party: Party, role: Role) -> Actor:
    grant = Grant(role, party.programme.code)
    return Actor("A-1", "somebody", frozenset({grant}), frozenset({party.code}))


@pytest.mark.django_db
def test_a_trader_carries_its_own_sides_and_no_confidential_field(
    simulated: Simulated, tmp_path: Path
) -> None:
    load_folder(actor=CLERK, folder=simulated[0])
    trader = Party.objects.filter(organisation__kind="trader").order_by("code")[0]
    actor = act_for(trader, Role.TRADER)
    manifest = export_folder(actor=actor, programme="", path=tmp_path / "own")
    assert problems_of(tmp_path / "own") == []
    assert manifest.scope == {"account": "A-1"}
    assert any("Limited to what one account may see" in note for note in manifest.notes)
    own = Folder.open(tmp_path / "own")
    events = list(own.rows("events"))
    assert 0 < len(events) < Event.objects.count()
    assert all(trader.code in (event["party"], event["counterparty"]) for event in events)
    assert all(trader.code in (r["buyer"], r["seller"]) for r in own.rows("settlements"))
    assert not any(row["birth_year"] for row in own.rows("parties"))
    held = {str(row["lot"]) for row in own.rows("origins")}
    assert held
    assert held <= {lot.code for lot in visible_lots(actor).exclude(kind="bag")}
    code = min(held)
    found = upstream(Lot.objects.get(code=code))
    assert found is not None
    expected = {
        (row.key, analyte): share
        for row in trace_back(found, GroupBy.SITE).rows
        for analyte, share in row.shares.items()
    }
    shares = {
        (row["site"] or "", row["analyte"]): float(row["share"])  # type: ignore[arg-type]
        for row in own.rows("origins")
        if row["lot"] == code
    }
    assert shares == pytest.approx(expected, abs=1e-6)
    named = {row["code"] for row in own.rows("parties")}
    assert {event["counterparty"] for event in events} - {None} <= named


@pytest.mark.django_db
def test_an_auditor_carries_everything(simulated: Simulated, tmp_path: Path) -> None:
    load_folder(actor=CLERK, folder=simulated[0])
    party = Party.objects.filter(organisation__kind="authority")[0]
    auditor = act_for(party, Role.AUDITOR)
    export_folder(actor=auditor, programme="SIMU", path=tmp_path / "all")
    export_folder(actor=CLERK, programme="SIMU", path=tmp_path / "system")
    for file in (tmp_path / "system").glob("*.csv"):
        assert (tmp_path / "all" / file.name).read_bytes() == file.read_bytes()


@pytest.mark.django_db
def test_a_stranger_carries_nothing_and_does_not_learn_what_there_is(
    simulated: Simulated, tmp_path: Path
) -> None:
    load_folder(actor=CLERK, folder=simulated[0])
    with pytest.raises(NotVisible):
        export_folder(actor=Actor("A-2", "stranger"), programme="SIMU", path=tmp_path / "none")
    assert not list(tmp_path.glob("none*"))


@pytest.mark.django_db
def test_some_days_are_carried_and_what_came_from_before_is_left_blank(
    simulated: Simulated, tmp_path: Path
) -> None:
    load_folder(actor=CLERK, folder=simulated[0])
    shipped = Event.objects.filter(kind=EventKind.SHIP).order_by("-happened_at")[0]
    day = shipped.happened_at.date()
    path = tmp_path / "days"
    first, last = day - timedelta(days=3), day + timedelta(days=1)
    manifest = export_folder(actor=CLERK, programme="", path=path, first=first, last=last)
    assert manifest.scope == {"first": first.isoformat(), "last": last.isoformat()}
    assert problems_of(path) == []
    days = {event["happened_at"].date() for event in Folder.open(path).rows("events")}  # type: ignore[union-attr]
    assert min(days) >= first - timedelta(days=1)
    assert max(days) <= last
    code = Lot.objects.get(kind="shipment", lines__event=shipped, lines__role="make").code
    rows = open_folder(path).trace(code).by("site")
    assert rows[-1].key == "", "the origin lies outside the folder"
    assert sum(row.shares["Co"] for row in rows) == pytest.approx(1)


@pytest.mark.django_db
def test_an_export_that_was_cut_off_looks_like_none_and_is_continued(
    simulated: Simulated, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_folder(actor=CLERK, folder=simulated[0])
    path = tmp_path / "out"
    export_folder(actor=CLERK, programme="", path=tmp_path / "whole")
    seen: list[str] = []

    def stop(table: str, _done: int, _rows: int) -> None:
        seen.append(table)
        if table == "events":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_folder(actor=CLERK, programme="", path=path, progress=stop)
    assert not path.exists()
    assert seen[-1] == "events"
    again: list[str] = []
    export_folder(
        actor=CLERK, programme="", path=path, progress=lambda table, *_: again.append(table)
    )
    assert again[0] == "events", "parties and places were finished before"
    for file in (tmp_path / "whole").iterdir():
        assert (path / file.name).read_bytes() == file.read_bytes()
    monkeypatch.setattr(carry.journal, "position", lambda: 10**9)
    fresh: list[str] = []
    export_folder(
        actor=CLERK, programme="", path=path, progress=lambda table, *_: fresh.append(table)
    )
    assert fresh[0] == "parties", "the journal has moved on"


@pytest.mark.django_db
def test_strict_loads_nothing_where_one_row_has_a_problem(simulated: Simulated) -> None:
    folder, _ = simulated
    edit(folder.path / "prices.csv", 2, "amount_minor", "")
    with pytest.raises(CommandError, match="nothing was loaded"):
        call_command(
            "network", "import", folder.path, strict=True, stdout=StringIO(), stderr=StringIO()
        )
    assert not Event.objects.exists()
    assert folder.path.with_name("network.errors.csv").is_file()


@pytest.mark.django_db
def test_the_commands_carry_a_network_there_and_back_in_a_zip(
    simulated: Simulated, tmp_path: Path
) -> None:
    pack(simulated[0].path, tmp_path / "in.zip")
    said = StringIO()
    call_command("network", "import", tmp_path / "in.zip", stdout=said)
    assert "Nothing has changed" not in said.getvalue()
    call_command("network", "import", tmp_path / "in.zip", stdout=said)
    assert "Nothing has changed" in said.getvalue()
    told = StringIO()
    call_command("network", "export", tmp_path / "out", "--format=parquet", json=True, stdout=told)
    rows = json.loads(told.getvalue())["rows"]
    assert rows["events"] == simulated[0].manifest.counts["events"]
    assert rows["outcomes"] == rows["lines"] == simulated[0].manifest.counts["lines"]
    call_command("network", "check", tmp_path / "out", stdout=StringIO())


def command(*words: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *words]


def test_an_import_that_is_killed_is_completed_exactly_once(
    simulated: Simulated, tmp_path: Path
) -> None:
    folder, data = simulated[0], tmp_path / "data"
    data.mkdir()

    def run(*words: str) -> str:
        return subprocess.run(
            command(*words), env=environment(data), capture_output=True, text=True, check=True
        ).stdout

    def events() -> int:
        with sqlite3.connect(f"file:{data / 'asili.gpkg'}?mode=ro", uri=True) as database:
            return int(database.execute("SELECT count(*) FROM custody_event").fetchone()[0])

    run("migrate", "--verbosity=0")
    words = command("network", "import", str(folder.path))
    process = subprocess.Popen(words, env=environment(data))
    while process.poll() is None and not events():
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = events()
    assert before > 0
    first = json.loads(run("network", "import", str(folder.path), "--json"))
    for table, count in first["tables"].items():
        assert count["new"] + count["present"] == folder.manifest.counts[table]
    assert first["tables"]["events"]["present"] == before
    assert events() == folder.manifest.counts["events"]
    again = json.loads(run("network", "import", str(folder.path), "--json"))
    assert not again["changed"]
