"""The file of an import, opened as its mapping and options say."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from asili.core.access import Actor, Refusal
from asili.core.files import path_of
from asili.core.imports.mapping import Columns, words_of
from asili.core.imports.reading import open_table
from asili.core.imports.rows import RowReader
from asili.core.imports.tables import Options, Table
from asili.core.imports.targets import Context, Target, target
from asili.core.models.imports import Import


def target_of(row: Import) -> Target:
    """The target that an import goes into."""
    return target(row.target)


def table_of(row: Import) -> Table:
    """The table in the file of an import; raises Refusal where it cannot be read any more."""
    into, path = target_of(row), path_of(row.file)
    if not path.is_file():
        raise Refusal(
            "imports.7",
            _("The file of this import has been erased."),
            remedy=_("Bring it in again."),
        )
    return open_table(path, Options.of(row.options), words_of(into), into.area(row.programme))


def reader_of(row: Import, table: Table | None = None) -> RowReader:
    """The rows of an import; the same each time, whatever the day."""
    into = target_of(row)
    return RowReader(
        into,
        table or table_of(row),
        Columns.of(row.mapping),
        Options.of(row.options),
        today=timezone.localdate(row.created_at),
        box=into.area(row.programme),
    )


def context_of(row: Import, actor: Actor) -> Context:
    """What a target is told of the import that it judges and applies."""
    return Context(
        actor=actor,
        programme=row.programme,
        today=timezone.localdate(row.created_at),
        source=f"{row.file.name}, SHA-256 {row.file.sha256[:16]}",
        options=row.options,
    )
