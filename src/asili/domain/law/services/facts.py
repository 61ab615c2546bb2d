"""Loads the instruments and dated values that come with Asili."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from asili.core import journal
from asili.core.access import Actor, Refusal, require
from asili.domain.law import policies, rules
from asili.domain.law.models import Instrument, LegalValue

_FACTS: Final = Path(__file__).parents[1] / "facts"
_INSTRUMENT: Final = ("title", "kind", "dated", "effect", "source", "source_url")
_VALUE: Final = (
    "value", "unit", "valid_to", "instrument_id", "article", "source",
)  # fmt: skip


def load_facts(*, actor: Actor, folder: Path = _FACTS) -> list[Instrument | LegalValue]:
    """Bring the tables into line with ``instruments.csv`` and ``values.csv``; return what changed.

    Loading twice changes nothing. Raises Refusal where two values of a key would hold on one day
    (law.1) and where a verified value would be overwritten (law.3).
    """
    require(policies.can_load_facts(actor))
    with transaction.atomic():
        instruments = _load_instruments(folder / "instruments.csv")
        values = _load_values(folder / "values.csv")
        changed: list[Instrument | LegalValue] = [*instruments, *values]
        if changed:
            journal.append(
                act="law.facts.loaded",
                actor=actor,
                subjects=[row.code for row in instruments] + sorted({row.key for row in values}),
                digests=[_instrument_digest(row) for row in instruments]
                + [_value_digest(row) for row in values],
            )
    return changed


def _load_instruments(path: Path) -> list[Instrument]:
    known = {row.code: row for row in Instrument.objects.all()}
    wanted = [
        Instrument(
            code=row["code"],
            title=row["title"],
            kind=row["kind"],
            dated=_day(row["dated"]),
            effect=row["effect"],
            source=row["source"],
            source_url=row["source_url"],
        )
        for row in _rows(path)
    ]
    changed = [row for row in wanted if _differs(known.get(row.code), row, _INSTRUMENT)]
    Instrument.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["code"], update_fields=_INSTRUMENT
    )
    return changed


def _load_values(path: Path) -> list[LegalValue]:
    instruments = dict(Instrument.objects.values_list("code", "pk"))
    known = {(row.key, row.jurisdiction, row.valid_from): row for row in LegalValue.objects.all()}
    wanted = {}
    for row in _rows(path):
        value = LegalValue(
            key=row["key"],
            value=Decimal(row["value"]),
            unit=row["unit"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            jurisdiction=row["jurisdiction"],
            instrument_id=instruments[row["instrument"]],
            article=row["article"],
            source=row["source"],
        )
        wanted[value.key, value.jurisdiction, value.valid_from] = value
    _require_one_value_a_day([*(known | wanted).values()])
    changed = [value for at, value in wanted.items() if _differs(known.get(at), value, _VALUE)]
    for value in changed:
        before = known.get((value.key, value.jurisdiction, value.valid_from))
        if before is not None and before.is_verified:
            raise Refusal(
                "law.3",
                _("A value that somebody verified is not overwritten by loading facts."),
                remedy=_("Compare the file with the instrument and correct the file."),
            )
    LegalValue.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["key", "jurisdiction", "valid_from"],
        update_fields=[name.removesuffix("_id") for name in _VALUE],
    )
    return changed


def _require_one_value_a_day(values: list[LegalValue]) -> None:
    if rules.colliding(
        rules.Period(row.key, row.jurisdiction, row.valid_from, row.valid_to) for row in values
    ):
        raise Refusal(
            "law.1",
            _("Two values of one key would hold on the same day."),
            remedy=_("Close the earlier value on the day on which the later one begins."),
        )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file, strict=True)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _differs(
    before: Instrument | LegalValue | None,
    after: Instrument | LegalValue,
    names: tuple[str, ...],
) -> bool:
    return before is None or any(getattr(before, name) != getattr(after, name) for name in names)


def _instrument_digest(row: Instrument) -> bytes:
    return journal.digest(
        "law_instrument", [row.code, *(getattr(row, name) for name in _INSTRUMENT)]
    )


def _value_digest(row: LegalValue) -> bytes:
    return journal.digest(
        "law_legalvalue",
        [row.key, row.jurisdiction, row.valid_from, *(getattr(row, name) for name in _VALUE)],
    )
