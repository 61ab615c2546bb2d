"""Triggers survive every way in which Django alters a table, and still refuse tampering."""

import pytest
from django.contrib.gis.db import models
from django.contrib.gis.geos import Point
from django.db import IntegrityError, NotSupportedError, migrations
from django.db.migrations.state import ProjectState

from geosqlite.triggers import TriggerMentionsColumnError

SEAL = """
CREATE TRIGGER "seal {event}" BEFORE {event} ON ledger_entry WHEN OLD.note <> '50%'
BEGIN SELECT RAISE(ABORT, 'sealed: 100%'); END
"""
ECHO = """
CREATE TRIGGER echo AFTER INSERT ON ledger_log
BEGIN INSERT INTO ledger_entry (note, grams, code, spare) VALUES (NEW.message, 1, 7, 0); END
"""
FIRST = "INSERT INTO ledger_entry (note, grams, code, spare) VALUES ('first', 5, 1, 0)"


def create_entry(*, spatial):
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("note", models.CharField(max_length=9)),
        ("grams", models.IntegerField(default=0)),
        ("code", models.IntegerField(default=0, db_index=True)),
        ("spare", models.IntegerField(default=0)),
    ]
    if spatial:
        fields.append(("point", models.PointField(null=True)))
    return migrations.CreateModel("Entry", fields)


CREATE_LOG = migrations.CreateModel(
    "Log",
    [
        ("id", models.BigAutoField(primary_key=True)),
        ("message", models.CharField(max_length=9)),
    ],
)
CREATE_TAG = migrations.CreateModel("Tag", [("id", models.BigAutoField(primary_key=True))])


class Ledger:
    """A little project whose migrations run one by one."""

    def __init__(self, connection, *, spatial):
        self.connection = connection
        self.state = ProjectState()
        self.migrate(create_entry(spatial=spatial))
        self.migrate(CREATE_LOG)
        for event in ("UPDATE", "DELETE"):
            self.execute(SEAL.format(event=event))
        self.execute(
            "INSERT INTO ledger_entry (note, grams, code, spare) VALUES ('first', 5, 1, 0)"
        )

    def migrate(self, operation):
        before, after = self.state, self.state.clone()
        operation.state_forwards("ledger", after)
        with self.connection.schema_editor() as editor:
            operation.database_forwards("ledger", editor, before, after)
        self.state = after

    def execute(self, sql):
        with self.connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    def triggers(self):
        return self.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")

    def assert_sealed(self, table="ledger_entry"):
        for tampering in ("UPDATE %s SET id = id", "DELETE FROM %s"):
            with pytest.raises(IntegrityError, match="sealed: 100%"):
                self.execute(tampering % table)


@pytest.fixture(params=[False, True], ids=["plain", "spatial"])
def ledger(blank, request):
    return Ledger(blank, spatial=request.param)


OPERATIONS = {
    "alter a type": migrations.AlterField("entry", "grams", models.BigIntegerField(null=True)),
    "alter a mentioned column": migrations.AlterField("entry", "note", models.TextField()),
    "add a nullable column": migrations.AddField("entry", "more", models.IntegerField(null=True)),
    "add a column": migrations.AddField("entry", "more", models.IntegerField(default=3)),
    "add a geometry": migrations.AddField("entry", "area", models.PolygonField(null=True)),
    "remove a column": migrations.RemoveField("entry", "spare"),
    "remove an indexed column": migrations.RemoveField("entry", "code"),
    "rename a column": migrations.RenameField("entry", "note", "remark"),
    "rename and alter": migrations.AlterField(
        "entry", "note", models.TextField(db_column="what is noted")
    ),
    "constrain": migrations.AddConstraint(
        "entry", models.CheckConstraint(condition=models.Q(grams__gte=0), name="not_negative")
    ),
    "make unique": migrations.AlterField("entry", "code", models.IntegerField(unique=True)),
    "index": migrations.AddIndex("entry", models.Index(fields=["note"], name="by_note")),
    "unique together": migrations.AlterUniqueTogether("entry", {("code", "spare")}),
    "alter the key": migrations.AlterField("entry", "id", models.IntegerField(primary_key=True)),
}


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
def test_a_seal_holds_after_every_migration(ledger, operation):
    ledger.migrate(operation)
    ledger.assert_sealed()
    assert ledger.execute("SELECT count(*) FROM ledger_entry") == [(1,)]


def test_a_seal_holds_after_the_table_is_renamed_and_rebuilt(ledger):
    ledger.migrate(migrations.AlterModelTable("entry", "sealed_entries"))
    ledger.assert_sealed("sealed_entries")
    ledger.migrate(OPERATIONS["alter a type"])
    ledger.assert_sealed("sealed_entries")


def test_the_text_of_a_trigger_is_kept_letter_by_letter(ledger):
    before = ledger.triggers()
    ledger.migrate(OPERATIONS["alter a type"])
    seals = [row for row in before if row[0].startswith("seal")]
    assert [row for row in ledger.triggers() if row[0].startswith("seal")] == seals


def test_a_trigger_of_another_table_follows_a_rebuild_and_a_renaming(ledger):
    ledger.execute(ECHO)
    ledger.migrate(OPERATIONS["alter a type"])
    ledger.migrate(OPERATIONS["rename and alter"])
    ledger.execute("INSERT INTO ledger_log (message) VALUES ('heard')")
    assert ledger.execute('SELECT "what is noted" FROM ledger_entry ORDER BY id') == [
        ("first",),
        ("heard",),
    ]


@pytest.mark.parametrize("column", ["note", "code"])
def test_a_column_that_a_trigger_mentions_cannot_be_removed(ledger, column):
    ledger.execute(ECHO)
    with pytest.raises(TriggerMentionsColumnError, match=rf'"{column}" of table "ledger_entry".*'):
        ledger.migrate(migrations.RemoveField("entry", column))
    ledger.assert_sealed()


def test_a_trigger_that_watches_a_column_is_a_mention(ledger):
    ledger.execute("CREATE TRIGGER watch AFTER UPDATE OF spare ON ledger_entry BEGIN SELECT 1; END")
    with pytest.raises(TriggerMentionsColumnError, match='trigger "watch" mentions it'):
        ledger.migrate(OPERATIONS["remove a column"])


def test_a_geometry_that_a_seal_mentions_cannot_be_removed(blank):
    ledger = Ledger(blank, spatial=True)
    ledger.execute(
        "CREATE TRIGGER still BEFORE UPDATE OF point ON ledger_entry "
        "BEGIN SELECT RAISE(ABORT, 'still'); END"
    )
    with pytest.raises(TriggerMentionsColumnError, match="still"):
        ledger.migrate(migrations.RemoveField("entry", "point"))
    ledger.execute("DROP TRIGGER still")
    ledger.migrate(migrations.RemoveField("entry", "point"))
    ledger.assert_sealed()


def test_replacing_a_sealed_table_of_a_relation_is_refused(ledger):
    ledger.migrate(CREATE_TAG)
    tags = models.ManyToManyField("ledger.tag")
    ledger.migrate(migrations.AddField("entry", "tags", tags))
    ledger.execute(
        "CREATE TRIGGER tagged BEFORE DELETE ON ledger_entry_tags "
        "BEGIN SELECT RAISE(ABORT, 'tagged'); END"
    )
    elsewhere = models.ManyToManyField("ledger.tag", db_table="ledger_labels")
    with pytest.raises(NotSupportedError, match="tagged"):
        ledger.migrate(migrations.AlterField("entry", "tags", elsewhere))


def test_a_dropped_table_takes_its_triggers_with_it(ledger):
    ledger.migrate(migrations.DeleteModel("entry"))
    assert ledger.triggers() == []


def test_replacing_a_row_fires_the_delete_seal(ledger):
    ledger.execute('DROP TRIGGER "seal UPDATE"')
    with pytest.raises(IntegrityError, match="sealed"):
        ledger.execute(
            "REPLACE INTO ledger_entry (id, note, grams, code, spare) VALUES (1, 'other', 1, 1, 1)"
        )


def test_a_failed_migration_leaves_the_seals_in_place(ledger):
    ledger.execute("INSERT INTO ledger_entry (note, grams, code, spare) VALUES ('two', 5, 1, 0)")
    with pytest.raises(IntegrityError):
        ledger.migrate(OPERATIONS["make unique"])
    ledger.assert_sealed()


def test_a_spatial_table_keeps_its_seal_and_its_index(blank):
    ledger = Ledger(blank, spatial=True)
    entry = ledger.state.apps.get_model("ledger", "entry")
    entry.objects.using("geosqlite").create(note="here", point=Point(25.5, -10.7, srid=4326))
    ledger.migrate(OPERATIONS["rename and alter"])
    ledger.migrate(migrations.RenameField("entry", "point", "place"))
    ledger.migrate(migrations.AlterModelTable("entry", "sealed_entries"))
    ledger.assert_sealed("sealed_entries")
    assert ledger.execute(
        "SELECT id, minx <= 25.5 AND maxx >= 25.5 FROM rtree_sealed_entries_place"
    ) == [(2, 1)]
