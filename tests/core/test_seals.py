"""A sealed table refuses every change, also after migrations have altered it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations import (
    AddField,
    AlterField,
    AlterModelTable,
    CreateModel,
    RenameField,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import OperationWriter

from asili.core import journal
from asili.core.access import system
from asili.core.models import Checkpoint, JournalEntry, Notice, Tombstone
from asili.core.seals import Seal, check_seals

TABLE = "sealing_fact"
CREATE = CreateModel(
    "Fact",
    [
        ("id", models.BigAutoField(primary_key=True)),
        ("kind", models.CharField(max_length=10)),
        ("grams", models.IntegerField(default=0)),
    ],
    options={"db_table": TABLE},
)
ALTERATIONS: dict[str, Operation] = {
    "a column is added": AddField("Fact", "note", models.TextField(null=True)),
    "a column with a default is added": AddField(
        "Fact", "state", models.CharField(max_length=5, default="new")
    ),
    "a column is widened": AlterField("Fact", "kind", models.CharField(max_length=20, unique=True)),
    "a column is renamed": RenameField("Fact", "grams", "wet_g"),
    "the table is renamed": AlterModelTable("Fact", "sealing_renamed"),
}


@pytest.fixture
def database(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[BaseDatabaseWrapper]:
    """A connection that may alter tables: on SQLite to a file of its own, outside transactions."""
    if connection.vendor == "postgresql":
        request.getfixturevalue("db")
        yield connection
        return
    request.getfixturevalue("django_db_setup")
    with request.getfixturevalue("django_db_blocker").unblock():
        own = connection.copy(alias="sealing")
        own.settings_dict = {**own.settings_dict, "NAME": tmp_path / "sealing.gpkg"}
        connections["sealing"] = own
        yield own
        own.close()
        del connections["sealing"]


def savepoint(database: BaseDatabaseWrapper) -> AbstractContextManager[object]:
    """What a refused statement is rolled back to where the test itself is a transaction."""
    return transaction.atomic() if database.in_atomic_block else nullcontext()


class Migrated:
    """Runs migration operations one after the other and gives the model as they left it."""

    def __init__(self, database: BaseDatabaseWrapper) -> None:
        self.database = database
        self.state = ProjectState()

    def run(self, operation: Operation, *, back: bool = False) -> None:
        before, after = self.state, self.state.clone()
        operation.state_forwards("sealing", after)
        with self.database.schema_editor() as editor:
            move = operation.database_backwards if back else operation.database_forwards
            move("sealing", editor, before, after)
        self.state = after

    @property
    def table(self) -> str:
        return self.state.apps.get_model("sealing", "Fact")._meta.db_table

    def execute(self, statement: str) -> None:
        with savepoint(self.database), self.database.cursor() as cursor:
            cursor.execute(statement)

    def count(self) -> int:
        with self.database.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM {self.table}")  # noqa: S608
            return int(cursor.fetchone()[0])


def tamperings(vendor: str, table: str) -> list[str]:
    kinds = [f"UPDATE {table} SET kind = 'x'", f"DELETE FROM {table}"]  # noqa: S608
    if vendor == "sqlite":
        return [*kinds, f"REPLACE INTO {table} SELECT * FROM {table}"]  # noqa: S608
    return [*kinds, f"TRUNCATE {table}"]


def refused(migrated: Migrated) -> bool:
    """True where every way to tamper is refused and the row is still there."""
    for statement in tamperings(migrated.database.vendor, migrated.table):
        with pytest.raises(IntegrityError, match="sealed"):
            migrated.execute(statement)
    return migrated.count() == 1


@pytest.fixture
def migrated(database: BaseDatabaseWrapper) -> Migrated:
    migrated = Migrated(database)
    migrated.run(CREATE)
    migrated.execute(f"INSERT INTO {TABLE} (kind, grams) VALUES ('weigh', 5)")  # noqa: S608
    return migrated


def test_a_table_without_a_seal_can_be_changed(migrated: Migrated) -> None:
    migrated.execute(f"UPDATE {TABLE} SET kind = 'x'")  # noqa: S608
    migrated.run(Seal("Fact"))
    assert refused(migrated)


@pytest.mark.parametrize("alteration", ALTERATIONS.values(), ids=ALTERATIONS)
def test_a_seal_outlives_a_migration_in_which(migrated: Migrated, alteration: Operation) -> None:
    migrated.run(Seal("Fact"))
    migrated.run(alteration)
    assert refused(migrated)


def test_a_seal_outlives_all_alterations_one_after_the_other(migrated: Migrated) -> None:
    migrated.run(Seal("Fact"))
    for alteration in ALTERATIONS.values():
        migrated.run(alteration)
        assert refused(migrated)


def test_rows_can_be_added_under_a_seal(migrated: Migrated) -> None:
    migrated.run(Seal("Fact"))
    migrated.execute(f"INSERT INTO {TABLE} (kind, grams) VALUES ('move', 5)")  # noqa: S608
    assert migrated.count() == 2


def test_a_migration_that_is_undone_takes_the_seal_off(migrated: Migrated) -> None:
    migrated.run(Seal("Fact"))
    migrated.run(Seal("Fact"), back=True)
    migrated.execute(f"DELETE FROM {TABLE}")  # noqa: S608
    assert migrated.count() == 0


def test_a_seal_can_be_written_into_a_migration_file() -> None:
    text, imports = OperationWriter(Seal("Fact")).serialize()
    assert "Seal(" in text
    assert imports == {"import asili.core.seals"}
    assert Seal("Fact").describe() == "Seal Fact"


@pytest.mark.django_db
@pytest.mark.parametrize("model", [JournalEntry, Checkpoint, Tombstone])
def test_the_journal_is_sealed(model: type[models.Model]) -> None:
    entry = journal.append(act="test.done", actor=system("test"), subjects=[], digests=[])
    journal.checkpoint()
    journal.bury(act_id=entry.act_id, table="t", row=b"\1" * 32)
    changes: list[Callable[[], object]] = [
        model._default_manager.all().delete,
        lambda: model._default_manager.update(**{model._meta.pk.name: 7}),
    ]
    for change in changes:
        with pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
            change()
    assert model._default_manager.count() == 1


def test_every_sealed_model_has_its_seal() -> None:
    assert check_seals() == []


def test_a_seal_that_the_model_does_not_mention_is_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(Tombstone, "sealed")
    assert [(error.id, error.obj) for error in check_seals()] == [("core.E012", Tombstone)]


def test_a_model_that_only_says_it_is_sealed_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Notice, "sealed", True, raising=False)
    assert [(error.id, error.obj) for error in check_seals()] == [("core.E011", Notice)]
