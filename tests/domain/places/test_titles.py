"""Titles through time: amended, ended, and what they share with whom since when."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.gis.geos import Polygon

from asili.core.access import NotVisible, Refusal, system
from asili.core.models import Finding, JournalEntry, Programme
from asili.domain.law.models import LegalValue
from asili.domain.places import queries, services
from asili.domain.places.models import Overlap, Title, TitleVersion
from asili.domain.registry.models import Organisation
from asili.domain.registry.services import NewOrganisation, register_organisation
from tests.cast import actor
from tests.domain.places.squares import Block, hectares, title, version

CLERK = system("test")
EARLY, LATER, LATEST = date(2012, 4, 3), date(2026, 2, 1), date(2026, 6, 1)
MINE: Block = (0, 0, 10, 10)
ZONE: Block = (9, 4, 11, 5)


def holder(programme: Programme, name: str, kind: str) -> Organisation:
    return register_organisation(
        actor=CLERK, programme=programme, organisation=NewOrganisation(name, kind)
    )


@pytest.fixture
def mine(programme: Programme) -> Title:
    company = holder(programme, "Invented Mines", "company")
    return services.grant_title(
        actor=CLERK,
        programme=programme,
        title=title("PE 1", MINE, EARLY, holder=company.party.code),
    )


@pytest.fixture
def zone(programme: Programme, mine: Title) -> Title:
    return services.grant_title(
        actor=CLERK,
        programme=programme,
        title=title("ZEA 1", ZONE, LATER, kind="ZEA", status="instituted", squares=2),
    )


def only_overlap() -> Overlap:
    return Overlap.objects.get()


def test_a_zone_that_reaches_into_a_title_shares_one_square_since_the_later_of_both(
    mine: Title, zone: Title
) -> None:
    overlap = only_overlap()
    assert (overlap.since, overlap.until) == (LATER, None)
    assert float(overlap.hectares) == pytest.approx(hectares((9, 4, 10, 5)), rel=2e-6)
    (row,) = queries.overlaps_on(LATER)
    assert (row.first.title, row.second.title) == (mine, zone)
    assert queries.holder_name(row.first.holder) == "Invented Mines"
    assert list(queries.overlaps_on(date(2026, 1, 31))) == []


def test_an_amendment_closes_the_version_and_dates_the_overlap(mine: Title, zone: Title) -> None:
    services.amend_title(actor=CLERK, title=mine, version=version((0, 0, 9, 10), LATEST))
    first, second = mine.versions.all()
    assert (first.valid_to, second.valid_from, second.valid_to) == (LATEST, LATEST, None)
    overlap = only_overlap()
    assert (overlap.since, overlap.until) == (LATER, LATEST)
    assert list(queries.overlaps_on(LATEST)) == []
    assert list(queries.overlaps_on(date(2026, 5, 31))) == [overlap]


def test_a_new_holder_continues_the_overlap_under_a_new_name(
    programme: Programme, mine: Title, zone: Title
) -> None:
    heir = holder(programme, "Second Mines", "company")
    services.amend_title(
        actor=CLERK, title=mine, version=version(MINE, LATEST, holder=heir.party.code)
    )
    later, earlier = queries.overlaps_of(mine)
    assert (earlier.since, earlier.until) == (LATER, LATEST)
    assert (later.since, later.until) == (LATEST, None)
    names = {queries.holder_name(v.holder) for v in (later.first, later.second)}
    assert names == {"Second Mines", ""}


def test_a_title_that_ends_shares_no_more(mine: Title, zone: Title) -> None:
    services.end_title(actor=CLERK, title=zone, on=LATEST)
    assert only_overlap().until == LATEST
    with pytest.raises(Refusal):
        services.end_title(actor=CLERK, title=zone, on=date(2027, 1, 1))


@pytest.mark.parametrize("status", ["closed", "ended"])
def test_what_has_ended_overlaps_nothing(programme: Programme, mine: Title, status: str) -> None:
    services.grant_title(
        actor=CLERK,
        programme=programme,
        title=title("ZEA 9", ZONE, LATER, kind="ZEA", status=status),
    )
    assert not Overlap.objects.exists()


@pytest.mark.parametrize(
    ("kind", "status", "found"),
    [
        ("ZEA", "planned", "planned"),
        ("ZEA", "applied", "applied"),
        ("PE", "applied", "applied"),
        ("AP", "active", "protected"),
    ],
)
def test_what_is_no_right_is_kept_apart_from_rights(
    programme: Programme, mine: Title, kind: str, status: str, found: str
) -> None:
    given = title("9", ZONE, LATER, kind=kind, status=status)
    services.grant_title(actor=CLERK, programme=programme, title=given)
    assert only_overlap().kind == found
    assert not queries.overlaps_on(LATER).exists()


def test_simulated_ground_never_overlaps_that_of_another_programme(
    programme: Programme, mine: Title
) -> None:
    other = Programme.objects.create(code="OTHER", name="Other", commodity=programme.commodity)
    services.grant_title(actor=CLERK, programme=other, title=title("ZEA 1", ZONE, LATER))
    assert not Overlap.objects.exists()


def test_an_act_touches_only_the_overlaps_of_its_title(
    programme: Programme, mine: Title, zone: Title
) -> None:
    kept = only_overlap().pk
    far = services.grant_title(
        actor=CLERK, programme=programme, title=title("PE 2", (40, 0, 44, 4), EARLY)
    )
    services.grant_title(
        actor=CLERK, programme=programme, title=title("ZEA 2", (43, 0, 45, 1), LATER, kind="ZEA")
    )
    services.end_title(actor=CLERK, title=far, on=LATEST)
    assert Overlap.objects.filter(pk=kept).exists()
    assert Overlap.objects.count() == 2


def test_recomputing_everything_finds_what_the_acts_found(
    programme: Programme, mine: Title, zone: Title
) -> None:
    services.amend_title(actor=CLERK, title=mine, version=version((0, 0, 9, 10), LATEST))
    fields = ("first_id", "second_id", "hectares", "since", "until")
    before = list(Overlap.objects.values_list(*fields))
    services.recompute_overlaps(actor=CLERK, programme=programme)
    assert list(Overlap.objects.values_list(*fields)) == before
    assert JournalEntry.objects.latest("position").act == "places.overlaps.recomputed"


@pytest.mark.parametrize("begins", [EARLY, date(2011, 1, 1)])
def test_an_amendment_begins_after_the_version_it_closes(mine: Title, begins: date) -> None:
    with pytest.raises(Refusal) as refused:
        services.amend_title(actor=CLERK, title=mine, version=version(MINE, begins))
    assert refused.value.rule == "places.3"


def test_an_outline_that_crosses_itself_is_refused(programme: Programme) -> None:
    bow = Polygon(((25, -10), (26, -11), (26, -10), (25, -11), (25, -10)), srid=4326)
    given = title("PE 3", MINE, EARLY)
    crossed = services.NewVersion(bow, EARLY, "simulated")
    with pytest.raises(Refusal) as refused:
        services.grant_title(
            actor=CLERK,
            programme=programme,
            title=services.NewTitle(given.number, given.kind, given.name, (crossed,)),
        )
    assert refused.value.rule == "places.8"


def test_a_number_names_one_title_of_its_kind(programme: Programme, mine: Title) -> None:
    again = title("PE 1", ZONE, LATER)
    with pytest.raises(Refusal) as refused:
        services.grant_title(actor=CLERK, programme=programme, title=again)
    assert refused.value.rule == "places.9"
    services.grant_title(
        actor=CLERK, programme=programme, title=title("PE 1", ZONE, LATER, kind="PR")
    )


def test_an_unknown_holder_is_not_visible(programme: Programme) -> None:
    with pytest.raises(NotVisible):
        services.grant_title(
            actor=CLERK, programme=programme, title=title("PE 3", MINE, EARLY, holder="P-0")
        )


def test_titles_are_recorded_by_an_authority(programme: Programme) -> None:
    with pytest.raises(Refusal) as refused:
        services.grant_title(
            actor=actor("daniel"), programme=programme, title=title("PE 3", MINE, EARLY)
        )
    assert refused.value.rule == "places.7"
    granted = services.grant_title(
        actor=actor("kasongo"), programme=programme, title=title("PE 3", MINE, EARLY)
    )
    assert not granted.is_zone


def second_zone(programme: Programme, cooperative: Organisation) -> None:
    for number, column in (("ZEA 7", 20), ("ZEA 8", 30)):
        services.grant_title(
            actor=CLERK,
            programme=programme,
            title=title(
                number,
                (column, 0, column + 2, 1),
                LATER,
                kind="ZEA",
                status="assigned",
                squares=2,
                holder=cooperative.party.code,
            ),
        )


def test_a_second_zone_of_a_cooperative_is_asked_about_while_the_law_is_unverified(
    programme: Programme, lawbook: None
) -> None:
    second_zone(programme, holder(programme, "Kilima", "cooperative"))
    finding = Finding.objects.get()
    assert finding.rule == "places.5"
    assert finding.severity == "warning"
    assert "Kilima holds 2 zones of 4 squares" in finding.text


def test_a_second_zone_of_a_cooperative_is_refused_by_verified_law(
    programme: Programme, lawbook: None
) -> None:
    LegalValue.objects.filter(key__startswith="zone.").update(
        verified_by="an office", verified_on=date(2026, 1, 1)
    )
    with pytest.raises(Refusal) as refused:
        second_zone(programme, holder(programme, "Kilima", "cooperative"))
    assert refused.value.rule == "places.5"
    assert "18/024" in refused.value.legal_basis
    assert Title.objects.count() == 1


def test_the_measured_area_stands_beside_the_legal_one(mine: Title) -> None:
    TitleVersion.objects.update(legal_area_ha=Decimal("8495.5"), squares=100)
    (row,) = mine.versions.all()
    assert float(queries.area_ha(row)) == pytest.approx(hectares(MINE), rel=1e-5)
    assert row.legal_area_ha == Decimal("8495.5")


def test_maps_get_titles_and_overlaps_of_the_day_with_holders(
    mine: Title, zone: Title, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        titles = json.loads(queries.titles_geojson(LATER))
        overlaps = json.loads(queries.overlaps_geojson(LATER))
    assert titles["type"] == overlaps["type"] == "FeatureCollection"
    shown = {feature["properties"]["code"]: feature for feature in titles["features"]}
    assert shown.keys() == {mine.code, zone.code}
    assert shown[zone.code]["properties"]["zone"] is True
    assert shown[mine.code]["geometry"]["type"] == "MultiPolygon"
    (overlap,) = overlaps["features"]
    assert overlap["properties"]["first_holder"] == "Invented Mines"
    assert overlap["properties"]["since"] == "2026-02-01"
    assert len(json.loads(queries.titles_geojson(EARLY))["features"]) == 1
    assert json.loads(queries.titles_geojson(date(2000, 1, 1)))["features"] == []


def test_taking_back_an_amendment_opens_the_version_before_it(mine: Title, zone: Title) -> None:
    services.amend_title(actor=CLERK, title=mine, version=version((0, 0, 9, 10), LATEST))
    assert not services.take_back_version(actor=CLERK, title=mine, valid_from=EARLY)
    assert services.take_back_version(actor=CLERK, title=mine, valid_from=LATEST)
    (row,) = mine.versions.all()
    assert (row.valid_from, row.valid_to) == (EARLY, None)
    assert (only_overlap().since, only_overlap().until) == (LATER, None)


def test_taking_back_the_only_version_takes_the_title_with_it(mine: Title, zone: Title) -> None:
    assert services.take_back_version(actor=CLERK, title=zone, valid_from=LATER)
    assert list(Title.objects.all()) == [mine]
    assert not Overlap.objects.exists()
