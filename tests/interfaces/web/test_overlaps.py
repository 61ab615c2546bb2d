"""Lists of shared ground: narrowed down, taken away as a map; sites for whom they concern."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pyogrio
import pytest
from django.utils import timezone

from asili.core.access import system
from asili.domain.places.models import Siting, Title
from asili.domain.places.services import (
    NewSample,
    NewSampleValue,
    NewTitle,
    NewVersion,
    grant_title,
    record_samples,
)
from tests.domain.custody.valley import Valley
from tests.interfaces.web.conftest import Visit
from tests.interfaces.web.files import read_csv

CLERK = system("test")


def apply_over_the_zone(valley: Valley) -> Title:
    """An application of two days ago over the ground of the valley's zone."""
    zone = Title.objects.get(kind="ZEA")
    (version,) = zone.versions.all()
    asked = NewVersion(
        version.geometry, timezone.localdate() - timedelta(days=2), "simulated", status="applied"
    )
    title = NewTitle("77", "PR", "Invented permit", (asked,))
    return grant_title(actor=CLERK, programme=zone.programme, title=title)


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("", {"rights", "applied"}),
        ("?kind=applied", {"applied"}),
        ("?q=100", {"rights", "applied"}),
        ("?q=nothing", set()),
        ("?least=999999", set()),
        ("?since=2026-01-01", {"applied"}),
        ("?now=on&kind=rights", {"rights"}),
    ],
)
def test_overlaps_are_narrowed_down_by_the_address(
    valley: Valley, visit: Visit, query: str, kinds: set[str]
) -> None:
    apply_over_the_zone(valley)
    page = visit().get(f"/overlaps{query}")
    assert page.status_code == 200
    assert {row.kind for row in page.context["listing"].page} == kinds


def test_the_list_is_taken_away_with_both_titles_and_as_a_map(
    valley: Valley, visit: Visit, tmp_path: Path
) -> None:
    ((row,), _notes) = read_csv(visit().get("/overlaps?format=csv"))
    assert {"PE 100", "ZEA 7"} <= set(row.values())
    path = tmp_path / "overlaps.gpkg"
    path.write_bytes(visit().get("/overlaps?format=gpkg").content)
    about = pyogrio.read_info(path)
    assert (about["features"], about["crs"]) == (1, "EPSG:4326")
    assert "Simulated" in about["dataset_metadata"]["notes"]


def test_titles_are_taken_away_as_a_map(valley: Valley, visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "titles.gpkg"
    path.write_bytes(visit().get("/titles?format=gpkg").content)
    assert pyogrio.read_info(path)["features"] == 2


def test_sites_on_titles_are_shown_to_roles_and_to_those_concerned(
    valley: Valley, visit: Visit
) -> None:
    assert Siting.objects.exists()
    for name, seen in {"": False, "stranger": False, "kasongo": True, "amina": True}.items():
        page = visit(name).get("/overlaps/sites")
        assert bool(page.context["listing"].total) is seen, name


def test_the_page_of_a_title_tells_where_sites_are_to_nobody_else(
    valley: Valley, visit: Visit
) -> None:
    siting = Siting.objects.filter(metres=0, place__kind="site").first()
    assert siting is not None
    address = f"/titles/{siting.version.title.code}/"
    for name, seen in {"": False, "stranger": False, "kasongo": True, "amina": True}.items():
        page = visit(name).get(address)
        assert (siting.place in page.context["places"]) is seen, name


def test_a_title_shows_its_alert_and_both_areas_with_their_difference(
    valley: Valley, visit: Visit
) -> None:
    asked = apply_over_the_zone(valley)
    page = visit("kasongo").get(f"/titles/{asked.code}/")
    alerts = [alert.text for alert in page.context["alerts"]]
    assert all(text.startswith("PR 77, applied for by nobody recorded on") for text in alerts)
    assert any("ha of ZEA 7" in text for text in alerts)
    (one,) = page.context["versions"]
    assert one.difference is None
    assert one.hectares > 0
    assert not visit().get(f"/titles/{asked.code}/").context["alerts"]


def test_samples_are_listed_for_roles_with_what_is_below_its_limit_marked(
    valley: Valley, visit: Visit, tmp_path: Path
) -> None:
    soil = NewSample("Invented survey", "KZ-1", 254667000, -107165000, "soil")
    values = [
        NewSampleValue(soil, "Co", Decimal(5), "ppm", below=True),
        NewSampleValue(soil, "Cu", Decimal("1250.5"), "ppm"),
    ]
    record_samples(actor=CLERK, programme=valley.programme, values=values)
    page = visit("kasongo").get("/samples?element=co")
    assert page.context["listing"].total == 1
    assert "&lt;\u202f5" in page.content.decode()
    assert visit("kasongo").get("/samples?least=1").context["listing"].total == 1
    assert visit().get("/samples").context["listing"].total == 0
    path = tmp_path / "samples.gpkg"
    path.write_bytes(visit("kasongo").get("/samples?format=gpkg").content)
    assert pyogrio.read_info(path)["features"] == 2
