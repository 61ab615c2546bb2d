"""What is journalled can be computed again from the tables, and a change in them shows."""

import pytest
from django.db import connection
from django.db.models import Model

from asili.core import journal
from asili.core.models import JournalEntry
from asili.domain.custody.models import Event, EventLine, Measurement
from asili.network.vocabulary import EventKind
from tests.core.tampering import unsealed
from tests.domain.custody.valley import Valley, bag, measured, see

CHANGES = {Event: "note = 'a team of twelve'", EventLine: "wet_g = 1", Measurement: "value = 1"}


@pytest.fixture
def season(valley: Valley) -> Valley:
    """Three acts: tags, bags with a sample, a transfer."""
    sample = (measured("moisture", "8.0", "0.5"), measured("Co", "3.10", "0.2", bag(1)))
    valley.record(valley.allocate())
    valley.record(valley.fill("north", [1, 2], measurements=sample, note="a team of ten"))
    valley.record(valley.fact(EventKind.STOCK_TAKE, "north", see(bag(1), wet_g=49_000)))
    return valley


def tamper(model: type[Model], statement: str, *values: object) -> None:
    """Change one row as only somebody with the password of the database can."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the act's own checks are done
    with unsealed(model), connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount == 1


def test_every_act_of_custody_is_recomputed_and_agrees(season: Valley) -> None:
    report = journal.verify()

    assert report.problems == []
    assert report.acts_recomputed >= 3


@pytest.mark.parametrize("model", CHANGES)
def test_verifying_names_the_entry_of_a_row_that_was_changed(
    season: Valley, model: type[Model]
) -> None:
    table = model._meta.db_table
    row = model._default_manager.order_by("-pk")[0]
    event = row if isinstance(row, Event) else row.event
    entry = JournalEntry.objects.get(act_id=event.act_id)

    tamper(model, f"UPDATE {table} SET {CHANGES[model]} WHERE id = %s", row.pk)  # noqa: S608

    assert [problem.position for problem in journal.verify().problems] == [entry.position]


def test_verifying_names_the_entry_of_a_row_that_was_removed(season: Valley) -> None:
    row = Measurement.objects.order_by("pk")[0]
    entry = JournalEntry.objects.get(act_id=row.event.act_id)

    tamper(Measurement, "DELETE FROM custody_measurement WHERE id = %s", row.pk)

    assert [problem.position for problem in journal.verify().problems] == [entry.position]
