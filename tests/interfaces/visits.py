"""Visits to pages of the loaded demo, in this process, under a guard that lets nothing write.

``python -m tests.interfaces.visits`` fills empty cells of ``permissions.csv`` with what visitors
get today, for a person to read before it is committed.
"""

import csv
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.db import connections
from django.test import Client
from django.urls import URLPattern, URLResolver
from django.utils.module_loading import import_string

from tests.demo import ROOT, loaded_demo

TABLE = Path(__file__).with_name("permissions.csv")
READS = re.compile(r"[\s(]*(SELECT|WITH|EXPLAIN|PRAGMA)\b", re.IGNORECASE)
RECORDS = {
    "bag": ("custody", "Lot", {"kind": "bag"}),
    "lot": ("custody", "Lot", {"kind": "lot"}),
    "shipment": ("custody", "Lot", {"kind": "shipment"}),
    "event": ("custody", "Event", {"kind": "purchase"}),
    "place": ("places", "Place", {"kind": "site"}),
    "title": ("places", "Title", {}),
    "party": ("registry", "Party", {"kind": "organisation"}),
    "person": ("registry", "Party", {"kind": "person"}),
    "finding": ("core", "Finding", {}),
    "receipt": ("trade", "Settlement", {}),
}
"""Word in an address to the first record of the demo that it stands for."""


class WroteOnRead(AssertionError):
    """A request that may only read has begun a write."""


def refuse_writes(
    execute: Callable[..., Any],
    sql: str,
    parameters: Sequence[Any] | Mapping[str, Any] | None,
    many: bool,
    context: dict[str, Any],
) -> Any:
    """Database wrapper that lets only reading statements through; BEGIN is not one of them."""
    if not READS.match(sql) or " FOR UPDATE" in sql:
        raise WroteOnRead(sql[:200])
    return execute(sql, parameters, many, context)


@contextmanager
def reading_only() -> Iterator[None]:
    """Nothing inside may write to the default database; raises WroteOnRead."""
    with connections["default"].execute_wrapper(refuse_writes):
        yield


@contextmanager
def connected(folder: Path) -> Iterator[None]:
    """The demo's SQLite file is the default database, whichever it was before."""
    original = connections["default"]
    settings = {
        **connections.databases["default"],
        "ENGINE": "geosqlite",
        "NAME": str(folder / "asili.gpkg"),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
        "CONN_MAX_AGE": None,
    }
    wrapper = import_string("geosqlite.base.DatabaseWrapper")
    connections["default"] = wrapper(settings, "default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = original


def examples() -> dict[str, str]:
    """One record of each kind in the demo, by the word that addresses use for it."""
    found = {}
    for word, (app, model, conditions) in RECORDS.items():
        records = apps.get_model(app, model)
        record = records.objects.filter(**conditions).order_by("pk").first()
        if record is not None:
            found[word] = str(getattr(record, "code", "") or record.uuid)
    return found


def visitors() -> dict[str, Client]:
    """A browser for everybody: ``anonymous``, the cast by first name, and a stranger."""
    accounts = apps.get_model("core", "Account").objects.filter(is_active=True)
    clients = {"anonymous": Client()}
    for account in accounts:
        clients[account.username] = Client()
        clients[account.username].force_login(
            account, backend="django.contrib.auth.backends.ModelBackend"
        )
    return clients


def visit(client: Client, address: str) -> str:
    """Status of a GET, read to its end."""
    response = client.get(address)
    if response.streaming:
        b"".join(response.streaming_content)
    return str(response.status_code)


def addresses(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    """Names of all addresses, with their name spaces."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from addresses(pattern.url_patterns, space)
        else:
            yield f"{prefix}{pattern.name}"


def rows() -> list[dict[str, str]]:
    """The table of permissions."""
    with TABLE.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def fill(folder: Path) -> None:
    """Fill the empty cells of the table."""
    table = rows()
    with connected(folder):
        clients, known = visitors(), examples()
        with reading_only():
            for row in table:
                for visitor in [name for name in clients if not row[name]]:
                    row[visitor] = visit(clients[visitor], row["address"].format(**known))
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "asili.config.settings")
    sys.path.insert(0, str(ROOT / "src"))
    django.setup()
    with tempfile.TemporaryDirectory() as parent:
        fill(Path(shutil.copytree(loaded_demo(), Path(parent) / "data")))
