from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.domain.custody.valley import Valley, build_valley

ROOTS = (
    "core_journalentry, core_finding, core_programme, "
    "custody_outcome, custody_lineoutcome, custody_flow"
)
"""Tables from which foreign keys lead to all the others; verdicts have none."""


@pytest.fixture
def valley(db: None) -> Valley:
    return build_valley()


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Valley]:
    """A valley that many connections see; PostgreSQL only, as SQLite lets one write at a time.

    Sealed tables refuse the flush that would clean up after a test without a transaction.
    """
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    with django_db_blocker.unblock():
        yield build_valley()
        empty_tables()
        connection.close()


def empty_tables() -> None:
    """Take the seals off, remove what was committed, and put them on again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE %s",
            ["%_sealed"],
        )
        sealed = [table for (table,) in cursor.fetchall()]
        for table in sealed:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"TRUNCATE {ROOTS} CASCADE")
        for table in sealed:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
