"""The map and its layers: exact for roles, rounded for others, unchanged while nothing is."""

import json
from datetime import date

import pytest
from django.test import Client

from asili.domain.insight.atlas.catalogue import LAYERS
from asili.domain.places.models import Title
from asili.domain.places.services import end_title
from tests.domain.custody.valley import Valley, bag
from tests.interfaces.web.conftest import Visit
from tests.interfaces.web.files import read_csv, read_parquet, read_xlsx, text_of
from tests.interfaces.web.tiles import read_tile, square


def features(client: Client, layer: str) -> list[dict]:  # type: ignore[type-arg]
    response = client.get(f"/map/{layer}.geojson")
    assert response["Content-Type"] == "application/geo+json"
    return json.loads(text_of(response))["features"]  # type: ignore[no-any-return]


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
    notes = json.loads(text_of(visit().get("/map/titles.geojson")))["notes"]
    assert notes[0].startswith("Simulated")
    assert notes[-1] == "Boundaries are not authoritative."


def test_there_is_no_other_layer(valley: Valley, visit: Visit) -> None:
    assert visit("kasongo").get("/map/passwords.geojson").status_code == 404


def test_the_list_below_the_map_works_without_script(told: Valley, visit: Visit) -> None:
    said = {"places": ("Site", "Depot", "Plant"), "titles": ("PE 100",), "zones": ("ZEA 7",)}
    for layer, names in said.items():
        page = visit("kasongo").get(f"/map?list={layer}").content.decode()
        for name in names:
            assert name in page
    assert "Boundaries are not authoritative" in page


# What the page, the tiles, the files and the search have in common


def tile(client: Client, address: str) -> dict[str, list[dict]]:  # type: ignore[type-arg]
    """Layers of a tile as GDAL reads them."""
    answer = client.get(address)
    assert answer["Content-Type"] == "application/vnd.mapbox-vector-tile"
    return read_tile(answer.content)


def test_a_tile_shows_a_site_to_a_role_where_it_is_and_to_others_to_a_tenth(
    valley: Valley, visit: Visit
) -> None:
    site = valley.places["pit"]
    site.point.x += 0.0345
    site.save()
    seen = {}
    for name in ("amina", "", "stranger"):
        rows = tile(visit(name), f"{square(site.point.x, site.point.y, 14)}?q={site.code}")
        seen[name] = [row["code"] for row in rows.get("places", [])]
    assert seen == {"amina": [site.code], "": [], "stranger": []}
    coarse = tile(visit(), f"{square(25.6, -10.7, 14)}?q={site.code}")
    assert [row["code"] for row in coarse["places"]] == [site.code]


@pytest.mark.parametrize("address", ["/map?format=csv", "/map/places.geojson?"])
def test_boxes_find_a_hidden_point_no_better_than_the_eye(
    valley: Valley, visit: Visit, address: str
) -> None:
    site = valley.places["pit"]
    site.point.x += 0.0123
    site.save()
    around = f"&box={site.point.x - 0.001},-10.8,{site.point.x + 0.001},-10.6"
    assert site.code in text_of(visit("amina").get(address + around))
    assert site.code not in text_of(visit().get(address + around))
    assert site.code in text_of(visit().get(address + "&box=25.59,-10.8,25.61,-10.6"))


def test_a_tile_is_not_sent_again_until_something_on_the_map_changes(
    told: Valley, visit: Visit
) -> None:
    client, address = visit("kasongo"), square(25.6, -10.7, 8)
    tag = client.get(address)["ETag"]
    told.record(told.fill("north", range(20, 22)))
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304
    end_title(actor=told.actor, title=Title.objects.get(number="100"), on=date(2030, 1, 1))
    assert client.get(address, headers={"if-none-match": tag}).status_code == 200


def test_the_day_decides_which_titles_are_drawn_and_listed(valley: Valley, visit: Visit) -> None:
    assert "PE 100" in visit().get("/map?list=titles").content.decode()
    assert "PE 100" not in visit().get("/map?list=titles&on=1999-01-01").content.decode()
    assert "titles" not in tile(visit(), f"{square(25.6, -10.7, 9)}?on=1999-01-01")


def test_filters_narrow_the_layers_that_know_them(valley: Valley, visit: Visit) -> None:
    kinds = {row["properties"]["kind"] for row in features(visit(), "places")}
    assert len(kinds) > 1
    only = json.loads(text_of(visit().get("/map/places.geojson?kind=depot")))["features"]
    assert {row["properties"]["kind"] for row in only} == {"depot"}
    other = json.loads(text_of(visit().get("/map/titles.geojson?kind=depot")))["features"]
    assert len(other) == len(features(visit(), "titles"))


def test_the_search_flies_to_names_and_numbers(valley: Valley, visit: Visit) -> None:
    depot = valley.places["depot"]
    for words in ("depot", depot.code, "DÉPÔT"):
        found = visit().get("/map/find", {"q": words}).json()
        assert found["total"] >= 1
        assert "Depot" in found["hits"][0]["label"]
    assert visit().get("/map/find?q=x").json() == {"total": 0, "hits": []}


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("layer", [layer.name for layer in LAYERS])
def test_every_layer_is_a_file_with_its_sources_and_filters(
    told: Valley, visit: Visit, layer: str, form: str
) -> None:
    read = {"csv": read_csv, "xlsx": read_xlsx, "parquet": read_parquet}[form]
    _rows, said = read(visit("kasongo").get(f"/map?list={layer}&format={form}&q=no-such-thing"))
    assert said[0].startswith("Simulated")
    assert "Name or number: no-such-thing" in said
    assert said[-1] == "Boundaries are not authoritative."


@pytest.mark.parametrize("address", ["/map/15/0/0.mvt", "/map/2/4/0.mvt"])
def test_there_are_no_tiles_outside_the_world(visit: Visit, db: None, address: str) -> None:
    assert visit().get(address).status_code == 404
