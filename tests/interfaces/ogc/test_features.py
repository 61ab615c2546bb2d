"""OGC API Features: what the standard asks of each answer, rights, and what GDAL reads of it."""

import json
from base64 import b64encode
from datetime import date
from typing import Any

import pyogrio.raw
import pytest
from django.test import Client
from pyproj import Transformer

from asili.core.models import Account
from asili.core.tokens import make_token, revoke_token
from asili.domain.registry.queries import actor_for
from asili.interfaces.ogc.systems import CRS84, EPSG4326, UTM35S
from tests.domain.custody.valley import Valley
from tests.interfaces.web.conftest import Visit

PUBLIC = {"places", "titles", "zones", "overlaps", "occupancies", "visits"}


def ask(client: Client, address: str, status: int = 200, **query: str) -> Any:
    answer = client.get(f"/ogc/{address}", query)
    assert answer.status_code == status, answer.content[:300]
    return answer.json()


def test_the_landing_page_leads_to_everything(valley: Valley, visit: Visit) -> None:
    links = ask(visit(), "")["links"]
    assert {"self", "service-desc", "conformance", "data"} <= {link["rel"] for link in links}
    for link in links:
        answer = visit().get(link["href"], headers={"accept": link["type"]})
        assert answer.status_code == 200
        assert answer["Content-Type"].split(";")[0] == link["type"].split(";")[0]


def test_it_says_what_it_conforms_to(visit: Visit, db: None) -> None:
    classes = ask(visit(), "conformance")["conformsTo"]
    for name in ("1/1.0/conf/core", "1/1.0/conf/geojson", "2/1.0/conf/crs"):
        assert f"http://www.opengis.net/spec/ogcapi-features-{name}" in classes


def test_public_collections_are_listed_and_those_for_roles_are_not(
    valley: Valley, visit: Visit
) -> None:
    assert {row["id"] for row in ask(visit(), "collections")["collections"]} == PUBLIC
    signed_in = ask(visit("kasongo"), "collections")["collections"]
    assert {row["id"] for row in signed_in} == PUBLIC | {"samples"}
    for row in signed_in:
        assert row["storageCrs"] == CRS84
        assert row["attribution"]
        assert {"self", "items"} <= {link["rel"] for link in row["links"]}


def test_the_description_names_every_collection_and_its_parameters(
    valley: Valley, visit: Visit
) -> None:
    document = ask(visit(), "api")
    assert document["openapi"].startswith("3.0")
    for name in PUBLIC:
        listed = document["paths"][f"/collections/{name}/items"]["get"]["parameters"]
        assert {"bbox", "datetime", "limit", "crs"} <= {one["name"] for one in listed}
    assert "/collections/samples/items" not in document["paths"]


def test_pages_follow_one_another_and_have_everything_once(valley: Valley, visit: Visit) -> None:
    client, found = visit(), []
    address, total = "/ogc/collections/places/items?limit=2&f=json", 0
    while address:
        page = client.get(address).json()
        assert page["numberReturned"] == len(page["features"]) <= 2
        total = page["numberMatched"]
        found += [feature["id"] for feature in page["features"]]
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    assert len(found) == len(set(found)) == total == len(valley.places)


def test_every_feature_is_found_by_its_own_address(valley: Valley, visit: Visit) -> None:
    for name in ("places", "titles", "overlaps"):
        (feature, *_rest) = ask(visit(), f"collections/{name}/items")["features"]
        alone = ask(visit(), f"collections/{name}/items/{feature['id']}")
        assert (alone["geometry"], alone["properties"]) == (
            feature["geometry"],
            feature["properties"],
        )


def test_a_box_a_day_and_a_property_narrow_a_collection(valley: Valley, visit: Visit) -> None:
    def count(name: str, **query: str) -> int:
        matched: int = ask(visit(), f"collections/{name}/items", **query)["numberMatched"]
        return matched

    every = count("places")
    assert count("places", bbox="0,0,1,1") == 0
    assert count("places", bbox="20,-20,0,35,0,100") == every
    assert 0 < count("places", kind="depot") < every
    assert count("titles", datetime="1999-01-01") == 0
    assert count("titles", datetime="../1999-01-01T00:00:00Z") == 0
    assert count("titles", datetime="1999-01-01/..") == count("titles")


def test_coordinates_come_in_each_reference_system(valley: Valley, visit: Visit) -> None:
    code = valley.places["depot"].code
    seen = {
        system: ask(visit(), f"collections/places/items/{code}", crs=system)["geometry"][
            "coordinates"
        ]
        for system in (CRS84, EPSG4326, UTM35S)
    }
    longitude, latitude = seen[CRS84]
    assert seen[EPSG4326] == [latitude, longitude]
    east, north = Transformer.from_crs(4326, 32735, always_xy=True).transform(longitude, latitude)
    assert seen[UTM35S] == pytest.approx([east, north], abs=0.01)
    answer = visit().get("/ogc/collections/places/items", {"crs": UTM35S})
    assert answer["Content-Crs"] == f"<{UTM35S}>"
    boxes = {
        CRS84: (longitude - 0.01, latitude - 0.01, longitude + 0.01, latitude + 0.01),
        EPSG4326: (latitude - 0.01, longitude - 0.01, latitude + 0.01, longitude + 0.01),
        UTM35S: (east - 900, north - 900, east + 900, north + 900),
    }
    for system, box in boxes.items():
        query = {"bbox": ",".join(map(str, box)), "bbox-crs": system}
        found = ask(visit(), "collections/places/items", **query)["features"]
        assert code in {feature["id"] for feature in found}, system


@pytest.mark.parametrize(
    "query",
    ["unknown=1", "limit=0", "limit=x", "bbox=1,2,3", "bbox=nan,0,1,1", "datetime=soon",
     "datetime=2020-02-01/2020-01-01", "crs=EPSG:4326", "f=xml", "after=-1"],
)  # fmt: skip
def test_what_is_not_understood_is_refused(valley: Valley, visit: Visit, query: str) -> None:
    answer = visit().get(f"/ogc/collections/places/items?{query}")
    assert answer.status_code == 400
    assert set(answer.json()) == {"code", "description"}


def test_what_is_not_there_is_not_found(valley: Valley, visit: Visit) -> None:
    ask(visit(), "collections/passwords", 404)
    ask(visit(), "collections/places/items/G-0000000000", 404)


def test_every_answer_is_a_page_for_a_browser(valley: Valley, visit: Visit) -> None:
    code = valley.places["depot"].code
    for address in ("", "conformance", "api", "collections", "collections/places",
                    "collections/places/items", f"collections/places/items/{code}"):  # fmt: skip
        answer = visit().get(f"/ogc/{address}", headers={"accept": "text/html"})
        assert answer["Content-Type"].startswith("text/html"), address


def test_boxes_find_a_hidden_site_no_better_than_the_eye(valley: Valley, visit: Visit) -> None:
    site = valley.places["pit"]
    site.point.x += 0.0123
    site.save()
    around = f"{site.point.x - 0.001},-10.8,{site.point.x + 0.001},-10.6"

    def codes(name: str) -> set[str]:
        found = ask(visit(name), "collections/places/items", bbox=around)["features"]
        return {feature["id"] for feature in found}

    assert site.code in codes("amina")
    assert site.code not in codes("") | codes("stranger")


# Tokens


def sent(secret: str, kind: str = "bearer") -> dict[str, str]:
    if kind == "basic":
        secret = b64encode(f"anybody:{secret}".encode()).decode()
    return {"authorization": f"{kind} {secret}"}


def test_a_token_opens_what_its_account_may_see_until_it_is_revoked(
    valley: Valley, visit: Visit
) -> None:
    visit("kasongo")
    actor = actor_for(Account.objects.get(username="kasongo"))
    token, secret = make_token(actor=actor, label="QGIS", days=30)
    address = "/ogc/collections/samples/items"
    refused = Client().get(address)
    assert (refused.status_code, "Basic" in refused["WWW-Authenticate"]) == (401, True)
    for kind in ("bearer", "basic"):
        assert Client().get(address, headers=sent(secret, kind)).status_code == 200
    token.refresh_from_db()
    assert token.last_used_on == date.today()  # noqa: DTZ011  # the day of this machine
    revoke_token(actor=actor, token=token.pk)
    assert Client().get(address, headers=sent(secret)).status_code == 401
    assert Client().get("/ogc/collections", headers=sent(secret)).status_code == 401


def test_the_page_shows_a_secret_once_and_keeps_only_its_digest(
    valley: Valley, visit: Visit
) -> None:
    client = visit("kasongo")
    page = client.post("/tokens", {"label": "QGIS", "days": "30"})
    secret = page.context["secret"]
    assert secret in page.content.decode()
    later = client.get("/tokens")
    assert secret not in later.content.decode()
    token = later.context["tokens"].get()
    assert secret not in json.dumps(
        {field.name: str(getattr(token, field.name)) for field in token._meta.concrete_fields}
    )
    assert visit("amina").post(f"/tokens/{token.pk}/revoke").status_code == 404
    assert client.post(f"/tokens/{token.pk}/revoke").status_code == 302


# A real client


@pytest.mark.parametrize("name", ["places", "titles", "zones"])
def test_gdal_reads_a_collection_page_by_page(demo_address: str, name: str) -> None:
    source = f"OAPIF:{demo_address}/ogc/"
    assert name in {layer for layer, _kind in pyogrio.list_layers(source)}
    meta, _fids, shapes, _values = pyogrio.raw.read(source, layer=name)
    assert len(shapes) > 0
    assert {"code", "name", "programme"} <= set(meta["fields"])


def test_gdal_asks_for_a_box(demo_address: str) -> None:
    source = f"OAPIF:{demo_address}/ogc/"

    def count(**options: Any) -> int:
        _meta, _fids, shapes, _values = pyogrio.raw.read(source, layer="places", **options)
        return len(shapes)

    assert count(bbox=(0, 0, 1, 1)) == 0 < count(bbox=(25, -11, 26, -10)) < count()
