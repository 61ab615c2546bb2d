"""Databases of their own for these tests, beside those of any project."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.contrib.gis.db.models.fields import _srid_cache
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.module_loading import import_string

from tests.geosqlite.models import MODELS

POSTGRES = "postgres://postgres@127.0.0.1:5432/"
UNSET = {
    "ATOMIC_REQUESTS": False,
    "AUTOCOMMIT": True,
    "CONN_MAX_AGE": 0,
    "CONN_HEALTH_CHECKS": False,
    "HOST": "",
    "OPTIONS": {},
    "PASSWORD": "",
    "PORT": "",
    "TEST": {"CHARSET": None, "COLLATION": None, "MIGRATE": True, "MIRROR": None, "NAME": None},
    "TIME_ZONE": None,
    "USER": "",
}


@contextmanager
def database(alias: str, **settings: Any) -> Iterator[BaseDatabaseWrapper]:
    """A database that Django knows under an alias, for a while."""
    wrapper = import_string(f"{settings['ENGINE']}.base.DatabaseWrapper")
    connections.databases[alias] = UNSET | settings
    connections[alias] = wrapper(connections.databases[alias], alias)
    try:
        yield connections[alias]
    finally:
        connections[alias].close()
        del connections[alias], connections.databases[alias]
        _srid_cache.pop(alias, None)


def create_tables(connection: BaseDatabaseWrapper) -> None:
    """The tables of all models of these tests."""
    with connection.schema_editor() as editor:
        for model in MODELS:
            editor.create_model(model)


@pytest.fixture
def blank(tmp_path: Path, django_db_blocker: Any) -> Iterator[BaseDatabaseWrapper]:
    """A new file without tables, under the alias `geosqlite`."""
    with (
        django_db_blocker.unblock(),
        database("geosqlite", ENGINE="geosqlite", NAME=tmp_path / "landscape.gpkg") as connection,
    ):
        yield connection


@pytest.fixture
def landscape(blank: BaseDatabaseWrapper) -> BaseDatabaseWrapper:
    """A new file with the tables of the models."""
    create_tables(blank)
    return blank


@pytest.fixture(scope="session")
def postgis(django_db_blocker: Any) -> Iterator[BaseDatabaseWrapper]:
    """A PostGIS database made for this run, under the alias `postgis`, with the tables."""
    url = urlsplit(os.environ.get("ASILI_TEST_POSTGRES_URL", POSTGRES))
    server = {"host": url.hostname, "port": url.port or 5432, "user": url.username or "postgres"}
    name = f"geosqlite_parity_{os.getpid()}"
    try:
        administrator = psycopg.connect(
            **server, password=url.password, dbname="postgres", autocommit=True, connect_timeout=3
        )
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL server answers: {error}")
    with administrator:
        if not administrator.execute(
            "SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'"
        ).fetchone():
            pytest.skip("the PostgreSQL server has no PostGIS")
        administrator.execute(f"CREATE DATABASE {name}")
        settings = {
            "ENGINE": "django.contrib.gis.db.backends.postgis",
            "NAME": name,
            "HOST": server["host"],
            "PORT": server["port"],
            "USER": server["user"],
            "PASSWORD": url.password or "",
        }
        try:
            with django_db_blocker.unblock(), database("postgis", **settings) as connection:
                with connection.cursor() as cursor:
                    cursor.execute("CREATE EXTENSION IF NOT EXISTS postgis")
                create_tables(connection)
                yield connection
        finally:
            administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")
