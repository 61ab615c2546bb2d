"""System checks of models on this backend."""

from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.core.checks import CheckMessage, Warning
from django.db.backends.base.validation import BaseDatabaseValidation
from django.db.models import Field

from geosqlite import rtree


class DatabaseValidation(BaseDatabaseValidation):
    """Says where a spatial index that a model asks for cannot be kept."""

    def check_field(self, field: Field, **kwargs: Any) -> list[CheckMessage]:
        """`geosqlite.W001`: the primary key is no integer, so there is no spatial index."""
        if not isinstance(field, GeometryField) or not field.spatial_index:
            return []
        if rtree.key_column(field.model._meta.pk, self.connection) is not None:
            return []
        return [
            Warning(
                "No spatial index is kept: the primary key of the table is not an integer.",
                hint="Give the model an integer primary key, or set spatial_index=False.",
                obj=field,
                id="geosqlite.W001",
            )
        ]
