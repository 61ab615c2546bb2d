"""What a browser is asked to load: small, whole, and the Congo where it belongs."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from shapely.geometry import Point, shape

BUILT = Path(settings.STATICFILES_DIRS[0])
ROOT = Path(settings.ROOT)


def compressed(data: bytes) -> int:
    return len(gzip.compress(data))


def test_style_and_script_of_every_page_are_small() -> None:
    frame = ("app.css", "app.js", "icons.svg", "mark.svg", "contours.svg")
    assert sum(compressed((BUILT / name).read_bytes()) for name in frame) < 16_000


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/report", "/report/focus-groups", "/report/evaluation"])
def test_a_page_with_style_and_script_weighs_less_than_100_kb(client: Client, address: str) -> None:
    page = compressed(client.get(address).content)
    frame = sum(compressed((BUILT / name).read_bytes()) for name in ("app.css", "app.js"))
    assert page + frame < 100_000


def test_the_background_of_maps_has_lubumbashi_inside_the_congo_and_kitwe_outside() -> None:
    features = json.loads((BUILT / "basemap.geojson").read_bytes())["features"]
    (congo,) = (shape(one["geometry"]) for one in features if one["properties"].get("congo"))
    assert congo.contains(Point(27.479, -11.661))
    assert not congo.contains(Point(28.213, -12.802))


def test_every_icon_that_a_template_names_is_drawn() -> None:
    drawn = set(re.findall(r'symbol id="([a-z]+)"', (BUILT / "icons.svg").read_text("utf-8")))
    named = set()
    for path in (ROOT / "src").rglob("*.html"):
        named |= set(re.findall(r'{% icon "([a-z]+)"', path.read_text("utf-8")))
    from_code = (ROOT / "src/asili/interfaces/portal/doors.py").read_text("utf-8")
    named |= set(re.findall(r'^        "([a-z]+)",$', from_code, flags=re.MULTILINE))
    assert len(named) > 6
    assert named <= drawn


def test_no_style_names_a_colour_outside_the_tokens() -> None:
    for path in (ROOT / "frontend" / "css").glob("*.css"):
        if path.name != "tokens.css":
            assert not re.search(r"#[0-9a-f]{3,8}\b|rgb\(", path.read_text("utf-8")), path.name


def test_nothing_is_loaded_from_another_host() -> None:
    for path in (*(ROOT / "frontend").rglob("*.*"), *(ROOT / "src").rglob("*.html")):
        text = path.read_text("utf-8").replace("http://www.w3.org/", "")
        assert not re.search(r"(?:src|href|url|from|fetch)\W{1,3}https?://", text), path
