"""Eight processes write at once: no gap, no error, one order."""

import json

from tests.core.conftest import Database

WRITERS, ACTS = 8, 25
WRITE = f"""
import sys
from django.db import connection, transaction
from asili.core import journal
from asili.core.access import system
from asili.core.notices import notify
for number in range({ACTS}):
    with transaction.atomic():
        notify(message="%s %d" % (sys.argv[1], number), accounts=["A"])
        journal.append(act="test.done", actor=system(sys.argv[1]), subjects=[], digests=[])
connection.close()
"""
UNGUARDED = """
from asili.core import journal
from asili.core.access import system
try:
    journal.append(act="test.done", actor=system("test"), subjects=[], digests=[])
except RuntimeError as error:
    print(error)
"""


def verified(database: Database) -> int:
    """Number of entries of a journal without a problem."""
    report = json.loads(database.manage("journal", "verify", "--json"))
    assert report["problems"] == []
    return int(report["size"])


def test_eight_writers_leave_no_gap_and_lose_nothing(own_database: Database) -> None:
    before = verified(own_database)
    writers = [own_database.python(WRITE, f"writer-{number}") for number in range(WRITERS)]
    spoken = [writer.communicate(timeout=120)[0] for writer in writers]
    assert spoken == [""] * WRITERS
    assert [writer.returncode for writer in writers] == [0] * WRITERS
    assert verified(own_database) == before + WRITERS * ACTS


def test_an_act_is_journalled_inside_its_transaction(own_database: Database) -> None:
    before = verified(own_database)
    said = own_database.python(UNGUARDED).communicate(timeout=60)[0]
    assert "inside its own transaction" in said
    assert verified(own_database) == before
