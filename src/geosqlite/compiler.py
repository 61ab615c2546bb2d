"""Compilers that leave the distance to a missing geometry unknown.

For vendor `sqlite` GeoDjango wraps a distance in degrees as `COALESCE(..., 0)`, to mend a fault of
SpatiaLite. It would put a row without geometry at no distance from anywhere, within every reach.
"""

from typing import Any

from django.contrib.gis.db.models.functions import Distance
from django.db.models.sql import compiler


class _GeodesicDistances:
    """Compiles `Distance` on its own, anything else as usual."""

    def compile(self: Any, node: Any) -> tuple[str, Any]:
        """The SQL of a node and its parameters."""
        if isinstance(node, Distance) and node.geo_field.geodetic(self.connection):
            return node.as_sql(
                self,
                self.connection,
                template="%(function)s(%(expressions)s, %(spheroid)d)",
                spheroid=bool(node.spheroid),
            )
        return super().compile(node)  # type: ignore[misc, no-any-return]  # of the class beside it


class SQLCompiler(_GeodesicDistances, compiler.SQLCompiler):
    """Reads."""


class SQLInsertCompiler(_GeodesicDistances, compiler.SQLInsertCompiler):
    """Inserts."""


class SQLDeleteCompiler(_GeodesicDistances, compiler.SQLDeleteCompiler):
    """Deletes."""


class SQLUpdateCompiler(_GeodesicDistances, compiler.SQLUpdateCompiler):
    """Updates."""


class SQLAggregateCompiler(_GeodesicDistances, compiler.SQLAggregateCompiler):
    """Aggregates over a subquery."""
