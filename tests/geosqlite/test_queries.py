"""Queries as GeoDjango builds them, on a database of this backend."""

import logging

import pytest
from django.contrib.gis.db.models import F, PointField
from django.contrib.gis.db.models import functions as geo
from django.contrib.gis.geos import GEOSGeometry, Point
from django.contrib.gis.measure import D
from django.db import NotSupportedError, OperationalError, connections
from django.db.models import Min, Value

from tests.geosqlite.models import Place, Zone
from tests.geosqlite.test_rtree import execute, square

HERE = Point(25.5, -10.7, srid=4326)


@pytest.fixture
def places(landscape):
    objects = Place.objects.using("geosqlite")
    objects.create(name="here", point=HERE)
    objects.create(name="there", point=Point(26.5, -10.7, srid=4326))
    return objects


def test_a_geometry_comes_back_as_it_was_saved(landscape):
    zone = Zone.objects.using("geosqlite").create(name="zone", outline=square(0, 0))
    zone.refresh_from_db()
    assert zone.outline == square(0, 0)
    assert zone.outline.srid == 32735
    assert zone.site is None


def test_a_geometry_in_another_system_is_stored_in_that_of_its_column(places):
    places.filter(name="here").update(point=HERE.transform(32735, clone=True))
    assert places.get(name="here").point.srid == 4326
    assert places.get(name="here").point.equals_exact(HERE, 1e-9)


def test_metres_of_a_column_in_degrees_are_refused_by_dwithin(places):
    with pytest.raises(ValueError, match="degree units"):
        list(places.filter(point__dwithin=(HERE, D(km=1))))


def test_metres_of_a_geography_column_are_measured_on_the_ellipsoid(places, monkeypatch):
    monkeypatch.setattr(Place.point.field, "geography", True)
    reach = places.annotate(far=geo.Distance("point", HERE)).get(name="there").far.m
    assert places.filter(point__dwithin=(HERE, D(m=reach + 1))).count() == 2
    assert places.filter(point__dwithin=(HERE, D(m=reach - 1))).count() == 1


def test_a_missing_geometry_is_at_an_unknown_distance_not_at_none(landscape):
    zones = Zone.objects.using("geosqlite")
    zones.create(name="no site", outline=square(0, 0))
    for spheroid in (None, True):
        far = geo.Distance(geo.Transform("site", 4326), HERE, spheroid=spheroid)
        assert zones.annotate(far=far).get().far is None
    assert zones.annotate(far=far).aggregate(least=Min("far"))["least"] is None
    place = zones.annotate(place=geo.Transform("site", 4326))
    assert not place.filter(place__distance_lte=(HERE, D(km=30_000))).exists()


def test_a_distance_may_be_a_column(places):
    places.update(grams=1)
    assert places.filter(point__dwithin=(HERE, F("grams"))).count() == 2


@pytest.mark.parametrize("name", ["AsGML", "AsSVG", "MemSize"])
def test_what_is_not_supported_says_so(places, name):
    with pytest.raises(NotSupportedError, match=name):
        list(places.annotate(answer=getattr(geo, name)("point")))


def test_kml_is_in_longitude_and_latitude(landscape):
    corner = Point(400_000, 8_800_000, srid=32735)
    Zone.objects.using("geosqlite").create(name="zone", outline=square(*corner.coords), site=corner)
    corner.transform(4326)
    place = f"{round(corner.x, 5)},{round(corner.y, 5)}"
    zone = Zone.objects.using("geosqlite").annotate(
        area=geo.AsKML("outline", precision=5), spot=geo.AsKML("site", precision=5)
    )
    assert zone.get().spot == f"<Point><coordinates>{place}</coordinates></Point>"
    assert zone.get().area.startswith(
        f"<MultiGeometry><Polygon><outerBoundaryIs><LinearRing><coordinates>{place} "
    )


def test_the_reason_of_a_failed_function_is_logged(places, caplog):
    with caplog.at_level(logging.ERROR, "geosqlite"), pytest.raises(OperationalError):
        list(places.annotate(answer=geo.Transform("point", 999_999)))
    assert "PROJ knows no reference system numbered 999999" in caplog.text


def test_wrong_sql_on_geometries_is_null_or_an_error_never_a_crash(landscape):
    assert execute(landscape, "SELECT ST_Area(NULL), ST_MinX(NULL), MBRWithin(NULL, NULL)") == [
        (None, None, None)
    ]
    with pytest.raises(OperationalError):
        execute(landscape, "SELECT ST_GeomFromText('POINT(1')")


def test_placeholders_are_ready_for_django_6_1(landscape):
    field = Zone._meta.get_field("site")
    placeholder = landscape.ops.get_geom_placeholder_sql
    near = Point(0, 0, srid=32735)
    assert placeholder(field, None, None) == ("%s", (None,))
    assert placeholder(field, near, None) == ("%s", (near,))
    assert placeholder(field, HERE, None) == ("ST_Transform(%s, 32735)", (HERE,))
    value = Value(HERE, output_field=PointField(srid=4326))
    compiler = Zone.objects.using("geosqlite").all().query.get_compiler("geosqlite")
    sql, params = placeholder(field, value, compiler)
    assert sql == "ST_Transform(%s, 32735)"
    assert len(params) == 1


def test_adapters_are_equal_when_their_geometries_are(landscape):
    adapt = landscape.ops.Adapter
    assert adapt(HERE) == adapt(HERE.clone())
    assert adapt(HERE) != adapt(GEOSGeometry("SRID=4326;POINT(0 0)"))
    assert len({adapt(HERE), adapt(HERE.clone())}) == 1
    assert repr(adapt(HERE)) == "<GeoPackageAdapter of 61 bytes, SRID 4326>"


def test_replacing_fires_delete_triggers_on_every_connection(landscape):
    assert execute(connections["geosqlite"], "PRAGMA recursive_triggers") == [(1,)]
