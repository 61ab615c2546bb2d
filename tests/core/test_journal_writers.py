"""Eight processes write at once, on a database of their own: no gap, no error, one order."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]
WRITERS, ACTS = 8, 25
SCRIPT = f"""
import sys
import django
django.setup()
from django.db import connection, transaction
from asili.core import journal
from asili.core.access import system
from asili.core.notices import notify
for number in range({ACTS}):
    with transaction.atomic():
        notify(message="%s %d" % (sys.argv[1], number), accounts=["A"])
        journal.append(
            act="test.done", actor=system(sys.argv[1]), subjects=[], digests=[]
        )
connection.close()
"""
UNGUARDED = """
import django
django.setup()
from asili.core import journal
from asili.core.access import system
try:
    journal.append(act="test.done", actor=system("test"), subjects=[], digests=[])
except RuntimeError as error:
    print(error)
"""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Environment of a new and migrated database of the kind under test."""
    environment = {
        **os.environ,
        "ASILI_DATA_DIR": str(tmp_path),
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]),
    }
    environment.setdefault("DJANGO_SETTINGS_MODULE", "asili.config.settings")
    url = os.environ.get("ASILI_DATABASE_URL")
    if not url:
        manage(environment, "migrate", "-v0")
        yield environment
        return
    name = f"asili_writers_{uuid4().hex[:8]}"
    server = urlunsplit(urlsplit(url)._replace(path="/postgres"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        environment["ASILI_DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        manage(environment, "migrate", "-v0")
        yield environment
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def manage(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def python(environment: dict[str, str], script: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", script, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_eight_writers_leave_no_gap_and_lose_nothing(database: dict[str, str]) -> None:
    writers = [python(database, SCRIPT, f"writer-{number}") for number in range(WRITERS)]
    spoken = [writer.communicate(timeout=120)[0] for writer in writers]
    assert spoken == [""] * WRITERS
    assert [writer.returncode for writer in writers] == [0] * WRITERS
    report = json.loads(manage(database, "journal", "verify", "--json"))
    assert report["problems"] == []
    assert report["size"] == WRITERS * ACTS


def test_an_act_is_journalled_inside_its_transaction(database: dict[str, str]) -> None:
    said = python(database, UNGUARDED).communicate(timeout=60)[0]
    assert "inside its own transaction" in said
    assert json.loads(manage(database, "journal", "verify", "--json"))["size"] == 0
