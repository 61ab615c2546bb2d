"""Carry the network away: everything that an actor may see of a programme, as a network folder.

The rows are those of one moment, in an order that depends on nothing but the records, so that two
exports at one journal position are equal byte for byte. An export that was cut off is continued
where the journal has not moved on, and begun again where it has.
"""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from django.conf import settings

from asili.core import journal
from asili.core.access import Actor, NotVisible
from asili.core.models import Analyte, Programme
from asili.core.programmes import programmes_of
from asili.core.snapshots import snapshot
from asili.interfaces.exchange.moves import MOVES, Moves
from asili.interfaces.exchange.origins import lots_of, origins
from asili.interfaces.exchange.scope import Scope
from asili.interfaces.exchange.sources import BEFORE, PRICES, Source
from asili.network.manifest import FILE, Manifest, read_manifest
from asili.network.problems import FolderError, Problem
from asili.network.writing import FolderWriter, Format

Progress = Callable[[str, int, int], None]
"""Called with a table, the rows done and the rows in all."""

SIMULATED: Final = (
    "Simulated by Asili: people, firms, places, masses and money are invented; "
    "any likeness is chance."
)
_PARTIAL: Final = (
    "Limited to what one account may see: events of its own sides; contents made elsewhere are "
    "left blank."
)
_DATED: Final = "Limited to events of some days; contents made on other days are left blank."
_EVERY: Final = 1_000


def export_folder(
    *,
    actor: Actor,
    programme: str,
    path: Path,
    form: Format = "csv",
    first: date | None = None,
    last: date | None = None,
    progress: Progress | None = None,
) -> Manifest:
    """Write the folder and return its manifest.

    ``programme`` is a code, "" where the actor knows only one; ``first`` and ``last`` are days of
    events, both included. Raises NotVisible for a programme that the actor has no part in,
    FolderError where the place is taken or the programme must be said.
    """
    tell = progress or _silent
    with snapshot():
        scope = Scope(actor, _programme(actor, programme), first, last)
        manifest = _manifest(scope)
        resume = json.dumps([form, manifest.programme, manifest.scope, manifest.journal])
        with FolderWriter(path, manifest, form, resume) as writer:
            for source in BEFORE:
                _write(source, scope, writer, tell)
            _write_moves(scope, writer, tell)
            for source in PRICES:
                _write(source, scope, writer, tell)
            if not scope.is_whole:
                _write_origins(scope, writer, tell)
    return read_manifest(path)


def _programme(actor: Actor, code: str) -> Programme:
    known = programmes_of(actor).order_by("code")
    if code:
        found = known.filter(code=code).first()
        if found is None:
            raise NotVisible(code)
        return found
    listed = list(known)
    if len(listed) != 1:
        names = ", ".join(programme.code for programme in listed) or "none"
        rule = "a folder holds one programme"
        raise FolderError(Problem(FILE, 0, "", "", rule, f"Say which one: {names}."))
    return listed[0]


def _manifest(scope: Scope) -> Manifest:
    programme = scope.programme
    limits = {} if scope.actor.is_system else {"account": scope.actor.account or ""}
    limits |= {"first": scope.first.isoformat()} if scope.first else {}
    limits |= {"last": scope.last.isoformat()} if scope.last else {}
    notes = [] if scope.is_whole else [_PARTIAL]
    notes += [_DATED] if scope.first or scope.last else []
    analytes = Analyte.objects.filter(commodities=programme.commodity_id).order_by("code")
    return Manifest(
        title=programme.name,
        programme=programme.code,
        commodity=programme.commodity.code,
        provinces=tuple(programme.provinces.order_by("code").values_list("code", flat=True)),
        simulated=programme.simulated,
        attribution=SIMULATED if programme.simulated else f"Recorded with Asili: {programme.name}",
        licence="CC0-1.0" if programme.simulated else "Ask those who recorded it before reuse.",
        analytes=tuple(analytes.values_list("code", flat=True)),
        time_zone=settings.TIME_ZONE,
        notes=tuple(notes),
        scope=limits,
        journal={"name": settings.ASILI_JOURNAL_NAME, "position": journal.position()},
    )


def _write(source: Source, scope: Scope, writer: FolderWriter, tell: Progress) -> None:
    if writer.is_finished(source.table):
        return
    rows = sum(query.count() for query in source.rows(scope))
    done = 0
    for done, row in enumerate(source.cells(scope), start=1):
        writer.add(source.table, row)
        if done % _EVERY == 0:
            tell(source.table, done, rows)
    writer.finish(source.table)
    tell(source.table, done, rows)


def _write_moves(scope: Scope, writer: FolderWriter, tell: Progress) -> None:
    if writer.is_finished("events"):
        return
    rows = scope.events.count()
    moves = Moves(scope, writer)
    for done in moves.write():
        tell("events", done, rows)
    if moves.missing:
        writer.note(f"{moves.missing} files of documents are not kept any more.")
    unbought = scope.settlements.count() - writer.counts.get("settlements", 0)
    if unbought and not (scope.first or scope.last):
        writer.note(f"{unbought} payments name no purchase that is carried; they are left out.")
    writer.finish(*MOVES)


def _write_origins(scope: Scope, writer: FolderWriter, tell: Progress) -> None:
    if writer.is_finished("origins"):
        return
    lots = lots_of(scope).count()
    for done, rows in enumerate(origins(scope), start=1):
        for row in rows:
            writer.add("origins", row)
        tell("origins", done, lots)
    writer.finish("origins")


def _silent(_table: str, _done: int, _all: int) -> None:
    return
