"""The file is described truly: types, sizes, reference systems and spatial indexes."""

import io

import pytest
from django.core.management import call_command

from geosqlite.crs import UnknownReferenceSystem, reference_system
from geosqlite.models import GeometryColumns, SpatialRefSys


def test_inspectdb_writes_the_models_back(landscape):
    out = io.StringIO()
    call_command("inspectdb", database="geosqlite", stdout=out)
    text = out.getvalue()
    for line in (
        "name = models.CharField(max_length=40)",
        "remark = models.TextField()",
        "grams = models.IntegerField()",
        "active = models.BooleanField()",
        "noted_at = models.DateTimeField(blank=True, null=True)",
        "point = models.PointField()",
        "outline = models.MultiPolygonField(srid=32735)",
        "site = models.PointField(srid=32735, blank=True, null=True)",
        "course = models.LineStringField(srid=32735)",
    ):
        assert line in text
    assert "Gpkg" not in text
    assert "Rtree" not in text


def test_a_spatial_index_is_a_constraint_like_any_index(landscape):
    with landscape.cursor() as cursor:
        constraints = landscape.introspection.get_constraints(cursor, "landscape_zone")
    indexed = [rule["columns"] for rule in constraints.values() if rule.get("type") == "rtree"]
    assert sorted(indexed) == [["outline"], ["site"]]


def test_a_column_that_is_not_listed_is_an_error(landscape):
    with landscape.cursor() as cursor:
        cursor.execute("CREATE TABLE stray (id integer PRIMARY KEY, point POINT)")
        _, column = landscape.introspection.get_table_description(cursor, "stray")
    with pytest.raises(LookupError, match=r'"stray"\."point"'):
        landscape.introspection.get_geometry_type("stray", column)


def test_the_metadata_are_models(landscape):
    columns = GeometryColumns.objects.using("geosqlite").filter(f_table_name="landscape_zone")
    described = {(row.f_geometry_column, row.type, row.srid, row.has_z) for row in columns}
    assert described == {
        ("outline", "MULTIPOLYGON", 32735, False),
        ("site", "POINT", 32735, False),
    }
    assert str(columns.first()).startswith("landscape_zone.")


def test_any_system_that_proj_knows_can_be_asked_for_without_writing(landscape):
    systems = SpatialRefSys.objects.using("geosqlite")
    lambert = systems.get(srid=2154)
    assert lambert.projected
    assert lambert.units == (1.0, "metre")
    assert str(systems.get(srid=4326)) == "EPSG:4326 WGS 84"
    assert not systems.filter(srid=2154).exists()
    with pytest.raises(SpatialRefSys.DoesNotExist, match="123456"):
        systems.get(srid=123456)


def test_an_unknown_number_is_named():
    with pytest.raises(UnknownReferenceSystem, match="999999"):
        reference_system(999_999)
