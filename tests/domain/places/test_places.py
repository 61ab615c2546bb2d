"""Places, who occupies them, and how exactly their points are shown."""

import json
from datetime import date

import pytest

from asili.core.access import ANONYMOUS, NotVisible, Refusal, system
from asili.core.models import Programme
from asili.domain.places import queries, services
from asili.domain.places.models import Occupancy, Place
from asili.domain.places.services import NewOccupancy, NewPlace
from asili.domain.registry.services import NewOrganisation, register_organisation
from asili.engine.codes import encode
from asili.network import schema
from tests.cast import actor
from tests.domain.places.squares import title

CLERK = system("test")
SITE, PIT, DEPOT = (encode("G", number) for number in (1, 2, 3))
SINCE = date(2026, 2, 1)


def given_places() -> list[NewPlace]:
    return [
        NewPlace("pit", "Kilima A", "CD-LU", 255_123_456, -106_987_654, code=PIT, parent=SITE),
        NewPlace(
            "site", "Kilima", "CD-LU", 255_120_000, -106_980_000, SITE, "Kolwezi", "", ("Co", "Cu")
        ),
        NewPlace("depot", "Barrière", "CD-LU", 254_670_001, -107_150_001, code=DEPOT),
    ]


@pytest.fixture
def places(programme: Programme, provinces: None) -> dict[str, Place]:
    rows = services.register_places(actor=CLERK, programme=programme, places=given_places())
    return {row.code: row for row in rows}


def test_a_place_may_be_listed_before_the_place_that_contains_it(
    places: dict[str, Place],
) -> None:
    pit = Place.objects.select_related("parent").get(code=PIT)
    assert pit.parent is not None
    assert pit.parent.code == SITE
    assert list(places) == [PIT, SITE, DEPOT]
    assert (pit.point.x, pit.point.y) == (25.5123456, -10.6987654)
    assert pit.simulated


def test_a_pit_without_a_site_is_refused(programme: Programme, provinces: None) -> None:
    with pytest.raises(Refusal) as refused:
        services.register_place(
            actor=CLERK, programme=programme, place=NewPlace("pit", "A", "CD-LU", 0, 0)
        )
    assert refused.value.rule == "places.1"


@pytest.mark.parametrize(
    ("province", "town", "named"), [("CD-XX", "", "CD-XX"), ("CD-LU", "Atlantis", "Atlantis")]
)
def test_an_unknown_province_or_town_is_named_in_the_refusal(
    programme: Programme, provinces: None, province: str, town: str, named: str
) -> None:
    place = NewPlace("depot", "D", province, 255_000_000, -107_000_000, town=town)
    with pytest.raises(Refusal, match=named) as refused:
        services.register_place(actor=CLERK, programme=programme, place=place)
    assert refused.value.rule == "places.2"


def test_a_parent_that_never_comes_is_not_visible(programme: Programme, provinces: None) -> None:
    orphan = NewPlace("pit", "A", "CD-LU", 0, 0, parent=SITE)
    with pytest.raises(NotVisible):
        services.register_place(actor=CLERK, programme=programme, place=orphan)
    assert not Place.objects.exists()


@pytest.mark.parametrize("who", ["anonymous", "stranger"])
def test_everybody_else_sees_pits_and_sites_to_a_tenth_of_a_degree(
    places: dict[str, Place], who: str
) -> None:
    visitor = ANONYMOUS if who == "anonymous" else actor(who)
    seen = {place.code: place for place in queries.places_visible(visitor)}
    assert (seen[PIT].longitude, seen[PIT].latitude) == (25.5, -10.7)
    assert (seen[SITE].longitude, seen[SITE].latitude) == (25.5, -10.7)
    assert not seen[PIT].exact
    assert seen[DEPOT].exact
    assert seen[DEPOT].longitude == 25.4670001


def test_a_role_in_the_programme_and_province_sees_the_exact_point(
    places: dict[str, Place],
) -> None:
    seen = {place.code: place for place in queries.places_visible(actor("banza"))}
    assert (seen[PIT].longitude, seen[PIT].latitude) == (25.5123456, -10.6987654)
    elsewhere = [actor("banza", programme="OTHER"), actor("banza", province="CD-HK")]
    for visitor in elsewhere:
        (pit,) = queries.places_visible(visitor, Place.objects.filter(code=PIT))
        assert not pit.exact


def test_the_map_of_everybody_holds_no_exact_pit(
    places: dict[str, Place], django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        text = queries.places_geojson(ANONYMOUS)
    assert "25.512" not in text
    shown = {f["properties"]["code"]: f["geometry"] for f in json.loads(text)["features"]}
    assert shown[PIT] == {"type": "Point", "coordinates": [25.5, -10.7]}


def test_a_map_without_places_is_an_empty_collection(db: None) -> None:
    assert json.loads(queries.places_geojson(ANONYMOUS))["features"] == []


def test_an_occupancy_runs_from_day_to_day(programme: Programme, places: dict[str, Place]) -> None:
    cooperative = register_organisation(
        actor=CLERK, programme=programme, organisation=NewOrganisation("Kilima", "cooperative")
    )
    occupancy = services.record_occupancy(
        actor=actor("felix"),
        occupancy=NewOccupancy(SITE, cooperative.party.code, "cooperative", SINCE),
    )
    services.end_occupancy(actor=actor("felix"), occupancy=occupancy, until=date(2026, 3, 1))
    site = places[SITE]
    assert queries.occupants_on(site, date(2026, 1, 31)).count() == 0
    assert queries.occupants_on(site, date(2026, 2, 28)).count() == 1
    assert queries.occupants_on(site, date(2026, 3, 1)).count() == 0
    again = NewOccupancy(SITE, cooperative.party.code, "cooperative", date(2026, 5, 1))
    services.record_occupancy(actor=actor("felix"), occupancy=again)
    with pytest.raises(Refusal) as refused:
        services.record_occupancy(actor=actor("felix"), occupancy=again)
    assert refused.value.rule == "places.3"
    with pytest.raises(Refusal):
        services.record_occupancy(
            actor=actor("amina"),
            occupancy=NewOccupancy(SITE, cooperative.party.code, "owner", SINCE),
        )


def test_a_site_knows_the_titles_over_its_point(
    programme: Programme, places: dict[str, Place]
) -> None:
    over = services.grant_title(
        actor=CLERK, programme=programme, title=title("PE 1", (0, 0, 3, 3), SINCE)
    )
    services.grant_title(actor=CLERK, programme=programme, title=title("PE 2", (5, 5, 6, 6), SINCE))
    assert [row.title for row in queries.titles_at(places[SITE], SINCE)] == [over]
    assert list(queries.titles_at(places[SITE], date(2026, 1, 1))) == []


@pytest.mark.parametrize(("who", "may"), [("amina", True), ("chantal", True), ("banza", False)])
def test_places_are_registered_by_those_who_work_there(
    programme: Programme, provinces: None, who: str, *, may: bool
) -> None:
    place = given_places()[2]
    if may:
        services.register_place(actor=actor(who), programme=programme, place=place)
    else:
        with pytest.raises(Refusal):
            services.register_place(actor=actor(who), programme=programme, place=place)
    away = actor(who, province="CD-HK")
    with pytest.raises(Refusal):
        services.register_place(actor=away, programme=programme, place=place)


def test_words_are_those_of_the_network_folder() -> None:
    assert Place.Kind.values == list(schema.PLACE_KINDS)
    assert Occupancy.Role.values == list(schema.OCCUPANCY_ROLES)
