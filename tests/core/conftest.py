"""A database of their own for tests that need several processes."""

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


class Database:
    """A migrated database of the kind under test, reached by processes of its own."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def manage(self, *arguments: str) -> str:
        """Output of a management command; raises AssertionError where it fails."""
        done = subprocess.run(
            [sys.executable, "-W", "ignore", ROOT / "manage.py", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def python(self, script: str, *arguments: str) -> "subprocess.Popen[str]":
        """A process that runs a script with Django set up."""
        return subprocess.Popen(
            [
                sys.executable,
                "-W",
                "ignore",
                "-c",
                f"import django\ndjango.setup()\n{script}",
                *arguments,
            ],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


@pytest.fixture(scope="session")
def own_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One database for all tests of this kind, on SQLite or on the server under test."""
    database = Database(
        {
            **os.environ,
            "ASILI_DATA_DIR": str(tmp_path_factory.mktemp("own")),
            "DJANGO_SETTINGS_MODULE": "asili.config.settings",
            "PYTHONPATH": str(ROOT / "src"),
        }
    )
    url = os.environ.get("ASILI_DATABASE_URL")
    if not url:
        database.manage("migrate", "-v0")
        yield database
        return
    name = f"asili_own_{uuid4().hex[:8]}"
    server = urlunsplit(urlsplit(url)._replace(path="/postgres"))
    database.environment["ASILI_DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        database.manage("migrate", "-v0")
        yield database
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
