"""Every address against every member of the cast, from a table; and asking changes nothing.

``permissions.csv`` has a row for each named address and a column for each visitor, with the status
that a GET gets: 200 shown, 302 sent to sign in or elsewhere, 403 refused with the reason, 404 not
there for this visitor, 405 only by a form. ``{shipment}`` and the like stand for a record of the
demo.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cast import NAMES
from tests.interfaces.reading import WroteOnRead, reading_only

TABLE = Path(__file__).with_name("permissions.csv")
VISITORS = ("anonymous", *NAMES)
ROWS = list(csv.DictReader(TABLE.open(encoding="utf-8")))


def named(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    """Names of all addresses, with their name spaces."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from named(pattern.url_patterns, space)
        else:
            yield f"{prefix}{pattern.name}"


def test_the_table_has_a_row_for_every_address_and_a_column_for_everybody() -> None:
    assert set(named(get_resolver().url_patterns)) == {row["name"] for row in ROWS}
    assert tuple(ROWS[0]) == ("name", "address", *VISITORS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['name']} {row['address']}")
def test_everybody_gets_what_the_table_says_and_changes_nothing(
    row: dict[str, str], visitors: dict[str, Client], examples: dict[str, str]
) -> None:
    address = row["address"].format(**examples)
    answers = {}
    with reading_only():
        for visitor in VISITORS:
            response = visitors[visitor].get(address)
            answers[visitor] = str(response.status_code)
            if response.streaming:
                b"".join(response.streaming_content)
    assert answers == {visitor: row[visitor] for visitor in VISITORS}


def test_the_guard_notices_a_write(visitors: dict[str, Client]) -> None:
    with reading_only(), pytest.raises(WroteOnRead):
        visitors["anonymous"].post(reverse("web:sign-in-as"), {"username": "amina"})
