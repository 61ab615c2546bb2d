"""Pages are asked for on the loaded demo, in this process, by every member of the cast."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils.module_loading import import_string

from asili.core.models import Account, Finding, Job, StoredFile
from asili.domain.custody.models import Lot
from asili.domain.places.models import Place, Title
from asili.domain.registry.models import Party
from asili.network.vocabulary import LotKind


@pytest.fixture(scope="module")
def demo(demo_copy: Path, django_db_blocker: Any) -> Iterator[None]:
    """The demo's SQLite file is the default database, whichever the other tests run on."""
    original = connections["default"]
    settings = {
        **connections.databases["default"],
        "ENGINE": "geosqlite",
        "NAME": str(demo_copy / "asili.gpkg"),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
        "CONN_MAX_AGE": None,
    }
    wrapper = import_string("geosqlite.base.DatabaseWrapper")
    with django_db_blocker.unblock():
        connections["default"] = wrapper(settings, "default")
        try:
            yield
        finally:
            connections["default"].close()
            connections["default"] = original


@pytest.fixture(scope="module")
def examples(demo: None) -> dict[str, str]:
    """One record of each kind in the demo, by the word that addresses use for it."""
    lots = Lot.objects.order_by("pk")
    found = {
        "bag": lots.filter(kind=LotKind.BAG).first(),
        "lot": lots.filter(kind=LotKind.LOT).first(),
        "shipment": lots.filter(kind=LotKind.SHIPMENT).first(),
        "place": Place.objects.filter(kind="site").order_by("pk").first(),
        "title": Title.objects.order_by("pk").first(),
        "party": Party.objects.filter(kind="organisation").order_by("pk").first(),
        "finding": Finding.objects.order_by("pk").first(),
        "document": StoredFile.objects.order_by("pk").first(),
        "job": Job.objects.order_by("pk").first(),
    }
    return {word: record.code for word, record in found.items() if record is not None}


@pytest.fixture(scope="module")
def visitors(demo: None) -> dict[str, Client]:
    """A browser for everybody: ``anonymous``, the cast by first name, and a stranger."""
    clients = {"anonymous": Client(raise_request_exception=True)}
    for account in Account.objects.filter(is_active=True):
        clients[account.username] = Client(raise_request_exception=True)
        clients[account.username].force_login(
            account, backend="django.contrib.auth.backends.ModelBackend"
        )
    return clients
