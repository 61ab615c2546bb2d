"""The shipment page: its figures, what each reader may see of it, its files and its budget."""

import csv
import gzip
import io
import json

import pytest
from django.core.management import call_command
from django.test import Client

PAGE_BYTES = 100_000
QUERIES = 12


@pytest.fixture
def address(examples: dict[str, str]) -> str:
    return f"/shipments/{examples['shipment']}/"


def _csv_rows(text: str) -> list[dict[str, str]]:
    lines = [line for line in text.lstrip("\ufeff").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(io.StringIO("\n".join(lines))))


def test_page_command_and_file_give_the_same_figures(
    visitors: dict[str, Client], address: str, examples: dict[str, str], tmp_path: object
) -> None:
    client = visitors["kasongo"]
    page = client.get(address)
    download = client.get(f"{address}origins.csv")
    target = f"{tmp_path}/trace.json"
    call_command("trace", examples["shipment"], "--json", target)

    command = json.loads(open(target, encoding="utf-8").read())["rows"]  # noqa: PTH123, SIM115
    file = _csv_rows(b"".join(download.streaming_content).decode())
    shown = page.context["rows"]

    assert [row.label for row in shown] == [row["name"] for row in file]
    for row, from_file, from_command in zip(shown, file, command, strict=True):
        cobalt = dict(row.cells)["Co"]
        assert float(from_file["Co_kg"]) == pytest.approx(float(cobalt.kilograms.value), abs=1e-5)
        assert from_command["Co_kg"] == pytest.approx(float(from_file["Co_kg"]))
        assert from_command["Co_u_kg"] == pytest.approx(float(from_file["Co_u_kg"]))


def test_the_exporter_sees_sites_but_neither_bags_nor_names_between(
    visitors: dict[str, Client], address: str
) -> None:
    client = visitors["josephine"]
    page = client.get(address)

    assert page.status_code == 200
    assert page.context["rows"]
    assert not page.context["ways"]
    assert not page.context["bags"]
    assert client.get(f"{address}bags.csv").status_code == 403
    assert client.get(f"{address}?by=cooperative").context["by"] == "site"


def test_an_authority_downloads_every_bag(visitors: dict[str, Client], address: str) -> None:
    download = visitors["kasongo"].get(f"{address}bags.csv")

    text = b"".join(download.streaming_content).decode()
    rows = _csv_rows(text)
    assert sum(float(row["Co_share"]) for row in rows) == pytest.approx(1, abs=1e-3)
    assert all(row["bag"].startswith("B-") for row in rows)
    assert "simulated" in text


@pytest.mark.parametrize("member", ["amina", "banza", "esperance", "stranger"])
def test_whoever_had_no_part_in_a_shipment_does_not_learn_that_it_exists(
    visitors: dict[str, Client], address: str, member: str
) -> None:
    assert visitors[member].get(address).status_code in {302, 404}


def test_the_page_stays_within_its_budget(
    visitors: dict[str, Client], address: str, django_assert_max_num_queries: object
) -> None:
    client = visitors["josephine"]
    with django_assert_max_num_queries(QUERIES):  # type: ignore[operator]
        page = client.get(address)

    assert len(gzip.compress(page.content)) < PAGE_BYTES
