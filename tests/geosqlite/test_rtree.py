"""The spatial index is used, stays right whatever happens to the rows, and changes no answer."""

import random

import pytest
import shapely
from django.contrib.gis.db import models
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point, Polygon
from django.contrib.gis.measure import D
from django.db import connections, migrations
from django.db.migrations.state import ModelState, ProjectState
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from geosqlite.rtree import index_name
from tests.geosqlite.conftest import create_tables, database
from tests.geosqlite.models import Landmark, Place, Road, Zone

TABLE = "landscape_zone"
LOOKUPS = [
    "bbcontains",
    "bboverlaps",
    "contained",
    "contains",
    "contains_properly",
    "coveredby",
    "covers",
    "crosses",
    "equals",
    "exact",
    "intersects",
    "overlaps",
    "same_as",
    "touches",
    "within",
]


PROBES = [(0, 0, 0, 10), (3, 4, 5, 10), (5, 5, -10, 50), (9, 9, 2, 5)]
"""Column, row, shift to the east and side of squares that touch, hold and cut the zones."""


def square(x, y, side=10.0, srid=32735):
    corners = ((x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y))
    return MultiPolygon(Polygon(corners), srid=srid)


def execute(connection, sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def plan(queryset):
    return queryset.using("geosqlite").explain()


def entries(connection, column):
    tree = index_name(TABLE, column)
    return {key: box for key, *box in execute(connection, f"SELECT * FROM {tree} ORDER BY id")}  # noqa: S608


def assert_index_matches_rows(connection):
    for column in ("outline", "site"):
        expected = {
            key: shape.extent
            for key, shape in Zone.objects.using("geosqlite").values_list("pk", column)
            if shape is not None and not shape.empty
        }
        found = entries(connection, column)
        assert found.keys() == expected.keys()
        for key, (west, south, east, north) in expected.items():
            least_x, greatest_x, least_y, greatest_y = found[key]
            assert least_x <= west <= east <= greatest_x
            assert least_y <= south <= north <= greatest_y
            # single precision, rounded outwards: never wider than a metre at this scale
            assert greatest_x - least_x <= east - west + 1
            assert greatest_y - least_y <= north - south + 2


@pytest.fixture
def hundred_zones(landscape):
    for number in range(100):
        corner = (400_000 + 20 * (number % 10), 8_800_000 + 20 * (number // 10))
        Zone.objects.using("geosqlite").create(
            name=f"zone {number}",
            outline=square(*corner),
            site=None if number % 3 else Point(*corner, srid=32735),
        )
    return landscape


@pytest.mark.parametrize("lookup", LOOKUPS)
def test_a_lookup_with_a_constant_searches_the_index(landscape, lookup):
    steps = plan(Zone.objects.filter(**{f"outline__{lookup}": square(0, 0)}))
    assert "SCAN rtree_landscape_zone_outline VIRTUAL TABLE INDEX 2:" in steps
    assert "SEARCH landscape_zone USING INTEGER PRIMARY KEY" in steps


def test_a_distance_within_searches_the_index_too(landscape):
    steps = plan(Zone.objects.filter(site__dwithin=(Point(0, 0, srid=32735), D(m=5))))
    assert "SCAN rtree_landscape_zone_site VIRTUAL TABLE" in steps


def test_updates_and_deletions_find_their_rows_by_the_index(hundred_zones):
    zones = Zone.objects.using("geosqlite").filter(outline__intersects=square(400_000, 8_800_000))
    assert zones.update(name="found") == 1
    assert zones.delete()[0] == 1
    assert_index_matches_rows(hundred_zones)


@pytest.mark.parametrize("lookup", [*LOOKUPS, "disjoint", "relate", "dwithin"])
def test_the_index_changes_no_answer(hundred_zones, monkeypatch, lookup):
    def answer(shape):
        value = {"relate": (shape, "T********"), "dwithin": (shape, 15.0)}.get(lookup, shape)
        zones = Zone.objects.using("geosqlite").filter(**{f"outline__{lookup}": value})
        assert ("rtree" in zones.explain()) == (Zone.outline.field.spatial_index and indexable)
        return sorted(zones.values_list("pk", flat=True))

    probes = [
        square(400_000 + 20 * column + shift, 8_800_000 + 20 * row, side)
        for column, row, shift, side in [
            (0, 0, 0, 10),
            (3, 4, 5, 10),
            (5, 5, -10, 50),
            (9, 9, 2, 5),
        ]
    ]
    indexable = lookup not in {"disjoint", "relate"}
    with_index = [answer(probe) for probe in probes]
    monkeypatch.setattr(Zone.outline.field, "spatial_index", False)
    assert [answer(probe) for probe in probes] == with_index


def test_a_constant_in_another_system_is_searched_where_it_lies(hundred_zones):
    here = Point(400_005, 8_800_005, srid=32735)
    degrees = here.transform(4326, clone=True)
    zones = Zone.objects.using("geosqlite").filter(outline__contains=degrees)
    assert "rtree" in zones.explain()
    assert [zone.name for zone in zones] == ["zone 0"]


def test_what_is_missing_is_neither_found_nor_lost(hundred_zones):
    zones = Zone.objects.using("geosqlite")
    everywhere = square(0, 0, 1e7)
    found = zones.filter(site__within=everywhere).count()
    assert found == 34
    assert zones.exclude(site__within=everywhere).count() == 100 - found
    assert zones.filter(site__isnull=True).count() == 66


def test_an_empty_geometry_is_stored_and_not_indexed(landscape):
    zone = Zone.objects.using("geosqlite").create(
        name="empty", outline=GEOSGeometry("SRID=32735;MULTIPOLYGON EMPTY")
    )
    zone.refresh_from_db()
    assert zone.outline.empty
    assert entries(landscape, "outline") == {}


def test_a_field_without_spatial_index_has_none(landscape):
    road = GEOSGeometry("SRID=32735;LINESTRING(0 0,10 10)")
    Road.objects.using("geosqlite").create(name="road", course=road)
    roads = Road.objects.using("geosqlite").filter(course__intersects=road)
    assert "rtree" not in roads.explain()
    assert roads.count() == 1


def test_a_table_without_integer_key_is_searched_row_by_row_and_says_so(landscape):
    Landmark.objects.using("geosqlite").create(point=Point(25, -10, srid=4326))
    around = Polygon.from_bbox((24, -11, 26, -9))
    around.srid = 4326
    found = Landmark.objects.using("geosqlite").filter(point__within=around)
    assert "rtree" not in found.explain()
    assert found.count() == 1
    (warning,) = landscape.validation.check_field(Landmark._meta.get_field("point"))
    assert warning.id == "geosqlite.W001"
    assert landscape.validation.check_field(Place._meta.get_field("point")) == []


def test_vacuuming_the_file_keeps_the_index_right(hundred_zones):
    Zone.objects.using("geosqlite").filter(pk__lt=50).delete()
    execute(hundred_zones, "VACUUM")
    assert_index_matches_rows(hundred_zones)


def test_replacing_and_upserting_rows_keeps_the_index_right(hundred_zones):
    zones = Zone.objects.using("geosqlite")
    moved = [Zone(pk=pk, name="moved", outline=square(pk, pk)) for pk in range(1, 150)]
    zones.bulk_create(
        moved, update_conflicts=True, unique_fields=["id"], update_fields=["outline", "site"]
    )
    assert zones.count() == 149
    assert_index_matches_rows(hundred_zones)
    columns = "(id, name, outline, site)"
    execute(
        hundred_zones,
        f"REPLACE INTO {TABLE} {columns} SELECT id, name, outline, outline FROM {TABLE} "  # noqa: S608
        "WHERE id < 20",
    )
    execute(hundred_zones, f"DELETE FROM {TABLE} WHERE id < 20")  # noqa: S608
    assert_index_matches_rows(hundred_zones)


def test_a_row_whose_key_changes_is_followed(hundred_zones):
    Zone.objects.using("geosqlite").filter(pk=1).update(id=1000)
    assert_index_matches_rows(hundred_zones)


def migrate(connection, state, operation):
    after = state.clone()
    operation.state_forwards("landscape", after)
    with connection.schema_editor() as editor:
        operation.database_forwards("landscape", editor, state, after)
    return after


@pytest.fixture
def state():
    state = ProjectState()
    state.add_model(ModelState.from_model(Zone))
    return state


def test_a_rebuilt_table_has_a_right_index(hundred_zones, state):
    state = migrate(
        hundred_zones, state, migrations.AlterField("zone", "name", models.TextField(unique=True))
    )
    assert_index_matches_rows(hundred_zones)
    state = migrate(hundred_zones, state, migrations.RenameField("zone", "site", "heart"))
    assert "site" not in {
        name for (name,) in execute(hundred_zones, "SELECT name FROM sqlite_master")
    }
    zone = state.apps.get_model("landscape", "zone").objects.using("geosqlite")
    probe = square(400_000, 8_800_000)
    assert "rtree_landscape_zone_heart" in zone.filter(heart__within=probe).explain()
    assert zone.filter(heart__touches=probe).count() == 1


def test_a_renamed_table_takes_its_index_along(hundred_zones, state):
    state = migrate(hundred_zones, state, migrations.AlterModelTable("zone", "areas"))
    zone = state.apps.get_model("landscape", "zone").objects.using("geosqlite")
    probe = square(400_000, 8_800_000)
    assert "rtree_areas_outline" in zone.filter(outline__equals=probe).explain()
    assert zone.filter(outline__equals=probe).count() == 1
    names = {name for (name,) in execute(hundred_zones, "SELECT name FROM sqlite_master")}
    assert not {name for name in names if "landscape_zone" in name}


def test_an_index_can_be_dropped_and_made_anew(hundred_zones, state):
    without = models.MultiPolygonField(srid=32735, spatial_index=False)
    state = migrate(hundred_zones, state, migrations.AlterField("zone", "outline", without))
    tables = {name for (name,) in execute(hundred_zones, "SELECT name FROM sqlite_master")}
    assert index_name(TABLE, "outline") not in tables
    anew = models.MultiPolygonField(srid=32735)
    migrate(hundred_zones, state, migrations.AlterField("zone", "outline", anew))
    assert_index_matches_rows(hundred_zones)


def test_a_column_moved_to_another_system_has_its_rows_transformed(hundred_zones, state):
    in_degrees = models.MultiPolygonField(srid=4326)
    state = migrate(hundred_zones, state, migrations.AlterField("zone", "outline", in_degrees))
    zone = state.apps.get_model("landscape", "zone").objects.using("geosqlite").first()
    assert zone.outline.srid == 4326
    back = zone.outline.transform(32735, clone=True)
    assert back.equals_exact(square(400_000, 8_800_000), tolerance=0.001)
    ((least_x, greatest_x),) = execute(
        hundred_zones, "SELECT minx, maxx FROM rtree_landscape_zone_outline WHERE id = 1"
    )
    assert least_x <= zone.outline.extent[0] <= zone.outline.extent[2] <= greatest_x


places = st.tuples(st.integers(300_000, 600_000), st.integers(8_700_000, 8_900_000))


class ZonesComeAndGo(RuleBasedStateMachine):
    """Any sequence of acts leaves the index equal to the rows."""

    def __init__(self):
        super().__init__()
        self.context = database("geosqlite", ENGINE="geosqlite", NAME=":memory:")
        self.connection = self.context.__enter__()
        self.zones = Zone.objects.using("geosqlite")

    @initialize()
    def start(self):
        create_tables(self.connection)

    def any_zone(self, number):
        keys = list(self.zones.order_by("pk").values_list("pk", flat=True))
        return self.zones.filter(pk=keys[number % len(keys)])

    @rule(place=places, site=st.none() | places)
    def insert(self, place, site):
        self.zones.create(
            name="zone", outline=square(*place), site=site and Point(*site, srid=32735)
        )

    @precondition(lambda self: self.zones.exists())
    @rule(number=st.integers(0, 99), place=places)
    def move(self, number, place):
        self.any_zone(number).update(outline=square(*place), site=Point(*place, srid=32735))

    @precondition(lambda self: self.zones.exists())
    @rule(number=st.integers(0, 99))
    def forget_site(self, number):
        self.any_zone(number).update(site=None)

    @precondition(lambda self: self.zones.exists())
    @rule(number=st.integers(0, 99))
    def delete(self, number):
        self.any_zone(number).delete()

    @rule()
    def rebuild(self):
        with self.connection.schema_editor() as editor:
            editor._remake_table(Zone)

    @rule()
    def vacuum(self):
        execute(self.connection, "VACUUM")

    @invariant()
    def index_matches_rows(self):
        if "landscape_zone" in self.connection.introspection.table_names():
            assert_index_matches_rows(self.connection)

    def teardown(self):
        self.connection.connection.close()
        self.context.__exit__(None, None, None)


def test_any_sequence_of_acts_leaves_the_index_right(django_db_blocker):
    with django_db_blocker.unblock():
        ZonesComeAndGo.TestCase.settings = settings(
            max_examples=25, stateful_step_count=15, deadline=None
        )
        ZonesComeAndGo.TestCase("runTest").runTest()


def test_answers_agree_with_a_search_of_every_row_in_memory(landscape):
    dice = random.Random(20)  # noqa: S311 - a repeatable landscape, no secret
    zones = [
        Zone(
            name=str(number),
            outline=square(dice.randrange(0, 2000, 10), dice.randrange(0, 2000, 10), 50.0),
        )
        for number in range(300)
    ]
    Zone.objects.using("geosqlite").bulk_create(zones)
    shapes = {zone.name: shapely.from_wkb(bytes(zone.outline.wkb)) for zone in zones}
    for number in range(20):
        probe = square(dice.randrange(0, 2000, 10), dice.randrange(0, 2000, 10), 100.0)
        other = shapely.from_wkb(bytes(probe.wkb))
        for lookup in ("intersects", "touches", "within", "overlaps", "contains"):
            found = Zone.objects.using("geosqlite").filter(**{f"outline__{lookup}": probe})
            expected = {name for name, shape in shapes.items() if getattr(shape, lookup)(other)}
            assert {zone.name for zone in found} == expected, (number, lookup)


def test_connections_of_these_tests_are_gone_when_they_end():
    assert "geosqlite" not in connections.databases
