"""What is carried away and brought into an empty installation is carried away again as it was."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from asili.core.access import system
from asili.core.models import FileLink
from asili.domain.custody.facts import EventFact, LineFact
from asili.domain.custody.models import Event, Lot, Outcome
from asili.domain.custody.queries.origins import GroupBy
from asili.domain.custody.queries.trace import trace_back
from asili.domain.custody.queries.upstream import upstream
from asili.domain.custody.services import attach_document, record_events
from asili.interfaces.exchange.carry import export_folder
from asili.interfaces.exchange.folder import load_folder
from asili.network import open_folder
from asili.network.check import check
from asili.network.folder import Folder
from asili.network.manifest import FILE
from asili.network.problems import Problem
from asili.network.schema import TABLES
from asili.network.sinks import Format
from asili.network.vocabulary import EventKind, LineRole
from asili.simulation.books import Books

pytestmark = pytest.mark.django_db
CLERK = system("test")


def load(folder: Path) -> None:
    problems: list[Problem] = []
    load_folder(actor=CLERK, folder=Folder.open(folder), report=problems.append)
    assert problems == []


def carry(path: Path, form: Format = "csv") -> dict[str, bytes]:
    """Export everything; return the bytes of each file but the manifest."""
    export_folder(actor=CLERK, programme="", path=path, form=form)
    files = sorted(file for file in path.rglob("*") if file.is_file() and file.name != FILE)
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in files}


class Undo(Exception):
    """Ends a block and takes back what it wrote."""


@contextmanager
def installation() -> Iterator[None]:
    """An installation of its own, empty at the beginning and gone at the end."""
    with suppress(Undo), transaction.atomic():
        yield
        shutil.rmtree(settings.FILES_DIR, ignore_errors=True)
        raise Undo


def live(folder: Folder) -> None:
    """Load a province; void a record, accept a difference, weigh a bag light, attach a paper."""
    load(folder.path)
    export = Event.objects.filter(kind=EventKind.EXPORT).latest("happened_at")
    assay = Event.objects.filter(kind=EventKind.ASSAY).order_by("-happened_at", "uuid")[0]
    questioned = Outcome.objects.filter(verdict__in=["quarantined", "partly"])
    waiting = questioned.order_by("at", "tie")[0].event
    for kind, target, document in (
        (EventKind.VOID, assay, ""),
        (EventKind.ACCEPT, waiting, "custody.7"),
    ):
        fact = EventFact(
            uuid=uuid4(),
            kind=kind,
            happened_at=export.happened_at + timedelta(hours=1),
            party=target.party.code,
            place=target.place.code,
            target=target.uuid,
            document=document,
            note="a mistake, with “quotes”, commas\nand a second line",
        )
        record_events(actor=CLERK, events=[fact])
    lot = Lot.objects.filter(kind="bag", status="open").order_by("code")[0]
    late = EventFact(
        uuid=uuid4(),
        kind=EventKind.STOCK_TAKE,
        happened_at=export.happened_at,
        party=lot.holder.code,
        place=lot.place.code,
        lines=(LineFact(LineRole.SEE, lot.code, lot.wet_g - 20_000),),
    )
    record_events(actor=CLERK, events=[late])
    for name in ("waybill é.txt", "again.txt"):
        paper = SimpleUploadedFile(name, "Bordereau n° 7\n".encode())
        attach_document(actor=CLERK, event=export, upload=paper)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_export_import_export_is_equal_byte_for_byte(
    simulated: tuple[Folder, Books], tmp_path: Path, form: Format
) -> None:
    with installation():
        live(simulated[0])
        first = carry(tmp_path / "first", form)
    manifest = json.loads((tmp_path / "first" / FILE).read_text("utf-8"))
    assert set(manifest["counts"]) == set(TABLES) - {"origins"}
    assert all(manifest["counts"].values())
    assert manifest["counts"]["documents"] == 1
    kinds = {event["kind"] for event in Folder.open(tmp_path / "first").rows("events")}
    assert {"void", "accept", "allocate", "purchase"} <= kinds
    verdicts = {row["verdict"] for row in Folder.open(tmp_path / "first").rows("verdicts")}
    assert {"voided", "quarantined", "accepted"} <= verdicts
    assert not Event.objects.exists()
    with installation():
        load(tmp_path / "first")
        second = carry(tmp_path / "second", form)
        assert FileLink.objects.count() == 1
    assert first.keys() == second.keys()
    for name, content in first.items():
        assert content == second[name], name
    again = json.loads((tmp_path / "second" / FILE).read_text("utf-8"))
    assert {**again, "journal": None} == {**manifest, "journal": None}


def test_what_is_carried_away_is_sound(simulated: tuple[Folder, Books], tmp_path: Path) -> None:
    live(simulated[0])
    carry(tmp_path / "network")
    problems: list[Problem] = []
    check(Folder.open(tmp_path / "network"), problems.append)
    assert problems == []


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_folder_traces_as_the_product_does(
    simulated: tuple[Folder, Books], tmp_path: Path, form: Format
) -> None:
    live(simulated[0])
    carry(tmp_path / "network", form)
    network = open_folder(tmp_path / "network")
    shipments = network.lots("S")
    assert len(shipments) > 5
    piles = [lot.code for lot in Lot.objects.filter(kind="pile", wet_g__gt=0)]
    for code in [*shipments, *piles]:
        lot = Lot.objects.get(code=code)
        found = upstream(lot)
        assert found is not None
        trace = network.trace(code)
        for by in GroupBy:
            expected = trace_back(found, by).rows
            shares = trace.by(by.value)
            assert [(row.key, row.label) for row in expected] == [(s.key, s.name) for s in shares]
            for row, share in zip(expected, shares, strict=True):
                assert (row.bags, row.wet_g) == (share.bags, share.wet_g)
                for analyte, estimate in row.kilograms.items():
                    quantity = share.kilograms[analyte]
                    assert estimate is not None
                    assert quantity is not None
                    assert quantity.kg == pytest.approx(float(estimate.value), rel=1e-9)
                    if by is GroupBy.BAG:
                        assert quantity.u is None
                    else:
                        assert quantity.u == pytest.approx(float(estimate.u or 0), rel=1e-9)
