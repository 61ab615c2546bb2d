"""Acts on geography: load the units, successions and towns that come with Asili."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final, TypeAlias

from django.contrib.gis.geos import Point
from django.db import transaction

from asili.core import journal
from asili.core.access import Actor, require
from asili.domain.geography import policies
from asili.domain.geography.models import AdminUnit, Succession, Town

_FACTS: Final = Path(__file__).parent / "facts"
_UNIT: Final = ("kind", "name", "parent_id", "valid_from", "valid_to", "source")
Fact: TypeAlias = AdminUnit | Succession | Town


def load_facts(*, actor: Actor, folder: Path = _FACTS) -> list[Fact]:
    """Bring the tables into line with the three files of ``folder``; return what changed.

    Loading twice changes nothing.
    """
    require(policies.can_load_facts(actor))
    with transaction.atomic():
        units = _load_units(folder / "units.csv")
        changed: list[Fact] = [
            *units,
            *_load_successions(folder / "successions.csv"),
            *_load_towns(folder / "towns.csv"),
        ]
        if changed:
            journal.append(
                act="geography.facts.loaded",
                actor=actor,
                subjects=[unit.code for unit in units],
                digests=[_digest(row) for row in changed],
            )
    return changed


def _load_units(path: Path) -> list[AdminUnit]:
    """Units one by one, as each may be a part of one above it in the file."""
    known = {unit.code: unit for unit in AdminUnit.objects.all()}
    changed = []
    for row in _rows(path):
        new = row["code"] not in known
        unit = AdminUnit(code=row["code"]) if new else known[row["code"]]
        wanted = {
            "kind": row["kind"],
            "name": row["name"],
            "parent_id": known[row["parent"]].pk if row["parent"] else None,
            "valid_from": _day(row["valid_from"]),
            "valid_to": _day(row["valid_to"]),
            "source": row["source"],
        }
        if new or any(getattr(unit, name) != wanted[name] for name in _UNIT):
            for name in _UNIT:
                setattr(unit, name, wanted[name])
            unit.save()
            changed.append(unit)
        known[unit.code] = unit
    return changed


def _load_successions(path: Path) -> list[Succession]:
    units = dict(AdminUnit.objects.values_list("code", "pk"))
    known = set(Succession.objects.values_list("old_id", "new_id", "on"))
    wanted = [
        Succession(
            old_id=units[row["old"]],
            new_id=units[row["new"]],
            on=date.fromisoformat(row["on"]),
        )
        for row in _rows(path)
    ]
    changed = [row for row in wanted if (row.old_id, row.new_id, row.on) not in known]
    Succession.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["old", "new"], update_fields=["on"]
    )
    return changed


def _load_towns(path: Path) -> list[Town]:
    known = {
        town.name: (town.point.x, town.point.y, town.population, town.source)
        for town in Town.objects.all()
    }
    changed = []
    for row in _rows(path):
        point = Point(float(row["longitude"]), float(row["latitude"]), srid=4326)
        population = int(row["population"]) if row["population"] else None
        if known.get(row["name"]) != (point.x, point.y, population, row["source"]):
            changed.append(
                Town(name=row["name"], point=point, population=population, source=row["source"])
            )
    Town.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["point", "population", "source"],
    )
    return changed


def _digest(row: Fact) -> bytes:
    match row:
        case AdminUnit():
            values = [row.code, *(getattr(row, name) for name in _UNIT)]
        case Succession():
            values = [row.old_id, row.new_id, row.on]
        case Town():
            values = [row.name, row.point.wkt, row.population, row.source]
    return journal.digest(row._meta.db_table, values)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file, strict=True)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
