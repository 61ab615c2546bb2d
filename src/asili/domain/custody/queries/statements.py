"""Reading statements, where the query builder has no words for them."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection


def read_statement(
    statement: str, parameters: Sequence[int | str | list[int]]
) -> list[tuple[Any, ...]]:
    """Rows of a reading statement; the one cursor of these queries."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(parameters))
        return list(cursor.fetchall())


def listed(numbers: Collection[int]) -> tuple[str, list[int] | str]:
    """A query that yields these numbers, and its one parameter, however many there are."""
    if connection.vendor == "postgresql":
        return "SELECT unnest(CAST(%s AS bigint[]))", list(numbers)
    return "SELECT CAST(value AS bigint) FROM json_each(%s)", json.dumps(sorted(numbers))
