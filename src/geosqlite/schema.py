"""The schema editor: GeoPackage metadata, spatial indexes, and triggers that survive rebuilds."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.db import NotSupportedError
from django.db.backends.sqlite3.schema import DatabaseSchemaEditor as SQLiteSchemaEditor
from django.db.models import Field, Model

from geosqlite import geopackage, rtree, triggers
from geosqlite.geopackage import GeometryColumn

AlteredField = tuple[Field, Field]

# The private methods of Django's editor that are extended here are absent from its stubs, hence
# the ignored `misc` below.


def _geometries(fields: Iterable[Field]) -> list[GeometryColumn]:
    return [GeometryColumn.of_field(field) for field in fields if isinstance(field, GeometryField)]


class DatabaseSchemaEditor(SQLiteSchemaEditor):
    """Django's editor for SQLite, which also looks after geometry columns and triggers.

    Metadata and index of a spatial table are taken away before it is rebuilt or renamed and
    made anew after it: a new index is right by construction.
    """

    rebuilding = False
    """Whether tables are being created and dropped as steps of a rebuild."""

    def create_model(self, model: type[Model]) -> None:
        """Create the table of a model."""
        super().create_model(model)
        if not self.rebuilding:
            options = model._meta
            self._register(options.db_table, options.pk, _geometries(options.local_fields))

    def delete_model(self, model: type[Model], handle_autom2m: bool = True) -> None:  # noqa: FBT001, FBT002
        """Drop the table of a model."""
        if not self.rebuilding:
            self._unregister(model._meta.db_table)
        super().delete_model(model, handle_autom2m=handle_autom2m)

    def add_field(self, model: type[Model], field: Field) -> None:
        """Add a column."""
        if isinstance(field, GeometryField):
            self._remake_table(model, create_field=field)
        else:
            super().add_field(model, field)

    def remove_field(self, model: type[Model], field: Field) -> None:
        """Remove a column; raises `TriggerMentionsColumnError` if a trigger mentions it."""
        table = model._meta.db_table
        if field.column is not None:
            saved = self._user_triggers(table)
            triggers.refuse_removal(self.connection, table, field.column, saved)
        if isinstance(field, GeometryField):
            self._remake_table(model, delete_field=field)
        else:
            super().remove_field(model, field)

    def alter_db_table(self, model: type[Model], old_db_table: str, new_db_table: str) -> None:
        """Rename a table; SQLite renames it inside triggers."""
        if self.rebuilding:
            super().alter_db_table(model, old_db_table, new_db_table)
            return
        columns = self._unregister(old_db_table)
        super().alter_db_table(model, old_db_table, new_db_table)
        self._register(new_db_table, model._meta.pk, columns)

    def _alter_field(
        self,
        model: type[Model],
        old_field: Field,
        new_field: Field,
        *arguments: Any,
        **options: Any,
    ) -> None:
        if isinstance(old_field, GeometryField) or isinstance(new_field, GeometryField):
            self._remake_table(model, alter_fields=[(old_field, new_field)])
        else:
            super()._alter_field(model, old_field, new_field, *arguments, **options)  # type: ignore[misc]

    def _alter_many_to_many(
        self,
        model: type[Model],
        old_field: Any,
        new_field: Any,
        strict: bool,  # noqa: FBT001
    ) -> None:
        old_table = old_field.remote_field.through._meta.db_table
        if old_table != new_field.remote_field.through._meta.db_table:
            lost = [trigger.name for trigger in self._user_triggers(old_table)]
            if lost:
                raise NotSupportedError(
                    f'Table "{old_table}" is to be replaced by another one and would lose its '
                    f"triggers: {', '.join(lost)}. Drop them first."
                )
        super()._alter_many_to_many(model, old_field, new_field, strict)  # type: ignore[misc]

    def _remake_table(
        self,
        model: type[Model],
        create_field: Field | None = None,
        delete_field: Field | None = None,
        alter_fields: Sequence[AlteredField] | None = None,
    ) -> None:
        table = model._meta.db_table
        altered = list(alter_fields or ())
        renamings = [
            (str(old.column), str(new.column)) for old, new in altered if old.column != new.column
        ]
        kept = triggers.renamed(self.connection, table, self._user_triggers(table), renamings)

        for trigger in kept:
            self.execute(f"DROP TRIGGER {self.quote_name(trigger.name)}", params=None)
        self._unregister(table)
        with self._as_rebuild():
            super()._remake_table(model, create_field, delete_field, altered)  # type: ignore[misc]
        for old, new in altered:
            self._convert_geometry(table, old, new)
        fields, primary_key = _fields_after(model, create_field, delete_field, altered)
        self._register(table, primary_key, _geometries(fields))
        for trigger in kept:
            self.execute(trigger.sql, params=None)

    @contextmanager
    def _as_rebuild(self) -> Iterator[None]:
        self.rebuilding = True
        try:
            yield
        finally:
            self.rebuilding = False

    def _user_triggers(self, table: str) -> list[triggers.Trigger]:
        """The triggers that concern a table, those of its spatial indexes left out."""
        with self.connection.cursor() as cursor:
            own = [
                name
                for geometry in self._columns(table)
                for name in rtree.trigger_names(table, geometry.column)
            ]
            return triggers.concerning(cursor, table, but=own)

    def _columns(self, table: str) -> list[GeometryColumn]:
        if not geopackage.is_geopackage(self.connection):
            return []
        with self.connection.cursor() as cursor:
            return geopackage.columns_of(cursor, table)

    def _register(self, table: str, primary_key: Field, columns: Sequence[GeometryColumn]) -> None:
        """List geometry columns in the metadata and index those that ask for it."""
        if not columns:
            return
        if not geopackage.is_geopackage(self.connection):
            self._run(geopackage.tables_sql())
        key = rtree.key_column(primary_key, self.connection)
        for column in columns:
            if key is None or not column.indexed:
                self._run(geopackage.register_sql(table, column.without_index()))
                continue
            self._run(geopackage.register_sql(table, column))
            for sql in rtree.create_sql(table, column.column, key, self.quote_name):
                self.execute(sql, params=None)

    def _unregister(self, table: str) -> list[GeometryColumn]:
        """Forget the geometry columns of a table, drop their indexes, return what they were."""
        columns = self._columns(table)
        for column in columns:
            for sql in rtree.drop_sql(table, column.column, self.quote_name):
                self.execute(sql, params=None)
        if columns:
            self._run(geopackage.unregister_sql(table))
        return columns

    def _convert_geometry(self, table: str, old: Field, new: Field) -> None:
        """Bring the rows to the reference system and the dimension of an altered field."""
        if not isinstance(old, GeometryField) or not isinstance(new, GeometryField):
            return
        column = self.quote_name(str(new.column))
        value = column
        if old.srid != new.srid:
            value = f"ST_Transform({value}, {int(new.srid)})"
        if old.dim != new.dim:
            value = f"ST_Force{int(new.dim)}D({value})"
        if value != column:
            self.execute(f"UPDATE {self.quote_name(table)} SET {column} = {value}", params=None)

    def _run(self, statements: Iterable[geopackage.Statement]) -> None:
        for sql, params in statements:
            self.execute(sql, params)


def _fields_after(
    model: type[Model],
    created: Field | None,
    deleted: Field | None,
    altered: Sequence[AlteredField],
) -> tuple[list[Field], Field]:
    """The fields of a table once it is rebuilt, and its primary key."""
    new = [field for _, field in altered]
    if created is not None:
        new.append(created)
    gone = {field.name for field, _ in altered}
    if deleted is not None:
        gone.add(deleted.name)
    kept = [field for field in model._meta.local_concrete_fields if field.name not in gone]
    primary_key = next((field for field in new if field.primary_key), model._meta.pk)
    return kept + new, primary_key
