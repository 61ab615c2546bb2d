"""Lookups as SQL: an exact predicate, preceded by a search of the spatial index."""

from collections.abc import MutableMapping
from typing import Any

from django.contrib.gis.db.backends.utils import SpatialOperator
from django.contrib.gis.db.models.fields import GeometryField
from django.contrib.gis.db.models.lookups import GISLookup
from django.contrib.gis.geos import GEOSGeometry
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Col

from geosqlite import rtree
from geosqlite.adapter import to_blob
from geosqlite.blob import Box, decode
from geosqlite.crs import transform


class IndexedOperator(SpatialOperator):
    """A predicate that can hold only where the bounding boxes meet.

    The index is searched when a column of a table is compared with a constant. A comparison of
    two columns is answered row by row.
    """

    def as_sql(
        self,
        connection: BaseDatabaseWrapper,
        lookup: GISLookup,
        template_params: MutableMapping[str, Any],
        sql_params: Any,
    ) -> tuple[str, Any]:
        """The predicate and, where it can be, the search of the index before it."""
        sql, params = super().as_sql(connection, lookup, template_params, sql_params)
        indexed = _indexed_column(connection, lookup)
        box = _search_box(connection, lookup)
        if indexed is None or box is None:
            return sql, params
        alias, table, column, key = indexed
        search = rtree.search_sql(alias, table, column, key, connection.ops.quote_name)
        west, south, east, north = box
        return f"({sql} AND {search})", (*params, west, east, south, north)


class WithinDistanceOperator(IndexedOperator):
    """`dwithin`: in the units of the column or, for a geography column, in metres."""

    def as_sql(
        self,
        connection: BaseDatabaseWrapper,
        lookup: GISLookup,
        template_params: MutableMapping[str, Any],
        sql_params: Any,
    ) -> tuple[str, Any]:
        """The predicate; metres have no fixed measure in degrees, hence no search then."""
        if not lookup.lhs.output_field.geography:
            return super().as_sql(connection, lookup, template_params, sql_params)
        geodesic = SpatialOperator(func="GeodesicDWithin")
        return geodesic.as_sql(connection, lookup, template_params, sql_params)


def _indexed_column(
    connection: BaseDatabaseWrapper, lookup: GISLookup
) -> tuple[str, str, str, str] | None:
    """Alias, table, column and key of the left side, if it is an indexed column."""
    column = lookup.lhs
    # Inside a constraint columns have no alias, and subqueries are forbidden there.
    if not isinstance(column, Col) or column.alias is None:
        return None
    field = column.target
    if not isinstance(field, GeometryField) or not field.spatial_index:
        return None
    options = field.model._meta
    key = rtree.key_column(options.pk, connection) if options.managed else None
    return None if key is None else (column.alias, options.db_table, str(field.column), key)


def _search_box(connection: Any, lookup: Any) -> Box | None:
    """The box of the constant on the right side, widened by the distance of `dwithin`."""
    constant = lookup.rhs
    if not isinstance(constant, GEOSGeometry) or constant.empty:
        return None
    field = lookup.lhs.output_field
    spatial = decode(to_blob(constant))
    west, south, east, north = transform(spatial, field.srid).shape.bounds
    if not lookup.distance:
        return west, south, east, north
    if hasattr(lookup.rhs_params[0], "resolve_expression"):
        return None
    reach = float(*connection.ops.get_distance(field, lookup.rhs_params, lookup.lookup_name))
    return west - reach, south - reach, east + reach, north + reach
