"""The page from which the network is carried away: a job, its progress, and a zip for its owner."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from asili.core.access import Role, system
from asili.core.accounts import end_grant, grant_role, open_account
from asili.core.models import Account, AccountGrant, Job, Programme
from asili.interfaces.exchange.archives import KEPT_DAYS
from asili.interfaces.exchange.folder import load_folder
from asili.network import open_folder
from asili.network.check import check
from asili.network.folder import Folder
from asili.network.problems import Problem
from asili.network.zipped import unpacked
from asili.simulation.books import Books

pytestmark = pytest.mark.django_db
CLERK = system("test")


@pytest.fixture
def programme(simulated: tuple[Folder, Books], settings: LazySettings, tmp_path: Path) -> Programme:
    settings.DATA_DIR = tmp_path / "data"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    load_folder(actor=CLERK, folder=simulated[0])
    return Programme.objects.get()


def signed_in(name: str, role: Role, programme: Programme) -> Client:
    account = open_account(actor=CLERK, username=name, name=name, password=None)
    since = timezone.localdate() - timedelta(days=1)
    grant_role(actor=CLERK, account=account, role=role, programme=programme, since=since)
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def asked(client: Client, form: str = "csv") -> Job:
    answer = client.post("/network/", {"programme": "SIMU", "form": form})
    assert answer.status_code == 302
    return Job.objects.get(name="exchange.carry-network")


def test_an_auditor_asks_waits_and_fetches_a_sound_folder(
    programme: Programme, tmp_path: Path
) -> None:
    auditor = signed_in("auditor", Role.AUDITOR, programme)
    assert b"Write the folder" in auditor.get("/network/").content
    job = asked(auditor, "parquet")
    assert job.state == "done", job.error
    assert job.percent == 100
    page = auditor.get(f"/jobs/{job.code}/").content.decode()
    assert f"/network/{job.code}/archive.zip" in page
    answer = auditor.get(f"/network/{job.code}/archive.zip")
    assert answer["Content-Type"] == "application/zip"
    assert f"network-SIMU-{job.result['position']}.zip" in answer["Content-Disposition"]
    got = tmp_path / "got.zip"
    got.write_bytes(b"".join(answer.streaming_content))
    problems: list[Problem] = []
    with unpacked(got) as folder:
        check(Folder.open(folder), problems.append)
    assert problems == []
    network = open_folder(got)
    assert network.manifest.simulated
    assert network.trace(network.lots("S")[0]).by("site")


def test_nobody_else_fetches_it_nor_its_owner_once_the_right_has_ended(
    programme: Programme,
) -> None:
    authority = signed_in("authority", Role.AUTHORITY, programme)
    job = asked(authority)
    address = f"/network/{job.code}/archive.zip"
    assert authority.get(address).status_code == 200
    other = signed_in("other", Role.AUTHORITY, programme)
    assert other.get(address).status_code == 404
    assert Client().get(address).status_code == 302
    grant = AccountGrant.objects.get(account=Account.objects.get(username="authority"))
    end_grant(actor=CLERK, grant=grant)
    assert authority.get(address).status_code == 403


def test_a_trader_is_told_who_may(programme: Programme) -> None:
    trader = signed_in("trader", Role.TRADER, programme)
    answer = trader.get("/network/")
    assert answer.status_code == 403
    assert "authorities and auditors" in answer.content.decode()
    assert trader.post("/network/", {"programme": "SIMU", "form": "csv"}).status_code == 403


def test_old_archives_are_removed(programme: Programme, tmp_path: Path) -> None:
    authority = signed_in("authority", Role.AUTHORITY, programme)
    old = tmp_path / "data" / "carried" / "old.zip"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"")
    long_ago = time.time() - (KEPT_DAYS + 1) * 86_400
    os.utime(old, (long_ago, long_ago))
    asked(authority)
    assert not old.exists()
    assert [path.suffix for path in old.parent.iterdir()] == [".zip"]
