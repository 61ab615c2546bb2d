"""Every address against every member of the cast, from a table; and asking changes nothing.

``permissions.csv`` has a row for each named address and a column for each visitor, with the status
that a GET gets: 200 shown, 302 sent to sign in or elsewhere, 403 refused with the reason, 404 not
there for this visitor, 405 only by a form. ``{shipment}`` and the like stand for a record of the
demo.
"""

from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from tests.cast import NAMES
from tests.interfaces import visits

VISITORS = ("anonymous", *NAMES)
ROWS = visits.rows()


def test_the_table_has_a_row_for_every_address_and_a_column_for_everybody() -> None:
    assert {row["name"] for row in ROWS} == set(visits.addresses(get_resolver().url_patterns))
    assert tuple(ROWS[0]) == ("name", "address", *VISITORS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['name']} {row['address']}")
def test_everybody_gets_what_the_table_says_and_changes_nothing(
    row: dict[str, str], visitors: dict[str, Client], examples: dict[str, str]
) -> None:
    address = row["address"].format(**examples)
    with visits.reading_only():
        answers = {visitor: visits.visit(visitors[visitor], address) for visitor in VISITORS}
    assert answers == {visitor: row[visitor] for visitor in VISITORS}


def test_the_guard_notices_a_write(visitors: dict[str, Client], settings: Any) -> None:
    settings.DEMO = True
    with visits.reading_only(), pytest.raises(visits.WroteOnRead):
        visitors["anonymous"].post(reverse("web:sign-in-as"), {"username": "amina"})
