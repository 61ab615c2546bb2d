"""Seals: tables whose rows can be added but neither changed nor removed, on both databases.

A model says ``sealed = True`` and one of its migrations holds ``Seal("Model")``; a system check
compares the two. Triggers refuse UPDATE and DELETE (and TRUNCATE on PostgreSQL) with an
IntegrityError; they mention only their own row. On SQLite, where Django rebuilds a table to alter
it, the `geosqlite` back end carries triggers over, and ``recursive_triggers`` lets the seal see the
hidden delete of INSERT OR REPLACE.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig, apps
from django.core import checks
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.models import CreateModel
from django.db.migrations.state import ProjectState

_FUNCTION = """
CREATE OR REPLACE FUNCTION asili_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'sealed: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


class Seal(Operation):
    """Migration operation: from here on, rows of the model can only be added."""

    reversible = True

    def __init__(self, model: str) -> None:
        self.model = model

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """How the migration writer repeats the operation."""
        return type(self).__name__, [self.model], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """A seal changes no model state."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Create the triggers."""
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        for statement in _sealing(schema_editor.connection.vendor, table):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Drop the triggers."""
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        for statement in _unsealing(schema_editor.connection.vendor, table):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        """One line for the migrate command."""
        return f"Seal {self.model}"

    @property
    def migration_name_fragment(self) -> str:
        """Part of an automatic migration name."""
        return f"seal_{self.model.lower()}"


def _sealing(vendor: str, table: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f'CREATE TRIGGER "{table}_sealed_{verb.lower()}" BEFORE {verb} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, 'sealed: {verb} on {table} is refused'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        _FUNCTION,
        f'CREATE TRIGGER "{table}_sealed" BEFORE UPDATE OR DELETE ON "{table}" '
        "FOR EACH ROW EXECUTE FUNCTION asili_sealed()",
        f'CREATE TRIGGER "{table}_sealed_truncate" BEFORE TRUNCATE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION asili_sealed()",
    ]


def _unsealing(vendor: str, table: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f'DROP TRIGGER IF EXISTS "{table}_sealed_update"',
            f'DROP TRIGGER IF EXISTS "{table}_sealed_delete"',
        ]
    return [
        f'DROP TRIGGER IF EXISTS "{table}_sealed" ON "{table}"',
        f'DROP TRIGGER IF EXISTS "{table}_sealed_truncate" ON "{table}"',
    ]


def check_seals(
    app_configs: Iterable[AppConfig] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """System check: core.E011 for a sealed model without a Seal, core.E012 for the reverse.

    A model that no migration creates yet is left alone, so that the migration can be made.
    """
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    operations = [
        (label, operation)
        for (label, _), migration in loader.disk_migrations.items()
        for operation in migration.operations
    ]
    created = {(label, op.name_lower) for label, op in operations if isinstance(op, CreateModel)}
    sealed = {(label, op.model.lower()) for label, op in operations if isinstance(op, Seal)}
    found: list[checks.CheckMessage] = []
    for model in apps.get_models():
        declared = getattr(model, "sealed", False)
        name = (model._meta.app_label, str(model._meta.model_name))
        operated = name in sealed
        if declared and not operated and name in created:
            found.append(
                checks.Error(
                    "The model says that it is sealed, but no migration seals it.",
                    hint=f'Add Seal("{model.__name__}") to a migration.',
                    obj=model,
                    id="core.E011",
                )
            )
        if operated and not declared:
            found.append(
                checks.Error(
                    "A migration seals the model, but the model does not say so.",
                    hint="Write sealed = True in its class.",
                    obj=model,
                    id="core.E012",
                )
            )
    return found
