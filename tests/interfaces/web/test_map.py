"""The map and its layers: exact for roles, rounded for others, unchanged while nothing is."""

import pytest
from django.test import Client

from tests.domain.custody.valley import Valley, bag
from tests.interfaces.web.conftest import Visit


def features(client: Client, layer: str) -> list[dict]:  # type: ignore[type-arg]
    response = client.get(f"/map/{layer}.geojson")
    assert response["Content-Type"] == "application/geo+json"
    return response.json()["features"]  # type: ignore[no-any-return]


def test_pits_and_sites_are_exact_for_a_role_and_rounded_for_others(
    valley: Valley, visit: Visit
) -> None:
    site = valley.places["pit"]
    site.point.x += 0.0123
    site.save()
    exact = {row["properties"]["code"]: row for row in features(visit("amina"), "places")}
    for name in ("", "stranger"):
        coarse = {row["properties"]["code"]: row for row in features(visit(name), "places")}
        assert coarse[site.code]["geometry"]["coordinates"] == [25.6, -10.7]
        assert coarse[site.code]["properties"]["exact"] is False
    assert exact[site.code]["geometry"]["coordinates"] == pytest.approx([25.6123, -10.7])


def test_every_feature_leads_to_its_page(told: Valley, visit: Visit) -> None:
    client = visit("kasongo")
    for layer in ("places", "titles", "overlaps", "flows"):
        found = features(client, layer)
        assert found, layer
        for url in {row["properties"]["url"] for row in found}:
            assert client.get(url).status_code == 200, url


def test_flows_are_summed_by_pair_and_mode(told: Valley, visit: Visit) -> None:
    told.record(told.send("depot", "plant", bag(3), mode="rail"))
    ways = {
        (way.origin.name, way.destination.name, way.mode): (way.wet_g, way.journeys)
        for way in visit("kasongo").get("/map").context["ways"]
    }
    assert ways == {
        ("Site", "Depot", "truck"): (250_000, 1),
        ("Depot", "Plant", "rail"): (50_000, 1),
    }


def test_flows_are_for_those_who_take_part_and_those_who_oversee(
    told: Valley, visit: Visit
) -> None:
    told.record(told.send("depot", "plant", bag(3), mode="rail"))
    seen = {name: len(features(visit(name), "flows")) for name in ("", "stranger", "amina")}
    assert seen == {"": 0, "stranger": 0, "amina": 1}
    assert len(features(visit("banza"), "flows")) == 2


def test_the_overlap_has_both_titles_and_its_hectares(valley: Valley, visit: Visit) -> None:
    (overlap,) = features(visit(), "overlaps")
    about = overlap["properties"]
    assert {about["first_number"], about["second_number"]} == {"PE 100", "ZEA 7"}
    # 0.04 by 0.10 degree at 10.7 degrees south: 4.372 km by 11.06 km.
    assert about["hectares"] == pytest.approx(4_838, rel=0.01)


def test_a_layer_is_not_sent_again_until_the_journal_moves(valley: Valley, visit: Visit) -> None:
    client = visit("kasongo")
    tag = client.get("/map/flows.geojson")["ETag"]
    assert client.get("/map/flows.geojson", headers={"if-none-match": tag}).status_code == 304
    assert (
        visit("amina").get("/map/flows.geojson", headers={"if-none-match": tag}).status_code == 200
    )
    valley.record(
        valley.allocate(), valley.fill("north", [1]), valley.send("north", "depot", bag(1))
    )
    moved = client.get("/map/flows.geojson", headers={"if-none-match": tag})
    assert (moved.status_code, len(moved.json()["features"])) == (200, 1)


def test_a_layer_says_that_it_is_simulated_and_not_authoritative(
    valley: Valley, visit: Visit
) -> None:
    notes = visit().get("/map/titles.geojson").json()["notes"]
    assert notes[0].startswith("Simulated")
    assert notes[-1] == "Boundaries are not authoritative."


def test_there_is_no_other_layer(valley: Valley, visit: Visit) -> None:
    assert visit("kasongo").get("/map/passwords.geojson").status_code == 404


def test_the_list_beside_the_map_works_without_script(told: Valley, visit: Visit) -> None:
    page = visit("kasongo").get("/map").content.decode()
    for name in ("Site", "Depot", "Plant", "Kivumbi", "Lwanga"):
        assert name in page
    assert "Boundaries are not authoritative" in page
